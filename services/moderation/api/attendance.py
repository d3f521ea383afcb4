"""Being at an article, and what an editor is told when others change what they are at."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.moderation.api.answers import unknown
from services.moderation.api.asking import Asking
from services.moderation.desk.notified import in_words
from services.moderation.parts import Here

router = APIRouter(prefix="/api", tags=["articles"])


class Tab(BaseModel):
    """Which of an editor's open pages it is."""

    model_config = ConfigDict(extra="forbid")

    tab: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9-]+$")]


class Read(BaseModel):
    """Which notices were read; null for all."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=100)] | None = None


@router.post("/articles/{article_id}/attend", summary="Say that you have it open")
async def attend(article_id: UUID, body: Tab, editor: Asking, here: Here) -> dict[str, Any]:
    """Holds 90 seconds. Takes or renews the claim on what is held, where nobody else's holds."""
    attended = await here.attendance.attend(article_id, body.tab, editor)
    if attended is None:
        raise unknown()
    return {
        "others": [one.model_dump() for one in attended.others],
        "claim": attended.claim.model_dump(mode="json") if attended.claim else None,
        "version": attended.version,
        "state": attended.state,
    }


@router.post("/articles/{article_id}/leave", summary="Say that you closed it", status_code=HTTPStatus.NO_CONTENT)
async def leave(article_id: UUID, body: Tab, editor: Asking, here: Here) -> Response:
    """With your last open page of it, your claim ends."""
    await here.attendance.leave(article_id, body.tab, editor)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/notices", summary="What you were told")
async def notices(editor: Asking, here: Here) -> dict[str, Any]:
    """The newest fifty, and how many you have not read (a hundred at most)."""
    found = await in_words(await here.notices.of(editor.id), here.people.kept.accounts)
    shown = [{**one.notice.model_dump(mode="json", exclude={"editor_id"}), "words": one.words} for one in found]
    return {"unread": await here.notices.unread(editor.id), "notices": shown}


@router.post("/notices/read", summary="Mark notices as read", status_code=HTTPStatus.NO_CONTENT)
async def read(body: Read, editor: Asking, here: Here) -> Response:
    """Those named, or all."""
    await here.notices.read(editor.id, body.ids, here.clock())
    return Response(status_code=HTTPStatus.NO_CONTENT)
