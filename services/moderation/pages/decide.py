"""`/articles/{id}/approve` and its sisters: each form is one of the desk's verbs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.desk import Outcome, orders
from services.moderation.pages.deciding import Deciding
from services.moderation.pages.posted import Faults, Form, Posted, order
from services.moderation.pages.sheet import FIELDS_IN_ORDER
from services.moderation.pages.visitor import Visiting
from services.moderation.parts import Here
from shared.pages import times

router = APIRouter(prefix="/articles/{article_id}")


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
    return await Deciding(request, article_id, form, visitor, here, "approve").do(made, here.desk.approve)


@router.post("/return")
async def send_back(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """To the reporter, with a summary and reasons at their fields."""
    reasons = [{"field": name, "text": text} for name in FIELDS_IN_ORDER if (text := form.text(f"reason-{name}"))]
    made = order(orders.Return, version=form.number("version"), summary=form.text("summary"), reasons=reasons)
    return await Deciding(request, article_id, form, visitor, here, "return").do(made, here.desk.send_back)


@router.post("/reject")
async def reject(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """It will not be published."""
    made = order(orders.Rejection, version=form.number("version"), reason=form.text("reason"))
    return await Deciding(request, article_id, form, visitor, here, "reject").do(made, here.desk.reject)


@router.post("/retract")
async def retract(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Take back what is live."""
    fields = {"code": form.text("code"), "text": form.text("text")}
    made = order(orders.Retraction, version=form.number("version"), **fields)
    return await Deciding(request, article_id, form, visitor, here, "retract").do(made, here.desk.retract)


@router.post("/erase")
async def erase(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Delete its content everywhere; asked twice, since nothing brings it back."""
    made: orders.Erasure | Faults = {"sure": "sure"}
    if form.has("sure"):
        made = order(orders.Erasure, version=form.number("version"), reason=form.text("reason"))
    return await Deciding(request, article_id, form, visitor, here, "erase").do(made, here.desk.erase)


@router.post("/undo")
async def undo(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Take the last decision back, and look at the article again."""
    made = order(orders.Seen, version=form.number("version"))
    return await Deciding(request, article_id, form, visitor, here, "undo").do(made, here.desk.undo, stay=True)


@router.post("/now")
async def now(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Do not wait for the undo window."""
    made = order(orders.Seen, version=form.number("version"))

    async def send_now(one: UUID, seen: orders.Seen, _: object) -> Outcome:
        return await here.desk.send_now(one, seen)

    return await Deciding(request, article_id, form, visitor, here, "now").do(made, send_now, stay=True)


def _when(form: Posted, zone: str) -> dict[str, Any]:
    """The time of publication. Raises ValueError where what was typed is none."""
    match form.text("when"):
        case "now":
            return {"publish_at": None}
        case "at":
            return {"publish_at": times.from_field(form.text("publish_at"), zone)}
        case _:
            return {}
