"""`/admin/audit`: who settled what, when; to look at, and as a table to keep."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from services.moderation.model.audit import Entry
from services.moderation.pages.admin.asking import Admin
from services.moderation.pages.shown import show
from services.moderation.parts import Here
from services.moderation.store.audit import Audit

router = APIRouter(prefix="/admin")
Wanted = Annotated[str, Query(max_length=100)]
_COLUMNS = ("at", "who", "name", "what", "whom", "whom_name", "note")
_AT_A_TIME = 1_000
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@router.get("/audit")
async def audit(
    request: Request,
    visitor: Admin,
    here: Here,
    who: Wanted = "",
    what: Wanted = "",
    before: Annotated[str | None, Query(max_length=24)] = None,
) -> Response:
    """The latest first, a page at a time."""
    return show(
        request,
        visitor,
        "admin_audit.html",
        page=await here.people.kept.audit.page(before=before, who=who, what=what),
        who=who,
        what=what,
        people=await here.people.kept.audit.people(),
        kinds=await here.people.kept.audit.kinds(),
        first=before is None,
    )


@router.get("/audit.csv")
async def audit_csv(_: Admin, here: Here, who: Wanted = "", what: Wanted = "") -> Response:
    """The same, whole, as a table."""
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(
        _rows(here.people.kept.audit, who, what), media_type="text/csv; charset=utf-8", headers=headers
    )


async def _rows(audit_: Audit, who: str, what: str) -> AsyncIterator[str]:
    yield _row(_COLUMNS)
    further: str | None = None
    while True:
        page = await audit_.page(before=further, who=who, what=what, limit=_AT_A_TIME)
        for entry in page.entries:
            yield _row(_cells(entry))
        if (further := page.further) is None:
            return


def _cells(entry: Entry) -> tuple[str, ...]:
    kept = entry.model_dump(mode="json")
    return tuple(plain(str(kept[name])) for name in _COLUMNS)


def plain(cell: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell


def _row(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
