"""Styles, scripts and icons: each at an address that changes with its content, so that browsers may keep it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_DIGITS = 12
_FOR_EVER = "public, max-age=31536000, immutable"


class Static:
    """Files under `/static/<name>/`, by name of their folder; the folder named "" is `/static/` itself."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = dict(folders)

    def install(self, app: FastAPI) -> None:
        """Serve them; the folder with a name first, for it stands inside the one without."""
        for name in sorted(self._folders, reverse=True):
            app.mount(f"/static/{name}".rstrip("/"), _Kept(directory=self._folders[name]), name=f"static {name}")

    @cache  # noqa: B019 - there is one of these, and it lives as long as the process
    def __call__(self, path: str) -> str:
        """The address of `desk.css`, or of `pages/tokens.css` in a folder with a name."""
        name, _, rest = path.partition("/")
        file = self._folders[name] / rest if name in self._folders else self._folders[""] / path
        return f"/static/{path}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:_DIGITS]}"


class _Kept(StaticFiles):
    """What is asked for with its hash may be kept for ever; what is not is asked for again each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = _FOR_EVER if scope["query_string"].startswith(b"v=") else "no-cache"
        return answer
