"""What the desk settles for everybody: reporters and their keys, the rules, the sections."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from shared.facts.fact import AwareDatetime, Fact, Frozen


class _Settled(Fact):
    topic: ClassVar[str] = "redaksi.newsroom.v1"
    source: ClassVar[str] = "/redaksi/moderation"

    version: int = Field(ge=1)

    @property
    def event_id(self) -> str:
        return f"{self.item}/{self.version}"

    @property
    def item_version(self) -> int:
        return self.version


class ReporterKey(Frozen):
    """A reporter's key as everyone but its owner knows it: `sha256` in hex, of the whole key."""

    id: str
    sha256: str
    revoked_at: AwareDatetime | None = None


class ReporterSettled(_Settled):
    """A reporter, and every key that was ever made for them."""

    kind: ClassVar[str] = "redaksi.newsroom.reporter.v1"

    reporter_id: str
    name: str
    keys: tuple[ReporterKey, ...] = ()
    revoked: bool = False

    @property
    def item(self) -> str:
        return f"reporter:{self.reporter_id}"


class RulesSettled(_Settled):
    """How strict each rule is here, its figures, and its message by language; what is not named keeps its default."""

    kind: ClassVar[str] = "redaksi.newsroom.rules.v1"

    levels: dict[str, Literal["block", "warn", "off"]] = {}
    figures: dict[str, int] = {}
    messages: dict[str, dict[str, str]] = {}

    @property
    def item(self) -> str:
        return "rules"


class Section(Frozen):
    """A section of the newsroom: `slug` as drafts name it, `name` as readers see it."""

    slug: str
    name: str


class SectionsSettled(_Settled):
    """The sections of this newsroom, in order."""

    kind: ClassVar[str] = "redaksi.newsroom.sections.v1"

    sections: tuple[Section, ...]

    @property
    def item(self) -> str:
        return "sections"


class ZoneSettled(_Settled):
    """The newsroom's time zone, by its IANA name: in which its times are shown, and its days begin."""

    kind: ClassVar[str] = "redaksi.newsroom.zone.v1"

    zone: str

    @property
    def item(self) -> str:
        return "zone"
