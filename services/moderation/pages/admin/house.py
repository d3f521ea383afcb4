"""`/admin/house`: how this newsroom works."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.model.house import ZONES, House
from services.moderation.newsroom.orders import NewHouse
from services.moderation.pages.admin.asking import Admin, told
from services.moderation.pages.posted import Faults, Form, order
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visitor
from services.moderation.parts import Here, Parts

router = APIRouter(prefix="/admin/house")


@router.get("")
async def house(request: Request, visitor: Admin, here: Here, settled: int = 0) -> Response:
    """The settings."""
    return await _page(request, visitor, await here.houses.get(), done=bool(settled))


@router.post("")
async def settle(request: Request, form: Form, visitor: Admin, here: Here) -> Response:
    """Settle them; where that cannot be, the page again with what was chosen."""
    chosen: dict[str, str | bool | int] = {
        "second_person": form.has("second_person"),
        "require_second_factor": form.has("require_second_factor"),
        "zone": form.text("zone_other") or form.text("zone"),
        "confirm_comments": form.has("confirm_comments"),
        "spam_from": form.text("spam_from") or "0",
    }
    made = order(NewHouse, version=form.number("version"), **chosen)
    if not isinstance(made, NewHouse):
        return await _page(request, visitor, *(await _typed(here, chosen)), made, HTTPStatus.UNPROCESSABLE_ENTITY)
    outcome = await here.settling.house(made, visitor.editor)
    if isinstance(outcome, House):
        return go("/admin/house?settled=1")
    status, faults = told(outcome, visitor.language)
    return await _page(request, visitor, *(await _typed(here, chosen)), faults, status)


async def _typed(here: Parts, chosen: dict[str, str | bool | int]) -> tuple[House]:
    """The settings with what was chosen, at the version that holds now; the zone may be none there is."""
    return (House.model_construct(version=(await here.houses.get()).version, **chosen),)  # type: ignore[arg-type]


async def _page(
    request: Request,
    visitor: Visitor,
    shown: House,
    faults: Faults | None = None,
    status: int = 200,
    *,
    done: bool = False,
) -> Response:
    return show(
        request,
        visitor,
        "admin_house.html",
        status,
        house=shown,
        zones=ZONES,
        faults=faults or {},
        stale=status == HTTPStatus.CONFLICT,
        done=done,
    )
