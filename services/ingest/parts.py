"""What the API's functions work with."""

from __future__ import annotations

from dataclasses import dataclass

from services.ingest.door import Door
from services.ingest.store import Statuses


@dataclass(frozen=True)
class Parts:
    """Everything `app.py` has built that a request may need. `address` is the form of a public address."""

    door: Door
    statuses: Statuses
    address: str
