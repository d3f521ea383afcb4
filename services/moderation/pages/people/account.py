"""`/account`: who you are, what you prefer, your password, and where you are signed in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.pages import keys
from services.moderation.pages.people.refusals import NOTHING, Told, faulty, told
from services.moderation.pages.posted import FormOfAnyone, order
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Anyone, Visitor
from services.moderation.parts import Here, Parts
from services.moderation.people.orders import Choice, PasswordChange, Secret

router = APIRouter(prefix="/account")


@router.get("")
async def account(request: Request, visitor: Anyone, here: Here, done: str = "") -> Response:
    """All of it; `done` is what was just done."""
    return await _page(request, visitor, here, done=done)


@router.post("/preferences")
async def prefer(request: Request, form: FormOfAnyone, visitor: Anyone, here: Here) -> Response:
    """How the desk looks and is worked, from the next page on."""
    made = order(
        Choice,
        language=form.text("language"),
        theme=form.text("theme"),
        keys=form.text("preset"),
        keys_on=form.has("keys_on"),
    )
    if not isinstance(made, Choice):
        return await _page(request, visitor, here, faulty(made))
    await here.people.own.prefer(visitor.account, made)
    return go("/account?done=preferences")


@router.post("/password")
async def change_password(request: Request, form: FormOfAnyone, visitor: Anyone, here: Here) -> Response:
    """Another password; all other sessions end."""
    change = PasswordChange(old=form.secret("old"), new=form.secret("new"))
    refusal = await here.people.own.change_password(visitor.account, visitor.session, change)
    if refusal is not None:
        return await _page(request, visitor, here, told(refusal, visitor.language))
    return go("/account?done=password")


@router.post("/second-factor/drop")
async def drop_factor(request: Request, form: FormOfAnyone, visitor: Anyone, here: Here) -> Response:
    """Do without it; not where the house requires one."""
    secret = Secret(password=form.secret("drop-password"))
    refusal = await here.people.own.drop_factor(visitor.account, visitor.session, secret)
    if refusal is not None:
        status, faults, why = told(refusal, visitor.language)
        # Three fields of this page ask for a password.
        here_named = {f"drop-{field}": words for field, words in faults.items()}
        return await _page(request, visitor, here, Told(status, here_named, why))
    return go("/account?done=dropped")


@router.post("/sessions/end-others")
async def end_others(_: FormOfAnyone, visitor: Anyone, here: Here) -> Response:
    """All other sessions end."""
    await here.people.own.end_others(visitor.account, visitor.session)
    return go("/account?done=sessions#sessions")


@router.post("/sessions/{session_id}/end")
async def end_session(session_id: str, _: FormOfAnyone, visitor: Anyone, here: Here) -> Response:
    """One session ends; where it has ended already, that is as well."""
    await here.people.own.end_session(visitor.account, session_id)
    return go("/account?done=session#sessions")


async def _page(request: Request, visitor: Visitor, here: Parts, wrong: Told = NOTHING, *, done: str = "") -> Response:
    factor = visitor.account.second_factor
    return show(
        request,
        visitor,
        "account.html",
        wrong.status,
        likes=visitor.account.preferences,
        presets=keys.PRESETS,
        key_table=keys.KEYS,
        recovery=len(factor.recovery) if factor else 0,
        required=await here.houses.wants_factors(),
        sessions=await here.people.own.sessions(visitor.account),
        faults=wrong.faults,
        why=wrong.why,
        done=done,
    )
