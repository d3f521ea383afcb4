"""`/admin/people`: editors' accounts. A one-time link is shown once, when it is made."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.model.people import Account
from services.moderation.model.refusal import Refusal
from services.moderation.pages.admin.asking import Admin, lost
from services.moderation.pages.people.refusals import NOTHING, Told, faulty, told
from services.moderation.pages.people.welcome import PREFIX
from services.moderation.pages.posted import Form, order
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visitor
from services.moderation.parts import Here, Parts
from services.moderation.people import Invited
from services.moderation.people.orders import Invitation, NewRole

router = APIRouter(prefix="/admin/people")
_LATEST = 5
_EMPTY = {"name": "", "initials": "", "email": "", "role": "editor", "operator": ""}


@router.get("")
async def people(request: Request, visitor: Admin, here: Here) -> Response:
    """All of them, and the form to invite one more."""
    return await _list(request, visitor, here)


@router.post("")
async def invite(request: Request, form: Form, visitor: Admin, here: Here) -> Response:
    """An account without a password; its link is on this page and never again."""
    typed = {name: form.text(name) for name in _EMPTY}
    made = order(Invitation, **{**typed, "operator": form.has("operator")})
    if not isinstance(made, Invitation):
        return await _list(request, visitor, here, faulty(made), typed)
    outcome = await here.people.administration.invite(made, visitor.editor)
    if isinstance(outcome, Invited):
        return await _one(request, visitor, here, outcome.account, invited=outcome)
    return await _list(request, visitor, here, told(outcome, visitor.language), typed)


@router.get("/{editor_id}")
async def person(request: Request, editor_id: str, visitor: Admin, here: Here, done: str = "") -> Response:
    """One of them; `done` is what was just done."""
    return await _one(request, visitor, here, await _found(here, editor_id), done=done)


@router.post("/{editor_id}/link")
async def new_link(request: Request, editor_id: str, _: Form, visitor: Admin, here: Here) -> Response:
    """For another password; the link is on this page and never again."""
    outcome = await here.people.administration.new_link(editor_id, visitor.editor)
    if isinstance(outcome, Invited):
        return await _one(request, visitor, here, outcome.account, invited=outcome)
    return await _answer(request, editor_id, visitor, here, outcome, "")


@router.post("/{editor_id}/role")
async def set_role(request: Request, editor_id: str, form: Form, visitor: Admin, here: Here) -> Response:
    """Another role, from their next request on."""
    made = order(NewRole, role=form.text("role"), operator=form.has("operator"))
    if not isinstance(made, NewRole):
        return await _one(request, visitor, here, await _found(here, editor_id), faulty(made))
    outcome = await here.people.administration.set_role(editor_id, made, visitor.editor)
    return await _answer(request, editor_id, visitor, here, outcome, "role")


@router.post("/{editor_id}/disable")
async def disable(request: Request, editor_id: str, form: Form, visitor: Admin, here: Here) -> Response:
    """Shut it, where the box is ticked: whoever is in is out."""
    if not form.has("sure"):
        return await _one(request, visitor, here, await _found(here, editor_id), faulty({"sure": ""}))
    outcome = await here.people.administration.disable(editor_id, visitor.editor)
    return await _answer(request, editor_id, visitor, here, outcome, "shut")


@router.post("/{editor_id}/enable")
async def enable(request: Request, editor_id: str, _: Form, visitor: Admin, here: Here) -> Response:
    """Open it again."""
    outcome = await here.people.administration.enable(editor_id, visitor.editor)
    return await _answer(request, editor_id, visitor, here, outcome, "opened")


@router.post("/{editor_id}/reset-second-factor")
async def reset_second_factor(request: Request, editor_id: str, _: Form, visitor: Admin, here: Here) -> Response:
    """For a lost phone."""
    outcome = await here.people.administration.reset_second_factor(editor_id, visitor.editor)
    return await _answer(request, editor_id, visitor, here, outcome, "reset")


@router.post("/{editor_id}/end-sessions")
async def end_sessions(request: Request, editor_id: str, _: Form, visitor: Admin, here: Here) -> Response:
    """They are signed out everywhere."""
    outcome = await here.people.administration.end_sessions(editor_id, visitor.editor)
    return await _answer(request, editor_id, visitor, here, outcome, "out")


async def _answer(
    request: Request, editor_id: str, visitor: Visitor, here: Parts, outcome: Account | Refusal | None, done: str
) -> Response:
    if outcome is None:
        raise lost()
    if isinstance(outcome, Account):
        return go(f"/admin/people/{outcome.id}?done={done}")
    return await _one(request, visitor, here, await _found(here, editor_id), told(outcome, visitor.language))


async def _one(
    request: Request,
    visitor: Visitor,
    here: Parts,
    account: Account,
    wrong: Told = NOTHING,
    *,
    invited: Invited | None = None,
    done: str = "",
) -> Response:
    ours = here.public_url or str(request.base_url)
    return show(
        request,
        visitor,
        "admin_person.html",
        wrong.status,
        one=account,
        own=account.id == visitor.account.id,
        link=f"{ours.rstrip('/')}{PREFIX}{invited.token}" if invited else "",
        until=invited.until if invited else None,
        acts=(await here.people.kept.audit.page(whom=account.id, limit=_LATEST)).entries,
        faults=wrong.faults,
        why=wrong.why,
        done=done,
    )


async def _list(
    request: Request, visitor: Visitor, here: Parts, wrong: Told = NOTHING, typed: dict[str, str] | None = None
) -> Response:
    return show(
        request,
        visitor,
        "admin_people.html",
        wrong.status,
        people=await here.people.administration.every(),
        typed=typed or _EMPTY,
        faults=wrong.faults,
    )


async def _found(here: Parts, editor_id: str) -> Account:
    account = await here.people.kept.accounts.get(editor_id)
    if account is None:
        raise lost()
    return account
