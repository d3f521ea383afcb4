"""`POST /api/login` and the step after it, `POST /api/logout`, `GET /api/me`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from services.moderation.api.asking import AnyoneAsking, Bearer
from services.moderation.door import Caller, CodeNeeded, Entered, Login
from services.moderation.model.editor import Editor
from services.moderation.parts import Here

router = APIRouter(prefix="/api", tags=["session"])


class SecondStep(BaseModel):
    """The code, with the token that the first step gave."""

    model_config = ConfigDict(extra="forbid")

    step: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=100)]


_OFTEN: dict[int | str, dict[str, Any]] = {429: {"description": "Too many failed: again after `Retry-After`."}}
_STEP: dict[int | str, dict[str, Any]] = {202: {"description": "A code is needed: POST /api/login/code"}}


@router.post("/login", summary="Sign in", responses={**_STEP, **_OFTEN})
async def login(body: Login, request: Request, here: Here) -> Response:
    """A token for `Authorization: Bearer`; it ends after 8 hours without use, and after 12 at the latest.

    Where the account has a second factor: 202 and `step`, to be sent with a code within five minutes.
    """
    entered = await here.door.let_in(body, Caller.of(request))
    if isinstance(entered, CodeNeeded):
        return JSONResponse({"step": entered.token}, HTTPStatus.ACCEPTED)
    return JSONResponse(_entered(entered))


@router.post("/login/code", summary="Sign in: the second step", responses=_OFTEN)
async def login_code(body: SecondStep, request: Request, here: Here) -> dict[str, Any]:
    """A code of the second factor, or a recovery code; each works once."""
    return _entered(await here.door.let_in_with_code(body.step, body.code, Caller.of(request)))


@router.post("/logout", summary="Sign out", status_code=HTTPStatus.NO_CONTENT)
async def logout(credentials: Bearer, here: Here) -> Response:
    """The token is worth nothing afterwards."""
    await here.door.let_out(credentials)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/me", summary="Who you are")
async def me(editor: AnyoneAsking) -> Editor:
    """Your name, initials and role."""
    return editor


def _entered(entered: Entered) -> dict[str, Any]:
    return {"token": entered.token, "editor": entered.account.editor().model_dump()}
