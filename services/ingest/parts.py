"""What the API's functions work with."""

from __future__ import annotations

from dataclasses import dataclass

from services.ingest.door import Door


@dataclass(frozen=True)
class Parts:
    """Everything `app.py` has built that a request may need. `address` is the form of a public address."""

    door: Door
    address: str
