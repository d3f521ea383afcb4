"""What every fact of the newsroom has in common."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints

__all__ = ["HIGHEST", "AwareDatetime", "Fact", "Frozen", "Line", "Prose", "Tombstone"]

HIGHEST = 2**31 - 1
"""No version or revision that anybody names is higher: every store and every language can hold it."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""All of Unicode's category Cc."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""The same without line breaks and tabs."""
_FINE = bytes(byte for byte in range(256) if not _UNPRINTABLE.match(chr(byte)) or byte >= 0x80)  # noqa: PLR2004
"""Every byte of UTF-8 but those that are such a character by themselves."""
_HIGH_CONTROLS_BEGIN = b"\xc2"


def _one_line(text: str) -> str:
    if not text.isprintable() and _CONTROLS.search(text):
        raise ValueError("control characters and line breaks cannot stand here; remove them")
    return text


def _printable(text: str) -> str:
    # Bytes are looked through in a sixth of the time that the search takes, and nearly every text has none of these.
    raw = text.encode("utf-8", "surrogatepass")
    if (raw.translate(None, _FINE) or _HIGH_CONTROLS_BEGIN in raw) and _UNPRINTABLE.search(text):
        raise ValueError("control characters cannot be printed; remove them")
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_one_line)]
"""Text of one line, without control characters."""

Prose = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_printable)]
"""Text of many lines, without control characters other than line breaks and tabs."""


class Frozen(BaseModel):
    """A value: never changed once made; a reader ignores fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Fact(Frozen):
    """Something that happened, in the past tense, as it travels on a topic.

    `topic` and `kind` are the class's own: the topic it is written to, and the CloudEvents type.
    `at` is when it happened; everything else an envelope needs is derived, never random, so that
    saying a fact again says the same message.
    """

    topic: ClassVar[str]
    kind: ClassVar[str]
    source: ClassVar[str]

    at: AwareDatetime

    @property
    def item(self) -> str:
        """The id of what the fact is about: the record's key, so one item's facts stay in order."""
        raise NotImplementedError

    @property
    def event_id(self) -> str:
        """The CloudEvents id: the same for the same fact, however often it is said."""
        raise NotImplementedError

    @property
    def item_version(self) -> int:
        """The item's version, carried in a header; 0 where the desk has not yet given one."""
        return 0


class Tombstone(Fact):
    """A fact whose value on the wire is null: the item is erased, only its version stays."""

    @classmethod
    def heard(cls, item: str, version: int, at: datetime) -> Tombstone:
        """The fact again, from the key and headers, which are all that is left of it."""
        raise NotImplementedError


def item_key(item: UUID | str) -> bytes:
    """The record key of an item."""
    return str(item).encode()
