"""The outbox on a real MongoDB: intake applied once, several relays at once, crashes between any two steps."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo.errors import AutoReconnect

from services.moderation.desk import Desk, orders
from services.moderation.handlers import Intake
from services.moderation.model import afterwards, decide
from services.moderation.model.house import House
from services.moderation.model.pending import LEASE, Pending, Telling
from services.moderation.model.refusal import Stale, TooLate
from services.moderation.model.telling import By
from services.moderation.relay import Relay
from services.moderation.store.articles import Articles
from services.moderation.store.pictures import Pictures
from shared.bus import Heard, OutcomeUnknown
from shared.facts import DraftSubmitted, Record
from shared.media import Shelf
from shared.rules import DEFAULTS
from tests.builders import NOON, a_draft, a_submission
from tests.keys import KEYS
from tests.moderation.people import CHIEF, EDITOR, approving

Database = AsyncIOMotorDatabase[dict[str, Any]]


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Voice:
    """Remembers what it says; fails as often as it is told to."""

    def __init__(self) -> None:
        self.said: list[tuple[str, int]] = []
        self.failures = 0

    async def say_records(self, records: Sequence[tuple[Record, str]], **_: Any) -> None:
        for record, trace in records:
            await self.say_record(record, trace=trace)

    async def say_record(self, record: Record, *, trace: str = "") -> None:
        await asyncio.sleep(0.002)
        if self.failures:
            self.failures -= 1
            raise OutcomeUnknown("no acknowledgement")
        self.said.append((record.key.decode(), int(record.headers["ce_version"])))


@pytest.fixture
async def articles(database: Database) -> Articles:
    made = Articles(database)
    await made.prepare()
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


def heard(*facts: DraftSubmitted) -> list[Heard]:
    return [Heard(fact, "", None) for fact in facts]


def an_intake(articles: Articles, clock: Clock) -> Intake:
    """One that dies between storing what is new and saying it."""
    return Intake(articles, lambda: DEFAULTS, clock, lambda: None, silence)


async def silence(born: Mapping[str, Pending]) -> None:
    """Says nothing of it."""


async def a_house() -> House:
    return House()


def a_desk(articles: Articles, clock: Clock, say: Callable[[str, Pending], None] | None = None) -> Desk:
    pictures = Pictures(articles.collection.database, Shelf(KEYS["REDAKSI_MEDIA_URL"]))  # type: ignore[arg-type]
    return Desk(articles, lambda: DEFAULTS, clock, Telling(lambda: None, say), timedelta(0), a_house, pictures)


async def relayed(relay: Relay, articles: Articles) -> None:
    """Run the relay until nothing is pending."""
    task = asyncio.create_task(relay.run())
    async with asyncio.timeout(30):
        while await articles.collection.count_documents({"pending.0": {"$exists": True}}):
            await asyncio.sleep(0.02)
    task.cancel()


async def test_a_batch_is_taken_in_whole_and_hearing_it_again_changes_nothing(
    articles: Articles, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.moderation.handlers._PART", 7)
    ids = [uuid4() for _ in range(50)]
    rounds = [
        [a_submission(a_draft(lead=f"Ke-{base}."), article_id=one, base=base or None) for base in range(5)]
        for one in ids
    ]
    batch = heard(*(fact for facts in rounds for fact in facts))
    intake = an_intake(articles, clock)
    await intake.on_drafts(batch)
    once = await articles.get_many(ids)
    await intake.on_drafts(batch)
    assert await articles.get_many(ids) == once
    told = {(a.version, a.revision, a.content.lead, len(a.conflicts)) for a in once.values()}
    assert told == {(5, 5, "Ke-4.", 0)}, "an article's own stay in their order"
    assert (await articles.revision(ids[0], once[ids[0]].revisions[0])) == rounds[0][0].draft


async def test_two_processes_with_the_same_batch_apply_each_submission_once(articles: Articles, clock: Clock) -> None:
    ids = [uuid4() for _ in range(50)]
    batch = heard(*(a_submission(article_id=one) for one in ids))
    await asyncio.gather(*(an_intake(articles, clock).on_drafts(batch) for _ in range(4)))
    assert {(a.version, a.revision) for a in (await articles.get_many(ids)).values()} == {(1, 1)}


async def test_a_crash_between_the_words_and_the_article_loses_neither(
    articles: Articles, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fact = a_submission(article_id=uuid4())
    intake = an_intake(articles, clock)

    async def broken(*_: Any) -> bool:
        raise AutoReconnect("MongoDB is away")

    with monkeypatch.context() as patch:
        patch.setattr(articles, "replace_many", broken)
        with pytest.raises(AutoReconnect):
            await intake.on_drafts(heard(fact))
    assert await articles.get(fact.article_id) is None
    await intake.on_drafts(heard(fact))
    article = await articles.get(fact.article_id)
    assert article is not None
    assert (article.revision, len(article.revisions)) == (1, 1)


async def test_what_is_new_is_said_at_once_and_what_is_decided_meanwhile_waits_for_it(
    articles: Articles, clock: Clock
) -> None:
    voice = Voice()
    relay = Relay([articles.collection], voice, clock)  # type: ignore[arg-type]
    say = relay.newborn(articles.collection)
    ids = [uuid4() for _ in range(20)]

    async def meanwhile(born: Mapping[str, Pending]) -> None:
        for one in ids:
            await a_desk(articles, clock).act(one, lambda a: approving(a, window=timedelta(0)))
        clock.now += timedelta(seconds=10)
        assert await relay._lease(articles.collection, str(ids[0])) is None, "it is leased"
        await say(born)

    intake = Intake(articles, lambda: DEFAULTS, clock, lambda: None, meanwhile)
    await intake.on_drafts(heard(*(a_submission(article_id=one) for one in ids)))
    assert sorted(voice.said) == sorted((str(one), 1) for one in ids)
    clock.now += timedelta(seconds=61)
    await relayed(relay, articles)
    assert sorted(voice.said) == sorted((str(one), version) for one in ids for version in (1, 2))


async def test_what_is_new_and_could_not_be_said_is_said_when_its_lease_ends(articles: Articles, clock: Clock) -> None:
    voice = Voice()
    voice.failures = 1
    relay = Relay([articles.collection], voice, clock)  # type: ignore[arg-type]
    one = uuid4()
    intake = Intake(articles, lambda: DEFAULTS, clock, lambda: None, relay.newborn(articles.collection))
    await intake.on_drafts(heard(a_submission(article_id=one)))
    assert voice.said == []
    assert await relay._lease(articles.collection, str(one)) is None
    clock.now += LEASE + timedelta(seconds=1)
    await relayed(relay, articles)
    assert voice.said == [(str(one), 1)]


async def test_several_relays_say_every_fact_in_version_order_and_each_once(articles: Articles, clock: Clock) -> None:
    ids = await _held(articles, clock, 60)
    for one in ids:
        await a_desk(articles, clock).act(one, lambda a: approving(a, window=timedelta(0)))
    clock.now = datetime.now(UTC) + timedelta(days=365)
    voices = [Voice() for _ in range(3)]
    relays = [Relay([articles.collection], voice, clock) for voice in voices]  # type: ignore[arg-type]
    await asyncio.gather(*(relayed(relay, articles) for relay in relays))
    said = [entry for voice in voices for entry in voice.said]
    assert sorted(said) == sorted((str(one), version) for one in ids for version in (1, 2))
    for voice in voices:
        for one in ids:
            mine = [version for key, version in voice.said if key == str(one)]
            assert mine == sorted(mine)


async def test_a_fact_without_an_acknowledgement_is_said_again_before_the_next(
    articles: Articles, clock: Clock
) -> None:
    (one,) = await _held(articles, clock, 1)
    await a_desk(articles, clock).act(one, lambda a: approving(a, window=timedelta(0)))
    voice = Voice()
    voice.failures = 2
    moving = Relay([articles.collection], voice, lambda: datetime.now(UTC) + timedelta(days=365))  # type: ignore[arg-type]
    await relayed(moving, articles)
    assert [version for _, version in voice.said] == [1, 2]


async def test_a_relay_that_died_after_sending_leaves_it_to_the_next_when_its_lease_ends(
    articles: Articles, clock: Clock
) -> None:
    (one,) = await _held(articles, clock, 1)
    dying = Relay([articles.collection], Voice(), clock)  # type: ignore[arg-type]
    assert await dying._lease(articles.collection, str(one)) is not None
    voice = Voice()
    next_one = Relay([articles.collection], voice, clock)  # type: ignore[arg-type]
    assert await next_one._lease(articles.collection, str(one)) is None
    clock.now += LEASE + timedelta(seconds=1)
    await relayed(next_one, articles)
    assert [version for _, version in voice.said] == [1]


async def test_what_is_decided_and_due_is_said_by_who_decides_once_and_where_that_fails_by_a_relay(
    articles: Articles, clock: Clock
) -> None:
    said, unsaid = await _held(articles, clock, 2)
    voice = Voice()
    relay = Relay([articles.collection], voice, clock)  # type: ignore[arg-type]
    await relayed(relay, articles)
    clock.now += timedelta(seconds=61)
    say = relay.telling(articles.collection).say
    desk = a_desk(articles, clock, say)
    await desk.act(said, lambda a: approving(a, window=timedelta(0)))
    assert await relay._lease(articles.collection, str(said)) is None, "it is ours"
    desk = a_desk(articles, clock, lambda *_: None)  # dies before it says anything
    await desk.act(unsaid, lambda a: approving(a, window=timedelta(0)))
    outcome = await desk.act(unsaid, lambda a: afterwards.undo(a, seen=2, by=desk.by(EDITOR)))
    assert outcome == TooLate(can_retract=True)
    async with asyncio.timeout(10):
        while (str(said), 2) not in voice.said:
            await asyncio.sleep(0.01)
    clock.now += LEASE + timedelta(seconds=1)
    await relayed(relay, articles)
    assert sorted(voice.said) == sorted((str(one), version) for one in (said, unsaid) for version in (1, 2))


async def test_what_is_decided_while_something_waits_is_left_to_the_relay(articles: Articles, clock: Clock) -> None:
    (one,) = await _held(articles, clock, 1)
    overtaken: list[str] = []
    desk = a_desk(articles, clock, lambda item, _: overtaken.append(item))
    await desk.act(one, lambda a: approving(a, window=timedelta(0)))
    article = await articles.get(one)
    assert article is not None
    assert overtaken == []
    assert [pending.version for pending in article.pending] == [1, 2]
    assert article.pending[1].sending is None


async def test_what_a_relay_has_begun_to_send_can_no_longer_be_undone(articles: Articles, clock: Clock) -> None:
    (one,) = await _held(articles, clock, 1)
    desk = a_desk(articles, clock)
    await relayed(Relay([articles.collection], Voice(), clock), articles)  # type: ignore[arg-type]
    await desk.act(one, lambda a: approving(a, window=timedelta(0)))
    clock.now += timedelta(seconds=61)
    relay = Relay([articles.collection], Voice(), clock)  # type: ignore[arg-type]
    assert await relay._lease(articles.collection, str(one)) is not None
    outcome = await desk.act(one, lambda a: afterwards.undo(a, seen=2, by=desk.by(EDITOR)))
    assert outcome == TooLate(can_retract=True)


async def test_of_an_undo_and_a_relay_at_the_same_moment_exactly_one_takes_effect(
    articles: Articles, clock: Clock
) -> None:
    ids = await _held(articles, clock, 100)
    desk = a_desk(articles, clock)
    await relayed(Relay([articles.collection], Voice(), clock), articles)  # type: ignore[arg-type]
    for one in ids:
        await desk.act(one, lambda a: approving(a, window=timedelta(0)))
    clock.now += timedelta(seconds=120)
    voice = Voice()
    relay = Relay([articles.collection], voice, clock)  # type: ignore[arg-type]

    async def undo(one: UUID) -> object:
        return await desk.act(one, lambda a: afterwards.undo(a, seen=2, by=desk.by(EDITOR)))

    async def lease(one: UUID, after: float) -> Pending | None:
        await asyncio.sleep(after)
        return await relay._lease(articles.collection, str(one))

    async def race(one: UUID) -> object:
        # The relay's own step, aimed at about the same moment as the undo.
        outcome, leased = await asyncio.gather(undo(one), lease(one, chance.uniform(0, 0.3)))
        if leased is not None:
            await voice.say_record(leased.record())
            await relay._take_off(articles.collection, str(one), leased)
        return outcome

    chance = random.Random(1)
    outcomes = await asyncio.gather(*(race(one) for one in ids))
    approved = {key for key, version in voice.said if version == 2}
    too_late = {str(one) for one, outcome in zip(ids, outcomes, strict=True) if isinstance(outcome, TooLate)}
    assert approved == too_late
    assert 0 < len(approved) < len(ids)


async def test_a_draft_and_an_edit_at_the_same_moment_are_both_in_the_history(articles: Articles, clock: Clock) -> None:
    ids = await _held(articles, clock, 60)
    desk, intake = a_desk(articles, clock), an_intake(articles, clock)
    drafts = heard(*(a_submission(a_draft(lead="Revisi."), article_id=one, base=1) for one in ids))
    order = orders.Edit(version=1, fields={"headline": "Disunting"})
    edits = (desk.edit(one, order, EDITOR) for one in ids)
    outcomes = (await asyncio.gather(intake.on_drafts(drafts), *edits))[1:]
    stored = await articles.get_many(ids)
    for one, outcome in zip(ids, outcomes, strict=True):
        article, edited = stored[one], not isinstance(outcome, Stale)
        assert len(article.submissions) == 2
        assert [act.what for act in article.acts].count("edit") == edited
        assert article.version == len(article.acts)


async def test_words_left_by_a_crash_while_erasing_are_forgotten_at_the_next_start(
    articles: Articles, clock: Clock
) -> None:
    erased, other = await _held(articles, clock, 2)
    await a_desk(articles, clock).act(
        erased, lambda a: decide.erase(a, seen=1, editor=CHIEF, by=By(actor="kb2", at=NOON), reason="Permintaan.")
    )
    ref = a_submission(article_id=erased).submission_id
    assert await articles.revision(erased, ref) is not None
    await articles.prepare()
    assert await articles.revision(erased, ref) is None
    assert await articles.revision(other, a_submission(article_id=other).submission_id) is not None


async def _held(articles: Articles, clock: Clock, count: int) -> list[UUID]:
    ids = [uuid4() for _ in range(count)]
    await an_intake(articles, clock).on_drafts(heard(*(a_submission(article_id=one) for one in ids)))
    clock.now += LEASE + timedelta(seconds=1)
    return ids
