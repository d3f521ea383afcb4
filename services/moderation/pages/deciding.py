"""A form of an article's page on its way through one of the desk's verbs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from services.moderation.desk import Outcome, meanwhile
from services.moderation.desk.looking import Look
from services.moderation.model.article import Article
from services.moderation.model.refusal import Refusal, Stale
from services.moderation.pages.finding import found
from services.moderation.pages.posted import Posted
from services.moderation.pages.refused import attempt_of, status_of
from services.moderation.pages.sheet import Attempt, sheet
from services.moderation.pages.shown import go
from services.moderation.pages.visitor import Visitor
from services.moderation.parts import Parts

_UNCLEAR = 422


class Deciding:
    """One form on its way: done and on to the next article, or the page again with everything that was typed."""

    def __init__(
        self, request: Request, article_id: UUID, form: Posted, visitor: Visitor, here: Parts, verb: str
    ) -> None:
        self._request = request
        self._article_id = article_id
        self._form = form
        self._visitor = visitor
        self._here = here
        self._verb = verb

    async def do(
        self, made: Any, verb: Callable[..., Awaitable[Outcome]], *, stay: bool = False, to: str = ""
    ) -> Response:
        """Do the verb with this order, or tell what is wrong with it. Then on: to stay, elsewhere, or the next one."""
        before = await found(self._here, self._article_id)
        if isinstance(made, Mapping):
            return await self._again(before, Attempt(self._verb, self._typed(), faults=made), _UNCLEAR)
        outcome = await verb(self._article_id, made, self._visitor.editor)
        if isinstance(outcome, Article):
            return go(to or (f"/articles/{self._article_id}" if stay else await self._next_of(before)))
        return await self._refused(outcome)

    async def _refused(self, refusal: Refusal | None) -> Response:
        article = await found(self._here, self._article_id)
        then = None
        if isinstance(refusal, Stale):
            then = await meanwhile.since(self._here.desk.articles, article, refusal.seen)
        attempt = attempt_of(refusal, self._verb, self._typed(), self._visitor.language, then)
        return await self._again(article, attempt, status_of(refusal))

    async def _again(self, article: Article, attempt: Attempt, status: int) -> Response:
        return await sheet(self._request, self._visitor, self._here, article, attempt=attempt, status=status)

    def _typed(self) -> dict[str, str]:
        return {name: self._form.text(name) for name in self._form.form if name not in {"csrf", "version"}}

    async def _next_of(self, before: Article) -> str:
        """The article that comes after this one in the queue, or the queue; with the way to undo this one."""
        here = self._here
        search = Look(tab="todo", limit=1).search(self._visitor.editor.id, here.clock(), await here.houses.zone())
        following = await here.desk.articles.next_after(before, search)
        path = f"/articles/{following}" if following else "/"
        return f"{path}?decided={self._article_id}"
