"""`/comments/{id}/approve` and its sisters, and several at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.desk import comment_orders as orders
from services.moderation.desk.comments import Outcome
from services.moderation.model.comment import Comment
from services.moderation.model.refusal import Forbidden, Missing, NotPossible, Refusal, Stale, TooLate
from services.moderation.pages.comments import found, rows, words
from services.moderation.pages.posted import Form, Posted
from services.moderation.pages.refused import status_of
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visiting, Visitor
from services.moderation.parts import Here, Parts
from shared.pages import Language

router = APIRouter(prefix="/comments")
_MOST = 200
_LONGEST = 10_000
Verb = Callable[[UUID, Any, Any], Awaitable[Outcome]]


@router.post("/bulk")
async def bulk(form: Form, visitor: Visiting, here: Here) -> Response:
    """One decision for all that are ticked; each can be refused, and none holds up the others."""
    verb = form.text("verb")
    for pick in form.texts("pick")[:_MOST]:
        key, _, version = pick.partition(":")
        try:
            comment_id, seen = UUID(key), int(version[:9])
        except ValueError:
            continue
        acts = _verbs(here, form)
        if verb in acts and seen > 0:
            made, act = acts[verb](seen)
            await act(comment_id, made, visitor.editor)
    return go(_back(form))


@router.post("/{comment_id}/{verb}")
async def decide(request: Request, comment_id: UUID, verb: str, form: Form, visitor: Visiting, here: Here) -> Response:
    """Do it; the row as it stands then, or the folder where script does not fetch rows."""
    acts = _verbs(here, form)
    comment = await found(here, comment_id)
    if verb not in acts or form.number("version") < 1:
        return await _row(request, visitor, here, comment, None)
    made, act = acts[verb](form.number("version"))
    outcome = await act(comment_id, made, visitor.editor)
    if isinstance(outcome, Comment) and not request.headers.get("hx-request"):
        return go(_back(form))
    now = outcome if isinstance(outcome, Comment) else await found(here, comment_id)
    return await _row(request, visitor, here, now, None if isinstance(outcome, Comment) else outcome)


def _verbs(here: Parts, form: Posted) -> dict[str, Callable[[int], tuple[Any, Verb]]]:
    desk, code, text = here.commenting, form.text("code")[:50], form.text("text")[:_LONGEST]
    return {
        "approve": lambda seen: (orders.Seen(version=seen), desk.approve),
        "reject": lambda seen: (orders.Coded(version=seen, code=code), desk.reject),
        "spam": lambda seen: (orders.Seen(version=seen), desk.spam),
        "remove": lambda seen: (orders.Coded(version=seen, code=code), desk.remove),
        "edit": lambda seen: (orders.Rewording(version=seen, text=text), desk.edit),
        "undo": lambda seen: (orders.Seen(version=seen), desk.undo),
    }


async def _row(request: Request, visitor: Visitor, here: Parts, comment: Comment, refusal: Refusal | None) -> Response:
    (row,) = await rows(here, visitor, [comment])
    fault = _why(refusal, visitor.language) if refusal else ""
    template = "_one_comment.html" if request.headers.get("hx-request") else "comment_alone.html"
    status = status_of(refusal) if refusal else 200
    return show(request, visitor, template, status, row=replace(row, fault=fault), **words(visitor))


def _why(refusal: Refusal, language: Language) -> str:
    match refusal:
        case Missing() | NotPossible():
            return refusal.id if language == "id" else refusal.en
        case TooLate():
            return _LATE[language]
        case Forbidden() | Stale() | _:
            return _CHANGED[language]


def _back(form: Posted) -> str:
    """The folder from which it was sent."""
    folder, order = form.text("folder"), form.text("order")
    if not folder.isalpha():
        return "/comments"
    return f"/comments?folder={folder}&order=likely" if order == "likely" else f"/comments?folder={folder}"


_LATE: dict[Language, str] = {
    "id": "Terlambat: keputusan itu sudah terkirim.",
    "en": "Too late: that decision is on its way.",
}
_CHANGED: dict[Language, str] = {
    "id": "Sudah berubah sejak Anda lihat; beginilah keadaannya sekarang.",
    "en": "It was changed since you saw it; this is how it stands now.",
}
