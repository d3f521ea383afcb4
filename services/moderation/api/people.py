"""Editors and reporters, and reporters' keys. A key is shown once, when it is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.moderation.api.session import Door
from services.moderation.model.editor import Editor, Role
from services.moderation.model.people import Account, NewKey, new_key, new_reporter, revoked, with_key, without_key
from services.moderation.passwords import Passwords
from services.moderation.store.people import Accounts, Sessions
from services.moderation.store.settled import Newsroom
from shared.facts import Line, ReporterSettled
from shared.problems import FieldError, Problem

_SHORTEST_PASSWORD = 12


class NewReporter(BaseModel):
    """A reporter to be."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "Rio"}})

    name: Annotated[Line, Field(min_length=1, max_length=200)]


class NewEditor(BaseModel):
    """An editor to be; `initials` are printed under what they approve."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[Line, Field(min_length=3, max_length=320, pattern=r"^[^@\s]+@[^@\s]+$")]
    name: Annotated[Line, Field(min_length=1, max_length=200)]
    initials: Annotated[Line, Field(min_length=1, max_length=12)]
    role: Role = "editor"
    password: Annotated[str, Field(min_length=_SHORTEST_PASSWORD, max_length=1000)]


def reporters(door: Door, newsroom: Newsroom, clock: Callable[[], datetime], wake: Callable[[], None]) -> APIRouter:
    """`/api/reporters` and their keys; for admins."""
    router = APIRouter(prefix="/api/reporters", tags=["people"])
    admin = Depends(door.needs("admin"))

    async def settle(reporter: ReporterSettled, editor: Editor) -> None:
        if not await newsroom.settle(reporter, clock(), by=editor.id):
            raise Problem(HTTPStatus.CONFLICT, "Somebody changed this reporter just now", "Try again.", "stale")
        wake()

    async def known(reporter_id: str) -> ReporterSettled:
        reporter = await newsroom.get(ReporterSettled, f"reporter:{reporter_id}")
        if reporter is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such reporter", kind="not-found")
        return reporter

    @router.post("", status_code=HTTPStatus.CREATED, summary="Add a reporter, with a first key")
    async def add(body: NewReporter, editor: Annotated[Editor, admin]) -> dict[str, Any]:
        key = new_key()
        reporter = new_reporter(body.name, key.kept, clock())
        await settle(reporter, editor)
        return _shown(reporter, key)

    @router.get("", summary="Every reporter, without keys")
    async def every(editor: Annotated[Editor, Depends(door.editor)]) -> list[dict[str, Any]]:
        return [_reporter(one) for one in await newsroom.reporters()]

    @router.delete("/{reporter_id}", summary="None of their keys works any more")
    async def shut(reporter_id: str, editor: Annotated[Editor, admin]) -> dict[str, Any]:
        reporter = revoked(await known(reporter_id), clock())
        await settle(reporter, editor)
        return _reporter(reporter)

    @router.post("/{reporter_id}/keys", status_code=HTTPStatus.CREATED, summary="One more key")
    async def more(reporter_id: str, editor: Annotated[Editor, admin]) -> dict[str, Any]:
        key = new_key()
        reporter = with_key(await known(reporter_id), key.kept, clock())
        await settle(reporter, editor)
        return _shown(reporter, key)

    @router.delete("/{reporter_id}/keys/{key_id}", summary="Revoke a key")
    async def revoke(reporter_id: str, key_id: str, editor: Annotated[Editor, admin]) -> dict[str, Any]:
        reporter = await known(reporter_id)
        if all(key.id != key_id for key in reporter.keys):
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such key", kind="not-found")
        reporter = without_key(reporter, key_id, clock())
        await settle(reporter, editor)
        return _reporter(reporter)

    return router


def editors(door: Door, accounts: Accounts, sessions: Sessions, passwords: Passwords) -> APIRouter:
    """`/api/editors`; for admins."""
    router = APIRouter(prefix="/api/editors", tags=["people"])
    admin = Depends(door.needs("admin"))

    @router.post("", status_code=HTTPStatus.CREATED, summary="Add an editor")
    async def add(body: NewEditor, editor: Annotated[Editor, admin]) -> dict[str, Any]:
        account = Account(
            id=uuid4().hex[:12],
            email=body.email.lower(),
            name=body.name,
            initials=body.initials,
            role=body.role,
            password=await passwords.hash(body.password),
        )
        if not await accounts.add(account):
            taken = FieldError("email", "this address already has an account; use another")
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The address is taken", "", "taken", [taken])
        return _account(account)

    @router.get("", summary="Every editor")
    async def every(editor: Annotated[Editor, admin]) -> list[dict[str, Any]]:
        return [_account(one) for one in await accounts.every()]

    @router.post("/{editor_id}/disable", summary="Shut an account; its sessions end at once")
    async def disable(editor_id: str, editor: Annotated[Editor, admin]) -> dict[str, Any]:
        if editor_id == editor.id:
            raise Problem(HTTPStatus.CONFLICT, "You cannot shut your own account", kind="not-possible")
        if not await accounts.disable(editor_id, disabled=True):
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such editor", kind="not-found")
        await sessions.end_all_of(editor_id)
        return {"id": editor_id, "disabled": True}

    @router.post("/{editor_id}/enable", summary="Open an account again")
    async def enable(editor_id: str, editor: Annotated[Editor, admin]) -> dict[str, Any]:
        if not await accounts.disable(editor_id, disabled=False):
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such editor", kind="not-found")
        return {"id": editor_id, "disabled": False}

    return router


def _shown(reporter: ReporterSettled, key: NewKey) -> dict[str, Any]:
    return {"reporter_id": reporter.reporter_id, "name": reporter.name, "key_id": key.kept.id, "key": key.shown}


def _reporter(reporter: ReporterSettled) -> dict[str, Any]:
    keys = [{"key_id": key.id, "revoked_at": key.revoked_at} for key in reporter.keys]
    return {"reporter_id": reporter.reporter_id, "name": reporter.name, "revoked": reporter.revoked, "keys": keys}


def _account(account: Account) -> dict[str, Any]:
    return account.model_dump(exclude={"password"})
