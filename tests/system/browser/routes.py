"""What pages the desk serves, as the application itself knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fastapi.routing import APIRoute

from services.moderation.pages.furniture import ROUTERS


def page_routes(method: str) -> list[str]:
    """The paths of every page route of this method, with names in braces."""
    return sorted({route.path for route in _routes() if method in (route.methods or ())})


def filled(path: str, article_id: str) -> str:
    """An address of this route: an article's where it asks for one, and something plausible elsewhere."""
    path = re.sub(r"\{article_id(:\w+)?\}", article_id, path)
    path = re.sub(r"\{(number|new|old|revision|position|index)(:\w+)?\}", "1", path)
    return re.sub(r"\{\w+(:\w+)?\}", article_id, path)


def _routes() -> Iterator[APIRoute]:
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield route
