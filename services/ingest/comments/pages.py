"""The pages of a comment: the form with everything that was typed, how it stands, and the button that confirms it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.ingest.comments.form import HONEYPOT, Sent
from services.ingest.comments.status import CommentStatus
from shared.comment_reasons import reason
from shared.pages import Language, Pages
from shared.pages.secured import ALWAYS
from shared.problems import Problem


class CommentPages:
    """Makes them; `zone` is the newsroom's."""

    def __init__(self, pages: Pages, zone: Any, *, web: bool) -> None:
        self._pages = pages
        self._zone = zone
        self._web = web

    async def form(
        self,
        request: Request,
        article_id: UUID,
        sent: Sent,
        language: Language,
        token: str,
        problem: Problem | None,
    ) -> HTMLResponse:
        """The form; what is wrong first, each with a link to its field."""
        values = {
            "sent": sent,
            "action": f"/v1/articles/{article_id}/comments?lang={language}",
            "token": token,
            "trap": HONEYPOT,
            "web": self._web,
            "faults": {error.field: error.message for error in problem.errors} if problem else {},
            "why": problem if problem and not problem.errors else None,
            "path": f"/articles/{article_id}/comments/new",
        }
        status = problem.status if problem else 200
        answer = self._page(request, "comment_form.html", language, status, **values)
        answer.headers.update(problem.headers if problem else {})
        return answer

    async def refused(self, request: Request, problem: Problem, language: Language, kept: str) -> HTMLResponse:
        """What happened and what to do; `kept` is what was written, for its writer to take with them."""
        path = _page_of(request.url.path)
        again = path if "Retry-After" in problem.headers else ""
        values = {"problem": problem, "kept": kept, "again": again, "path": "" if kept else path}
        answer = self._page(request, "comment_refused.html", language, problem.status, **values)
        answer.headers.update(problem.headers)
        return answer

    async def status(self, request: Request, known: CommentStatus, language: Language, *, done: str) -> HTMLResponse:
        """How it stands, and the way to take it back."""
        words = reason(known.desk.reason_code, language) if known.desk else ""
        return self._page(request, "comment_status.html", language, known=known, reason=words, done=done)

    async def confirm(self, request: Request, language: Language, *, done: bool) -> HTMLResponse:
        """A button, for what scans letters follows links; or that it is done."""
        return self._page(request, "comment_confirm.html", language, done=done)

    def _page(
        self, request: Request, template: str, language: Language, status: int = 200, **values: Any
    ) -> HTMLResponse:
        values.setdefault("path", request.url.path)
        html = self._pages.render(template, language, zone=self._zone(), now=datetime.now(UTC), **values)
        headers = {**ALWAYS, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
        return HTMLResponse(html, status, headers=headers)


def _page_of(path: str) -> str:
    """The page to which one goes back from an address that only takes things in, or answers programs."""
    path = path.removeprefix("/v1").removesuffix("/withdraw")
    return f"{path}/new" if path.startswith("/articles/") and not path.endswith("/new") else path
