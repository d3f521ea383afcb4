"""What ingest knows at the moment of a request: from memory, or from MongoDB where that answers at once."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable
from typing import TypeVar
from uuid import UUID

from pymongo.errors import PyMongoError

from services.ingest.lookup import Lookup
from services.ingest.model import Received, Status
from services.ingest.store import Row, Statuses
from shared.facts import DraftSubmitted
from shared.problems import away

T = TypeVar("T")

_REMEMBERED = 5_000
_PATIENCE = 0.5
_READERS_PATIENCE = 5.0
_REST = 3.0


class Knowledge:
    """Never in the way of a draft: what it cannot find out at once it does not know."""

    def __init__(self, statuses: Statuses) -> None:
        self._statuses = statuses
        self._lookup = Lookup(statuses, _PATIENCE)
        self._recent: OrderedDict[UUID, Received] = OrderedDict()
        self._ask_again = 0.0

    def accepted(self, fact: DraftSubmitted) -> None:
        """Remember a draft that this door took in."""
        known = self._recent.get(fact.article_id)
        before = known.submissions if known and known.reporter_id == fact.reporter.id else ()
        before = tuple(one for one in before if one != fact.submission_id)
        self._recent[fact.article_id] = Received.of(fact, before)
        self._recent.move_to_end(fact.article_id)
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)

    def recent(self, article_id: UUID) -> Status | None:
        """What this door took in lately."""
        received = self._recent.get(article_id)
        return Status(received=received) if received else None

    async def asked(self, article_id: UUID) -> Status | None:
        """What is known, to tell its reporter. Raises `Problem` (503) where MongoDB does not answer."""
        return self._with_recent(article_id, await _for_a_reader(self._statuses.get(article_id)))

    async def list_of(self, reporter_id: str, *, state: str | None, before: str | None, limit: int) -> list[Row]:
        """A reporter's articles, as `Statuses.of_reporter`. Raises `Problem` (503) where MongoDB does not answer."""
        found = self._statuses.of_reporter(reporter_id, state=state, before=before, limit=limit)
        return await _for_a_reader(found)

    async def status(self, article_id: UUID) -> Status | None:
        """What is known without waiting: from MongoDB, else from memory; None where nothing is."""
        if time.monotonic() < self._ask_again:
            return self.recent(article_id)
        try:
            return self._with_recent(article_id, await self._lookup.get(article_id))
        except (PyMongoError, TimeoutError):
            self._ask_again = time.monotonic() + _REST
            return self.recent(article_id)

    def _with_recent(self, article_id: UUID, stored: Status | None) -> Status | None:
        """What is stored, and what this door took in where the view has not yet heard of that."""
        recent = self._recent.get(article_id)
        if stored is None:
            return self.recent(article_id)
        if stored.received is None and recent is not None and not (stored.desk and stored.desk.state == "erased"):
            return stored.model_copy(update={"received": recent})
        return stored


async def _for_a_reader(answer: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(_READERS_PATIENCE):
            return await answer
    except (PyMongoError, TimeoutError) as error:
        detail = "What you sent is kept, only its status cannot be read just now. Ask again."
        raise away("The status", detail) from error
