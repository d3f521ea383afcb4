"""Being at an article: who else has it open, whose claim holds, and taking it over."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.desk import Outcome, orders
from services.moderation.pages.deciding import Deciding
from services.moderation.pages.posted import Form, order
from services.moderation.pages.presence import Presence
from services.moderation.pages.shown import show
from services.moderation.pages.visitor import Visiting
from services.moderation.parts import Here

router = APIRouter(prefix="/articles/{article_id}")
_LONGEST = 40


@router.post("/attend")
async def attend(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """A page says that it is open, again and again; what is free becomes its reader's."""
    tab = form.text("tab")[:_LONGEST]
    attended = await here.attendance.attend(article_id, tab, visitor.editor) if tab.isalnum() else None
    if attended is None:
        return Response(status_code=404)
    return show(request, visitor, "_attending.html", presence=Presence.told(article_id, attended, tab))


@router.post("/leave")
async def leave(article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """A page says that it is closed."""
    await here.attendance.leave(article_id, form.text("tab")[:_LONGEST], visitor.editor)
    return Response(status_code=204)


@router.post("/claim")
async def claim(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Take it, also from somebody who has it: recorded, and told to them."""
    made = order(orders.Seen, version=form.number("version"))
    return await Deciding(request, article_id, form, visitor, here, "claim").do(made, here.desk.claim, stay=True)


@router.post("/release")
async def release(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Let it go, and back to the queue: on its page it would be theirs again."""
    made = order(orders.Seen, version=form.number("version"))

    async def let_go(one: UUID, seen: orders.Seen, _: object) -> Outcome:
        return await here.desk.release(one, seen)

    return await Deciding(request, article_id, form, visitor, here, "release").do(made, let_go, to="/")
