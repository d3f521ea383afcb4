"""`/articles/{id}/edit`: the words in a form; what is typed there is kept before it is a revision."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError

from services.moderation.desk import meanwhile, orders
from services.moderation.model.article import Article
from services.moderation.model.refusal import Missing, Refusal, Stale
from services.moderation.model.typed import NAMES, Typed
from services.moderation.model.unsaved import Save
from services.moderation.pages import merging
from services.moderation.pages.editing import Fault, Sheet, draft_of, form, read
from services.moderation.pages.finding import found, words_of
from services.moderation.pages.posted import Form, Posted
from services.moderation.pages.refused import attempt_of, status_of
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visiting, Visitor
from services.moderation.parts import Here, Parts
from shared.facts import Draft
from shared.pages import times

router = APIRouter(prefix="/articles/{article_id}")
EDITABLE = frozenset({"held", "returned", "approved"})


@router.get("/edit")
async def edit(request: Request, article_id: UUID, visitor: Visiting, here: Here) -> Response:
    """The form, with what this editor had typed and not saved, if anything."""
    article = await found(here, article_id)
    if article.state not in EDITABLE:
        return go(f"/articles/{article_id}")
    now = Typed.of(article.content, visitor.zone)
    unsaved = await here.words.unsaved(article_id, visitor.editor)
    if unsaved is None or unsaved.typed == now:
        return await form(request, visitor, here, article, Sheet(now, article.revision, article.version))
    sheet = Sheet(unsaved.typed, unsaved.revision, article.version, unsaved)
    return await form(request, visitor, here, article, sheet)


@router.post("/edit")
async def edited(request: Request, article_id: UUID, posted: Form, visitor: Visiting, here: Here) -> Response:
    """Save it as a revision; or only show it, or look for related articles, where script does not."""
    article = await found(here, article_id)
    typed, chosen = merging.chosen(posted)
    sheet = Sheet(typed, posted.number("base"), posted.number("version"))
    if posted.text("do") == "find":
        words = posted.text("q")
        sheet = replace(sheet, asked=words, found=await here.words.related(words, article_id))
        return await form(request, visitor, here, article, sheet)
    if posted.text("do") == "preview":
        return await form(request, visitor, here, article, replace(sheet, preview=True))
    if not chosen:
        return await merging.again(request, visitor, here, article, posted)
    return await _save(request, visitor, here, article, sheet)


@router.post("/preview")
async def preview(request: Request, article_id: UUID, posted: Form, visitor: Visiting, here: Here) -> Response:
    """How what is typed would be read, and its checklist; nothing is kept."""
    article = await found(here, article_id)
    values = read(visitor, here, article, Typed.from_texts(_texts(posted)))
    return show(request, visitor, "_preview.html", article=article, **values)


@router.get("/related")
async def related(
    request: Request, article_id: UUID, visitor: Visiting, here: Here, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Published articles with these words, each to be put into the flow."""
    results = await here.words.related(q, article_id)
    return show(request, visitor, "_related.html", found=results, asked=q)


@router.post("/unsaved")
async def keep(article_id: UUID, posted: Form, visitor: Visiting, here: Here) -> Response:
    """What is typed, from a window; 409 where another window of theirs was later."""
    await found(here, article_id)
    try:
        save = Save(
            revision=posted.number("base"),
            seen=posted.number("seen"),
            window=posted.text("window"),
            typed=Typed.from_texts(_texts(posted)),
        )
    except ValidationError:
        return JSONResponse({}, HTTPStatus.UNPROCESSABLE_ENTITY)
    if save.is_too_large():
        return JSONResponse({}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    kept = await here.words.keep(article_id, save, visitor.editor)
    now = kept or await here.words.unsaved(article_id, visitor.editor)
    if now is None:
        return JSONResponse({}, HTTPStatus.GONE)
    hour = times.hour(now.at, visitor.language, visitor.zone)
    return JSONResponse({"count": now.count, "at": hour}, HTTPStatus.OK if kept else HTTPStatus.CONFLICT)


@router.post("/unsaved/discard")
async def discard(article_id: UUID, _: Form, visitor: Visiting, here: Here) -> Response:
    """Forget what is typed; the form again as the newest revision has it."""
    await here.words.discard(article_id, visitor.editor)
    return go(f"/articles/{article_id}/edit")


async def _save(request: Request, visitor: Visitor, here: Parts, article: Article, sheet: Sheet) -> Response:
    base = await words_of(here, article, sheet.base)
    if base is None:
        return await form(request, visitor, here, article, replace(sheet, base=article.revision), HTTPStatus.CONFLICT)
    if faults := draft_of(sheet.typed, base, visitor.zone)[1]:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return await form(request, visitor, here, article, replace(sheet, faults=faults), status)
    fields = sheet.typed.changed(base, visitor.zone)
    if fields and sheet.base != article.revision:
        return await _meanwhile(request, visitor, here, article, base, sheet)
    if fields:
        order = orders.Edit(version=max(sheet.version, 1), base_revision=sheet.base, fields=fields)
        outcome = await here.desk.edit(article.article_id, order, visitor.editor)
        if not isinstance(outcome, Article):
            return await _refused(request, visitor, here, outcome, await found(here, article.article_id), base, sheet)
    await here.words.discard(article.article_id, visitor.editor)
    return go(f"/articles/{article.article_id}")


async def _refused(
    request: Request,
    visitor: Visitor,
    here: Parts,
    refusal: Refusal | None,
    current: Article,
    base: Draft,
    sheet: Sheet,
) -> Response:
    match refusal:
        case Stale() if current.revision != sheet.base:
            return await _meanwhile(request, visitor, here, current, base, sheet)
        case Stale():
            then = await meanwhile.since(here.desk.articles, current, sheet.version)
            again = replace(sheet, version=current.version, meanwhile=then)
        case Missing(name):
            again = replace(sheet, faults={name: Fault("wrong")})
        case _:
            again = replace(sheet, why=attempt_of(refusal, "edit", {}, visitor.language).why)
    return await form(request, visitor, here, current, again, status_of(refusal))


async def _meanwhile(
    request: Request, visitor: Visitor, here: Parts, article: Article, base: Draft, sheet: Sheet
) -> Response:
    """What is typed is kept before anything else: the choice may be left for later."""
    kept = await here.words.unsaved(article.article_id, visitor.editor)
    save = Save(revision=sheet.base, seen=kept.count if kept else 0, window="merge", typed=sheet.typed)
    if not save.is_too_large():
        await here.words.keep(article.article_id, save, visitor.editor)
    return merging.page(request, visitor, article, base, sheet)


def _texts(posted: Posted) -> dict[str, str]:
    return {name: posted.text(name) for name in NAMES}
