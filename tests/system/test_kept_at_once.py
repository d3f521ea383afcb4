"""Many kept at once stand as they would if each had been kept by itself, on a real MongoDB."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from services.ingest import store as status_store
from services.ingest.model import Received
from services.ingest.store import Statuses
from services.publish import store
from services.publish.guard import MARK
from services.publish.model import Kept
from services.publish.store import Articles, Keeping
from shared.facts import ArticleErased, Decision
from tests.builders import NOON, a_desk, a_held, a_live, a_picture, a_submission, an_approval, later

Database = AsyncIOMotorDatabase[dict[str, Any]]


def decided(article: UUID, version: int, chance: Random) -> Decision:
    """Held, approved with or without pictures, under embargo, or erased."""
    live = a_live(version, photo=chance.choice([None, a_picture(1), a_picture(2)]))
    embargoed = a_live(version, publish_at=later(3600))
    erased = ArticleErased(article_id=article, version=version, actor="kb1", at=NOON, desk=a_desk(state="erased"))
    return chance.choice(
        [
            a_held(version, article_id=article),
            an_approval(version, article_id=article, live=live),
            an_approval(version, article_id=article, live=None, scheduled=embargoed),
            an_approval(version, article_id=article, live=a_live(1), scheduled=embargoed),
            erased,
        ]
    )


async def keep(articles: Articles, part: Sequence[Kept], *, by: int, patch: pytest.MonkeyPatch) -> Keeping:
    """`by` as the number from which on they are inserted first."""
    patch.setattr(store, "_MANY", by)
    return await articles.keep(part)


async def standing(articles: Articles) -> list[dict[str, Any]]:
    """What is kept, with whether it is marked."""
    docs = await articles._all.find({}).sort("_id", 1).to_list(None)
    return [{**doc, MARK: MARK in doc} for doc in docs]


@pytest.mark.parametrize("seed", range(4))
async def test_many_at_once_stand_as_each_by_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = Random(seed)
    there = [UUID(int=chance.getrandbits(128), version=4) for _ in range(60)]
    at_once, alone = Articles(database, "at_once"), Articles(database, "alone")
    for _ in range(4):
        some = chance.sample(there, 40)
        part = [Kept.of(decided(article, chance.randint(1, 5), chance), NOON) for article in some]
        many = await keep(at_once, part, by=1, patch=monkeypatch)
        each = [await keep(alone, [one], by=1_000, patch=monkeypatch) for one in part]
        assert await standing(at_once) == await standing(alone)
        assert many.no_news == sum(one.no_news for one in each)
        begun = {item: mark for one in each for item, mark in one.begun.items()}
        assert {item: mark and mark.media for item, mark in many.begun.items()} == {
            item: mark and mark.media for item, mark in begun.items()
        }
        assert {mark.id for mark in many.begun.values() if mark} <= {many.mark}


@pytest.mark.parametrize("seed", range(3))
async def test_many_drafts_at_once_are_seen_as_each_by_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = Random(seed)
    there = [UUID(int=chance.getrandbits(128), version=4) for _ in range(30)]
    at_once, alone = Statuses(database), Statuses(database)
    alone._all = database["alone"]
    for _ in range(3):
        of = chance.choices(there, k=25)
        drafts = [Received.of(a_submission(article_id=one, at=later(number))) for number, one in enumerate(of)]
        decisions = [decided(one, chance.randint(1, 5), chance) for one in chance.sample(there, 5)]
        changed = []
        for statuses, by in ((at_once, 1), (alone, 1_000)):
            monkeypatch.setattr(status_store, "_MANY", by)
            changed.append((await statuses.received(drafts), await statuses.received(drafts)))
            await statuses.decided(decisions)
        assert changed == [(True, False), (True, False)]
        found = [await one._all.find({}).sort("_id", 1).to_list(None) for one in (at_once, alone)]
        assert found[0] == found[1]
