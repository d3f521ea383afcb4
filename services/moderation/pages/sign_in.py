"""`/sign-in` and `/sign-out`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials

from services.moderation.door import Login
from services.moderation.pages.posted import Form, FromOurOwn, Posted
from services.moderation.pages.shown import go, show_stranger
from services.moderation.pages.visitor import forget, language_of, remember, token_of
from services.moderation.parts import Here
from shared.problems import Problem

router = APIRouter()
Next = Annotated[str, Query(alias="next", max_length=2000)]


@router.get("/sign-in")
async def sign_in(request: Request, here: Here, to: Next = "/") -> Response:
    """The form; somebody who is signed in already goes on."""
    if await here.door.visiting(token_of(request, here)):
        return go(local(to))
    return show_stranger(request, language_of(request), "sign_in.html", to=local(to), email="", fault="", wait="")


@router.post("/sign-in")
async def signed_in(request: Request, form: FromOurOwn, here: Here) -> Response:
    """A session, in a cookie; what was wrong is not said."""
    sent = Posted(form)
    email, to = sent.text("email"), local(sent.text("next"))
    password = form.get("password", "")
    try:
        login = Login(email=email[:320], password=str(password)[:1000])
        token, _ = await here.door.let_in(login, request.client.host if request.client else "")
    except Problem as problem:
        if problem.status not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS}:
            raise
        wait = problem.headers.get("Retry-After", "")
        values = {"to": to, "email": email, "fault": problem.kind, "wait": wait}
        return show_stranger(request, language_of(request), "sign_in.html", problem.status, **values)
    answer = go(to)
    remember(answer, here, token)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, _: Form, here: Here) -> Response:
    """The session ends, here and on the server."""
    token = token_of(request, here)
    await here.door.let_out(HTTPAuthorizationCredentials(scheme="Bearer", credentials=token))
    answer = go("/sign-in")
    forget(answer, here)
    return answer


def local(path: str) -> str:
    """The path, where it leads to a page of ours; otherwise the front page."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ours else "/"
