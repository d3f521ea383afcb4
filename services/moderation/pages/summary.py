"""`/summary`: what waits, how long it waits, and what was decided in the last thirty days."""

from __future__ import annotations

from datetime import timedelta

from babel.dates import format_timedelta
from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.desk.figures import figures
from services.moderation.pages.charts import HEIGHT, KINDS, WIDTH, by_day, shares
from services.moderation.pages.queue import sections
from services.moderation.pages.shown import show
from services.moderation.pages.visitor import Visiting
from services.moderation.parts import Here, Parts
from services.moderation.store.tallies import Row
from shared.pages import Language

router = APIRouter()
_DESK = "desk:"


@router.get("/summary")
async def summary(request: Request, visitor: Visiting, here: Here) -> Response:
    """Charts, each with the same figures as a table."""
    found = await figures(here.tallies, here.desk.articles, here.houses, here.guard, here.clock())
    told, reporters, named = found.summary, await _reporters(here, found.summary.by_reporter), await sections(here)
    return show(
        request,
        visitor,
        "summary.html",
        figures=found,
        own=(await here.houses.now()).spam_from / 100,
        median=_long(told.median, visitor.language),
        chart=by_day(told.days, found.since, found.today),
        size=(WIDTH, HEIGHT),
        kinds=KINDS,
        fields=shares((one.key, Row(key=one.key, returned=one.count), one.count) for one in told.returns_by_field),
        reporters=shares((reporters.get(row.key, row.key), row, _decided(row)) for row in told.by_reporter),
        sections=shares((named.get(row.key, row.key), row, _decided(row)) for row in told.by_section),
    )


async def _reporters(here: Parts, rows: tuple[Row, ...]) -> dict[str, str]:
    """Names by id: reporters', and those of editors who wrote at the desk."""
    names = {one.reporter_id: one.name for one in await here.newsroom.reporters()}
    authors = [row.key.removeprefix(_DESK) for row in rows if row.key.startswith(_DESK)]
    known = await here.people.kept.accounts.names(authors)
    return names | {f"{_DESK}{key}": name for key, name in known.items()}


def _decided(row: Row) -> int:
    return row.approved + row.returned + row.rejected


def _long(seconds: float | None, language: Language) -> str:
    """`3 jam`; "" where nothing was decided."""
    if seconds is None:
        return ""
    return format_timedelta(timedelta(seconds=max(seconds, 1)), threshold=1.5, locale=language)
