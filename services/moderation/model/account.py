"""What belongs to an editor's account beside who they are: what they prefer, and how else they prove who they are."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from shared.facts import Frozen

Theme = Literal["auto", "light", "dark"]
Preset = Literal["redaksi", "coral", "wordpress"]
Reads = Literal["auto", "id", "en"]

LINK_HOLDS = timedelta(hours=72)
STEP_HOLDS = timedelta(minutes=5)
STEP_TRIES = 5
_CODES = 10
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""Of recovery codes: nothing that is mistaken for something else when it is copied by hand."""


class Preferences(Frozen):
    """How the desk looks and is worked for one person. `auto` is what the browser asks for."""

    language: Reads = "auto"
    theme: Theme = "auto"
    keys: Preset = "redaksi"
    keys_on: bool = True


class SecondFactor(Frozen):
    """A secret that makes a code every 30 seconds. It counts once it is confirmed with a right code.

    `last_step` is the last 30 seconds whose code was taken, so that a code works once. Of recovery codes
    only the SHA-256 is kept; each works once.
    """

    secret: str
    confirmed: bool = False
    last_step: int = 0
    recovery: tuple[str, ...] = ()


class Link(Frozen):
    """The way to set a first or a new password, once; `id` is the SHA-256 of its token."""

    id: str
    editor_id: str
    kind: Literal["invite", "reset"]
    until: datetime


class Step(Frozen):
    """The password was right, the code is still missing. It can do nothing but take a code, for a short time."""

    id: str
    editor_id: str
    until: datetime
    tries: int = 0


class RecoveryCodes(NamedTuple):
    """As they are shown, once, and as they are kept."""

    shown: tuple[str, ...]
    kept: tuple[str, ...]


def new_recovery_codes(digest: Callable[[str], str]) -> RecoveryCodes:
    """Ten codes of 120 bits each, in groups of four."""
    plain = ["".join(secrets.choice(_ALPHABET) for _ in range(24)) for _ in range(_CODES)]
    shown = tuple("-".join(code[at : at + 4] for at in range(0, 24, 4)) for code in plain)
    return RecoveryCodes(shown, tuple(digest(code) for code in plain))


def plain_code(written: str) -> str:
    """A code as it was written down: without spaces, dashes and capitals."""
    return "".join(char for char in written.lower() if char.isalnum())
