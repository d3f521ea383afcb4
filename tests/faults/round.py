"""One round: a newsroom of its own, a crowd, a plan of faults, quiet, and the judge."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path

from shared.topics import PUBLISHED, PUBLISHED_COMMENTS
from tests.faults.crowd import Crowd, Numbers
from tests.faults.evidence import Evidence, gather, make_anew
from tests.faults.judge import Finding, judge
from tests.faults.ledger import Ledger, read
from tests.faults.plan import Shape, plan
from tests.faults.stage import Stage
from tests.faults.staging import Staging
from tests.faults.watch import Watcher

_PATIENCE, _HURRIED = 240.0, 45.0
"""Seconds until all must be quiet; with a safeguard taken out it may never be."""
_FIRST = 5.0
"""Seconds of work before the first fault."""


@dataclass
class Report:
    """What a round came to. Times are in seconds."""

    seed: int
    shape: Shape
    seconds: float
    accepted: dict[str, int] = field(default_factory=dict)
    calls: dict[str, dict[str, int]] = field(default_factory=dict)
    kills: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    sprung: dict[str, int] = field(default_factory=dict)
    recovery_p50: float = 0.0
    recovery_max: float = 0.0
    longest_without_a_yes: float = 0.0
    quiet_after: float = 0.0
    told: int = 0
    told_again: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def laws(self) -> set[str]:
        """Those that do not hold."""
        return {one.law for one in self.findings}


async def play(
    data: Path,
    base: int,
    seed: int,
    seconds: float,
    shape: Shape,
    say: Callable[[str], None],
    *,
    every: float = 3.0,
    only: tuple[str, ...] = (),
    numbers: Numbers | None = None,
) -> Report:
    """Play it whole; `every`: seconds between two faults, on average; `only`: these kinds of faults alone.

    `data` is a folder that is there.
    """
    os.environ["REDAKSI_TRUSTED_PROXIES"] = "127.0.0.1"
    steps = plan(seed, seconds, shape, every=every, only=only)
    (data / "plan.json").write_text(json.dumps([asdict(one) for one in steps], indent=1))
    stage = Stage(data, base, shape, say)
    report = Report(seed, shape, seconds)
    async with stage.up():
        many = f"{shape.brokers} Kafka, {shape.copies} of each service"
        say(f"seed {seed}: {len(steps)} faults in {seconds:.0f} s, {many}")
        watcher = Watcher(stage.kafka)
        staging = Staging(stage, watcher, data / "faults.jsonl")
        async with watcher.watching(), Ledger(data / "ledger.jsonl") as ledger:
            async with Crowd(stage, ledger, f"{seed:x}", numbers or Numbers()) as crowd:
                working = asyncio.create_task(crowd.work_until_enough())
                telling = asyncio.create_task(_progress(data, stage, staging, say))
                await asyncio.sleep(_FIRST)
                try:
                    await staging.play(steps)
                finally:
                    telling.cancel()
                    crowd.enough.set()
                    await working
            began = time.monotonic()
            say("waiting until nothing waits …")
            evidence = Evidence(read(data / "ledger.jsonl"), watcher.seen, staging.poison, staging.perhaps)
            await gather(evidence, stage, _HURRIED if shape.control else _PATIENCE)
            if not shape.control:
                await make_anew(evidence, stage)
            report.quiet_after = round(time.monotonic() - began, 1)
    report.findings = judge(evidence)
    _sum_up(report, evidence, stage, staging)
    (data / "report.json").write_text(json.dumps(asdict(report), indent=1))
    return report


async def _progress(data: Path, stage: Stage, staging: Staging, say: Callable[[str], None]) -> None:
    while True:
        await asyncio.sleep(20)
        ok = (data / "ledger.jsonl").read_text().count('"outcome": "ok"')
        say(f"  {ok} calls went well, {stage.kills} kills, {sum(staging.done.values())} faults done")


def _sum_up(report: Report, evidence: Evidence, stage: Stage, staging: Staging) -> None:
    ops = {call.op for call in evidence.calls}
    report.calls = {op: dict(Counter(call.outcome for call in evidence.calls if call.op == op)) for op in sorted(ops)}
    for op, key in (("draft", "submission_id"), ("comment", "comment_id")):
        report.accepted[op] = len({one.answer[key] for one in evidence.calls if one.op == op and one.outcome == "ok"})
    report.kills = stage.kills
    report.faults, report.sprung = dict(staging.done), dict(staging.sprung)
    if stage.recoveries:
        report.recovery_p50 = round(statistics.median(stage.recoveries), 2)
        report.recovery_max = round(max(stage.recoveries), 2)
    well = sorted(one.ended for one in evidence.calls if one.outcome == "ok")
    report.longest_without_a_yes = round(max((b - a for a, b in pairwise(well)), default=0.0), 2)
    told = [one for topic in (PUBLISHED, PUBLISHED_COMMENTS) for one in evidence.told[topic]]
    report.told = len(told)
    report.told_again = len(told) - len({(one.item, one.version) for one in told})
