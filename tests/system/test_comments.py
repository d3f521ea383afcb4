"""Comments at the desk: taken in once, found in folders, decided through the API, told on their topic."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord
from motor.motor_asyncio import AsyncIOMotorDatabase

from redaksi.runner.access import Access
from services.moderation.comment_intake import CommentIntake, commenters
from services.moderation.desk.comments import CommentDesk, Receipt
from services.moderation.model.comment import Comment
from services.moderation.model.house import House
from services.moderation.model.refusal import Forbidden
from services.moderation.store.comments import Comments
from services.moderation.store.guard import GuardStore
from shared.bus import Heard
from shared.facts import CommentApproved, CommentConfirmed, CommentDecision, Fact, WithdrawalAsked, decode
from shared.sealed import Contact, Sealer
from shared.topics import COMMENT_DECISIONS, COMMENTS
from tests.builders import NOON, a_comment, later
from tests.keys import PAIR
from tests.moderation.people import CHIEF, EDITOR
from tests.moderation.test_commenting import approved, rejected
from tests.system.people import Editor, until
from tests.system.saying import say
from tests.system.test_desk import an_editor
from tests.system.test_outbox import silence

Database = AsyncIOMotorDatabase[dict[str, Any]]
SEALER = Sealer(PAIR.public)
ASKED: list[UUID] = []
"""Who was written to."""
SARI = SEALER.seal(Contact(email="Sari@Contoh.id", address="203.0.113.7"))


@pytest.fixture
async def comments(database: Database) -> Comments:
    made = Comments(database)
    await made.prepare()
    return made


@pytest.fixture
async def editor(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


def heard(*facts: Fact) -> list[Heard]:
    record = ConsumerRecord(COMMENTS, 0, 0, 0, 0, b"", b"", None, 0, 0, ())
    return [Heard(fact=fact, trace="", record=record) for fact in facts]


def guard_of(comments: Comments) -> GuardStore:
    """In the same database, as another process has it."""
    database: Any = comments.collection.database
    return GuardStore(database)


def intake(comments: Comments, house: House | None = None) -> CommentIntake:
    async def now() -> House:
        return house or House()

    async def ask(unconfirmed: Sequence[Comment]) -> None:
        ASKED.extend(comment.comment_id for comment in unconfirmed)

    weights = guard_of(comments).weights
    return CommentIntake(comments, commenters(PAIR.private), weights, now, ask, lambda: NOON, lambda: None, silence)


async def one(comments: Comments, **other: Any) -> Comment:
    """A comment that was taken in."""
    fact = a_comment(sealed=SARI, **other)
    await intake(comments).on_comments(heard(fact))
    found = await comments.get(fact.comment_id)
    assert found is not None
    return found


async def test_a_comment_is_taken_in_once_however_often_it_is_heard(comments: Comments) -> None:
    fact = a_comment(sealed=SARI)
    for batch in ([fact, fact], [fact], [WithdrawalAsked(comment_id=uuid4(), at=NOON)]):
        await intake(comments).on_comments(heard(*batch))
    found = await comments.get(fact.comment_id)
    assert found is not None
    assert (found.version, len(found.pending), found.text) == (1, 1, fact.text)
    assert await comments.collection.count_documents({}) == 1


async def test_an_editor_who_is_quicker_than_a_batch_loses_nothing(comments: Comments) -> None:
    comment = await one(comments)
    taking = intake(comments)
    real = comments.get_many
    once: list[int] = []

    async def slow(ids: Any, **of: str) -> Any:
        found = await real(ids, **of)
        if not once:
            once.append(1)
            assert await comments.replace(comment, approved(comment))
        return found

    comments.get_many = slow  # type: ignore[method-assign]
    await taking.on_comments(heard(WithdrawalAsked(comment_id=comment.comment_id, at=NOON)))
    after = await comments.get(comment.comment_id)
    assert after is not None
    assert [act.what for act in after.acts] == ["submit", "approve", "withdraw"]
    assert after.state == "withdrawn"


async def test_until_it_is_confirmed_it_stands_outside_the_queue(comments: Comments) -> None:
    fact = a_comment(sealed=SARI)
    await intake(comments, House(confirm_comments=True)).on_comments(heard(fact))
    assert (await comments.page("todo")).comments == ()
    assert len((await comments.page("unconfirmed")).comments) == 1
    assert ASKED[-1] == fact.comment_id
    await intake(comments).on_comments(heard(CommentConfirmed(comment_id=fact.comment_id, at=NOON)))
    assert len((await comments.page("todo")).comments) == 1


async def test_the_guard_scores_what_comes_in_and_decides_alone_only_where_the_house_says_so(
    comments: Comments,
) -> None:
    spam = a_comment(sealed=SARI, text="Main di 𝗔𝗟𝗘𝗫𝗜𝗦𝟭𝟳 gacor maxwin terus, depo kecil jackpot besar")
    fine = a_comment(sealed=SARI, text="Semoga jembatannya cepat selesai, kasihan anak sekolah harus memutar jauh.")
    await intake(comments).on_comments(heard(spam, fine))
    found = await comments.get_many([spam.comment_id, fine.comment_id])
    scores = {key: one.score.value for key, one in found.items() if one.score}
    assert scores[spam.comment_id] > 0.9
    assert scores[fine.comment_id] < 0.5
    assert {one.folder for one in found.values()} == {"todo"}
    again = [one.model_copy(update={"comment_id": uuid4()}) for one in (spam, fine)]
    await intake(comments, House(spam_from=90)).on_comments(heard(*again))
    after = await comments.get_many([one.comment_id for one in again])
    assert [after[one.comment_id].folder for one in again] == ["spam", "todo"]
    assert after[again[0].comment_id].acts[-1].what == "guard"


async def test_pages_show_each_comment_once_and_in_order(comments: Comments) -> None:
    facts = [a_comment(sealed=SARI, at=later(number // 2), text=f"Komentar {number}") for number in range(11)]
    await intake(comments).on_comments(heard(*facts))
    seen: list[str] = []
    after = None
    while True:
        page = await comments.page("todo", after=after, limit=3)
        seen += [comment.text for comment in page.comments]
        if (after := page.further) is None:
            break
    assert sorted(seen) == sorted(fact.text for fact in facts)
    assert len(seen) == 11
    assert (await comments.counts())["todo"] == 11


async def test_the_record_of_a_writer_goes_by_their_address_and_ends_with_it(comments: Comments) -> None:
    first, second = await one(comments, text="Satu"), await one(comments, text="Dua", at=later(3600))
    other = SEALER.seal(Contact(email="budi@contoh.id"))
    await intake(comments).on_comments(heard(a_comment(sealed=other)))
    assert first.who == second.who != ""
    assert "sari" not in first.who
    assert await comments.replace(first, approved(first))
    assert await comments.replace(second, rejected(second))
    record = await comments.record(first.who)
    assert (record.approved, record.rejected, record.spam, record.held) == (1, 1, 0, 0)
    assert await comments.forget_contacts(NOON + timedelta(seconds=1)) == 2, "the first, and Budi's"
    gone = await comments.get(first.comment_id)
    assert gone is not None
    assert (gone.who, gone.sealed) == ("", None)
    kept = await comments.get(second.comment_id)
    assert kept is not None
    assert kept.who == second.who


async def test_what_was_sealed_for_another_key_is_taken_in_without_a_writer(comments: Comments) -> None:
    fact = a_comment(sealed="c2VhbGVk")
    await intake(comments).on_comments(heard(fact))
    found = await comments.get(fact.comment_id)
    assert found is not None
    assert found.who == ""


async def decisions(access: Access, comment_id: str, version: int) -> list[CommentDecision]:
    """What was said of this comment, up to that version."""
    consumer = AIOKafkaConsumer(COMMENT_DECISIONS, bootstrap_servers=access.kafka, auto_offset_reset="earliest")
    await consumer.start()
    found: list[CommentDecision] = []
    try:
        async for record in consumer:
            if record.key == comment_id.encode():
                headers = {name: value.decode() for name, value in record.headers}
                fact = decode(record.topic, record.key, record.value, headers)
                assert isinstance(fact, CommentDecision)
                found.append(fact)
                if fact.version >= version:
                    break
    finally:
        await consumer.stop()
    return found


async def held(access: Access, editor: Editor, **other: Any) -> dict[str, Any]:
    """One that stands at the desk of a newsroom that runs."""
    fact = a_comment(**other)
    await say(access, fact)

    async def there() -> Any:
        answer = await editor.http.get(f"/api/comments/{fact.comment_id}")
        return answer.json() if answer.status_code == 200 else None

    return dict(await until(there))


async def do(editor: Editor, comment: dict[str, Any], verb: str, **body: Any) -> Any:
    return await editor.http.post(
        f"/api/comments/{comment['comment_id']}/{verb}", json={"version": comment["version"], **body}
    )


async def test_a_comment_is_decided_through_the_api_and_told_on_its_topic(newsroom: Access, editor: Editor) -> None:
    comment = await held(newsroom, editor, text="Terima kasih, beritanya jelas.")
    assert (comment["folder"], comment["public"]) == ("todo", False)
    assert {"sealed", "who"} & set(comment) == set()
    answer = await do(editor, comment, "approve")
    assert answer.status_code == 200, answer.text
    assert (await do(editor, comment, "approve")).status_code == 409, "decided on a version that is no more"
    said = await decisions(newsroom, comment["comment_id"], 2)
    assert isinstance(said[-1], CommentApproved)
    assert said[-1].live is not None
    assert said[-1].live.html == "<p>Terima kasih, beritanya jelas.</p>"
    assert [fact.live for fact in said[:-1]] == [None]


async def test_a_reason_that_is_none_of_the_newsrooms_is_told_at_its_field(newsroom: Access, editor: Editor) -> None:
    comment = await held(newsroom, editor)
    answer = await do(editor, comment, "reject", code="bosan")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["code"]
    assert (await do(editor, comment, "reject", code="kasar")).json()["reason_code"] == "kasar"
    assert "judol" in (await editor.http.get("/api/comments/reasons")).json()


async def test_only_who_works_there_sees_comments_and_only_a_chief_erases(newsroom: Access, editor: Editor) -> None:
    comment = await held(newsroom, editor, text="Rahasia sekali")
    async with an_editor(newsroom, editor, "editor") as plain:
        assert (await plain.http.post(f"/api/comments/{comment['comment_id']}/erase")).status_code == 403
    erased = await editor.http.post(f"/api/comments/{comment['comment_id']}/erase")
    assert (erased.status_code, erased.json()["state"], erased.json()["text"]) == (200, "erased", "")
    said = await decisions(newsroom, comment["comment_id"], 2)
    assert said[-1].kind == "redaksi.comment.erased.v1"
    assert "Rahasia" not in said[-1].model_dump_json()


async def test_who_asks_to_be_forgotten_is_erased_whole_and_gets_a_receipt(
    newsroom: Access, editor: Editor, comments: Comments
) -> None:
    theirs = commenters(PAIR.private)
    mine = [await one(comments, text=text) for text in ("Satu", "Dua")]
    other = a_comment(sealed=SEALER.seal(Contact(email="budi@contoh.id")))
    await intake(comments).on_comments(heard(other))
    desk = CommentDesk(comments, theirs.who, lambda: NOON, lambda: None, timedelta())
    assert await desk.erase_commenter("sari@contoh.id", EDITOR) == Forbidden("chief")
    receipt = await desk.erase_commenter(" SARI@contoh.id", CHIEF)
    assert receipt == Receipt(2, NOON + timedelta(hours=74))
    states = {
        key: found.state
        for key, found in (await comments.get_many([*(c.comment_id for c in mine), other.comment_id])).items()
    }
    assert states == {mine[0].comment_id: "erased", mine[1].comment_id: "erased", other.comment_id: "held"}
    assert await desk.erase_commenter("sari@contoh.id", CHIEF) == Receipt(0, NOON + timedelta(hours=74))
    nobody = await editor.http.post("/api/comments/commenters/erase", json={"email": "tak.ada@contoh.id"})
    assert (nobody.status_code, nobody.json()["erased"]) == (200, 0)
