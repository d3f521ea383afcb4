"""`/admin/reporters`: reporters, their keys, and where they get letters."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.moderation.newsroom import Made, Refused
from services.moderation.newsroom.orders import NewContact, NewReporter
from services.moderation.pages.admin.asking import Admin, lost, told
from services.moderation.pages.posted import Faults, Form, Posted, order
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visitor
from services.moderation.parts import Here, Parts
from shared.facts import ReporterSettled

router = APIRouter(prefix="/admin/reporters")
Wanted = Annotated[str, Query(max_length=200)]
_ID = 12


@router.get("")
async def reporters(request: Request, visitor: Admin, here: Here, q: Wanted = "") -> Response:
    """All of them, or those whose name has these letters."""
    return await _list(request, visitor, here, q)


@router.post("")
async def add(request: Request, form: Form, visitor: Admin, here: Here) -> Response:
    """One more. The key is on this page and never again; sent a second time, the form makes nobody."""
    made = order(NewReporter, name=form.text("name"), email=form.text("email") or None)
    if not isinstance(made, NewReporter):
        return await _list(request, visitor, here, "", form, made, HTTPStatus.UNPROCESSABLE_ENTITY)
    once = form.text("once")
    if len(once) != _ID or not once.isalnum() or not once.isascii():
        raise lost()
    outcome = await here.reporters.add(made, visitor.editor, once)
    if isinstance(outcome, Made):
        return await _one(request, visitor, here, outcome.reporter, key=outcome.key.shown)
    status, _ = told(outcome, visitor.language)
    return await _again(request, visitor, here, once, status)


@router.get("/{reporter_id}")
async def reporter(request: Request, reporter_id: str, visitor: Admin, here: Here) -> Response:
    """One of them, with their keys."""
    return await _one(request, visitor, here, await _found(here, reporter_id))


@router.post("/{reporter_id}/keys")
async def add_key(request: Request, reporter_id: str, form: Form, visitor: Admin, here: Here) -> Response:
    """One more key, on this page and never again."""
    outcome = await here.reporters.add_key(reporter_id, visitor.editor, form.number("version"))
    if isinstance(outcome, Made):
        return await _one(request, visitor, here, outcome.reporter, key=outcome.key.shown)
    return await _answer(request, reporter_id, visitor, here, outcome)


@router.post("/{reporter_id}/keys/{key_id}/revoke")
async def revoke_key(
    request: Request, reporter_id: str, key_id: str, form: Form, visitor: Admin, here: Here
) -> Response:
    """This key stops working."""
    outcome = await here.reporters.revoke_key(reporter_id, key_id, visitor.editor, form.number("version"))
    return await _answer(request, reporter_id, visitor, here, outcome)


@router.post("/{reporter_id}/revoke")
async def revoke(request: Request, reporter_id: str, form: Form, visitor: Admin, here: Here) -> Response:
    """None of their keys works any more; asked twice, since nothing gives them back."""
    if not form.has("sure"):
        found = await _found(here, reporter_id)
        return await _one(request, visitor, here, found, faults={"sure": "sure"}, status=422)
    outcome = await here.reporters.revoke(reporter_id, visitor.editor, form.number("version"))
    return await _answer(request, reporter_id, visitor, here, outcome)


@router.post("/{reporter_id}/contact")
async def contact(request: Request, reporter_id: str, form: Form, visitor: Admin, here: Here) -> Response:
    """Where letters go; an empty field: none go."""
    if not (email := form.text("email")):
        outcome = await here.reporters.forget_contact(reporter_id, visitor.editor)
        return await _answer(request, reporter_id, visitor, here, outcome)
    made = order(NewContact, email=email)
    if not isinstance(made, NewContact):
        found = await _found(here, reporter_id)
        return await _one(request, visitor, here, found, faults={"email": "email"}, email=email, status=422)
    outcome = await here.reporters.set_contact(reporter_id, made.email, visitor.editor)
    return await _answer(request, reporter_id, visitor, here, outcome)


async def _answer(
    request: Request, reporter_id: str, visitor: Visitor, here: Parts, outcome: ReporterSettled | Made | Refused | None
) -> Response:
    if outcome is None:
        raise lost()
    if isinstance(outcome, ReporterSettled | Made):
        return go(f"/admin/reporters/{reporter_id}")
    status, _ = told(outcome, visitor.language)
    return await _again(request, visitor, here, reporter_id, status)


async def _again(request: Request, visitor: Visitor, here: Parts, reporter_id: str, status: int) -> Response:
    return await _one(request, visitor, here, await _found(here, reporter_id), status=status)


async def _one(
    request: Request,
    visitor: Visitor,
    here: Parts,
    one: ReporterSettled,
    *,
    key: str = "",
    faults: Faults | None = None,
    email: str | None = None,
    status: int = 200,
) -> Response:
    known = await here.reporters.contact(one.reporter_id)
    return show(
        request,
        visitor,
        "admin_reporter.html",
        status,
        one=one,
        new_key=key,
        contact=known,
        record=await here.tallies.record(one.reporter_id),
        email=email if email is not None else known.email if known else "",
        faults=faults or {},
        stale=status == HTTPStatus.CONFLICT,
    )


async def _list(
    request: Request,
    visitor: Visitor,
    here: Parts,
    wanted: str,
    form: Posted | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    found = [one for one in await here.reporters.every() if wanted.casefold() in one.name.casefold()]
    return show(
        request,
        visitor,
        "admin_reporters.html",
        status,
        reporters=found,
        wanted=wanted,
        typed={"name": form.text("name"), "email": form.text("email")} if form else {"name": "", "email": ""},
        once=secrets.token_hex(_ID // 2),
        faults=faults or {},
    )


async def _found(here: Parts, reporter_id: str) -> ReporterSettled:
    one = await here.reporters.get(reporter_id)
    if one is None:
        raise lost()
    return one
