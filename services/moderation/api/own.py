"""One's own account: preferences, password, second factor, sessions; and the password that a one-time link sets."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from services.moderation.api.asking import Bearer
from services.moderation.api.editors import shown
from services.moderation.api.refusals import refused
from services.moderation.model.account import Preferences
from services.moderation.model.people import Account, Session
from services.moderation.model.refusal import Refusal
from services.moderation.parts import Here
from services.moderation.people import Offer
from services.moderation.people.orders import Choice, Code, FirstPassword, PasswordChange, Secret
from shared.problems import Problem

router = APIRouter(prefix="/api", tags=["own account"])
_DONE = HTTPStatus.NO_CONTENT


async def whose(here: Here, credentials: Bearer) -> tuple[Session, Account]:
    """Who is asking, even where they still lack a second factor that the house wants."""
    return await here.door.whose(credentials)


Own = Annotated[tuple[Session, Account], Depends(whose)]


@router.get("/me/account", summary="Your account")
async def account(own: Own) -> dict[str, Any]:
    """With your address and what you prefer."""
    return {**shown(own[1]), "preferences": own[1].preferences.model_dump()}


@router.put("/me/preferences", summary="How the desk looks and is worked for you")
async def prefer(body: Choice, own: Own, here: Here) -> Preferences:
    """Language, theme, and the preset of keys."""
    return (await here.people.own.prefer(own[1], body)).preferences


@router.post("/me/password", status_code=_DONE, summary="Change your password")
async def change_password(body: PasswordChange, own: Own, here: Here) -> Response:
    """Takes the old one; your other sessions end."""
    return _done(await here.people.own.change_password(own[1], own[0], body))


@router.post("/me/second-factor", summary="Begin to set up a second factor")
async def offer_factor(body: Secret, own: Own, here: Here) -> dict[str, str]:
    """The secret is in this answer; it counts once it is confirmed with a code."""
    offer = await here.people.own.offer_factor(own[1], body)
    if not isinstance(offer, Offer):
        raise refused(offer)
    return {"secret": offer.secret, "uri": offer.uri}


@router.post("/me/second-factor/confirm", summary="Confirm the second factor with a code")
async def confirm_factor(body: Code, own: Own, here: Here) -> dict[str, Any]:
    """Recovery codes, which are in this answer and nowhere else. Your other sessions end."""
    codes = await here.people.own.confirm_factor(own[1], own[0], body)
    if not isinstance(codes, tuple):
        raise refused(codes)
    return {"recovery_codes": codes}


@router.post("/me/second-factor/drop", status_code=_DONE, summary="Do without a second factor")
async def drop_factor(body: Secret, own: Own, here: Here) -> Response:
    """Not where the house requires one."""
    return _done(await here.people.own.drop_factor(own[1], own[0], body))


@router.get("/me/sessions", summary="Where you are signed in")
async def sessions(own: Own, here: Here) -> list[dict[str, Any]]:
    """When each began, when it was last used, in which browser on which system, and which is this one."""
    mine = await here.people.own.sessions(own[1])
    return [{**one.model_dump(mode="json", exclude={"editor_id"}), "this_one": one.id == own[0].id} for one in mine]


@router.delete("/me/sessions", status_code=_DONE, summary="End all your sessions but this one")
async def end_others(own: Own, here: Here) -> Response:
    """The others have to sign in."""
    await here.people.own.end_others(own[1], own[0])
    return _done(None)


@router.delete("/me/sessions/{session_id}", status_code=_DONE, summary="End one of your sessions")
async def end_session(session_id: str, own: Own, here: Here) -> Response:
    """Of your own only."""
    if not await here.people.own.end_session(own[1], session_id):
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such session", kind="not-found")
    return _done(None)


@router.post("/welcome", status_code=_DONE, summary="Set a password with a one-time link")
async def welcome(body: FirstPassword, here: Here) -> Response:
    """Works once; all sessions of the account end. 404 where the link does not hold."""
    outcome = await here.people.welcome.set_password(body)
    if outcome is None:
        raise Problem(HTTPStatus.NOT_FOUND, "This link does not hold", "Ask an admin for a new one.", "not-found")
    if not isinstance(outcome, Account):
        raise refused(outcome)
    return _done(None)


def _done(refusal: Refusal | None) -> Response:
    if refusal is not None:
        raise refused(refusal)
    return Response(status_code=_DONE)
