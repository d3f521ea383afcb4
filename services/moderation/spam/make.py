"""`python -m services.moderation.spam.make FILE`: learns from a table of `text,spam` and writes the weights."""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

from services.moderation.spam.model import train
from services.moderation.spam.weights import PACKAGED


def read(file: Path) -> list[dict[str, str]]:
    """The rows of a table, which may be compressed."""
    with gzip.open(file, "rt", newline="") if file.suffix == ".gz" else file.open(newline="") as table:
        return list(csv.DictReader(table))


def make(file: Path) -> int:
    """Write the packaged weights anew; how many bytes they are."""
    rows = read(file)
    weights = train([row["text"] for row in rows], [row["spam"] == "1" for row in rows])
    return PACKAGED.write_bytes(weights.to_bytes())


if __name__ == "__main__":
    sys.stdout.write(f"{make(Path(sys.argv[1]))} bytes\n")
