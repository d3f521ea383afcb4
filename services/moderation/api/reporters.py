"""Reporters and their keys. A key is shown once, when it is made."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import APIRouter

from services.moderation.api.asking import EDITORS_ONLY, Admin
from services.moderation.api.settled import settled_or_told
from services.moderation.newsroom import Made, Refused
from services.moderation.newsroom.orders import NewReporter
from services.moderation.parts import Here
from shared.facts import ReporterSettled
from shared.problems import Problem

router = APIRouter(prefix="/api", tags=["people"])
T = TypeVar("T")


@router.post("/reporters", status_code=HTTPStatus.CREATED, summary="Add a reporter, with a first key")
async def add_reporter(body: NewReporter, editor: Admin, here: Here) -> dict[str, Any]:
    """The key is in this answer and nowhere else."""
    return _shown(settled_or_told(await here.reporters.add(body, editor)))


@router.get("/reporters", summary="Every reporter", dependencies=[EDITORS_ONLY])
async def reporters(here: Here) -> list[dict[str, Any]]:
    """Names and key ids; no key is ever shown again."""
    return [_reporter(one) for one in await here.reporters.every()]


@router.delete("/reporters/{reporter_id}", summary="None of their keys works any more")
async def revoke_reporter(reporter_id: str, editor: Admin, here: Here) -> dict[str, Any]:
    """Takes effect at the door within seconds; where they got letters is forgotten."""
    return _reporter(known_or_told(await here.reporters.revoke(reporter_id, editor)))


@router.post("/reporters/{reporter_id}/keys", status_code=HTTPStatus.CREATED, summary="One more key")
async def add_key(reporter_id: str, editor: Admin, here: Here) -> dict[str, Any]:
    """For another device, or to take the place of one that is then revoked."""
    return _shown(known_or_told(await here.reporters.add_key(reporter_id, editor)))


@router.delete("/reporters/{reporter_id}/keys/{key_id}", summary="Revoke a key")
async def revoke_key(reporter_id: str, key_id: str, editor: Admin, here: Here) -> dict[str, Any]:
    """Takes effect at the door within seconds."""
    return _reporter(known_or_told(await here.reporters.revoke_key(reporter_id, key_id, editor)))


def known_or_told(outcome: T | Refused | None) -> T:
    """What was done to a reporter. Raises the problem that says why it was not."""
    if outcome is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such reporter or key", kind="not-found")
    return settled_or_told(outcome)


def _shown(made: Made) -> dict[str, Any]:
    reporter, key = made
    return {"reporter_id": reporter.reporter_id, "name": reporter.name, "key_id": key.kept.id, "key": key.shown}


def _reporter(reporter: ReporterSettled) -> dict[str, Any]:
    keys = [{"key_id": key.id, "revoked_at": key.revoked_at} for key in reporter.keys]
    return {"reporter_id": reporter.reporter_id, "name": reporter.name, "revoked": reporter.revoked, "keys": keys}
