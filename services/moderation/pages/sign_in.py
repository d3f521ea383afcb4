"""`/sign-in`, its second step `/sign-in/code`, and `/sign-out`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials

from services.moderation.door import Caller, CodeNeeded, Entered, Login
from services.moderation.model.account import STEP_HOLDS
from services.moderation.pages.posted import FormEntering, FromOurOwn, Posted
from services.moderation.pages.shown import go, show_stranger
from services.moderation.pages.visitor import cookie_name, forget, is_secure, language_of, remember, token_of
from services.moderation.parts import Here, Parts
from shared.problems import Problem

router = APIRouter()
Next = Annotated[str, Query(alias="next", max_length=2000)]


@router.get("/sign-in")
async def sign_in(request: Request, here: Here, to: Next = "/", done: str = "") -> Response:
    """The form; somebody who is signed in already goes on. `done` is what was just done before."""
    if await here.door.visiting(token_of(request, here)):
        return go(local(to))
    return show_stranger(
        request, language_of(request), "sign_in.html", to=local(to), email="", fault="", wait="", done=done
    )


@router.post("/sign-in")
async def signed_in(request: Request, form: FromOurOwn, here: Here) -> Response:
    """A session, in a cookie, or the way to the second step; what was wrong is not said."""
    sent = Posted(form)
    email, to = sent.text("email"), local(sent.text("next"))
    try:
        login = Login(email=email[:320], password=sent.secret("password"))
        entered = await here.door.let_in(login, Caller.of(request))
    except Problem as problem:
        values = {"to": to, "email": email, "done": "", **_fault(problem)}
        return show_stranger(request, language_of(request), "sign_in.html", problem.status, **values)
    return await _entered(request, here, entered, to)


@router.get("/sign-in/code")
async def code(request: Request, here: Here, to: Next = "/") -> Response:
    """The form for the code; whoever has not given the password begins there."""
    if not await here.door.awaits_code(_step_of(request, here)):
        return go("/sign-in")
    return show_stranger(request, language_of(request), "sign_in_code.html", to=local(to), fault="", wait="")


@router.post("/sign-in/code")
async def code_given(request: Request, form: FromOurOwn, here: Here) -> Response:
    """A session, for the right code; it works once."""
    sent = Posted(form)
    to = local(sent.text("next"))
    try:
        entered = await here.door.let_in_with_code(_step_of(request, here), sent.text("code"), Caller.of(request))
    except Problem as problem:
        values = _fault(problem)
        if problem.kind == "step-over":
            values = {"email": "", "done": "", **values}
            return show_stranger(request, language_of(request), "sign_in.html", problem.status, to=to, **values)
        return show_stranger(request, language_of(request), "sign_in_code.html", problem.status, to=to, **values)
    return await _entered(request, here, entered, to)


@router.post("/sign-out")
async def sign_out(request: Request, _: FormEntering, here: Here) -> Response:
    """The session ends, here and on the server."""
    token = token_of(request, here)
    await here.door.let_out(HTTPAuthorizationCredentials(scheme="Bearer", credentials=token))
    answer = go("/sign-in?done=out")
    # What the browser kept of the desk, such as unsaved words, goes with the session.
    answer.headers["Clear-Site-Data"] = '"storage"'
    forget(answer, here)
    return answer


def local(path: str) -> str:
    """The path, where it leads to a page of ours; otherwise the front page."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ours else "/"


async def _entered(request: Request, here: Parts, entered: Entered | CodeNeeded, to: str) -> Response:
    if isinstance(entered, CodeNeeded):
        answer = go("/sign-in/code" if to == "/" else f"/sign-in/code?next={quote(to, safe='')}")
        answer.set_cookie(
            _step_cookie(here),
            entered.token,
            max_age=int(STEP_HOLDS.total_seconds()),
            secure=is_secure(here),
            httponly=True,
            samesite="lax",
        )
        return answer
    # Whoever was signed in with this browser before is so no longer (ASVS 7.2.4).
    before = token_of(request, here)
    await here.door.let_out(HTTPAuthorizationCredentials(scheme="Bearer", credentials=before))
    answer = go(to)
    answer.delete_cookie(_step_cookie(here), secure=is_secure(here), httponly=True, samesite="lax")
    remember(answer, here, entered.token)
    return answer


def _fault(problem: Problem) -> dict[str, str]:
    if problem.status not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS}:
        raise problem
    return {"fault": problem.kind, "wait": problem.headers.get("Retry-After", "")}


def _step_cookie(here: Parts) -> str:
    return f"{cookie_name(here)}-step"


def _step_of(request: Request, here: Parts) -> str:
    return request.cookies.get(_step_cookie(here), "")
