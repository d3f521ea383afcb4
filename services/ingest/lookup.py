"""Many questions to MongoDB at once are one question: what comes in while one is asked is asked together next."""

from __future__ import annotations

import asyncio
from uuid import UUID

from pymongo.errors import PyMongoError

from services.ingest.model import Status
from services.ingest.store import Statuses


class Lookup:
    """Statuses by id, one question at a time. Each question costs a thread's turn, however many ids it has."""

    def __init__(self, statuses: Statuses) -> None:
        self._statuses = statuses
        self._waiting: dict[UUID, asyncio.Future[Status | None]] = {}
        self._asking: asyncio.Task[None] | None = None

    async def get(self, article_id: UUID, patience: float) -> Status | None:
        """What is stored about an article. Raises `PyMongoError`, and `TimeoutError` after so many seconds."""
        answer = self._waiting.get(article_id)
        if answer is None:
            answer = self._waiting[article_id] = asyncio.get_running_loop().create_future()
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        # Somebody else may wait for it too: `wait` does not take it from them when this one gives up.
        await asyncio.wait([answer], timeout=patience)
        if not answer.done():
            raise TimeoutError
        return answer.result()

    async def _ask(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, {}
            try:
                found = await self._statuses.get_all(asked)
            except PyMongoError as error:
                for answer in asked.values():
                    answer.set_exception(error)
                    answer.exception()  # whoever asked may have gone: that is no news
            else:
                for article_id, answer in asked.items():
                    answer.set_result(found.get(article_id))
        self._asking = None
