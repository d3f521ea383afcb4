"""The form in which an article's words are edited: what stands in it, what is wrong with it, how it would be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from services.moderation.desk.meanwhile import Meanwhile
from services.moderation.model.article import Article
from services.moderation.model.typed import Typed
from services.moderation.model.unsaved import Unsaved
from services.moderation.pages.presence import Presence
from services.moderation.pages.sheet import Line
from services.moderation.pages.shown import show
from services.moderation.pages.visitor import Visitor
from services.moderation.parts import Parts
from services.moderation.store.related import Published
from shared.facts import Draft, Photo, SectionsSettled
from shared.reading import Reading
from shared.rules import blocks, check


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field: a kind that the template says in words, and its figure."""

    kind: str
    most: int = 0


@dataclass(frozen=True)
class Sheet:
    """What stands in the form. `base` is the revision that it was typed on."""

    typed: Typed
    base: int
    version: int
    unsaved: Unsaved | None = None
    """What was restored, where it was."""
    faults: Mapping[str, Fault] = field(default_factory=dict)
    meanwhile: Meanwhile | None = None
    why: str = ""
    preview: bool = False
    asked: str = ""
    found: tuple[Published, ...] | None = None
    """Related articles that were looked for, with these words."""


def draft_of(typed: Typed, base: Draft, zone: str) -> tuple[Draft, dict[str, Fault]]:
    """The draft as it would be, and what is wrong with it. With faults it is good for showing alone."""
    try:
        fields = typed.changed(base, zone)
    except ValueError:
        fields = typed.model_copy(update={"publish_at": Typed.of(base, zone).publish_at}).changed(base, zone)
        shown, faults = _checked(base, fields)
        return shown, {**faults, "publish_at": Fault("time")}
    return _checked(base, fields)


def _checked(base: Draft, fields: dict[str, Any]) -> tuple[Draft, dict[str, Fault]]:
    try:
        return Draft.model_validate({**base.model_dump(), **fields}), {}
    except ValidationError as error:
        faults = {_field(one["loc"]): _fault(one["type"], one.get("ctx", {})) for one in error.errors()}
    loose = dict(fields)
    if loose.get("photo"):
        loose["photo"] = Photo.model_construct(**loose["photo"])
    if "tags" in loose:
        loose["tags"] = tuple(loose["tags"])
    return base.model_copy(update={name: value for name, value in loose.items() if name != "publish_at"}), faults


def _field(place: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in place) if place[0] == "photo" else str(place[0])


def _fault(kind: str, figures: Mapping[str, Any]) -> Fault:
    match kind:
        case "string_too_long":
            return Fault("long", int(figures["max_length"]))
        case "too_long":
            return Fault("many", int(figures["max_length"]))
        case "value_error":
            return Fault("controls")
        case _:
            return Fault("wrong")


async def form(
    request: Request, visitor: Visitor, here: Parts, article: Article, sheet: Sheet, status: int = 200
) -> HTMLResponse:
    """The page with the form."""
    return show(
        request, visitor, "edit.html", status, article=article, sheet=sheet, window=uuid4().hex,
        presence=await Presence.at(article, visitor, here),
        choices=await sections(here, sheet.typed.section), **read(visitor, here, article, sheet.typed),
    )  # fmt: skip


def read(visitor: Visitor, here: Parts, article: Article, typed: Typed) -> dict[str, Any]:
    """What a preview is given: the article as it would be read, and the checklist, by the same rules as approving."""
    draft, faults = draft_of(typed, article.content, visitor.zone)
    findings = check(draft, here.desk.rules())
    return {
        "reading": Reading.of_draft(draft, corrections=article.public.corrections),
        "checklist": [Line.of(one, visitor.language) for one in findings],
        "blocked": bool(blocks(findings)),
        "faulty": bool(faults),
    }


async def sections(here: Parts, current: str) -> list[tuple[str, str]]:
    """The newsroom's sections, by slug and name; first none, and last one that it no longer has."""
    settled = await here.newsroom.get(SectionsSettled, "sections")
    known = [(one.slug, one.name) for one in settled.sections] if settled else []
    other = [] if not current or any(slug == current for slug, _ in known) else [(current, current)]
    return [("", "–"), *known, *other]
