"""`/api/summary`: the desk in figures. And what became of what a reporter sent."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from services.moderation.api.asking import EDITORS_ONLY
from services.moderation.desk.figures import figures
from services.moderation.parts import Here
from services.moderation.store.tallies import Record

router = APIRouter(prefix="/api", tags=["newsroom"])


@router.get("/summary", summary="The last 30 days in figures", dependencies=[EDITORS_ONLY])
async def summary(here: Here) -> dict[str, Any]:
    """What waits, the median to a decision in seconds, decisions by day, reporter and section, returns by field."""
    found = await figures(here.tallies, here.desk.articles, here.houses, here.guard, here.clock())
    guard = {"learned": (await here.guard.weights()).learned, "measured": [one.model_dump() for one in found.guard]}
    return {"waiting": found.waiting, "zone": found.zone, **found.summary.model_dump(mode="json"), "guard": guard}


@router.get("/reporters/{reporter_id}/record", summary="What became of what they sent", dependencies=[EDITORS_ONLY])
async def record(reporter_id: str, here: Here) -> Record:
    """How many articles, and how often they were approved, returned or rejected."""
    return await here.tallies.record(reporter_id)
