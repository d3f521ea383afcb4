"""From values to pages: everything they have in common, and the thread in which they are made."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from services.site.addresses import FEEDS, Addresses, List
from services.site.house import House
from services.site.kept import Made
from shared.pages import LOOK, Pages
from shared.reading import STYLE, TEMPLATES, WORDS

_HERE = Path(__file__).parent
_FOR_EVER = (("Cache-Control", "public, max-age=31536000, immutable"),)

_NOT_IN_XML = dict.fromkeys((0xFFFE, 0xFFFF))
"""Of what may be written, what no XML may hold: one of them would make a feed unreadable to everybody."""


@dataclass(frozen=True)
class Press:
    """Prints. `clock` gives the time, in UTC."""

    house: House
    addresses: Addresses
    clock: Callable[[], datetime]

    @cached_property
    def style(self) -> Made:
        """The one stylesheet, with the newsroom's colour."""
        colours = self.house.colours
        own = f":root {{ --brand: light-dark({colours.light}, {colours.dark}); }}"
        files = (LOOK / "tokens.css", STYLE / "reading.css", _HERE / "static" / "site.css")
        text = "\n".join([*(file.read_text() for file in files), own])
        return Made(text.encode(), kind="text/css; charset=utf-8", headers=_FOR_EVER)

    @cached_property
    def _pages(self) -> Pages:
        def static(name: str) -> str:
            content = self.style.body if name == "style.css" else (_HERE / "static" / name).read_bytes()
            return f"/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"

        return Pages([_HERE / "templates", TEMPLATES], [_HERE / "locale", WORDS], static)

    async def page(
        self,
        template: str,
        *,
        marks: Iterable[str] = (),
        until: datetime | None = None,
        changed_at: datetime | None = None,
        status: int = 200,
        headers: tuple[tuple[str, str], ...] = (),
        feeds_of: List = List(),  # noqa: B008 - a value
        kind: str = "text/html; charset=utf-8",
        **values: Any,
    ) -> Made:
        """The template with these values, as it is sent."""

        def made() -> Made:
            text = self.write(template, feeds=[(name, feeds_of.feed(name)) for name in FEEDS], **values)
            if template.endswith(".xml"):
                text = text.translate(_NOT_IN_XML)
            return Made(text.encode(), kind, status, frozenset(marks), until, changed_at, headers)

        return await asyncio.to_thread(made)

    def write(self, template: str, **values: Any) -> str:
        """The same as text."""
        return self._pages.render(
            template,
            self.house.language,
            zone=self.house.zone,
            now=self.clock(),
            house=self.house,
            whole=self.addresses.whole,
            **values,
        )

    def month(self, at: datetime) -> str:
        """`November 2026`."""
        return str(format_date(at, "MMMM y", locale=self.house.language))

    def today(self) -> str:
        """`Kamis, 26 November 2026`, in the newsroom's own time."""
        here = self.clock().astimezone(ZoneInfo(self.house.zone))
        return str(format_date(here, "EEEE, d MMMM y", locale=self.house.language))

    def say(self, text: str) -> str:
        """A text that is written in Indonesian, in the newsroom's language."""
        return self._pages.say(text, self.house.language)
