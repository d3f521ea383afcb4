"""`POST /api/login`, `POST /api/logout`, `GET /api/me`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response

from services.moderation.api.asking import Asking, Bearer
from services.moderation.door import Login
from services.moderation.model.editor import Editor
from services.moderation.parts import Here

router = APIRouter(prefix="/api", tags=["session"])


@router.post("/login", summary="Sign in")
async def login(body: Login, request: Request, here: Here) -> dict[str, Any]:
    """A token for `Authorization: Bearer`; it ends after 8 hours without use, and after 12 at the latest."""
    token, account = await here.door.let_in(body, request.client.host if request.client else "")
    return {"token": token, "editor": account.editor().model_dump()}


@router.post("/logout", summary="Sign out", status_code=HTTPStatus.NO_CONTENT)
async def logout(credentials: Bearer, here: Here) -> Response:
    """The token is worth nothing afterwards."""
    await here.door.let_out(credentials)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/me", summary="Who you are")
async def me(editor: Asking) -> Editor:
    """Your name, initials and role."""
    return editor
