"""Who may call the API: by the token of a session, in a header."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPBearer

from services.moderation.door import Credentials
from services.moderation.model.editor import Editor, Role
from services.moderation.parts import Here
from shared.problems import Problem

_BEARER = HTTPBearer(auto_error=False, description="The token that POST /api/login gives.")

Bearer = Annotated[Credentials, Depends(_BEARER)]


async def anyone_asking(here: Here, credentials: Bearer) -> Editor:
    """Who is asking, an editor or not; 401 where they are not signed in."""
    return await here.door.who(credentials)


AnyoneAsking = Annotated[Editor, Depends(anyone_asking)]


def at_least(role: Role) -> Callable[[Editor], Awaitable[Editor]]:
    """Who is asking, where they have this role; otherwise 403."""

    async def holder(editor: AnyoneAsking) -> Editor:
        if not editor.may(role):
            raise Problem(HTTPStatus.FORBIDDEN, "Your role may not do this", f"It takes the role {role}.", "forbidden")
        return editor

    return holder


Asking = Annotated[Editor, Depends(at_least("editor"))]
Operator = Annotated[Editor, Depends(at_least("operator"))]
Admin = Annotated[Editor, Depends(at_least("admin"))]
EDITORS_ONLY = Depends(at_least("editor"))
OPERATORS_ONLY = Depends(at_least("operator"))
ADMINS_ONLY = Depends(at_least("admin"))
