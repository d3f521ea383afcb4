"""Telling the world's trouble, which passes, from ours, which does not."""

from __future__ import annotations

import asyncio
import random

from aiokafka.errors import KafkaError
from pymongo.errors import ConnectionFailure, PyMongoError

from shared.mongo import refused

_LONGEST_WAIT = 30.0
_FIRST_WAIT = 0.1


class Unsendable(Exception):  # noqa: N818 - the newsroom's word for it
    """A record no broker would take: no key, or too large. Trying again never helps."""


class OutcomeUnknown(Exception):  # noqa: N818 - the newsroom's word for it
    """Kafka did not acknowledge in time: perhaps it has the fact. Say it again, with the same id."""


def is_world(error: BaseException) -> bool:
    """Whether waiting may help: a server away, a time-out, no acknowledgement, a user who is refused."""
    if isinstance(error, PyMongoError):
        return (
            refused(error)
            or isinstance(error, ConnectionFailure)
            or error.timeout
            or error.has_error_label("RetryableWriteError")
        )
    return isinstance(error, (KafkaError, OutcomeUnknown, TimeoutError, OSError))


class Patience:
    """Waiting that grows from a tenth of a second to half a minute, with jitter, and can be cut short."""

    def __init__(self) -> None:
        self._failures = 0
        self._hurry = asyncio.Event()
        self.waiting = False

    @property
    def failures(self) -> int:
        """How often in a row it has been needed."""
        return self._failures

    def rest(self) -> None:
        """It went well: the next wait starts small again."""
        self._failures = 0

    def cut_short(self) -> None:
        """End a wait that is going on: the work is no longer ours, or the process stops."""
        self._hurry.set()

    async def wait(self) -> None:
        """Wait for longer than the last time, in seconds between 0.1 and 30."""
        self._failures += 1
        longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(self._failures - 1, 10))
        self._hurry.clear()
        self.waiting = True
        try:
            async with asyncio.timeout(longest * random.uniform(0.5, 1.0)):  # noqa: S311 - jitter, no secret
                await self._hurry.wait()
        except TimeoutError:
            pass
        finally:
            self.waiting = False
