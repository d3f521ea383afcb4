"""When the door stays closed, before anything is said to Kafka."""

from __future__ import annotations

import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from services.ingest.door import Door
from services.ingest.knowledge import Knowledge
from services.ingest.model import Received, Status
from services.ingest.staff import Staff
from services.ingest.store import Statuses
from services.ingest.tide import Tide
from shared.bus import Bus
from shared.facts import DraftWithdrawn, Reporter
from shared.kafka import Kafka
from shared.problems import Problem
from shared.settings import Settings
from shared.topics import MODERATION_DRAFTS, NEWSROOM
from tests.builders import ARTICLE, NOON, RIO, a_draft, a_submission


@pytest.fixture
async def door() -> Door:
    """A door on servers that are not there: whatever gets past it ends as an unknown outcome."""
    bus, staff = Bus(Settings(), "test"), Staff()
    statuses = Statuses(AsyncIOMotorClient("mongodb://127.0.0.1:9")["nowhere"])
    tide = Tide(Kafka("127.0.0.1:9"), MODERATION_DRAFTS)
    return Door(staff, bus.follow(NEWSROOM, staff.heed), Knowledge(statuses), bus.voice, tide, lambda: NOON)


async def refusal(door: Door, known: Status | None = None) -> tuple[int, str]:
    with pytest.raises(Problem) as caught:
        await door.take(a_submission(), known)
    return caught.value.status, caught.value.headers.get("Retry-After", "")


async def test_when_the_desk_has_been_away_too_long_nothing_is_taken_in(door: Door) -> None:
    door._tide.too_high = True
    assert await refusal(door) == (503, "5")
    withdrawal = DraftWithdrawn.of(article_id=ARTICLE, reporter=RIO, version=1, at=NOON)
    with pytest.raises(Problem, match="The desk is not available"):
        await door.take_back(withdrawal, None)


async def test_another_reporters_article_is_not_taken_in(door: Door) -> None:
    theirs = Received.of(a_submission(reporter=Reporter(id="dewi", name="Dewi")))
    assert await refusal(door, Status(received=theirs)) == (403, "")


async def test_a_draft_is_measured_as_it_travels(door: Door) -> None:
    with pytest.raises(Problem) as caught:
        await door.take(a_submission(a_draft(body="é" * 262_144)), None)
    assert (caught.value.status, [one.field for one in caught.value.errors]) == (413, ["body"])


async def test_nobody_is_let_in_before_the_reporters_are_known(door: Door) -> None:
    with pytest.raises(Problem) as caught:
        door.who("rdk_1_x")
    assert caught.value.status == 503
