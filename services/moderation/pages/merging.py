"""Somebody else made a revision meanwhile: both sides' words beside the base, and a choice for each field."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.moderation.model.article import Article
from services.moderation.model.merge import Field, merge
from services.moderation.model.typed import NAMES, Typed
from services.moderation.pages.editing import Sheet
from services.moderation.pages.finding import words_of
from services.moderation.pages.posted import Posted
from services.moderation.pages.shown import show
from services.moderation.pages.visitor import Visitor
from services.moderation.parts import Parts
from shared.differences import Piece, words
from shared.facts import Draft


@dataclass(frozen=True)
class Side:
    """A field that somebody changed, with what each of the two did to it, word by word."""

    field: Field
    theirs: tuple[Piece, ...]
    mine: tuple[Piece, ...]
    result: str
    choice: str = ""
    unchosen: bool = False

    @classmethod
    def of(cls, field: Field, posted: Posted | None) -> Side:
        """With what was already chosen or written, where the page was sent without every choice."""
        choice = posted.text(f"choice-{field.name}") if posted else ""
        result = posted.text(field.name) if posted else field.result
        return cls(
            field=field,
            theirs=words(field.base, field.theirs),
            mine=words(field.base, field.mine),
            result=result,
            choice=choice,
            unchosen=posted is not None and field.who == "both" and not choice,
        )


def page(request: Request, visitor: Visitor, article: Article, base: Draft, sheet: Sheet) -> HTMLResponse:
    """The three sides; nothing is saved yet."""
    fields = merge(Typed.of(base, visitor.zone), Typed.of(article.content, visitor.zone), sheet.typed)
    return _shown(request, visitor, article, fields, sheet.base, None)


async def again(request: Request, visitor: Visitor, here: Parts, article: Article, posted: Posted) -> HTMLResponse:
    """The same page, where not everything was chosen; what was chosen and written stands in it."""
    began = posted.number("began")
    base = await words_of(here, article, began) or article.content
    mine = Typed.from_texts({name: posted.text(f"mine-{name}") for name in NAMES})
    fields = merge(Typed.of(base, visitor.zone), Typed.of(article.content, visitor.zone), mine)
    return _shown(request, visitor, article, fields, began, posted)


def chosen(posted: Posted) -> tuple[Typed, bool]:
    """What the form comes to, and whether all was chosen that had to be. Where nothing is merged it is as typed."""
    texts = {name: posted.text(name) for name in NAMES}
    for name in NAMES:
        match posted.text(f"choice-{name}"):
            case "theirs":
                texts[name] = posted.text(f"theirs-{name}")
            case "mine":
                texts[name] = posted.text(f"mine-{name}")
    asked = set(posted.texts("asks"))
    return Typed.from_texts(texts), all(posted.text(f"choice-{name}") for name in asked & set(NAMES))


def _shown(
    request: Request,
    visitor: Visitor,
    article: Article,
    fields: tuple[Field, ...],
    began: int,
    posted: Posted | None,
) -> HTMLResponse:
    sides = [Side.of(field, posted) for field in fields]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if posted else HTTPStatus.CONFLICT
    others = [ref for ref in article.revisions if ref.number > began]
    return show(
        request,
        visitor,
        "merge.html",
        status,
        article=article,
        began=began,
        others=others,
        changed=[side for side in sides if side.field.who != "nobody"],
        same=[side for side in sides if side.field.who == "nobody"],
        open=[side for side in sides if side.unchosen],
    )
