"""Editors' accounts, for admins. What works once, such as a link, is shown once, when it is made."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.moderation.api.asking import ADMINS_ONLY, Admin
from services.moderation.api.refusals import refused
from services.moderation.model.audit import Entry
from services.moderation.model.people import Account
from services.moderation.model.refusal import Refusal
from services.moderation.parts import Here
from services.moderation.people import Invited
from services.moderation.people.orders import Invitation, NewEditor, NewRole
from shared.problems import Problem

router = APIRouter(prefix="/api", tags=["people"])
_SHOWN = {"id", "email", "name", "initials", "role", "operator", "disabled"}


class LinkShown(BaseModel):
    """A one-time link's token, which is in this answer and nowhere else; its page is `/welcome/{token}`."""

    id: str
    token: str
    path: str
    until: datetime


class AuditShown(BaseModel):
    """Some acts, the latest first; `further` is what to give as `before` to see the older ones."""

    entries: tuple[Entry, ...]
    further: str | None


@router.post("/editors", status_code=HTTPStatus.CREATED, summary="Add an editor with a password")
async def add_editor(body: NewEditor, editor: Admin, here: Here) -> dict[str, Any]:
    """Their password is hashed with argon2id before it is kept. Better: invite them."""
    return shown(_done(await here.people.administration.add(body, editor)))


@router.post("/editors/invite", status_code=HTTPStatus.CREATED, summary="Invite an editor")
async def invite(body: Invitation, editor: Admin, here: Here) -> LinkShown:
    """They set their password with the link, once, within 72 hours."""
    return _link(await here.people.administration.invite(body, editor))


@router.get("/editors", summary="Every editor", dependencies=[ADMINS_ONLY])
async def editors(here: Here) -> list[dict[str, Any]]:
    """Without passwords, of which only hashes are kept."""
    return [shown(one) for one in await here.people.administration.every()]


@router.post("/editors/{editor_id}/link", status_code=HTTPStatus.CREATED, summary="Make a new one-time link")
async def link(editor_id: str, editor: Admin, here: Here) -> LinkShown:
    """For another password; older links of the account stop working."""
    return _link(await here.people.administration.new_link(editor_id, editor))


@router.post("/editors/{editor_id}/role", summary="Give another role")
async def role(editor_id: str, body: NewRole, editor: Admin, here: Here) -> dict[str, Any]:
    """Holds from their next request on. Nobody can change their own."""
    return shown(_done(await here.people.administration.set_role(editor_id, body, editor)))


@router.post("/editors/{editor_id}/disable", summary="Shut an account; its sessions end at once")
async def disable(editor_id: str, editor: Admin, here: Here) -> dict[str, Any]:
    """Nobody can shut their own."""
    return shown(_done(await here.people.administration.disable(editor_id, editor)))


@router.post("/editors/{editor_id}/enable", summary="Open an account again")
async def enable(editor_id: str, editor: Admin, here: Here) -> dict[str, Any]:
    """They sign in anew."""
    return shown(_done(await here.people.administration.enable(editor_id, editor)))


@router.delete("/editors/{editor_id}/second-factor", summary="Take away a second factor")
async def reset_second_factor(editor_id: str, editor: Admin, here: Here) -> dict[str, Any]:
    """For a lost phone; they are signed out everywhere."""
    return shown(_done(await here.people.administration.reset_second_factor(editor_id, editor)))


@router.delete("/editors/{editor_id}/sessions", summary="Sign an editor out everywhere")
async def end_sessions(editor_id: str, editor: Admin, here: Here) -> dict[str, Any]:
    """At their next request they have to sign in."""
    return shown(_done(await here.people.administration.end_sessions(editor_id, editor)))


@router.get("/audit", summary="Acts of administration", dependencies=[ADMINS_ONLY])
async def audit(
    here: Here,
    before: Annotated[str | None, Query(max_length=50)] = None,
    whom: Annotated[str, Query(max_length=50)] = "",
    who: Annotated[str, Query(max_length=50)] = "",
    what: Annotated[str, Query(max_length=50)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditShown:
    """Who did what, on whom, when; by ids and names."""
    page = await here.people.kept.audit.page(before=before, whom=whom, who=who, what=what, limit=limit)
    return AuditShown(entries=page.entries, further=page.further)


def shown(account: Account) -> dict[str, Any]:
    """An account as admins see it: no secret, nor the hash of one."""
    kept = account.model_dump(mode="json", include=_SHOWN)
    return {**kept, "invited": account.password is None, "second_factor": account.has_second_factor}


def _done(outcome: Account | Refusal | None) -> Account:
    if isinstance(outcome, Account):
        return outcome
    raise _unknown() if outcome is None else refused(outcome)


def _link(outcome: Invited | Refusal | None) -> LinkShown:
    if isinstance(outcome, Invited):
        token = outcome.token
        return LinkShown(id=outcome.account.id, token=token, path=f"/welcome/{token}", until=outcome.until)
    raise _unknown() if outcome is None else refused(outcome)


def _unknown() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "There is no such editor", kind="not-found")
