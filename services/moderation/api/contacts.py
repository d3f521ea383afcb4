"""Where reporters get letters: settled and seen by admins alone, told to nobody."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response

from services.moderation.api.asking import ADMINS_ONLY, Admin
from services.moderation.api.reporters import known_or_told
from services.moderation.newsroom.orders import NewContact
from services.moderation.parts import Here
from shared.problems import Problem

router = APIRouter(prefix="/api/reporters/{reporter_id}/contact", tags=["people"])


@router.get("", summary="A reporter's address", dependencies=[ADMINS_ONLY])
async def contact(reporter_id: str, here: Here) -> dict[str, Any]:
    """And since when letters go there; 404 where there is none."""
    found = await here.reporters.contact(reporter_id)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, "This reporter gets no letters", kind="not-found")
    return {"reporter_id": reporter_id, "email": found.email, "since": found.since}


@router.put("", summary="Settle where a reporter gets letters", status_code=HTTPStatus.NO_CONTENT)
async def settle_contact(reporter_id: str, body: NewContact, editor: Admin, here: Here) -> Response:
    """About what is decided from now on: returned, approved, corrected, rejected."""
    known_or_told(await here.reporters.set_contact(reporter_id, body.email, editor))
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.delete("", summary="No letters any more", status_code=HTTPStatus.NO_CONTENT)
async def forget_contact(reporter_id: str, editor: Admin, here: Here) -> Response:
    """The address is forgotten; letters on their way do not go."""
    known_or_told(await here.reporters.forget_contact(reporter_id, editor))
    return Response(status_code=HTTPStatus.NO_CONTENT)
