"""The rules' levels and figures, and the sections; what is settled here holds everywhere within a second."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.moderation.api.asking import EDITORS_ONLY, Admin
from services.moderation.model.editor import Editor
from services.moderation.parts import Here, Parts
from shared.facts import RulesSettled, Section, SectionsSettled
from shared.problems import FieldError, Problem
from shared.rules import RULES

router = APIRouter(prefix="/api", tags=["newsroom"])


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


@router.get("/rules", summary="Every rule, as it holds here", dependencies=[EDITORS_ONLY])
async def rules(here: Here) -> dict[str, Any]:
    """The table: field, level here and by default, words in both languages; and the figures."""
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
    }


@router.put("/rules", summary="Settle levels and figures")
async def settle_rules(body: NewRules, editor: Admin, here: Here) -> RulesSettled:
    """A rule that is not named goes back to its default."""
    _known_rules(body)
    fact = RulesSettled(at=here.clock(), version=body.version + 1, levels=body.levels, figures=body.figures)
    await _settle(here, fact, editor)
    return fact


@router.get("/sections", summary="The sections, in order", dependencies=[EDITORS_ONLY])
async def sections(here: Here) -> dict[str, Any]:
    """As drafts name them, and as readers see them."""
    settled = await here.newsroom.get(SectionsSettled, "sections")
    return settled.model_dump(mode="json") if settled else {"version": 0, "sections": []}


@router.put("/sections", summary="Settle the sections")
async def settle_sections(body: NewSections, editor: Admin, here: Here) -> SectionsSettled:
    """All of them, in their order."""
    fact = SectionsSettled(at=here.clock(), version=body.version + 1, sections=tuple(body.sections))
    await _settle(here, fact, editor)
    return fact


async def _settle(here: Parts, fact: RulesSettled | SectionsSettled, editor: Editor) -> None:
    if not await here.newsroom.settle(fact, here.clock(), by=editor.id):
        raise Problem(HTTPStatus.CONFLICT, "Somebody settled this otherwise meanwhile", "Look again.", "stale")
    here.wake()


def _known_rules(body: NewRules) -> None:
    rules = {rule.id for rule in RULES}
    figures = {f"{rule.id}.{name}" for rule in RULES for name in rule.figures}
    wrong = [FieldError(f"levels.{name}", "there is no such rule") for name in body.levels if name not in rules]
    wrong += [FieldError(f"figures.{name}", "there is no such figure") for name in body.figures if name not in figures]
    if wrong:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "These rules are not known", "", "malformed", wrong)
