"""A service that passes a topic on, beside a bare loop over the same topic and several of itself, turn about."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Iterable
from statistics import median
from typing import NamedTuple
from uuid import uuid4

from benchmarks import _turns
from benchmarks._saying import say
from benchmarks._turns import Begin, Measured, Way
from benchmarks.servers import Servers, servers
from benchmarks.stage import figures
from shared.facts import Fact


class Subject(NamedTuple):
    """What is measured, and in which words.

    `bare_says`: what the bare loop says of each value, "" for the whole; `facts` are what is passed on.
    """

    name: str
    what: str
    limits: str
    way: Way
    bare_says: str
    begin: Callable[[Servers], Begin]
    facts: Callable[[argparse.Namespace], Iterable[Fact]]


def parser(subject: Subject, description: str | None, prog: str, count: int) -> argparse.ArgumentParser:
    """What every such benchmark can be told."""
    made = argparse.ArgumentParser(prog=f"./run bench {prog}", description=description)
    made.add_argument("--json", action="store_true", help="only the last line")
    made.add_argument("--count", type=int, default=count, help=f"so many go through ({count})")
    made.add_argument("--turns", type=int, default=5, help="turns of each (5)")
    made.add_argument("--batch", type=int, default=500, help="the bare loop's batch (500)")
    made.add_argument("--processes", type=int, nargs="*", default=[2], help=f"also so many of {subject.name} (2)")
    return made


def compare(subject: Subject, asked: argparse.Namespace) -> None:
    """Measure and print."""
    with servers() as here:
        asyncio.run(_measure(subject, here, asked))


async def _measure(subject: Subject, here: Servers, asked: argparse.Namespace) -> None:
    way = subject.way
    since = await _turns.ends_of(here, way.heard)
    await say(here.kafka, subject.facts(asked))
    bare: list[Measured] = []
    ours: dict[int, list[Measured]] = {number: [] for number in {1: None, **dict.fromkeys(asked.processes)}}
    for turn in range(1, asked.turns + 1):
        group = f"bare-loop-{uuid4().hex[:8]}"  # it leaves without a word, so each turn has its own
        loop = _turns.bare(here, way, group, subject.bare_says, asked.batch)
        bare.append(await _turns.turn(here, way, group, asked.count, since, [loop]))
        for many, found in ours.items():
            found.append(await _turns.turn(here, way, way.group, asked.count, since, [subject.begin(here)] * many))
        if not asked.json:
            told = f"{subject.name} {ours[1][-1].rate:,.0f}/s, bare loop {bare[-1].rate:,.0f}/s"
            print(f"turn {turn}: {told}", flush=True)
    _tell(subject, ours, bare, asked)


def _tell(subject: Subject, ours: dict[int, list[Measured]], bare: list[Measured], asked: argparse.Namespace) -> None:
    name = subject.name
    rates = {number: median(one.rate for one in found) for number, found in ours.items()}
    beside, several = median(one.rate for one in bare), {many: rate for many, rate in rates.items() if many > 1}
    figures(
        rates[1] / beside,
        as_json=asked.json,
        what=f"{subject.what}; ratio = {name} / bare loop, medians of turns about",
        count=asked.count,
        **{f"{name}_per_second": round(rates[1]), "bare_per_second": round(beside)},
        **{f"{name}_turns": [round(one.rate) for one in ours[1]], "bare_turns": [round(one.rate) for one in bare]},
        **{f"{name}_processor_ms_each": round(median(one.processor for one in ours[1]), 3)},
        bare_processor_ms_each=round(median(one.processor for one in bare), 3),
        **{f"{name}_per_second_{number}_processes": round(rate) for number, rate in several.items()},
        **{
            f"ratio_{number}_processes_to_one": round(rate / rates[1], 2)
            for number, rate in rates.items()
            if number > 1
        },
        limits=subject.limits,
    )
