"""How a page is sent: packed where that is understood, not at all where it is known, with what caches need to know."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal

from starlette.types import ASGIApp, Receive, Scope, Send

from services.site.kept import Kept, Made
from shared.pages import always

CACHED = "public, max-age=30, stale-while-revalidate=600"
NOT_CACHED = "no-store"
_METHODS = {"GET", "HEAD"}
Form = Literal["plain", "packed", "known"]
Told = list[tuple[bytes, bytes]]
"""Headers, as ASGI has them."""


class Front:
    """Answers with what is kept; what is not kept goes on to the app, whose routes make it."""

    def __init__(self, app: ASGIApp, kept: Kept, policy: str) -> None:
        self._app = app
        self._kept = kept
        self._always = {tls: _told(always(policy, over_tls=tls)) for tls in (False, True)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] in _METHODS:
            made = self._kept.get(address(scope))
            if made is not None:
                await answer(made, scope, send, self._always[scope["scheme"] == "https"])
                return
        await self._app(scope, receive, send)


class Sent:
    """A response of Starlette's kind that sends what was made."""

    def __init__(self, made: Made) -> None:
        self._made = made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send it. What every answer carries is added by `Secured`."""
        await answer(self._made, scope, send, [])


def address(scope: Scope) -> str:
    """By what a page is kept: its path, and what is asked for of it. What we do not know is not asked for."""
    query = scope["query_string"]
    if not query:
        return str(scope["path"])
    asked = sorted(part for part in query.decode("latin-1").split("&") if part.partition("=")[0] in ASKED)
    return f"{scope['path']}?{'&'.join(asked)}" if asked else str(scope["path"])


ASKED = frozenset({"sebelum", "komentar", "balas", "q", "lewati"})
"""The names that a page's address may have after its question mark."""


async def answer(made: Made, scope: Scope, send: Send, besides: Told) -> None:
    """The whole of it, or only that it is known already; with headers `besides` what is said of itself."""
    headers = {name: value for name, value in scope["headers"] if name in _HEARD}
    form = _form(made, headers)
    head = made.heads.get(form)
    if head is None:
        head = made.heads[form] = _head(made, form)
    status = int(HTTPStatus.NOT_MODIFIED) if form == "known" else made.status
    body = b"" if form == "known" or scope["method"] == "HEAD" else made.packed if form == "packed" else made.body
    await send({"type": "http.response.start", "status": status, "headers": [*head, *besides]})
    await send({"type": "http.response.body", "body": body})


_HEARD = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since"})


def _form(made: Made, headers: Mapping[bytes, bytes]) -> Form:
    tags, since = (headers.get(name, b"").decode("latin-1") for name in (b"if-none-match", b"if-modified-since"))
    if (tags or since) and made.status == HTTPStatus.OK and made.is_still(tags, since):
        return "known"
    return "packed" if made.packed and _unpacks(headers.get(b"accept-encoding", b"")) else "plain"


def _unpacks(accepted: bytes) -> bool:
    """Whether gzip is among them, and not with a weight of nothing."""
    for part in accepted.lower().split(b","):
        name, _, weight = part.strip().partition(b";")
        if name.strip() == b"gzip":
            return weight.replace(b" ", b"") not in {b"q=0", b"q=0.0", b"q=0.00", b"q=0.000"}
    return False


def _head(made: Made, form: Form) -> Told:
    said: dict[str, str] = {"Vary": "Accept-Encoding"}
    if made.status == HTTPStatus.OK:
        said["ETag"] = made.tag if form == "plain" else f"W/{made.tag}"
        if made.last_modified:
            said["Last-Modified"] = made.last_modified
    said["Cache-Control"] = CACHED if made.marks else NOT_CACHED
    if form != "known":
        said["Content-Type"] = made.kind
        said["Content-Length"] = str(len(made.packed if form == "packed" else made.body))
    if form == "packed":
        said["Content-Encoding"] = "gzip"
    said.update(made.headers)
    return _told(said)


def _told(headers: Mapping[str, str]) -> Told:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
