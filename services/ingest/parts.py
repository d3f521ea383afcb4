"""What the API's functions work with."""

from __future__ import annotations

from dataclasses import dataclass

from services.ingest.door import Door
from services.ingest.telling import Places
from shared.facts import Reporter
from shared.rules import Language


@dataclass(frozen=True)
class Parts:
    """Everything `app.py` has built that a request may need."""

    door: Door
    places: Places


@dataclass(frozen=True)
class Caller:
    """Who stands before the door, and the language they ask for; None where it is to be the draft's own."""

    reporter: Reporter
    language: Language | None
    door: Door
    places: Places
