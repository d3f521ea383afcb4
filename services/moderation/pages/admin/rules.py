"""`/admin/rules`: how strict each rule is here, its figures, and its own messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.newsroom.orders import NewRules
from services.moderation.pages.admin.asking import Admin, told
from services.moderation.pages.posted import Faults, Form, Posted, order
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visitor
from services.moderation.parts import Here, Parts
from shared.facts import RulesSettled
from shared.pages import Language
from shared.rules import RULES, Rule

router = APIRouter(prefix="/admin/rules")
_LANGUAGES: tuple[Language, ...] = ("id", "en")
_MOST = 1_000_000


@dataclass(frozen=True)
class Input:
    """A field of the form: its name, what stands in it, what would stand there by default, what is settled now."""

    name: str
    value: str
    default: str
    settled: str


@dataclass(frozen=True)
class Line:
    """A rule on the page."""

    rule: Rule
    level: Input
    figures: Mapping[str, Input]
    messages: Mapping[Language, Input]


@router.get("")
async def rules(request: Request, visitor: Admin, here: Here, settled: int = 0) -> Response:
    """The whole table."""
    return await _page(request, visitor, here, done=bool(settled))


@router.post("")
async def settle(request: Request, form: Form, visitor: Admin, here: Here) -> Response:
    """Settle all of it; where that cannot be, the page again with everything that was typed."""
    made, faults = _order_of(form, visitor.language)
    if faults or not isinstance(made, NewRules):
        return await _page(request, visitor, here, form, faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    outcome = await here.settling.rules(made, visitor.editor)
    if isinstance(outcome, RulesSettled):
        return go("/admin/rules?settled=1")
    status, faults = told(outcome, visitor.language)
    return await _page(request, visitor, here, form, faults, status)


async def _page(
    request: Request,
    visitor: Visitor,
    here: Parts,
    form: Posted | None = None,
    faults: Faults | None = None,
    status: int = 200,
    *,
    done: bool = False,
) -> Response:
    fact = await here.newsroom.get(RulesSettled, "rules")
    return show(
        request,
        visitor,
        "admin_rules.html",
        status,
        lines=[_line(rule, fact, form) for rule in RULES],
        faults=faults or {},
        stale=status == HTTPStatus.CONFLICT,
        version=fact.version if fact else 0,
        done=done,
    )


def _line(rule: Rule, fact: RulesSettled | None, form: Posted | None) -> Line:
    def one(name: str, default: str, settled: str, shown: str | None = None) -> Input:
        value = form.text(name) if form else (settled if shown is None else shown)
        return Input(name, value, default, settled)

    own = fact.messages.get(rule.id, {}) if fact else {}
    figures = fact.figures if fact else {}
    level = fact.levels.get(rule.id, rule.level) if fact else rule.level
    return Line(
        rule,
        one(f"levels.{rule.id}", rule.level, level),
        {
            name: one(f"figures.{rule.id}.{name}", str(default), str(figures.get(f"{rule.id}.{name}", default)))
            for name, default in rule.figures.items()
        },
        {
            language: one(f"messages.{rule.id}.{language}", rule.words[language], own.get(language, ""))
            for language in _LANGUAGES
        },
    )


def _order_of(form: Posted, language: Language) -> tuple[NewRules | Faults, Faults]:
    """What the form orders; a field that is empty, or says the default, leaves it to the default."""
    figures, faults = {}, {}
    for rule in RULES:
        for name, default in rule.figures.items():
            text = form.text(f"figures.{rule.id}.{name}")
            if text.isdecimal() and len(text) < len(str(_MOST)):
                figures[f"{rule.id}.{name}"] = int(text)
            elif text:
                faults[f"figures.{rule.id}.{name}"] = _NUMBER[language]
            if figures.get(f"{rule.id}.{name}") == default:
                del figures[f"{rule.id}.{name}"]
    levels = {rule.id: level for rule in RULES if (level := form.text(f"levels.{rule.id}")) not in {"", rule.level}}
    messages = {
        rule.id: {one: words for one in _LANGUAGES if (words := form.text(f"messages.{rule.id}.{one}"))}
        for rule in RULES
    }
    made = order(NewRules, version=form.number("version"), levels=levels, figures=figures, messages=messages)
    return made, {**faults, **(made if isinstance(made, Mapping) else {})}


_NUMBER: Mapping[Language, str] = {
    "id": "Tulis bilangan bulat, 0 atau lebih.",
    "en": "Write a whole number, 0 or more.",
}
