"""From values to an answer: a page of the desk for this visitor."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from services.moderation.pages import keys
from services.moderation.pages.visitor import ZONE, Visitor
from services.moderation.parts import parts
from shared.pages import Language


def show(request: Request, visitor: Visitor, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page. Every template is given `visitor`, `path`, `csrf`, `key`, `keys` and `has` beside its values."""
    here, has = parts(request), _pages(request).__contains__
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


def _pages(request: Request) -> frozenset[str]:
    """Every page there is, by its path: a menu leads nowhere that is not served."""
    found: frozenset[str] = request.app.state.page_paths
    return found


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
