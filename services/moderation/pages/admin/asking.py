"""Who is at an admin's page, and what is told to them where something was not settled."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends

from services.moderation.model.refusal import Forbidden, Missing, Stale
from services.moderation.newsroom import Faulty, Refused
from services.moderation.pages import visitor as visitors
from services.moderation.pages.posted import Faults
from services.moderation.pages.visitor import Visiting, Visitor
from shared.pages import Language
from shared.problems import Problem


async def admin_visiting(visitor: Visiting) -> Visitor:
    """Who is at this page, where they are an admin; otherwise 403."""
    if not visitor.editor.may("admin"):
        raise forbidden()
    return visitor


Admin = Annotated[Visitor, Depends(admin_visiting)]


def forbidden() -> Problem:
    """403."""
    return visitors.forbidden("admin")


def lost() -> Problem:
    """404."""
    return Problem(HTTPStatus.NOT_FOUND, "There is no such page", kind="not-found")


def told(refused: Refused, language: Language) -> tuple[int, Faults]:
    """The status and the faults by field; none where it was stale. Raises 403."""
    match refused:
        case Forbidden():
            raise forbidden()
        case Stale():
            return HTTPStatus.CONFLICT, {}
        case Faulty(faults):
            return HTTPStatus.UNPROCESSABLE_ENTITY, {one.field: words(one, language) for one in faults}


def words(fault: Missing, language: Language) -> str:
    """What is wrong, in this language."""
    return fault.id if language == "id" else fault.en
