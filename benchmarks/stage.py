"""What benchmarks share: servers or a whole newsroom of their own, and the figures' last line."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from redaksi.runner.access import Access

ROOT = Path(__file__).parent.parent
_PATIENCE = 240.0


@contextmanager
def running(*verb: str, base: int, **environment: str) -> Iterator[Access]:
    """`redaksi VERB` on a folder that is gone afterwards, with these in its environment."""
    with tempfile.TemporaryDirectory(prefix="redaksi-bench-") as folder:
        data = Path(folder)
        command = [sys.executable, "-m", "redaksi", *verb, "--data", folder, "--port-base", str(base)]
        with (data / "runner.log").open("ab") as log:
            runner = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env={**os.environ, **environment})
        try:
            deadline = time.monotonic() + _PATIENCE
            while not (data / "access.json").exists():
                if runner.poll() is not None or time.monotonic() > deadline:
                    sys.exit((data / "runner.log").read_text())
                time.sleep(0.1)
            yield Access.read(data)
        finally:
            runner.terminate()
            runner.wait(20)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def figures(ratio: float, *, as_json: bool, **other: Any) -> None:
    """The last line: one JSON object. Without `--json` the same figures stand above it, a line each."""
    if not as_json:
        for name, value in other.items():
            print(f"{name}: {value}")
    print(json.dumps({"ratio": round(ratio, 3), **other}, ensure_ascii=False))
