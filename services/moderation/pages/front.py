"""`/front`: what the desk put on the site's front page; and the form by which it does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.desk import orders
from services.moderation.model.article import Article
from services.moderation.pages.deciding import Deciding
from services.moderation.pages.posted import Faults, Form, order
from services.moderation.pages.shown import show
from services.moderation.pages.visitor import Visiting
from services.moderation.parts import Here
from shared.facts import Front
from shared.pages import times

router = APIRouter()
_MOST = 100


class Placed(NamedTuple):
    """One that was put there. `why_not`: it is not seen there now, for it waits, is over, or another came after it."""

    article: Article
    front: Front
    why_not: str


@router.get("/front")
async def front(request: Request, visitor: Visiting, here: Here) -> Response:
    """The lead and what is pinned, and what is not seen there now."""
    now = here.clock()
    found = [one.at_time(now) for one in await here.desk.articles.placed(_MOST)]
    return show(request, visitor, "front.html", placed=placed(found, now))


@router.post("/articles/{article_id}/front")
async def settle(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Put it there, or take it off; back to where the form was."""
    made: orders.Placing | Faults
    try:
        until = times.from_field(form.text("until"), visitor.zone) if form.text("until") else None
    except ValueError:
        made = {"until": "time"}
    else:
        made = order(orders.Placing, version=form.number("version"), place=form.text("place") or None, until=until)
    deciding = Deciding(request, article_id, form, visitor, here, "front")
    return await deciding.do(made, here.desk.place, stay=True, to="/front" if form.has("list") else "")


def placed(articles: Sequence[Article], now: datetime) -> list[Placed]:
    """In the order in which they stand there: the lead, the pins, and after them what is not seen now."""
    found, has_lead = [], False
    for one in articles:
        if one.front is None:
            continue
        why_not = _why_not(one, one.front, now)
        if one.front.place == "lead" and not why_not:
            why_not, has_lead = ("followed" if has_lead else ""), True
        found.append(Placed(one, one.front, why_not))
    return sorted(found, key=lambda one: (bool(one.why_not), one.front.place != "lead"))


def _why_not(article: Article, front: Front, now: datetime) -> str:
    if front.until is not None and front.until <= now:
        return "over"
    live = article.public.live
    return "" if live is not None and live.status == "published" else "waits"
