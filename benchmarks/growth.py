"""What a step costs where a thousand items are kept, and where many more are: publish's database and the site's view.

Both are filled with articles of 500 bytes, a thousand first, then ten times as many, up to `--most`; at each size the
same steps are timed. The desk's own growth is measured by `desk`, with its queue and its pages.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from statistics import median
from typing import Any

from redaksi_client import Event, PublishedArticle

from benchmarks.approved import approvals
from benchmarks.servers import servers
from benchmarks.stage import figures
from services.publish.model import Kept
from services.publish.store import Articles as PublishArticles
from services.publish.store import Mark
from services.site.store import Articles as SiteArticles
from shared.facts import ArticleApproved, ArticlePublished
from shared.mongo import client
from shared.settings import Settings

SIZE = 500
FEWEST = 1_000
_AT_ONCE = 250
_LANES = 4
_PART = 100
_TIMES = 15
_NOW = datetime(2026, 6, 1, tzinfo=UTC)

Step = Callable[[], Awaitable[object]]


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./run bench growth", description=__doc__)
    parser.add_argument("--json", action="store_true", help="only the last line")
    parser.add_argument("--most", type=int, default=100_000, help="articles at last (100000)")
    asked = parser.parse_args(argv)
    with servers() as here:
        told = asyncio.run(_measure(here.mongo, asked.most))
    few, many = told[f"{FEWEST}"], told[f"{asked.most}"]
    worst = min(few[name] / many[name] for name in few if name.endswith("_ms"))
    figures(
        worst,
        as_json=asked.json,
        what=f"milliseconds of a step; ratio = with {FEWEST} / with {asked.most}, of the step that grew most",
        **{f"with_{size}": found for size, found in told.items()},
    )
    return 0


async def _measure(url: str, most: int) -> dict[str, dict[str, float]]:
    mongo = client(Settings(MONGO_URL=url))
    publish, site = PublishArticles(mongo["growth_publish"]), SiteArticles(mongo["growth_site"])
    await publish.prepare()
    await site.prepare()
    told, endless, kept, size = {}, approvals(SIZE), 0, FEWEST
    while size <= most:
        began = time.perf_counter()
        await _fill(publish, site, endless, size - kept)
        filling = time.perf_counter() - began
        kept = size
        told[str(size)] = {
            "filled_per_second": round((size if size == FEWEST else size * 0.9) / filling),
            **{name: round(await _timed(step), 2) for name, step in _steps(publish, site, endless).items()},
        }
        size *= 10
    mongo.close()
    return told


async def _fill(publish: PublishArticles, site: SiteArticles, endless: Iterator[ArticleApproved], count: int) -> None:
    parts = iter(lambda: list(islice(endless, _AT_ONCE)), [])
    left = count // _AT_ONCE

    async def lane() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            part = next(parts)
            keeping = await publish.keep([Kept.of(one, _NOW) for one in part])
            await publish.told({one.article_id: Mark(keeping.mark) for one in part})
            await site.keep([_event(one) for one in part])

    await asyncio.gather(*(lane() for _ in range(_LANES)))


def _steps(publish: PublishArticles, site: SiteArticles, endless: Iterator[ArticleApproved]) -> dict[str, Step]:
    """By name. Each makes what it needs anew, so that it does the same each time."""
    known = next(endless)

    async def kept_and_told() -> None:
        part = [Kept.of(one, _NOW) for one in islice(endless, _PART)]
        await publish.keep(part)
        await publish.told(await publish.marked(one.item for one in part))

    async def into_the_view() -> None:
        await site.keep([_event(one) for one in islice(endless, _PART)])

    async def looked_up() -> None:
        await publish.keep([Kept.of(known, _NOW)])
        await publish.get(known.article_id)

    return {
        f"publish_{_PART}_kept_and_told_ms": kept_and_told,
        "publish_one_again_ms": looked_up,
        "publish_newest_20_ms": lambda: publish.list(section=None, before=None, limit=20),
        "publish_newest_20_of_a_section_ms": lambda: publish.list(section="daerah", before=None, limit=20),
        "publish_marks_left_ms": lambda: publish.left_marked(_NOW, 500),
        f"site_{_PART}_into_the_view_ms": into_the_view,
        "site_newest_20_ms": lambda: site.newest(20),
        "site_newest_20_of_a_tag_ms": lambda: site.newest(20, tag="jembatan"),
        "site_one_by_its_path_ms": lambda: site.at("/daerah/jembatan-air-rami-7"),
    }


async def _timed(step: Step) -> float:
    took = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        await step()
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


def _event(approval: ArticleApproved) -> Any:
    assert approval.live is not None
    fact = ArticlePublished.of(approval.article_id, approval.live)
    item = PublishedArticle.model_validate_json(fact.model_dump_json())
    return Event(key=fact.item, version=fact.item_version, item=item, id="", at=approval.at)
