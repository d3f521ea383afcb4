"""The newsroom as its readers know it: name, look, sections, who answers for it. One file of settings."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.site.model import slug

DEFAULT = Path(__file__).parent / "newsroom.toml"
_COLOUR = r"^#[0-9a-fA-F]{6}$"
Colour = Annotated[str, Field(pattern=_COLOUR)]


class _Settled(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Colours(_Settled):
    """The one colour of its own that a newsroom has, on light paper and on dark: text of it must be readable there."""

    light: Colour = "#a3161c"
    dark: Colour = "#ff8f87"


class Section(_Settled):
    """A section as it stands in the navigation; `code` is what the desk calls it."""

    code: str
    name: str


class Person(_Settled):
    """Somebody who answers for the newsroom, and as what."""

    name: str
    role: str


class Publisher(_Settled):
    """What Undang-Undang Pers 40/1999, article 12, wants to be public: name, address and who is responsible."""

    name: str
    address: str
    responsible: str
    contact: str = ""
    """How readers reach it: a telephone number, an e-mail address or a page."""
    complaints: str = ""
    """Where complaints go: an `https:`, `mailto:` or `tel:` link; it stands at each comment and each article."""


class House(_Settled):
    """All of it."""

    name: str
    tagline: str = ""
    language: Literal["id", "en"] = "id"
    zone: str = "Asia/Jakarta"
    logo: str = ""
    """A picture file beside the settings; the name stands in its place where there is none."""
    colours: Colours = Colours()
    sections: tuple[Section, ...] = ()
    publisher: Publisher
    people: tuple[Person, ...] = ()
    about: str = ""
    """Markdown, shown above the people who make it."""
    guidelines: str = ""
    """Markdown: the rules that the newsroom follows."""

    def section(self, name: str) -> str:
        """A section as readers know it, by what an article or an address calls it."""
        code = slug(name)
        known = next((one.name for one in self.sections if slug(one.code) == code), "")
        return known or " ".join(name.replace("-", " ").split()).capitalize()


def house(file: Path = DEFAULT) -> House:
    """Read it. Raises ValueError, in words that name the field, where it is not as it should be."""
    return House.model_validate(tomllib.loads(file.read_text()))
