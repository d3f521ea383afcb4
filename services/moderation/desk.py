"""What can be done at the desk, free of HTTP: load, decide, write on condition, wake the relay.

The JSON API and the pages call these same functions; nothing is possible in one that the other forbids.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.moderation.model.article import Article
from services.moderation.model.edit import edit
from services.moderation.model.editor import Editor
from services.moderation.model.refusal import Refusal
from services.moderation.model.telling import By
from services.moderation.store.articles import Articles
from shared import observe
from shared.rules import Rules

Decide = Callable[[Article], Article | Refusal]


class Desk:
    """Acts on articles. `window` is how long a decision waits to be undone."""

    def __init__(
        self,
        articles: Articles,
        rules: Callable[[], Rules],
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        window: timedelta,
    ) -> None:
        self.articles = articles
        self.rules = rules
        self.clock = clock
        self.window = window
        self._wake = wake

    def by(self, editor: Editor) -> By:
        """This editor, now, within the trace at hand."""
        return By(actor=editor.id, at=self.clock(), trace=observe.traceparent())

    async def act(self, article_id: UUID, decide: Decide) -> Article | Refusal | None:
        """Do it to the article as it is now; None where there is none. Never half done.

        A write that misses since the relay or an autosave was quicker is decided again: only a version
        that the editor has not seen is stale.
        """
        while (article := await self.articles.get(article_id)) is not None:
            outcome = decide(article)
            if not isinstance(outcome, Article):
                return outcome
            if await self.articles.replace(article, outcome):
                self._wake()
                return outcome
        return None

    async def edit(
        self, article_id: UUID, seen: int, editor: Editor, fields: dict[str, Any]
    ) -> Article | Refusal | None:
        """The editor's own revision: its words are kept first, then the article that names them."""
        by, edit_id, rules = self.by(editor), uuid4(), self.rules()
        while (article := await self.articles.get(article_id)) is not None:
            outcome = edit(article, seen=seen, by=by, rules=rules, fields=fields, edit_id=edit_id)
            if not isinstance(outcome, Article):
                return outcome
            await self.articles.keep_revisions([(article_id, edit_id, outcome.content)])
            if await self.articles.replace(article, outcome):
                self._wake()
                return outcome
        return None
