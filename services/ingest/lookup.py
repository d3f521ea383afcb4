"""Many questions to MongoDB at once are one question: what comes in while one is asked is asked together next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from itertools import chain
from uuid import UUID

from services.ingest.model import Status
from services.ingest.store import Statuses

_BREATH = 0.004
"""Seconds after a question in which those of the next gather."""

Answer = asyncio.Future[Status | None]


class Lookup:
    """Statuses by id, one question at a time. Each question costs a thread's turn, however many ids it has."""

    def __init__(self, statuses: Statuses, patience: float) -> None:
        """`patience`: seconds that a question may take."""
        self._statuses = statuses
        self._patience = patience
        self._waiting: dict[UUID, list[Answer]] = {}
        self._asking: asyncio.Task[None] | None = None

    async def get(self, article_id: UUID) -> Status | None:
        """What is stored about an article. Raises `PyMongoError`, and `TimeoutError` where that takes too long."""
        answer: Answer = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(article_id, []).append(answer)
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        return await answer

    async def _ask(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, {}
            question = asyncio.create_task(self._statuses.get_all(asked))
            await asyncio.wait([question], timeout=self._patience)
            while not question.done():
                # Not broken off: its thread would go on, and each next question take one more.
                _refuse([*asked.values(), *self._waiting.values()], TimeoutError())
                asked, self._waiting = {}, {}
                await asyncio.wait([question], timeout=self._patience)
            if error := question.exception():
                _refuse(asked.values(), error)
                continue
            for article_id, answers in asked.items():
                _tell(answers, question.result().get(article_id))
            await asyncio.sleep(_BREATH)
        self._asking = None


def _tell(answers: Iterable[Answer], status: Status | None) -> None:
    for answer in answers:
        if not answer.done():  # whoever asked may have gone
            answer.set_result(status)


def _refuse(asked: Iterable[Iterable[Answer]], error: BaseException) -> None:
    for answer in chain.from_iterable(asked):
        if not answer.done():
            answer.set_exception(error)
