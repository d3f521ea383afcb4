"""What Kafka will never take is told to the operator for as long as it waits, whatever becomes of its lease."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

from motor.motor_asyncio import AsyncIOMotorDatabase

from services.moderation.handlers import Intake
from services.moderation.model.pending import LEASE
from services.moderation.relay import Relay
from services.moderation.store.articles import Articles
from shared import metrics
from shared.bus import Unsendable
from shared.facts import Record
from shared.rules import DEFAULTS
from tests.builders import a_submission
from tests.system.test_outbox import Clock, Voice, heard, silence


class Refusing(Voice):
    """Takes nothing until it is told to."""

    refuses = True

    async def say_record(self, record: Record, *, trace: str = "") -> None:
        if self.refuses:
            raise Unsendable("too large")
        await super().say_record(record, trace=trace)


async def test_its_age_grows_though_it_is_leased_again_and_again_and_is_nothing_once_it_is_said(
    database: AsyncIOMotorDatabase[dict[str, Any]],
) -> None:
    articles, clock, voice = Articles(database), Clock(), Refusing()
    await articles.prepare()
    relay = Relay([articles.collection], voice, clock)  # type: ignore[arg-type]
    begun = clock.now
    intake = Intake(articles, lambda: DEFAULTS, clock, lambda: None, silence)
    await intake.on_drafts(heard(a_submission(article_id=uuid4())))
    for tries in range(1, 4):
        clock.now += LEASE + timedelta(seconds=1)
        await relay._look(articles.collection)
        await asyncio.gather(*relay._tasks)
        await relay._look(articles.collection)
        assert _age(articles) >= tries * LEASE.total_seconds(), (tries, clock.now - begun)
    voice.refuses = False
    clock.now += LEASE + timedelta(seconds=1)
    await relay._look(articles.collection)
    await asyncio.gather(*relay._tasks)
    await relay._look(articles.collection)
    assert _age(articles) == 0
    assert len(voice.said) == 1


def _age(articles: Articles) -> float:
    value: float = metrics.PENDING_AGE.labels(articles.collection.name)._value.get()
    return value
