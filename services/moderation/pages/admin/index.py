"""`/admin`: what can be settled, and how it stands."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.pages.admin.asking import Admin
from services.moderation.pages.shown import show
from services.moderation.parts import Here
from shared.facts import RulesSettled, SectionsSettled
from shared.rules import RULES

router = APIRouter(prefix="/admin")


@router.get("")
async def index(request: Request, visitor: Admin, here: Here) -> Response:
    """Each with its state in one line."""
    rules = await here.newsroom.get(RulesSettled, "rules")
    sections = await here.newsroom.get(SectionsSettled, "sections")
    reporters = await here.reporters.every()
    levels = rules.levels if rules else {}
    return show(
        request,
        visitor,
        "admin.html",
        levels=Counter(levels.get(rule.id, rule.level) for rule in RULES),
        messages=len(rules.messages) if rules else 0,
        sections=sections.sections if sections else (),
        reporters=len(reporters),
        revoked=sum(one.revoked for one in reporters),
        house=await here.houses.get(),
    )
