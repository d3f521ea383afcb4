"""Why something was not settled. Each of these changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from services.moderation.model.refusal import Forbidden, Missing, Stale


@dataclass(frozen=True)
class Faulty:
    """Fields that cannot be as they are, all of them at once."""

    faults: tuple[Missing, ...]


Refused = Forbidden | Stale | Faulty
