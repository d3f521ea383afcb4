"""The headers that every answer of a service with pages carries (OWASP ASVS 5.0, 3.4)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def policy(*, forms_to: Sequence[str] = ()) -> str:
    """Nothing inline, nothing evaluated, nothing from elsewhere; forms may be sent to these other origins."""
    return "; ".join(
        (
            "default-src 'none'",
            *(f"{what}-src 'self'" for what in ("script", "style", "img", "font", "connect")),
            " ".join(("form-action 'self'", *forms_to)),
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


ALWAYS = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Said by every answer, where it says nothing else itself."""


_FOR_A_YEAR = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
"""Said besides by what was asked for over TLS."""


def always(content: str, *, over_tls: bool) -> dict[str, str]:
    """The same with another policy for what a page may do."""
    return {**ALWAYS, "Content-Security-Policy": content, **(_FOR_A_YEAR if over_tls else {})}


class Secured:
    """Adds what an answer does not say itself; no answer is kept by a cache unless it says that it may be.

    An address that begins with one of `secret` is itself a secret: whatever is asked for from such a page is told only
    from which host. Not nothing at all: then a form's `Origin` would be `null`, and over plain HTTP nothing else says
    that it is our own.
    """

    def __init__(self, app: ASGIApp, secret: Sequence[str] = (), policy: str = "") -> None:
        self._app = app
        content = policy or ALWAYS["Content-Security-Policy"]
        self._always = {tls: always(content, over_tls=tls) for tls in (False, True)}
        self._secret = tuple(secret)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def furnished(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith(self._secret):
                    headers["Referrer-Policy"] = "strict-origin"
                for name, value in self._always[scope["scheme"] == "https"].items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, furnished)
