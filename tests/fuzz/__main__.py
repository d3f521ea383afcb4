"""`python -m tests.fuzz --requests 100000`: a newsroom of its own, asked so often; exit 1 on whatever is wrong."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import psutil

from redaksi.runner.access import Access
from tests.fuzz.stock import stocked
from tests.fuzz.surfaces import How, Told, of_the_name, surfaces
from tests.system.conftest import running

_EACH_ROUND = How(40, deterministic=False)
"""The seed is another one each time."""
_SERVICES = ("ingest", "moderation", "publish", "site", "ingest-view")


@dataclass
class Sum:
    """What came of all of it."""

    asked: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    wrong: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, told: Told) -> None:
        """One surface, once."""
        self.asked[name] += told.asked
        self.statuses += told.statuses
        self.slowest = sorted({*self.slowest, *told.slowest}, reverse=True)[:10]
        for one in told.wrong:
            if one not in self.wrong:
                print(f"{name}: {one}", file=sys.stderr, flush=True)
            self.wrong[one] = self.wrong.get(one, 0) + 1


def fuzz(access: Access, requests: int, seed: int) -> Sum:
    """Round after round over every surface, two at a time, until so many requests are made."""
    total = Sum()
    stock = asyncio.run(stocked(access, held=120))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        while total.asked.total() < requests:
            names = [one.name for one in surfaces(access, stock)]
            # The desk's takes far longer than the others: those are tried again and again meanwhile.
            names = [names[1], *(names[0], *names[2:]) * 3]
            rounds = [
                (name, pool.submit(of_the_name, name, access, stock, _EACH_ROUND, seed + at))
                for at, name in enumerate(names)
            ]
            for name, one in rounds:
                total.add(name, one.result())
            seed += len(names)
            print(f"{total.asked.total():>8} requests, {len(total.wrong)} wrong", file=sys.stderr, flush=True)
    return total


def main() -> int:
    """Fuzz and tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with running(data, "up", "--no-sample", "--undo-seconds", "0", REDAKSI_TRUSTED_PROXIES="127.0.0.1") as access:
            total = fuzz(access, given.requests, given.seed)
            died = [name for name, pid in Access.read(data).pids.items() if access.pids.get(name) != pid]
            memory = {name: psutil.Process(access.pids[name]).memory_info().rss >> 20 for name in _SERVICES}
    print(f"{total.asked.total()} requests in {time.monotonic() - began:.0f} s: {dict(total.asked)}")
    print(f"answered: {dict(sorted(total.statuses.items()))}")
    print(f"slowest, in ms: {total.slowest}")
    print(f"memory afterwards, in MB: {memory}")
    print(f"processes that were started anew: {died or 'none'}")
    for one, many in total.wrong.items():
        print(f"{many} times: {one}")
    return 1 if total.wrong or died else 0


if __name__ == "__main__":
    sys.exit(main())
