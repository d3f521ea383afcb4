"""What all pages of the desk share, put together: templates, catalogues, styles, routes, headers, error pages."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute

from services.moderation.pages import (
    article,
    attending,
    bulk,
    comment_verbs,
    comments,
    compare,
    conflict,
    decide,
    edit,
    front,
    notices,
    photos,
    pictures,
    problem,
    queue,
    queue_parts,
    sign_in,
    summary,
    writing,
)
from services.moderation.pages.admin import audit, house, index, reporters, rules, sections
from services.moderation.pages.operator import letters
from services.moderation.pages.people import account, editors, factor, welcome
from shared.pages import LOOK, Pages, Secured, Static
from shared.reading import STYLE, TEMPLATES, WORDS

_HERE = Path(__file__).parent.parent
_STATIC = Static({"": _HERE / "static", "pages": LOOK, "reading": STYLE})
_SETTLED = (rules.router, sections.router, reporters.router, house.router)
ADMIN = (index.router, editors.router, *_SETTLED, audit.router)
_PEOPLE = (sign_in.router, welcome.router, account.router, factor.router)
_QUEUE = (queue.router, bulk.router, summary.router, notices.router)
_ARTICLES = (writing.beginning, article.router, edit.router, compare.router, conflict.router)
_ACTS = (decide.router, attending.router, writing.router, front.router, pictures.router, photos.router)
_COMMENTS = (comments.router, comment_verbs.router)
OPERATOR = (letters.router,)
ROUTERS = (*_PEOPLE, *_QUEUE, *_ARTICLES, *_ACTS, *_COMMENTS, *ADMIN, *OPERATOR)
"""Every page, by part."""


def pages() -> Pages:
    """The desk's templates and catalogues."""
    return Pages([_HERE / "templates", TEMPLATES], [_HERE / "locale", WORDS], _STATIC)


def install(app: FastAPI) -> None:
    """Serve the pages beside the API; what goes wrong on a page is told on a page."""
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    # The application's own list of routes holds routers, not their paths.
    app.state.page_paths = frozenset(
        route.path for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)
    )
    app.include_router(queue_parts.router, include_in_schema=False)
    _STATIC.install(app)
    problem.install(app)
    app.add_middleware(Secured, secret=(welcome.PREFIX,))
