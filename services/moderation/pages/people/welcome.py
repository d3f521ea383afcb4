"""`/welcome/{token}`: a first or another password, from a one-time link. Who has the link needs no session."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials

from services.moderation.model.people import Account
from services.moderation.model.refusal import Missing
from services.moderation.pages.people.refusals import NOTHING, Told, told
from services.moderation.pages.posted import FromOurOwn, Posted
from services.moderation.pages.shown import go, show_stranger
from services.moderation.pages.visitor import forget, language_of, token_of
from services.moderation.parts import Here, Parts
from services.moderation.people.orders import FirstPassword

PREFIX = "/welcome/"
"""What follows it is a secret."""
router = APIRouter()
_LONGEST = 200


@router.get(PREFIX + "{token}")
async def welcome(request: Request, token: str, here: Here) -> Response:
    """For whom it is, and the form; looking uses nothing up."""
    return await _page(request, token, here)


@router.post(PREFIX + "{token}")
async def set_password(request: Request, token: str, form: FromOurOwn, here: Here) -> Response:
    """The password is set, and the way to sign in with it is shown to whoever sat at this browser before."""
    order = FirstPassword(token=token[:_LONGEST], password=Posted(form).secret("password"))
    outcome = await here.people.welcome.set_password(order)
    if not isinstance(outcome, Account):
        return await _page(request, token, here, outcome)
    session = HTTPAuthorizationCredentials(scheme="Bearer", credentials=token_of(request, here))
    await here.door.let_out(session)
    answer = go("/sign-in?done=welcome")
    forget(answer, here)
    return answer


async def _page(request: Request, token: str, here: Parts, weak: Missing | None = None) -> Response:
    language = language_of(request)
    found = await here.people.welcome.look(token[:_LONGEST])
    if found is None:
        return show_stranger(request, language, "welcome_lost.html", HTTPStatus.NOT_FOUND)
    wrong: Told = told(weak, language) if weak else NOTHING
    return show_stranger(
        request, language, "welcome.html", wrong.status, account=found.account, link=found.link, faults=wrong.faults
    )
