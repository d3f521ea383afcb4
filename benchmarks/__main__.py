"""`python -m benchmarks NAME [--json] …`: hands over to `benchmarks/NAME.py`, whose `main(argv)` measures.

`--all` measures all that need no data given, one after the other.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from importlib import import_module
from pathlib import Path

_WITH_DATA = frozenset({"spam"})
"""What asks for data that does not come with the project."""
_WHY = 4_000
"""So many characters are shown of what a measure said that failed."""


def measures() -> list[str]:
    """The names of what can be measured: every file here that has a `main(argv)`."""
    here = Path(__file__).parent
    return sorted(path.stem for path in here.glob("*.py") if "\ndef main(argv: " in path.read_text())


def run(argv: list[str]) -> int:
    """Measure what the first word names; the exit status."""
    if argv[:1] == ["--all"]:
        return everything(as_json="--json" in argv)
    if not argv or argv[0] not in measures():
        print(
            f"Name what to measure: {', '.join(measures())}. For example: ./run bench publish --json", file=sys.stderr
        )
        return 2
    status: int = import_module(f"benchmarks.{argv[0]}").main(argv[1:])
    return status


def everything(*, as_json: bool) -> int:
    """Measure all of it, each in a process of its own; the figures as one object. 1 where any could not be measured."""
    told: dict[str, object] = {"machine": _machine()}
    for name in measures():
        if name in _WITH_DATA:
            continue
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "benchmarks", name, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        told[name] = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None
        if done.returncode:
            print(done.stderr[-_WHY:], file=sys.stderr)
    print(json.dumps(told) if as_json else json.dumps(told, indent=2))
    return 0 if all(told.values()) else 1


def _machine() -> dict[str, object]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cores": os.cpu_count(), "memory_gib": round(memory / (1 << 30), 1), "python": platform.python_version()}


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
