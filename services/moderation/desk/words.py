"""What an editor does with an article's words before they are a revision: typing, looking, finding related ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.moderation.model.editor import Editor
from services.moderation.model.unsaved import Save, Unsaved
from services.moderation.store.articles import Articles
from services.moderation.store.looked import Looked
from services.moderation.store.related import Published, Related
from services.moderation.store.unsaved import UnsavedWork


class Words:
    """None of it makes a revision, and nobody but the editor sees what is not saved."""

    def __init__(
        self,
        articles: Articles,
        unsaved: UnsavedWork,
        looked: Looked,
        related: Related,
        clock: Callable[[], datetime],
    ) -> None:
        self._articles = articles
        self._unsaved = unsaved
        self._looked = looked
        self._related = related
        self._clock = clock

    async def prepare(self) -> None:
        """Make the indexes."""
        for store in (self._unsaved, self._looked, self._related):
            await store.prepare()

    async def unsaved(self, article_id: UUID, editor: Editor) -> Unsaved | None:
        """What this editor has typed and not saved."""
        return await self._unsaved.get(article_id, editor.id)

    async def keep(self, article_id: UUID, save: Save, editor: Editor) -> Unsaved | None:
        """Keep what is typed; None where another window of theirs was later, or there is no such article."""
        kept = await self._unsaved.keep(article_id, editor.id, save, self._clock())
        # Looked at afterwards: an article that is erased meanwhile forgets what came before, or is seen here.
        article = await self._articles.get(article_id)
        if article is None or article.state == "erased":
            await self._unsaved.forget(article_id)
            return None
        return kept

    async def discard(self, article_id: UUID, editor: Editor) -> None:
        """Forget what this editor has typed."""
        await self._unsaved.discard(article_id, editor.id)

    async def look(self, article_id: UUID, revision: int, editor: Editor) -> int | None:
        """They look at this revision; the older one that they looked at before it, if any."""
        await self._looked.look(article_id, editor.id, revision, self._clock())
        last = await self._looked.last(article_id, editor.id)
        return last.since(revision) if last else None

    async def related(self, words: str, beside: UUID | None = None) -> tuple[Published, ...]:
        """Published articles with all of these words, the newest first."""
        return await self._related.search(words, beside=beside)

    async def forget(self, article_id: UUID) -> None:
        """Forget all of it, of an article that is erased."""
        await self._unsaved.forget(article_id)
        await self._looked.forget(article_id)
