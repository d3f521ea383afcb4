"""`/bulk`: several articles returned or rejected for one reason; what became of each is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.moderation.desk import Outcome, orders
from services.moderation.model.article import Article
from services.moderation.model.refusal import Stale
from services.moderation.pages.posted import Faults, Form, order
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visiting, Visitor
from services.moderation.parts import Here, Parts

router = APIRouter()

Verb = Literal["return", "reject"]
MOST = 200
ASKS_FROM = 20
"""So many are done without asking whether it is meant."""


@dataclass(frozen=True)
class Pick:
    """An article that was ticked, and the version of it that was seen."""

    article_id: UUID
    version: int
    headline: str = ""
    became: Literal["", "done", "stale", "impossible"] = ""

    @property
    def value(self) -> str:
        """As the box says it."""
        return f"{self.article_id}:{self.version}"


@router.get("/bulk")
async def reasons(
    request: Request,
    visitor: Visiting,
    here: Here,
    verb: Verb = "return",
    pick: Annotated[Sequence[str], Query(max_length=MOST)] = (),
) -> Response:
    """The articles by name, and one reason for all."""
    picks = await _named(here, _picks(pick))
    return show(request, visitor, "bulk.html", verb=verb, picks=picks, faults={}, reason="", asks=_asks(picks))


@router.post("/bulk")
async def do(request: Request, form: Form, visitor: Visiting, here: Here) -> Response:
    """Do it, one after the other; each can be refused, and none holds up the others."""
    verb: Verb = "reject" if form.text("verb") == "reject" else "return"
    picks = await _named(here, _picks(form.texts("pick")[:MOST]))
    if not picks:
        return go("/")
    reason, faults = form.text("reason"), dict[str, str]()
    if not reason:
        faults["reason"] = "missing"
    if _asks(picks) and not form.has("sure"):
        faults["sure"] = "sure"
    made = _order(verb, picks[0], reason)
    if isinstance(made, dict):
        faults |= {"reason": "malformed"}
    if faults:
        again = {"picks": picks, "faults": faults, "reason": reason, "asks": _asks(picks)}
        return show(request, visitor, "bulk.html", 422, verb=verb, **again)
    became = [await _one(here, visitor, verb, pick, reason) for pick in picks]
    return show(request, visitor, "bulk_done.html", verb=verb, picks=became)


async def _one(here: Parts, visitor: Visitor, verb: Verb, pick: Pick, reason: str) -> Pick:
    made = _order(verb, pick, reason)
    outcome: Outcome = None
    if isinstance(made, orders.Return):
        outcome = await here.desk.send_back(pick.article_id, made, visitor.editor)
    elif isinstance(made, orders.Rejection):
        outcome = await here.desk.reject(pick.article_id, made, visitor.editor)
    match outcome:
        case Article():
            return Pick(pick.article_id, outcome.version, pick.headline, "done")
        case Stale():
            return Pick(pick.article_id, pick.version, pick.headline, "stale")
        case _:
            return Pick(pick.article_id, pick.version, pick.headline, "impossible")


def _order(verb: Verb, pick: Pick, reason: str) -> orders.Return | orders.Rejection | Faults:
    if verb == "return":
        return order(orders.Return, version=pick.version, summary=reason)
    return order(orders.Rejection, version=pick.version, reason=reason)


def _asks(picks: Sequence[Pick]) -> bool:
    return len(picks) > ASKS_FROM


def _picks(values: Sequence[str]) -> dict[UUID, int]:
    """What was ticked; what is no article's box is left out."""
    found: dict[UUID, int] = {}
    for value in values:
        key, _, version = value.partition(":")
        try:
            found[UUID(key)] = int(version[:9])
        except ValueError:
            continue
    return {key: version for key, version in found.items() if version > 0}


async def _named(here: Parts, picks: dict[UUID, int]) -> list[Pick]:
    there = await here.desk.articles.get_many(picks)
    return [Pick(key, seen, there[key].content.headline) for key, seen in picks.items() if key in there]
