"""`/articles/{id}/photos`: the photos of an article, their texts and their order, as one revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from services.moderation.desk import orders
from services.moderation.model.article import Article
from services.moderation.model.refusal import Missing, Stale
from services.moderation.pages.edit import EDITABLE
from services.moderation.pages.finding import found
from services.moderation.pages.posted import Form, Posted
from services.moderation.pages.refused import attempt_of, status_of
from services.moderation.pages.sheet import TEXTS, Line
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visiting, Visitor
from services.moderation.parts import Here, Parts
from shared.facts import Draft, Photo
from shared.rules import check

router = APIRouter(prefix="/articles/{article_id}")
HERO = "photo"


@dataclass(frozen=True)
class Row:
    """A photo as it stands in the form. `name` is its field; `turn` is its place, 0 that of the hero."""

    name: str
    photo: Photo
    turn: int
    leaves: bool = False


@router.get("/photos")
async def photos(request: Request, article_id: UUID, visitor: Visiting, here: Here) -> Response:
    """Each photo with its texts; what is missing is said at its field."""
    article = await found(here, article_id)
    if article.state not in EDITABLE:
        return go(f"/articles/{article_id}")
    return await _form(request, visitor, here, article, rows_of(article.content))


@router.post("/photos")
async def settle(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Save it all as a revision; what was typed stays where that cannot be done."""
    article = await found(here, article_id)
    rows = typed(form, article.content)
    try:
        fields = arranged(rows)
    except ValidationError:
        return await _form(request, visitor, here, article, rows, HTTPStatus.UNPROCESSABLE_ENTITY, why="wrong")
    if fields == arranged(rows_of(article.content)):
        return go(f"/articles/{article_id}")
    seen, base = max(form.number("version"), 1), form.number("base") or None
    order = orders.Edit(version=seen, base_revision=base, fields=fields)
    outcome = await here.desk.edit(article_id, order, visitor.editor)
    if isinstance(outcome, Article):
        return go(f"/articles/{article_id}")
    why = "stale" if isinstance(outcome, Stale) else "wrong" if isinstance(outcome, Missing) else ""
    words = attempt_of(outcome, "photos", {}, visitor.language).why
    now = await found(here, article_id)
    return await _form(request, visitor, here, now, rows, status_of(outcome), why=why, words=words)


def rows_of(text: Draft) -> list[Row]:
    """As they stand in the article: the hero, then the others by their numbers."""
    hero = [Row(HERO, text.photo, 0)] if text.photo else []
    return hero + [Row(f"photos.{number}", photo, number) for number, photo in enumerate(text.photos, 1)]


def typed(form: Posted, text: Draft) -> list[Row]:
    """The same with what was typed. Pictures themselves do not come from the form."""
    return [
        Row(
            one.name,
            one.photo.model_copy(update={name: form.text(f"{one.name}.{name}") for name in TEXTS}),
            form.number(f"{one.name}.turn"),
            form.has(f"{one.name}.leaves"),
        )
        for one in rows_of(text)
    ]


def arranged(rows: Sequence[Row]) -> dict[str, Any]:
    """The two fields of a draft: whose turn is 0 is the hero, the others in turn. Raises ValidationError."""
    stay = sorted((one for one in rows if not one.leaves), key=lambda one: one.turn)
    hero = stay[0] if stay and stay[0].turn == 0 else None
    others = [one.photo.model_dump() for one in stay if one is not hero]
    fields = {"photo": hero.photo.model_dump() if hero else None, "photos": others}
    return Draft.model_validate(fields).model_dump(include={"photo", "photos"})


async def _form(
    request: Request,
    visitor: Visitor,
    here: Parts,
    article: Article,
    rows: Sequence[Row],
    status: int = 200,
    *,
    why: str = "",
    words: str = "",
) -> Response:
    lines = [Line.of(one, visitor.language) for one in check(article.content, here.desk.rules())]
    values = {"article": article, "rows": rows, "faults": {one.field: one for one in lines}, "why": why, "words": words}
    return show(request, visitor, "photos.html", status, **values)
