"""Approved articles through publish, beside a bare loop over the same topic in the same run, turn about.

Each is a process of its own and passes on everything from the first offset (see `_turns.py`). With `--processes` so
many of publish share the work, beside one of it.
"""

from __future__ import annotations

import argparse
import asyncio
from statistics import median
from uuid import uuid4

from benchmarks import _turns
from benchmarks._turns import Begin, Measured, Way
from benchmarks.approved import write
from benchmarks.servers import Servers, servers
from benchmarks.stage import figures
from shared.topics import DECISIONS, PUBLISH_ARTICLES, PUBLISH_WATCH, PUBLISHED

WAY = Way(DECISIONS, PUBLISHED, PUBLISH_ARTICLES.name, "publish", "articles", {PUBLISH_WATCH.name: PUBLISHED})
_LIMITS = (
    "publish: one core's time, for types, guards, marks and reading its own topic; "
    "the bare loop: waiting for mongod, then for Kafka, one after the other"
)


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./run bench publish", description=__doc__)
    parser.add_argument("--json", action="store_true", help="only the last line")
    parser.add_argument("--count", type=int, default=20_000, help="approved articles (20000)")
    parser.add_argument("--size", type=int, default=4096, help="bytes of each body (4096)")
    parser.add_argument("--turns", type=int, default=5, help="turns of each (5)")
    parser.add_argument("--batch", type=int, default=500, help="the bare loop's batch (500)")
    parser.add_argument("--processes", type=int, nargs="*", default=[2], help="also so many of publish (2)")
    asked = parser.parse_args(argv)
    with servers() as here:
        asyncio.run(_measure(here, asked))
    return 0


async def _measure(here: Servers, asked: argparse.Namespace) -> None:
    since = await _turns.ends_of(here, DECISIONS)
    await write(here.kafka, asked.count, asked.size)
    ours: list[Measured] = []
    bare: list[Measured] = []
    several: dict[int, list[Measured]] = {number: [] for number in asked.processes}
    for number in range(1, asked.turns + 1):
        ours.append(await _turns.turn(here, WAY, WAY.group, asked.count, since, [_publish(here)]))
        group = f"bare-loop-{number}-{uuid4().hex[:8]}"  # it leaves without a word, so each turn has its own
        loop = _turns.bare(here, WAY, group, "live", asked.batch)
        bare.append(await _turns.turn(here, WAY, group, asked.count, since, [loop]))
        for many, found in several.items():
            found.append(await _turns.turn(here, WAY, WAY.group, asked.count, since, [_publish(here)] * many))
        if not asked.json:
            print(f"turn {number}: publish {ours[-1].rate:,.0f}/s, bare loop {bare[-1].rate:,.0f}/s", flush=True)
    _tell(ours, bare, several, asked)


def _tell(
    ours: list[Measured], bare: list[Measured], several: dict[int, list[Measured]], asked: argparse.Namespace
) -> None:
    rate, beside = median(one.rate for one in ours), median(one.rate for one in bare)
    shared = {number: median(one.rate for one in found) for number, found in several.items()}
    figures(
        rate / beside,
        as_json=asked.json,
        what="approved articles a second through publish; ratio = publish / bare loop, medians of turns about",
        count=asked.count,
        size=asked.size,
        publish_per_second=round(rate),
        bare_per_second=round(beside),
        publish_turns=[round(one.rate) for one in ours],
        bare_turns=[round(one.rate) for one in bare],
        publish_processor_ms_each=round(median(one.processor for one in ours), 3),
        bare_processor_ms_each=round(median(one.processor for one in bare), 3),
        **{f"publish_per_second_{number}_processes": round(found) for number, found in shared.items()},
        **{f"ratio_{number}_processes_to_one": round(found / rate, 2) for number, found in shared.items()},
        limits=_LIMITS,
    )


def _publish(here: Servers) -> Begin:
    return lambda prefix: _turns.begin(here, {"REDAKSI_DATABASE_PREFIX": prefix}, "services.publish")
