"""Where reporters get letters: settled and seen by admins alone, told to nobody."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from services.moderation.api.asking import ADMINS_ONLY, Admin
from services.moderation.model.letter import Address, Contact
from services.moderation.parts import Here, Parts
from shared.facts import ReporterSettled
from shared.problems import Problem

router = APIRouter(prefix="/api/reporters/{reporter_id}/contact", tags=["people"])


class NewContact(BaseModel):
    """An e-mail address."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"email": "rio@contoh.id"}})

    email: Address


@router.get("", summary="A reporter's address", dependencies=[ADMINS_ONLY])
async def contact(reporter_id: str, here: Here) -> dict[str, Any]:
    """And since when letters go there; 404 where there is none."""
    found = await here.contacts.get(reporter_id)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, "This reporter gets no letters", kind="not-found")
    return {"reporter_id": reporter_id, "email": found.email, "since": found.since}


@router.put("", summary="Settle where a reporter gets letters", status_code=HTTPStatus.NO_CONTENT)
async def settle_contact(reporter_id: str, body: NewContact, editor: Admin, here: Here) -> Response:
    """About what is decided from now on: returned, approved, corrected, rejected."""
    await settle(here, reporter_id, body.email, by=editor.id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.delete("", summary="No letters any more", dependencies=[ADMINS_ONLY], status_code=HTTPStatus.NO_CONTENT)
async def forget_contact(reporter_id: str, here: Here) -> Response:
    """The address is forgotten; letters on their way do not go."""
    await here.contacts.forget(reporter_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def settle(here: Parts, reporter_id: str, email: str, *, by: str) -> None:
    """Keep this address for a reporter who is known; 404 for another."""
    if await here.newsroom.get(ReporterSettled, f"reporter:{reporter_id}") is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such reporter", kind="not-found")
    await here.contacts.settle(Contact(reporter_id=reporter_id, email=email, since=here.clock(), by=by))
