"""The rules' levels, figures and messages, and the sections; what is settled here holds everywhere within a second."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import APIRouter

from services.moderation.api.asking import EDITORS_ONLY, Admin
from services.moderation.model.refusal import Forbidden, Stale
from services.moderation.newsroom import Faulty, Refused
from services.moderation.newsroom.orders import NewRules, NewSections
from services.moderation.parts import Here
from shared.facts import RulesSettled, SectionsSettled
from shared.problems import FieldError, Problem
from shared.rules import RULES

router = APIRouter(prefix="/api", tags=["newsroom"])
T = TypeVar("T")


@router.get("/rules", summary="Every rule, as it holds here", dependencies=[EDITORS_ONLY])
async def rules(here: Here) -> dict[str, Any]:
    """The table: field, level here and by default, words in both languages; the figures, and own messages."""
    settled = await here.newsroom.get(RulesSettled, "rules")
    levels = settled.levels if settled else {}
    table = [
        {"id": r.id, "field": r.field, "level": levels.get(r.id, r.level), "default": r.level, "words": r.words}
        for r in RULES
    ]
    figures = {f"{r.id}.{name}": value for r in RULES for name, value in r.figures.items()}
    return {
        "version": settled.version if settled else 0,
        "rules": table,
        "figures": {**figures, **(settled.figures if settled else {})},
        "messages": settled.messages if settled else {},
    }


@router.put("/rules", summary="Settle levels, figures and messages")
async def settle_rules(body: NewRules, editor: Admin, here: Here) -> RulesSettled:
    """What is not named goes back to its default. A message may name its rule's figures: `{characters}`."""
    return settled_or_told(await here.settling.rules(body, editor))


@router.get("/sections", summary="The sections, in order", dependencies=[EDITORS_ONLY])
async def sections(here: Here) -> dict[str, Any]:
    """As drafts name them, and as readers see them."""
    settled = await here.newsroom.get(SectionsSettled, "sections")
    return settled.model_dump(mode="json") if settled else {"version": 0, "sections": []}


@router.put("/sections", summary="Settle the sections")
async def settle_sections(body: NewSections, editor: Admin, here: Here) -> SectionsSettled:
    """All of them, in their order."""
    return settled_or_told(await here.settling.sections(body, editor))


def settled_or_told(outcome: T | Refused) -> T:
    """What was settled. Raises the problem that says why it was not."""
    match outcome:
        case Forbidden(needs):
            raise Problem(HTTPStatus.FORBIDDEN, "Your role may not do this", f"It takes the role {needs}.", "forbidden")
        case Stale():
            raise Problem(HTTPStatus.CONFLICT, "Somebody settled this otherwise meanwhile", "Look again.", "stale")
        case Faulty(faults):
            errors = [FieldError(one.field, f"{one.id} / {one.en}") for one in faults]
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "This cannot be settled so", "", "malformed", errors)
        case _:
            return outcome
