"""A whole newsroom, empty: how long until it is ready, and how much memory it holds.

Once on a new folder, and again on the same one. Memory is what is resident of all its processes, Kafka and mongod too,
after a while without work: `uss` is what is each one's own, in `rss` what they share counts as often as it is shared.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from benchmarks.servers import free_ports_from
from benchmarks.stage import ROOT, figures

_GOAL_MB = 1_500.0
_PATIENCE = 120.0


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./run bench start", description=__doc__)
    parser.add_argument("--json", action="store_true", help="only the last line")
    parser.add_argument("--verb", nargs="*", default=["--no-sample"], help="words for `redaksi up` (--no-sample)")
    parser.add_argument("--rest", type=float, default=20.0, help="seconds without work before memory is looked at (20)")
    asked = parser.parse_args(argv)
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="redaksi-bench-") as folder:
        for name in ("first", "second"):
            told |= _started(name, Path(folder), asked.verb, asked.rest)
    ratio = _GOAL_MB / told["second_rss_mb"]
    figures(ratio, as_json=asked.json, what="a newsroom, empty; ratio = goal of 1,500 MB / rss", **told)
    return 0


def _started(name: str, folder: Path, words: list[str], rest: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "redaksi", "up", *words, "--data", str(folder)]
    command += ["--port-base", str(free_ports_from(18_000))]
    with (folder / "runner.log").open("ab") as log:
        began = time.perf_counter()
        runner = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=os.environ.copy())
    try:
        while not (folder / "access.json").exists():
            if runner.poll() is not None or time.perf_counter() - began > _PATIENCE:
                sys.exit((folder / "runner.log").read_text())
            time.sleep(0.02)
        ready = time.perf_counter() - began
        time.sleep(rest)
        processes = [psutil.Process(runner.pid), *psutil.Process(runner.pid).children(recursive=True)]
        memory = [one.memory_full_info() for one in processes]
    finally:
        runner.terminate()
        runner.wait(30)
    return {
        f"{name}_ready_seconds": round(ready, 1),
        f"{name}_rss_mb": round(sum(one.rss for one in memory) / 1e6),
        f"{name}_uss_mb": round(sum(one.uss for one in memory) / 1e6),
    }
