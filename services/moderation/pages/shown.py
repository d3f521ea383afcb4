"""From values to an answer: a page of the desk for this visitor."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from services.moderation.model.editor import Role
from services.moderation.pages import keys
from services.moderation.pages.visitor import ZONE, Visitor
from services.moderation.parts import parts
from shared.pages import Language

_FOR_ANYONE = frozenset({"", "/account"})


def show(request: Request, visitor: Visitor, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page. Every template is given `visitor`, `path`, `csrf`, `key`, `keys` and `has` beside its values."""
    here, has = parts(request), partial(_is_theirs, request, visitor)
    html = here.pages.render(
        template,
        visitor.language,
        zone=visitor.zone,
        now=here.clock(),
        visitor=visitor,
        path=request.url.path,
        csrf=visitor.csrf,
        key=keys.attributes(visitor.keys),
        keys=keys.table(visitor.keys, has),
        has=has,
        **values,
    )
    return HTMLResponse(html, status, headers={"Vary": "Cookie, HX-Request-Type"})


def _is_theirs(request: Request, visitor: Visitor, path: str) -> bool:
    """Whether there is this page for them: a menu leads nowhere that is not served, or not to them."""
    if path in _FOR_ANYONE:
        return True
    needs: Role = "operator" if path.startswith("/operator") else "editor"
    return path in request.app.state.page_paths and visitor.editor.may(needs)


def show_stranger(
    request: Request, language: Language, template: str, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page for somebody who is not signed in."""
    here = parts(request)
    html = here.pages.render(template, language, zone=ZONE, now=here.clock(), path=request.url.path, **values)
    return HTMLResponse(html, status, headers={"Vary": "Cookie, Accept-Language"})


def go(path: str) -> RedirectResponse:
    """On to another page, after a form: reloading it does nothing again."""
    return RedirectResponse(path, status_code=303)
