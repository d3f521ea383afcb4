"""How long articles take to be seen: their first version alone, and none that is heard again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from prometheus_client.parser import text_string_to_metric_families

from shared.facts import ArticlePublished
from tests.system.conftest import Servers
from tests.system.saying import say
from tests.system.sites import Site, a_site, published


async def timed(site: Site) -> dict[str, float]:
    """How many were timed, and how long they took together, in seconds."""
    text = (await site.http.get("/metrics")).text
    found = [one for one in text_string_to_metric_families(text) if one.name == "redaksi_approved_to_visible_seconds"]
    sums = {one.name: one.value for one in found[0].samples}
    return {name: sums[f"redaksi_approved_to_visible_seconds_{name}"] for name in ("count", "sum")}


def approved(seconds_ago: float, **live: Any) -> ArticlePublished:
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    return published(first_approved_at=at, approved_at=at, **live)


async def test_a_first_version_is_timed_and_no_later_one_nor_one_that_is_told_again(servers: Servers) -> None:
    async with a_site(servers, f"site_{uuid4().hex[:8]}") as site:
        assert (await timed(site))["count"] == 0
        first = approved(0)
        await say(servers, first)
        await site.page(first.path)
        at = first.updated_at + timedelta(milliseconds=200)
        mended = first.model_copy(update={"version": 3, "lead": "Yang kedua.", "updated_at": at, "at": at})
        placed = first.model_copy(update={"version": 4, "lead": "Yang ketiga."})
        old = approved(3_600)
        await say(servers, mended, first, placed, old)
        await site.page(old.path)
        await site.until_says(first.path, "Yang ketiga.")
        told = await timed(site)
        assert told["count"] == 1
        assert 0 < told["sum"] < 60


async def test_a_view_that_is_made_anew_times_nothing(servers: Servers) -> None:
    fact = approved(0)
    await say(servers, fact)
    async with a_site(servers, f"site_{uuid4().hex[:8]}") as site:
        await site.page(fact.path)
        assert (await timed(site))["count"] == 0


async def test_an_embargo_is_no_time_of_waiting(servers: Servers) -> None:
    async with a_site(servers, f"site_{uuid4().hex[:8]}") as site:
        lifted = approved(7_200, publish_at=datetime.now(UTC))
        await say(servers, lifted)
        await site.page(lifted.path)
        told = await timed(site)
        assert told["count"] == 1
        assert told["sum"] < 60
