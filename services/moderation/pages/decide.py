"""`/articles/{id}/approve` and its sisters: each form is one of the desk's verbs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.desk import Outcome, meanwhile, orders
from services.moderation.desk.looking import Look
from services.moderation.model.article import Article
from services.moderation.model.refusal import Refusal, Stale
from services.moderation.pages.article import found
from services.moderation.pages.posted import Faults, Form, Posted, order
from services.moderation.pages.refused import attempt_of, status_of
from services.moderation.pages.sheet import FIELDS_IN_ORDER, Attempt, sheet
from services.moderation.pages.shown import go
from services.moderation.pages.visitor import Visiting, Visitor
from services.moderation.parts import Here, Parts
from shared.pages import times

router = APIRouter(prefix="/articles/{article_id}")
_UNCLEAR = 422


@router.post("/approve")
async def approve(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """For the public: now, as the reporter asked, or at a time."""
    fields: dict[str, Any] = {"correction": form.text("correction"), "override": form.text("override")}
    try:
        fields |= _when(form, visitor.zone)
    except ValueError:
        made: orders.Approval | Faults = {"publish_at": "time"}
    else:
        made = order(orders.Approval, version=form.number("version"), **fields)
    return await _Deciding(request, article_id, form, visitor, here, "approve").do(made, here.desk.approve)


@router.post("/return")
async def send_back(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """To the reporter, with a summary and reasons at their fields."""
    reasons = [{"field": name, "text": text} for name in FIELDS_IN_ORDER if (text := form.text(f"reason-{name}"))]
    made = order(orders.Return, version=form.number("version"), summary=form.text("summary"), reasons=reasons)
    return await _Deciding(request, article_id, form, visitor, here, "return").do(made, here.desk.send_back)


@router.post("/reject")
async def reject(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """It will not be published."""
    made = order(orders.Rejection, version=form.number("version"), reason=form.text("reason"))
    return await _Deciding(request, article_id, form, visitor, here, "reject").do(made, here.desk.reject)


@router.post("/retract")
async def retract(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Take back what is live."""
    fields = {"code": form.text("code"), "text": form.text("text")}
    made = order(orders.Retraction, version=form.number("version"), **fields)
    return await _Deciding(request, article_id, form, visitor, here, "retract").do(made, here.desk.retract)


@router.post("/erase")
async def erase(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Delete its content everywhere; asked twice, since nothing brings it back."""
    made: orders.Erasure | Faults = {"sure": "sure"}
    if form.has("sure"):
        made = order(orders.Erasure, version=form.number("version"), reason=form.text("reason"))
    return await _Deciding(request, article_id, form, visitor, here, "erase").do(made, here.desk.erase)


@router.post("/undo")
async def undo(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Take the last decision back, and look at the article again."""
    made = order(orders.Seen, version=form.number("version"))
    return await _Deciding(request, article_id, form, visitor, here, "undo").do(made, here.desk.undo, stay=True)


@router.post("/now")
async def now(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Do not wait for the undo window."""
    made = order(orders.Seen, version=form.number("version"))

    async def send_now(one: UUID, seen: orders.Seen, _: object) -> Outcome:
        return await here.desk.send_now(one, seen)

    return await _Deciding(request, article_id, form, visitor, here, "now").do(made, send_now, stay=True)


class _Deciding:
    """One form on its way: done and on to the next article, or the page again with everything that was typed."""

    def __init__(
        self, request: Request, article_id: UUID, form: Posted, visitor: Visitor, here: Parts, verb: str
    ) -> None:
        self._request = request
        self._article_id = article_id
        self._form = form
        self._visitor = visitor
        self._here = here
        self._verb = verb

    async def do(self, made: Any, verb: Callable[..., Awaitable[Outcome]], *, stay: bool = False) -> Response:
        """Do the verb with this order, or tell what is wrong with the order."""
        before = await found(self._here, self._article_id)
        if isinstance(made, Mapping):
            return await self._again(before, Attempt(self._verb, self._typed(), faults=made), _UNCLEAR)
        outcome = await verb(self._article_id, made, self._visitor.editor)
        if isinstance(outcome, Article):
            return go(f"/articles/{self._article_id}" if stay else await self._next_of(before))
        return await self._refused(outcome)

    async def _refused(self, refusal: Refusal | None) -> Response:
        article = await found(self._here, self._article_id)
        then = None
        if isinstance(refusal, Stale):
            then = await meanwhile.since(self._here.desk.articles, article, refusal.seen)
        attempt = attempt_of(refusal, self._verb, self._typed(), self._visitor.language, then)
        return await self._again(article, attempt, status_of(refusal))

    async def _again(self, article: Article, attempt: Attempt, status: int) -> Response:
        return await sheet(self._request, self._visitor, self._here, article, attempt=attempt, status=status)

    def _typed(self) -> dict[str, str]:
        return {name: self._form.text(name) for name in self._form.form if name not in {"csrf", "version"}}

    async def _next_of(self, before: Article) -> str:
        """The article that comes after this one in the queue, or the queue; with the way to undo this one."""
        here = self._here
        search = Look(tab="todo", limit=1).search(self._visitor.editor.id, here.clock(), await here.houses.zone())
        following = await here.desk.articles.next_after(before, search)
        path = f"/articles/{following}" if following else "/"
        return f"{path}?decided={self._article_id}"


def _when(form: Posted, zone: str) -> dict[str, Any]:
    """The time of publication. Raises ValueError where what was typed is none."""
    match form.text("when"):
        case "now":
            return {"publish_at": None}
        case "at":
            return {"publish_at": times.from_field(form.text("publish_at"), zone)}
        case _:
            return {}
