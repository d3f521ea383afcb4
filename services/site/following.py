"""From the topics into the view, and out of the memory of pages what is no longer so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from pymongo.errors import PyMongoError
from redaksi_client import Batch, PublishedArticle, PublishedComment, TryLater
from redaksi_client.models import Published

from services.site.kept import Kept
from services.site.model import by_title, title
from services.site.shelf import Shelf
from services.site.store import Articles, Comments

T = TypeVar("T", bound=Published)


class Hearing(Generic[T]):
    """Keeps what comes on one topic; then the pages that show it are made anew; then it counts as heard."""

    def __init__(self, shelf: Shelf[T], kept: Kept, marks: Callable[[Batch[T]], set[str]]) -> None:
        self._shelf = shelf
        self._kept = kept
        self._marks = marks

    async def hear(self, batch: Batch[T]) -> None:
        """Raises `TryLater` where MongoDB is away."""
        try:
            await self._shelf.keep(batch.events)
            self._kept.stale(self._marks(batch))
            await self._shelf.read_to(batch.after)
        except PyMongoError as error:
            raise TryLater from error

    async def begin(self) -> dict[int, int]:
        """Where it left off."""
        try:
            return dict(await self._shelf.positions())
        except PyMongoError as error:
            raise TryLater from error


def of_articles(articles: Articles, kept: Kept) -> Hearing[PublishedArticle]:
    """An article changes its own page, those that name it, and may change every list."""

    def marks(batch: Batch[PublishedArticle]) -> set[str]:
        titles = {by_title(title(event.item.headline)) for event in batch.events if event.item}
        return {"lists", *(event.key for event in batch.events), *titles}

    return Hearing(articles, kept, marks)


def of_comments(comments: Comments, kept: Kept) -> Hearing[PublishedComment]:
    """A comment changes the page of its article; an erased one does not say whose, so it changes all."""

    def marks(batch: Batch[PublishedComment]) -> set[str]:
        return {str(event.item.article_id) if event.item else "articles" for event in batch.events}

    return Hearing(comments, kept, marks)
