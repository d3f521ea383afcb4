"""Reporters and their keys. A key is shown once, when it is made."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.moderation.api import contacts
from services.moderation.api.asking import EDITORS_ONLY, Admin
from services.moderation.model.editor import Editor
from services.moderation.model.letter import Address
from services.moderation.model.people import NewKey, new_key, new_reporter, revoked, with_key, without_key
from services.moderation.parts import Here, Parts
from shared.facts import Line, ReporterSettled
from shared.problems import Problem

router = APIRouter(prefix="/api", tags=["people"])


class NewReporter(BaseModel):
    """A reporter to be."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "Rio"}})

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    email: Address | None = None
    """Where they get letters; nowhere but in the desk's own database."""


@router.post("/reporters", status_code=HTTPStatus.CREATED, summary="Add a reporter, with a first key")
async def add_reporter(body: NewReporter, editor: Admin, here: Here) -> dict[str, Any]:
    """The key is in this answer and nowhere else."""
    key = new_key()
    reporter = new_reporter(body.name, key.kept, here.clock())
    await _settle(here, reporter, editor)
    if body.email is not None:
        await contacts.settle(here, reporter.reporter_id, body.email, by=editor.id)
    return _shown(reporter, key)


@router.get("/reporters", summary="Every reporter", dependencies=[EDITORS_ONLY])
async def reporters(here: Here) -> list[dict[str, Any]]:
    """Names and key ids; no key is ever shown again."""
    return [_reporter(one) for one in await here.newsroom.reporters()]


@router.delete("/reporters/{reporter_id}", summary="None of their keys works any more")
async def revoke_reporter(reporter_id: str, editor: Admin, here: Here) -> dict[str, Any]:
    """Takes effect at the door within seconds; where they got letters is forgotten."""
    reporter = revoked(await _known(here, reporter_id), here.clock())
    await _settle(here, reporter, editor)
    await here.contacts.forget(reporter_id)
    return _reporter(reporter)


@router.post("/reporters/{reporter_id}/keys", status_code=HTTPStatus.CREATED, summary="One more key")
async def add_key(reporter_id: str, editor: Admin, here: Here) -> dict[str, Any]:
    """For another device, or to take the place of one that is then revoked."""
    key = new_key()
    reporter = with_key(await _known(here, reporter_id), key.kept, here.clock())
    await _settle(here, reporter, editor)
    return _shown(reporter, key)


@router.delete("/reporters/{reporter_id}/keys/{key_id}", summary="Revoke a key")
async def revoke_key(reporter_id: str, key_id: str, editor: Admin, here: Here) -> dict[str, Any]:
    """Takes effect at the door within seconds."""
    reporter = await _known(here, reporter_id)
    if all(key.id != key_id for key in reporter.keys):
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such key", kind="not-found")
    reporter = without_key(reporter, key_id, here.clock())
    await _settle(here, reporter, editor)
    return _reporter(reporter)


async def _settle(here: Parts, reporter: ReporterSettled, editor: Editor) -> None:
    if not await here.newsroom.settle(reporter, here.clock(), by=editor.id):
        raise Problem(HTTPStatus.CONFLICT, "Somebody changed this reporter just now", "Try again.", "stale")
    here.wake()


async def _known(here: Parts, reporter_id: str) -> ReporterSettled:
    reporter = await here.newsroom.get(ReporterSettled, f"reporter:{reporter_id}")
    if reporter is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such reporter", kind="not-found")
    return reporter


def _shown(reporter: ReporterSettled, key: NewKey) -> dict[str, Any]:
    return {"reporter_id": reporter.reporter_id, "name": reporter.name, "key_id": key.kept.id, "key": key.shown}


def _reporter(reporter: ReporterSettled) -> dict[str, Any]:
    keys = [{"key_id": key.id, "revoked_at": key.revoked_at} for key in reporter.keys]
    return {"reporter_id": reporter.reporter_id, "name": reporter.name, "revoked": reporter.revoked, "keys": keys}
