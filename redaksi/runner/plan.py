"""What was asked for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent.parent
PYTHONPATH = os.pathsep.join((str(_ROOT), str(_ROOT / "clients" / "python")))
"""Where a service's process finds what it imports."""

UNDO_SECONDS, COMMENT_UNDO_SECONDS = 15.0, 8.0
"""How long a decision about an article, and one about a comment, waits to be undone."""


@dataclass(frozen=True)
class Plan:
    """What was asked for on the command line and in the environment."""

    data: Path
    base: int = 8000
    brokers: int = 1
    undo_seconds: float = UNDO_SECONDS
    sample: bool = True
    kafka: str = ""
    mongo: str = ""
    secure: bool | None = None
    """Whether every service has a user and a password of its own; None: as this folder was last."""
    new_passwords: bool = False
    """Whether every user gets a new password now."""

    @property
    def foreign(self) -> bool:
        """Whether Kafka or MongoDB is somebody else's."""
        return bool(self.kafka or self.mongo)

    @property
    def comment_undo_seconds(self) -> float:
        """A comment's decision can be undone for a shorter time, where nothing else is asked for."""
        return COMMENT_UNDO_SECONDS if self.undo_seconds == UNDO_SECONDS else self.undo_seconds
