"""`python -m benchmarks NAME [--json] …`: hands over to `benchmarks/NAME.py`, whose `main(argv)` measures."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def measures() -> list[str]:
    """The names of what can be measured: every file here that has a `main(argv)`."""
    here = Path(__file__).parent
    return sorted(path.stem for path in here.glob("*.py") if "\ndef main(argv: " in path.read_text())


def run(argv: list[str]) -> int:
    """Measure what the first word names; the exit status."""
    if not argv or argv[0] not in measures():
        print(
            f"Name what to measure: {', '.join(measures())}. For example: ./run bench publish --json", file=sys.stderr
        )
        return 2
    status: int = import_module(f"benchmarks.{argv[0]}").main(argv[1:])
    return status


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
