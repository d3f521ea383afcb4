"""What a form sent: taken only from our own pages, and read with names instead of strings that may be missing.

Against forgery (OWASP CSRF sheet): `Sec-Fetch-Site`, `Origin` where a browser is too old for it, and a token.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from services.moderation.pages.visitor import Anyone, Entering, Visiting, Visitor
from services.moderation.parts import Parts, parts
from shared.problems import Problem, field_errors

LARGEST_FORM = 4 * 1024 * 1024
"""Bytes; a draft of the largest size, written in the wasteful way of forms, fits."""
_FIELDS = 2_000
LONGEST_SECRET = 1000
Faults = Mapping[str, str]
"""What is wrong, by field."""

Order = TypeVar("Order", bound=BaseModel)


@dataclass(frozen=True)
class Posted:
    """The fields of a form."""

    form: FormData

    def text(self, name: str) -> str:
        """A text field; "" where it is not there. Lines end as everywhere else."""
        value = self.form.get(name, "")
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""

    def secret(self, name: str) -> str:
        """A password, as it was typed: not a space of it is taken away."""
        value = self.form.get(name, "")
        return value[:LONGEST_SECRET] if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Every value of a field that may be there many times."""
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    def number(self, name: str) -> int:
        """A whole number; 0 where it is none."""
        text = self.text(name)
        return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - digits of a version

    def has(self, name: str) -> bool:
        """Whether a box is ticked, or a button of this name was pressed."""
        return name in self.form


async def from_our_own(request: Request) -> FormData:
    """The form, where one of our own pages sent it; otherwise 403."""
    here = parts(request)
    if not _same_origin(request, here):
        raise forged()
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LARGEST_FORM:
        title = "This is larger than can be accepted"
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, title, kind="too-large", headers={"Connection": "close"})
    return await request.form(max_files=0, max_fields=_FIELDS)


FromOurOwn = Annotated[FormData, Depends(from_our_own)]


async def posted(request: Request, form: FromOurOwn, visitor: Visiting) -> Posted:
    """What somebody signed in sent, with their token; otherwise 403."""
    return theirs(request, form, visitor)


async def posted_by_anyone(request: Request, form: FromOurOwn, visitor: Anyone) -> Posted:
    """The same, of somebody who need not be an editor."""
    return theirs(request, form, visitor)


async def posted_entering(request: Request, form: FromOurOwn, visitor: Entering) -> Posted:
    """The same, of somebody who may still lack a second factor that the house wants."""
    return theirs(request, form, visitor)


def theirs(request: Request, form: FormData, visitor: Visitor) -> Posted:
    """The form, where it carries this visitor's token; otherwise 403."""
    given = request.headers.get("x-csrf") or form.get("csrf")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), visitor.csrf.encode()):
        raise forged()
    return Posted(form)


Form = Annotated[Posted, Depends(posted)]
FormOfAnyone = Annotated[Posted, Depends(posted_by_anyone)]
FormEntering = Annotated[Posted, Depends(posted_entering)]


def forged() -> Problem:
    """403."""
    return Problem(HTTPStatus.FORBIDDEN, "This did not come from a page of the desk", kind="forged")


def _same_origin(request: Request, here: Parts) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("origin", ""))
    ours = {urlsplit(here.public_url).netloc, request.headers.get("host", "")} - {""}
    return origin.scheme in {"http", "https"} and origin.netloc in ours


def order(kind: type[Order], **fields: Any) -> Order | Faults:
    """The order these fields make, or what is wrong with them."""
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        return {fault.field: fault.message for fault in field_errors(error)}
