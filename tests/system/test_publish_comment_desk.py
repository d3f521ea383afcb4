"""Comments on a real MongoDB and a real Kafka: kept once, told at least once, mended whatever breaks off where."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase
from prometheus_client import Counter
from pymongo.errors import AutoReconnect

from services.publish import timers
from services.publish.comments_store import Comments
from services.publish.handlers import CommentDesk, Watch
from services.publish.model import KeptComment
from shared import metrics
from shared.bus import Bus
from shared.facts import (
    CommentApproved,
    CommentDecision,
    CommentErased,
    CommentHeld,
    CommentPublished,
    CommentRemoved,
    CommentUnpublished,
    Fact,
    read_envelope,
)
from shared.settings import Settings
from shared.topics import PUBLISH_COMMENTS, PUBLISH_COMMENTS_WATCH, PUBLISHED_COMMENTS
from tests.builders import ARTICLE, NOON
from tests.publish.test_comments import APPROVED, ERASED, HELD, REMOVED, a_live, decided
from tests.shared.every_fact import COMMENT
from tests.system.bus.conftest import until
from tests.system.conftest import Servers
from tests.system.test_publish import Voice, heard

Database = AsyncIOMotorDatabase[dict[str, Any]]
AGAIN = decided(CommentApproved, 5, "approved", a_live(5, text="Lagi."))
BROKEN_AT_NIGHT = timedelta(days=1)


@pytest.fixture
async def comments(database: Database) -> Comments:
    made = Comments(database)
    await made.prepare()
    return made


def a_desk_of(comments: Comments) -> tuple[CommentDesk, Voice]:
    voice = Voice()
    return CommentDesk(comments, voice), voice  # type: ignore[arg-type]


async def marked(comments: Comments) -> list[UUID]:
    return await comments.left_marked(datetime.now(UTC) + BROKEN_AT_NIGHT, 1000)


def versions(voice: Voice) -> list[int]:
    return [fact.item_version for fact in voice.said]


def published(decision: CommentDecision) -> CommentPublished:
    """What publish says of it."""
    fact = KeptComment.of(decision).published()
    assert fact is not None
    return fact


@asynccontextmanager
async def sweeping(desk: CommentDesk, comments: Comments) -> AsyncIterator[None]:
    """The sweep runs, at a time when every mark is old."""
    later = lambda: datetime.now(UTC) + BROKEN_AT_NIGHT  # noqa: E731
    task = asyncio.create_task(timers.sweep(desk, comments, later, "publish-comments"))
    yield
    task.cancel()


async def test_a_crash_between_keeping_and_telling_is_mended_when_it_is_heard_again(comments: Comments) -> None:
    desk, voice = a_desk_of(comments)
    voice.broken = True
    with pytest.raises(OSError, match="away"):
        await desk.on_decisions(heard(APPROVED))
    assert await marked(comments) == [COMMENT]
    voice.broken = False
    await desk.on_decisions(heard(APPROVED))
    assert voice.said == [published(APPROVED)]
    assert await marked(comments) == []


@pytest.mark.parametrize("decision", [APPROVED, REMOVED, ERASED])
async def test_a_crash_between_keeping_and_telling_is_mended_by_the_sweep(
    comments: Comments, decision: CommentDecision
) -> None:
    desk, voice = a_desk_of(comments)
    voice.broken = True
    with pytest.raises(OSError, match="away"):
        await desk.on_decisions(heard(decision))
    voice.broken = False
    async with sweeping(desk, comments):
        await until(lambda: voice.said == [KeptComment.of(decision).fact()])
        async with asyncio.timeout(10):
            while await marked(comments):
                await asyncio.sleep(0.02)


async def test_a_crash_between_telling_and_taking_the_mark_off_tells_it_again(
    comments: Comments, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, voice = a_desk_of(comments)

    async def broken(_: Any) -> None:
        raise AutoReconnect("MongoDB is away")

    with monkeypatch.context() as patch:
        patch.setattr(comments, "told", broken)
        with pytest.raises(AutoReconnect):
            await desk.on_decisions(heard(APPROVED))
    await desk.on_decisions(heard(APPROVED))
    assert versions(voice) == [2, 2]
    assert await marked(comments) == []


async def test_what_was_heard_already_or_is_older_changes_nothing_and_is_counted(
    comments: Comments, database: Database
) -> None:
    def counted(counter: Counter) -> float:
        return counter.labels(PUBLISH_COMMENTS.name)._value.get()  # type: ignore[no-any-return]

    desk, voice = a_desk_of(comments)
    await desk.on_decisions(heard(REMOVED))
    before = counted(metrics.DUPLICATES), counted(metrics.STALE)
    stored = await database["comments"].find_one({})
    for repeated in (REMOVED, HELD, APPROVED):
        await desk.on_decisions(heard(repeated))
    assert await database["comments"].find_one({}) == stored
    assert versions(voice) == [3]
    assert (counted(metrics.DUPLICATES) - before[0], counted(metrics.STALE) - before[1]) == (1, 2)


async def test_nothing_resurrects_an_erased_comment(comments: Comments) -> None:
    desk, voice = a_desk_of(comments)
    for decision in (APPROVED, ERASED, APPROVED, AGAIN):
        await desk.on_decisions(heard(decision))
    assert await comments.get(COMMENT) == KeptComment.of(ERASED)
    assert [type(fact) for fact in voice.said] == [CommentPublished, CommentUnpublished]
    assert await comments.threads(ARTICLE, after=None, limit=10, answers=10) == []


# Public, its removal undone before it was told; then removed, that told; spam, undone; then public again.
PATH = (
    HELD,
    APPROVED,
    decided(CommentApproved, 4, "approved", a_live(2)),
    decided(CommentRemoved, 5, "removed", a_live(5, name="", text="", html="", removed="kasar")),
    decided(CommentRemoved, 7, "removed", a_live(5, name="", text="", html="", removed="kasar")),
    decided(CommentApproved, 8, "approved", a_live(8, text="Kembali.")),
    decided(CommentApproved, 10, "approved", a_live(8, text="Kembali.")),
)


async def test_one_that_was_public_then_not_then_public_again_stands_as_it_was_decided_at_every_step(
    comments: Comments, database: Database
) -> None:
    desk, voice = a_desk_of(comments)
    for decision in PATH:
        await desk.on_decisions(heard(decision))
        await stands_as(decision, comments, database)
    assert versions(voice) == [2, 5, 8]


async def test_in_whatever_order_that_was_heard_it_ends_public(comments: Comments, database: Database) -> None:
    desk, voice = a_desk_of(comments)
    for turn, order in enumerate(itertools.islice(itertools.permutations(PATH), 0, 5040, 97)):
        comment_id = uuid4()
        for decision in order:
            await desk.on_decisions(heard(decision.model_copy(update={"comment_id": comment_id})))
        await stands_as(PATH[-1].model_copy(update={"comment_id": comment_id}), comments, database)
        said = [fact for fact in voice.said if fact.item == str(comment_id)]
        assert said[-1].item_version == 8, turn


async def stands_as(decision: CommentDecision, comments: Comments, database: Database) -> None:
    """State, what is found by and what the public is to be told agree with the decision."""
    stored = await database["comments"].find_one({"_id": decision.item})
    kept = KeptComment.of(decision)
    assert await comments.get(decision.comment_id) == kept
    assert stored is not None
    assert (stored["public_version"], "emit_pending" in stored) == (kept.public_version, False)
    found_by = [stored.get(name) for name in ("article", "place")]
    assert found_by == ([str(kept.live.article_id), kept.place] if kept.live else [None, None])
    threads = await comments.threads(ARTICLE, after=None, limit=1000, answers=10)
    assert (kept in [thread.head for thread in threads]) == (kept.live is not None)


ZOMBIES: list[Any] = [
    pytest.param(REMOVED, published(APPROVED), id="words that were removed"),
    pytest.param(ERASED, published(APPROVED), id="words that were erased"),
    pytest.param(AGAIN, CommentUnpublished(comment_id=COMMENT, version=4, at=NOON), id="an old erasure"),
    pytest.param(AGAIN, CommentUnpublished(comment_id=COMMENT, version=6, at=NOON), id="an erasure that never was"),
    pytest.param(AGAIN, published(AGAIN).model_copy(update={"version": 99}), id="a version that never was"),
]


@pytest.mark.parametrize(("decision", "zombie"), ZOMBIES)
async def test_what_the_topic_wrongly_ends_with_is_followed_by_what_is_kept(
    comments: Comments, servers: Servers, decision: CommentDecision, zombie: Fact
) -> None:
    comment_id = uuid4()
    ours = decision.model_copy(update={"comment_id": comment_id})
    right, wrong = KeptComment.of(ours).fact(), zombie.model_copy(update={"comment_id": comment_id})
    on_topic: list[Fact] = []

    async def remember(batch: Any) -> None:
        on_topic.extend(one.fact for one in batch if one.fact.item == str(comment_id))

    bus = Bus(Settings(KAFKA_BOOTSTRAP=servers.kafka), "test")
    desk = CommentDesk(comments, bus.voice)
    bus.listen(PUBLISH_COMMENTS_WATCH, Watch(comments, desk.tell_marked).on_published, read=read_envelope)
    bus.follow(PUBLISHED_COMMENTS, remember)
    async with bus:
        await bus.until_started()
        await desk.on_decisions(heard(ours))
        await until(lambda: on_topic == [right])
        await bus.voice.say(wrong)
        await until(lambda: on_topic == [right, wrong, right])
        # Whatever was said before this has been watched when this has been mended.
        await bus.voice.say(wrong)
        await until(lambda: on_topic == [right, wrong, right, wrong, right])
    assert await marked(comments) == []


@pytest.mark.parametrize(("decision", "zombie"), ZOMBIES)
async def test_what_the_watch_saw_and_could_not_mend_is_mended_by_the_sweep(
    comments: Comments, decision: CommentDecision, zombie: Fact
) -> None:
    desk, voice = a_desk_of(comments)
    await desk.on_decisions(heard(decision))
    voice.said.clear()
    voice.broken = True
    with pytest.raises(OSError, match="away"):
        await Watch(comments, desk.tell_marked).on_published(heard(zombie))
    voice.broken = False
    async with sweeping(desk, comments):
        await until(lambda: voice.said == [KeptComment.of(decision).fact()])
        async with asyncio.timeout(10):
            while await marked(comments):
                await asyncio.sleep(0.02)


async def test_what_the_topic_rightly_ends_with_is_not_told_again(comments: Comments) -> None:
    desk, voice = a_desk_of(comments)
    await desk.on_decisions(heard(AGAIN))
    await Watch(comments, desk.tell_marked).on_published(heard(published(APPROVED), published(AGAIN)))
    await desk.on_decisions(heard(decided(CommentErased, 6, "erased")))
    gone = CommentUnpublished(comment_id=COMMENT, version=6, at=NOON)
    await Watch(comments, desk.tell_marked).on_published(heard(published(AGAIN), gone))
    assert versions(voice) == [5, 6]


async def test_of_what_nobody_decided_nothing_is_told(comments: Comments) -> None:
    desk, voice = a_desk_of(comments)
    await desk.on_decisions(heard(decided(CommentHeld, 1, "held")))
    stranger = published(APPROVED).model_copy(update={"comment_id": uuid4()})
    await Watch(comments, desk.tell_marked).on_published(heard(stranger, published(APPROVED)))
    assert voice.said == []
    assert await marked(comments) == []


async def test_an_erasure_and_an_answer_that_race_leave_a_gap_that_holds_it(comments: Comments) -> None:
    for _ in range(40):
        head, answer, article = uuid4(), uuid4(), uuid4()
        below = decided(CommentApproved, 2, "approved", a_live(article_id=article, parent_id=head))
        kept = KeptComment.of(below).model_copy(update={"comment_id": answer})
        gone = KeptComment.of(ERASED).model_copy(update={"comment_id": head})
        await asyncio.gather(comments.keep([kept]), comments.keep([gone]))
        (thread,) = await comments.threads(article, after=None, limit=10, answers=10)
        assert (thread.head, thread.answers) == (gone, [kept])
