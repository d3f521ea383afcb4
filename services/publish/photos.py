"""Pictures go before the public with the article that shows them, and leave with it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from uuid import UUID

from services.publish.model import Kept
from services.publish.store import Articles
from shared.media import Shelf

log = logging.getLogger(__name__)


class Photos:
    """Lets pictures out and takes them back. Both are safe to repeat; a store that is away raises `ShelfAway`."""

    def __init__(self, shelf: Shelf, articles: Articles) -> None:
        self._shelf = shelf
        self._articles = articles

    async def let_out(self, kept: Sequence[Kept]) -> None:
        """What these show, before anybody is told of them."""
        for one in kept:
            for media in one.media:
                if not await self._shelf.let_out(media):
                    # Telling the words is better than holding them back for a picture that nobody has any more.
                    log.error("an approved picture is not held", extra={"item": str(one.article_id), "media": media})

    async def take_back(self, kept: Sequence[Kept], showed: Mapping[UUID, Sequence[str]]) -> None:
        """What these showed before and do not show now, unless another article does; after everybody is told.

        `showed`: what each shows or showed before, where that is anything.
        """
        for now in kept:
            article_id, before = now.article_id, showed.get(now.article_id)
            if before is None:
                continue
            for media in set(before) - set(now.media):
                if not await self._articles.shows(media, besides=article_id):
                    await self._shelf.take_back(media)
                    if await self._articles.shows(media, besides=article_id):
                        await self._shelf.let_out(media)
            await self._articles.shows_only(now)
