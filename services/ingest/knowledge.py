"""What ingest knows at the moment of a request: from memory, or from MongoDB where that answers at once."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from uuid import UUID

from pymongo.errors import PyMongoError

from services.ingest.model import Received, Status
from services.ingest.store import Statuses
from shared.facts import DraftSubmitted

_REMEMBERED = 20_000
_PATIENCE = 0.5
_REST = 3.0


class Knowledge:
    """Never in the way of a draft: what it cannot find out at once it does not know."""

    def __init__(self, statuses: Statuses) -> None:
        self._statuses = statuses
        self._recent: OrderedDict[UUID, Received] = OrderedDict()
        self._ask_again = 0.0

    def accepted(self, fact: DraftSubmitted) -> None:
        """Remember a draft that this door took in."""
        known = self._recent.get(fact.article_id)
        before = known.submissions if known and known.reporter_id == fact.reporter.id else ()
        self._recent[fact.article_id] = Received(
            article_id=fact.article_id,
            reporter_id=fact.reporter.id,
            submissions=(*before, fact.submission_id),
            at=fact.at,
            headline=fact.draft.headline,
        )
        self._recent.move_to_end(fact.article_id)
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)

    def recent(self, article_id: UUID) -> Status | None:
        """What this door took in lately."""
        received = self._recent.get(article_id)
        return Status(received=received) if received else None

    async def status(self, article_id: UUID) -> Status | None:
        """What is known without waiting: from MongoDB, else from memory; None where nothing is."""
        if time.monotonic() < self._ask_again:
            return self.recent(article_id)
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._statuses.get(article_id) or self.recent(article_id)
        except (PyMongoError, TimeoutError):
            self._ask_again = time.monotonic() + _REST
            return self.recent(article_id)
