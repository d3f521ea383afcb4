"""The guard learns from what editors decided: once, in order, never what was undone or what it did itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from redaksi.runner.access import Access
from services.moderation.desk.figures import THRESHOLDS
from services.moderation.learning import Learning, rescore_some
from services.moderation.model import commenting
from services.moderation.model.comment import Comment
from services.moderation.model.house import House
from services.moderation.model.pending import Pending
from services.moderation.spam.model import learn, score
from services.moderation.spam.weights import packaged
from services.moderation.store.comments import Comments
from services.moderation.store.guard import GuardStore
from shared.comment_reasons import REASONS
from shared.facts import CommentDecision, CommentHeld, decode
from tests.builders import NOON, a_comment, later
from tests.moderation.people import by
from tests.system.people import Editor, until
from tests.system.saying import say
from tests.system.test_comments import SARI, comments, guard_of, heard, intake

__all__ = ["comments"]
Database = AsyncIOMotorDatabase[dict[str, Any]]
NEW = "Ayo merapat ke warung kopi Zulkarnaen, semua bahagia bersama, cek bio kami sekarang juga kawan"
"""What the guard that came with Redaksi finds fine."""


@pytest.fixture
async def guard(database: Database) -> GuardStore:
    made = GuardStore(database)
    await made.prepare()
    return made


@pytest.fixture
def learning(comments: Comments, guard: GuardStore) -> Learning:
    return Learning(comments, guard, pause=0)


async def held(comments: Comments, *texts: str) -> list[Comment]:
    facts = [a_comment(sealed=SARI, text=text, at=later(number)) for number, text in enumerate(texts)]
    await intake(comments).on_comments(heard(*facts))
    found = await comments.get_many(fact.comment_id for fact in facts)
    return [found[fact.comment_id] for fact in facts]


def _record(entry: Pending) -> tuple[str, bytes | None, bytes | None, Mapping[str, str]]:
    record = entry.record()
    return record.topic, record.key, record.value, record.headers


def told(comment: Comment | Any) -> CommentDecision:
    """What is said of it last."""
    assert isinstance(comment, Comment)
    fact = decode(*_record(comment.pending[-1]))
    assert isinstance(fact, CommentDecision)
    return fact


def spam(comment: Comment) -> CommentDecision:
    return told(commenting.mark_spam(comment, seen=comment.version, by=by(), window=timedelta()))


def fine(comment: Comment) -> CommentDecision:
    return told(commenting.approve(comment, seen=comment.version, by=by(), window=timedelta()))


def refused(comment: Comment, code: str) -> CommentDecision:
    outcome = commenting.reject(comment, seen=comment.version, by=by(), window=timedelta(), code=code, codes=REASONS)
    return told(outcome)


async def test_what_editors_call_spam_is_learned_and_every_process_scores_with_it(
    comments: Comments,
    guard: GuardStore,
    learning: Learning,
) -> None:
    before = score(NEW, packaged())
    assert before < 0.5, "else this shows nothing"
    some = await held(comments, *(f"{NEW} {number}" for number in range(6)))
    await learning.on_decisions(heard(*map(spam, some)))
    elsewhere = guard_of(comments)
    weights = await elsewhere.weights()
    assert weights.learned == packaged().learned + 6
    assert score(NEW, weights) > 0.9
    assert weights.to_bytes() == (await guard.weights()).to_bytes()
    (late,) = await held(comments, NEW)
    assert late.score is not None
    assert (late.score.weights, late.score.value > 0.9) == (weights.learned, True)


async def test_what_is_heard_again_teaches_nothing_more(
    comments: Comments,
    guard: GuardStore,
    learning: Learning,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decided = heard(*map(spam, await held(comments, NEW, f"{NEW} lagi")))

    async def crash(_: Sequence[Any]) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(guard, "_keep", crash)
        with pytest.raises(ConnectionError):
            await learning.on_decisions(decided)
    learned = (await guard.weights()).to_bytes()
    assert learned != packaged().to_bytes()
    for _ in range(2):
        await learning.on_decisions(decided)
        assert (await guard.weights()).to_bytes() == learned
    # Also from the topic's beginning, long after, when the weights name other decisions as their last.
    await comments.collection.database["guard"].update_many({}, {"$set": {"known": []}})
    await learning.on_decisions(decided)
    assert (await guard.weights()).to_bytes() == learned


async def test_two_processes_at_once_lose_nothing_of_what_either_learned(
    comments: Comments,
) -> None:
    some = await held(comments, *(f"{NEW} {number}" for number in range(8)))
    several = [Learning(comments, guard_of(comments), pause=0) for _ in range(4)]
    pairs = zip(several, (some[at : at + 2] for at in range(0, 8, 2)), strict=True)
    await asyncio.gather(*(one.on_decisions(heard(*map(spam, two))) for one, two in pairs))
    assert (await guard_of(comments).weights()).learned == packaged().learned + 8


async def test_the_guards_own_decisions_and_refusals_on_other_grounds_teach_nothing(
    comments: Comments,
    guard: GuardStore,
    learning: Learning,
) -> None:
    by_itself = a_comment(sealed=SARI, text="Main di 𝗔𝗟𝗘𝗫𝗜𝗦𝟭𝟳 gacor maxwin terus, depo kecil jackpot besar")
    await intake(comments, House(spam_from=50)).on_comments(heard(by_itself))
    found = await comments.get(by_itself.comment_id)
    assert found is not None
    assert found.folder == "spam"
    coarse, gone = await held(comments, "Dasar bodoh semua pejabat itu", "Yang ini ditarik")
    await learning.on_decisions(heard(told(found), refused(coarse, "kasar"), told(commenting.withdrawn(gone, by()))))
    assert (await guard.weights()).to_bytes() == packaged().to_bytes()
    assert await guard.verdict(by_itself.comment_id) is None
    await learning.on_decisions(heard(refused(coarse, "judol")))
    assert (await guard.weights()).learned == packaged().learned + 1


async def test_of_an_edited_comment_the_readers_words_are_learned(
    comments: Comments,
    guard: GuardStore,
    learning: Learning,
) -> None:
    (one,) = await held(comments, NEW)
    edited = commenting.edit(one, seen=one.version, by=by(), text="Disunting.")
    assert isinstance(edited, Comment)
    assert await comments.replace(one, edited)
    await learning.on_decisions(heard(spam(edited)))
    assert (await guard.weights()).to_bytes() == learn(NEW, True, packaged()).to_bytes()  # noqa: FBT003


async def test_the_figures_compare_what_the_guard_thought_with_the_last_decision(
    comments: Comments,
    guard: GuardStore,
    learning: Learning,
) -> None:
    sure = "Main di 𝗔𝗟𝗘𝗫𝗜𝗦𝟭𝟳 gacor maxwin terus, depo kecil jackpot besar"
    caught, missed, alarm, good, later_spam = await held(comments, sure, NEW, f"{sure} ya", "Semoga lekas selesai", NEW)
    await learning.on_decisions(heard(spam(caught), spam(missed), fine(alarm), fine(good), fine(later_spam)))
    approved = commenting.approve(later_spam, seen=later_spam.version, by=by(), window=timedelta())
    assert isinstance(approved, Comment)
    removed = commenting.remove(approved, seen=2, by=by(), window=timedelta(), code="judol", codes=REASONS)
    for _ in range(2):
        await learning.on_decisions(heard(told(removed)))
        await learning.on_decisions(heard(fine(later_spam)))
    found = await guard.measured(NOON - timedelta(days=1), THRESHOLDS)
    half = found[0]
    assert (half.threshold, half.spam, half.caught, half.fine, half.alarms) == (0.5, 3, 1, 2, 1)
    assert (await guard.measured(NOON + timedelta(days=1), THRESHOLDS))[0].spam == 0


async def test_what_still_waits_is_scored_again_and_found_in_that_order(
    comments: Comments,
    guard: GuardStore,
    learning: Learning,
) -> None:
    good, first, *rest = await held(comments, "Semoga lekas selesai", *(f"{NEW} {number}" for number in range(7)))
    await learning.on_decisions(heard(*map(spam, rest)))
    weights = await guard.weights()
    assert await rescore_some(comments, weights) == 8
    assert await rescore_some(comments, weights) == 0, "each once for the same knowledge"
    now = await comments.get_many([good.comment_id, first.comment_id])
    assert now[first.comment_id].likely.value > 0.9
    assert now[good.comment_id].likely.value < 0.5
    assert now[first.comment_id].score == first.score, "by which the guard is measured"
    seen: list[Comment] = []
    after = None
    while True:
        page = await comments.page("todo", order="likely", after=after, limit=3)
        seen += page.comments
        if (after := page.further) is None:
            break
    assert len({one.comment_id for one in seen}) == len(seen) == 8
    assert [one.likely.value for one in seen] == sorted((one.likely.value for one in seen), reverse=True)
    assert seen[-1].comment_id == good.comment_id
    # Who decides meanwhile does not miss for it.
    assert await comments.replace(first, first.model_copy(update={"acts": ()}))


async def test_what_was_undone_is_never_said_and_never_learned(
    comments: Comments,
    guard: GuardStore,
    learning: Learning,
) -> None:
    (one,) = await held(comments, NEW)
    decided = commenting.mark_spam(one, seen=1, by=by(), window=timedelta(seconds=8))
    assert isinstance(decided, Comment)
    undone = commenting.undo(decided, seen=2, by=by())
    assert isinstance(undone, Comment)
    facts = [decode(*record) for record in map(_record, undone.pending)]
    assert [type(fact) for fact in facts] == [CommentHeld, CommentHeld]
    await learning.on_decisions(heard(*facts))
    assert (await guard.weights()).to_bytes() == packaged().to_bytes()


async def test_a_decision_at_the_desk_is_learned(newsroom: Access) -> None:
    async with Editor(newsroom) as editor:

        async def figures() -> tuple[int, int]:
            found: dict[str, Any] = (await editor.http.get("/api/summary")).json()["guard"]
            return found["learned"], found["measured"][0]["spam"]

        fact = a_comment(sealed=SARI, text=f"{NEW} {uuid4().hex}")
        await say(newsroom, fact)

        async def held_there() -> bool:
            return (await editor.http.get(f"/api/comments/{fact.comment_id}")).is_success

        await until(held_there)
        learned, called_spam = await figures()
        (await editor.http.post(f"/api/comments/{fact.comment_id}/spam", json={"version": 1})).raise_for_status()

        async def is_learned() -> bool:
            now = await figures()
            return now[0] > learned and now[1] > called_spam

        await until(is_learned)
