"""Who is at an operator's page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from services.moderation.pages.posted import FromOurOwn, Posted, theirs
from services.moderation.pages.visitor import Anyone, Visitor, forbidden


async def operator_visiting(visitor: Anyone) -> Visitor:
    """Who is at this page, where they are an operator; otherwise 403."""
    if not visitor.editor.may("operator"):
        raise forbidden("operator")
    return visitor


Operator = Annotated[Visitor, Depends(operator_visiting)]


async def posted_by_operator(request: Request, form: FromOurOwn, visitor: Operator) -> Posted:
    """What an operator sent, with their token; otherwise 403."""
    return theirs(request, form, visitor)


OperatorForm = Annotated[Posted, Depends(posted_by_operator)]
