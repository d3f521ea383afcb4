"""What the API's functions work with, and who may call them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from services.moderation.api.door import Credentials, Door
from services.moderation.desk import Desk
from services.moderation.model.editor import Editor, Role
from services.moderation.passwords import Passwords
from services.moderation.store.people import Accounts, Sessions
from services.moderation.store.settled import Newsroom
from shared.problems import Problem


@dataclass(frozen=True)
class Parts:
    """Everything `app.py` has built that a request may need."""

    desk: Desk
    door: Door
    accounts: Accounts
    sessions: Sessions
    newsroom: Newsroom
    passwords: Passwords
    clock: Callable[[], datetime]
    wake: Callable[[], None]


_BEARER = HTTPBearer(auto_error=False, description="The token that POST /api/login gives.")

Bearer = Annotated[Credentials, Depends(_BEARER)]


def parts(request: Request) -> Parts:
    """The parts of the app that is asked."""
    found: Parts = request.app.state.parts
    return found


Here = Annotated[Parts, Depends(parts)]


async def asking(here: Here, credentials: Bearer) -> Editor:
    """Who is asking; 401 where they are not signed in."""
    return await here.door.who(credentials)


Asking = Annotated[Editor, Depends(asking)]


def at_least(role: Role) -> Callable[[Editor], Editor]:
    """Who is asking, where they have this role; otherwise 403."""

    def holder(editor: Asking) -> Editor:
        if not editor.may(role):
            raise Problem(HTTPStatus.FORBIDDEN, "Your role may not do this", f"It takes the role {role}.", "forbidden")
        return editor

    return holder


Admin = Annotated[Editor, Depends(at_least("admin"))]
EDITORS_ONLY = Depends(asking)
ADMINS_ONLY = Depends(at_least("admin"))
