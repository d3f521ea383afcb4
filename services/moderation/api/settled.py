"""The rules' levels and figures, and the sections; what is settled here holds everywhere within a second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.moderation.api.session import Door
from services.moderation.model.editor import Editor
from services.moderation.store.settled import Newsroom
from shared.facts import RulesSettled, Section, SectionsSettled
from shared.problems import FieldError, Problem
from shared.rules import RULES


class NewRules(BaseModel):
    """Levels by rule, figures by `rule.figure`; `version` is the one that was seen (0 where none was settled)."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=0)
    levels: dict[str, Literal["block", "warn", "off"]] = Field(default_factory=dict)
    figures: dict[str, Annotated[int, Field(ge=0, le=1_000_000)]] = Field(default_factory=dict)


class NewSections(BaseModel):
    """The sections, in order; `version` is the one that was seen."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=0)
    sections: Annotated[list[Section], Field(min_length=1, max_length=200)]


def routes(door: Door, newsroom: Newsroom, clock: Callable[[], datetime], wake: Callable[[], None]) -> APIRouter:
    """`/api/rules` and `/api/sections`; settling is for admins."""
    router = APIRouter(prefix="/api", tags=["newsroom"])
    admin = Depends(door.needs("admin"))
    anyone = Depends(door.editor)

    async def settle(fact: RulesSettled | SectionsSettled, editor: Editor) -> None:
        if not await newsroom.settle(fact, clock(), by=editor.id):
            raise Problem(HTTPStatus.CONFLICT, "Somebody settled this otherwise meanwhile", "Look again.", "stale")
        wake()

    @router.get("/rules", summary="Every rule, as it holds here")
    async def rules(editor: Annotated[Editor, anyone]) -> dict[str, Any]:
        settled = await newsroom.get(RulesSettled, "rules")
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
        }

    @router.put("/rules", summary="Settle levels and figures")
    async def settle_rules(body: NewRules, editor: Annotated[Editor, admin]) -> dict[str, Any]:
        _known_rules(body)
        fact = RulesSettled(at=clock(), version=body.version + 1, levels=body.levels, figures=body.figures)
        await settle(fact, editor)
        return fact.model_dump(mode="json")

    @router.get("/sections", summary="The sections, in order")
    async def sections(editor: Annotated[Editor, anyone]) -> dict[str, Any]:
        settled = await newsroom.get(SectionsSettled, "sections")
        return settled.model_dump(mode="json") if settled else {"version": 0, "sections": []}

    @router.put("/sections", summary="Settle the sections")
    async def settle_sections(body: NewSections, editor: Annotated[Editor, admin]) -> dict[str, Any]:
        fact = SectionsSettled(at=clock(), version=body.version + 1, sections=tuple(body.sections))
        await settle(fact, editor)
        return fact.model_dump(mode="json")

    return router


def _known_rules(body: NewRules) -> None:
    rules = {rule.id for rule in RULES}
    figures = {f"{rule.id}.{name}" for rule in RULES for name in rule.figures}
    wrong = [FieldError(f"levels.{name}", "there is no such rule") for name in body.levels if name not in rules]
    wrong += [FieldError(f"figures.{name}", "there is no such figure") for name in body.figures if name not in figures]
    if wrong:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "These rules are not known", "", "malformed", wrong)
