"""`/api/house`: the house's own settings, which hold at the desk within a second and are told to nobody else."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.moderation.api.asking import EDITORS_ONLY, Admin
from services.moderation.model.house import House, Zone
from services.moderation.parts import Here
from shared.problems import Problem

router = APIRouter(prefix="/api", tags=["newsroom"])


class NewHouse(BaseModel):
    """The settings, whole; `version` is the one that was seen (0 where none was settled)."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=0)
    second_person: bool = False
    require_second_factor: bool = False
    zone: Zone = "Asia/Jakarta"

    def house(self) -> House:
        """As they are kept, one version on."""
        return House(**{**self.model_dump(), "version": self.version + 1})


@router.get("/house", summary="The house's settings", dependencies=[EDITORS_ONLY])
async def house(here: Here) -> House:
    """Whether a second person approves, whether a second factor is required, and the time zone."""
    return await here.houses.get()


@router.put("/house", summary="Settle the house's settings")
async def settle_house(body: NewHouse, editor: Admin, here: Here) -> House:
    """A setting that is not named goes back to its default."""
    settled = body.house()
    if not await here.houses.settle(settled, here.clock(), by=editor.id):
        raise Problem(HTTPStatus.CONFLICT, "Somebody settled this otherwise meanwhile", "Look again.", "stale")
    return settled
