"""What was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Plan:
    """What was asked for on the command line and in the environment."""

    data: Path
    base: int = 8000
    brokers: int = 1
    undo_seconds: float = 15.0
    sample: bool = True
    kafka: str = ""
    mongo: str = ""
