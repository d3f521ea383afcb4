"""Who may still say something keeps others from saying what comes after it, on a real MongoDB."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from services.moderation.handlers import Intake
from services.moderation.model.pending import LEASE
from services.moderation.relay import Relay
from services.moderation.store.articles import Articles
from shared.facts import Record
from shared.rules import DEFAULTS
from tests.builders import a_submission
from tests.moderation.people import approving
from tests.system.bus.conftest import until
from tests.system.test_outbox import Clock, Voice, a_desk, an_intake, heard, relayed


class Stuck(Voice):
    """Kafka does not acknowledge until it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.hold: Callable[[], Awaitable[None]] | None = None
        self.answers = asyncio.Event()

    async def say_records(
        self, records: Sequence[tuple[Record, str]], *, hold: Callable[[], Awaitable[None]] | None = None, **_: Any
    ) -> None:
        self.hold = hold
        await self.answers.wait()
        await super().say_records(records)


@pytest.fixture
async def articles(database: AsyncIOMotorDatabase[dict[str, Any]]) -> Articles:
    made = Articles(database)
    await made.prepare()
    return made


async def _approve(articles: Articles, clock: Clock, one: UUID) -> None:
    await a_desk(articles, clock).act(one, lambda a: approving(a, window=timedelta(0)))


async def _nobody_else_may(articles: Articles, clock: Clock, stuck: Stuck, one: UUID) -> None:
    """For longer than several leases."""
    other = Relay([articles.collection], Voice(), clock)  # type: ignore[arg-type]
    await until(lambda: stuck.hold is not None)
    assert stuck.hold is not None
    for _ in range(5):
        clock.now += LEASE / 2
        await stuck.hold()
        assert await other._lease(articles.collection, str(one)) is None


async def test_what_is_on_its_way_is_leased_until_it_has_arrived(articles: Articles) -> None:
    clock, stuck, one = Clock(), Stuck(), uuid4()
    await an_intake(articles, clock).on_drafts(heard(a_submission(article_id=one)))
    await _approve(articles, clock, one)
    clock.now += LEASE + timedelta(seconds=1)
    running = asyncio.create_task(relayed(Relay([articles.collection], stuck, clock), articles))  # type: ignore[arg-type]
    await _nobody_else_may(articles, clock, stuck, one)
    stuck.answers.set()
    await running
    assert stuck.said == [(str(one), 1), (str(one), 2)]


async def test_so_is_what_was_taken_in(articles: Articles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.moderation.relay._LONG", 0.1)
    clock, stuck, one = Clock(), Stuck(), uuid4()
    relay = Relay([articles.collection], stuck, clock)  # type: ignore[arg-type]
    intake = Intake(articles, lambda: DEFAULTS, clock, lambda: None, relay.newborn(articles.collection))
    await intake.on_drafts(heard(a_submission(article_id=one)))
    await _approve(articles, clock, one)
    await _nobody_else_may(articles, clock, stuck, one)
    stuck.answers.set()
    await until(lambda: not relay._tasks)
    clock.now += timedelta(seconds=61)
    await relayed(relay, articles)
    assert stuck.said == [(str(one), 1), (str(one), 2)]


async def test_a_lease_that_ran_out_while_there_was_no_room_is_not_ours(articles: Articles) -> None:
    clock, voice, one = Clock(), Voice(), uuid4()
    await an_intake(articles, clock).on_drafts(heard(a_submission(article_id=one)))
    article = await articles.get(one)
    assert article is not None
    clock.now += LEASE + timedelta(seconds=1)
    await relayed(Relay([articles.collection], Voice(), clock), articles)  # type: ignore[arg-type]
    late = Relay([articles.collection], voice, clock)  # type: ignore[arg-type]
    await late._say_leased(articles.collection, str(one), article.pending[0])
    assert voice.said == []
