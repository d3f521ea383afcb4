"""`/api/house`: the house's own settings, which hold at the desk within a second and are told to nobody else."""

from __future__ import annotations

from fastapi import APIRouter

from services.moderation.api.asking import EDITORS_ONLY, Admin
from services.moderation.api.settled import settled_or_told
from services.moderation.model.house import House
from services.moderation.newsroom.orders import NewHouse
from services.moderation.parts import Here

router = APIRouter(prefix="/api", tags=["newsroom"])


@router.get("/house", summary="The house's settings", dependencies=[EDITORS_ONLY])
async def house(here: Here) -> House:
    """Whether a second person approves, whether a second factor is required, and the time zone."""
    return await here.houses.get()


@router.put("/house", summary="Settle the house's settings")
async def settle_house(body: NewHouse, editor: Admin, here: Here) -> House:
    """A setting that is not named goes back to its default."""
    return settled_or_told(await here.settling.house(body, editor))
