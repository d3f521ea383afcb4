"""What settling takes: the body of a request, or the fields of a form. `version` is the one that was seen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.moderation.model.house import House, Zone
from services.moderation.model.letter import Address
from shared.facts import HIGHEST, Line, Section

Figure = Annotated[int, Field(ge=0, le=1_000_000)]


class NewRules(BaseModel):
    """Levels by rule, figures by `rule.figure`, messages by rule and language; `version` 0 where none was settled."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=0, le=HIGHEST)
    levels: dict[str, Literal["block", "warn", "off"]] = Field(default_factory=dict)
    figures: dict[str, Figure] = Field(default_factory=dict)
    messages: dict[str, dict[str, Line]] = Field(default_factory=dict)


class NewSections(BaseModel):
    """The sections, in order."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=0, le=HIGHEST)
    sections: Annotated[list[Section], Field(min_length=1, max_length=200)]


class NewHouse(BaseModel):
    """The settings, whole; `version` 0 where none was settled."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=0, le=HIGHEST)
    second_person: bool = False
    require_second_factor: bool = False
    zone: Zone = "Asia/Jakarta"
    confirm_comments: bool = False
    spam_from: Annotated[int, Field(ge=0, le=100)] = 0

    def house(self) -> House:
        """As they are kept, one version on."""
        return House(**{**self.model_dump(), "version": self.version + 1})


class NewReporter(BaseModel):
    """A reporter to be."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "Rio"}})

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    email: Address | None = None


class NewContact(BaseModel):
    """Where a reporter gets letters."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"email": "rio@contoh.id"}})

    email: Address
