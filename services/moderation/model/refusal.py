"""Why something was not done. Each of these changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from shared.facts import Finding


@dataclass(frozen=True)
class Stale:
    """It was decided on a version that is no longer the current one."""

    seen: int
    current: int


@dataclass(frozen=True)
class Incomplete:
    """Rules that block are broken; only a chief may override them, with a reason."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Forbidden:
    """Their role may not do this; `needs` is the one that may."""

    needs: str


@dataclass(frozen=True)
class NotPossible:
    """It cannot be done in this state: in words, in Indonesian and English."""

    id: str
    en: str


@dataclass(frozen=True)
class Missing:
    """A field of the decision itself that must be given, or cannot be as it is."""

    field: str
    id: str
    en: str


@dataclass(frozen=True)
class TooLate:
    """The fact is on its way, or said: it cannot be undone any more."""

    can_retract: bool


Refusal = Stale | Incomplete | Forbidden | NotPossible | Missing | TooLate
