"""Passwords: argon2id, few at a time, after all else; and a throttle that tells nobody which part was wrong."""

from __future__ import annotations

import asyncio
import os
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from shared.problems import away

T = TypeVar("T")
_AT_ONCE = 2
"""Each hash takes 64 MB: more at once would be an attack of our own."""
_WAITING = 12
"""So many are made or wait, a second or two; the rest of the desk is not held up by who tries to get in."""
_REMEMBERED = 50_000
"""Names or addresses whose failures are counted: made-up ones fill no memory."""


class Passwords:
    """Makes and checks hashes without holding up anybody else."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._threads = ThreadPoolExecutor(_AT_ONCE, "passwords", initializer=_after_you)
        self._waiting = 0
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        """The argon2id hash. 503 where too many wait already."""
        return await self._in_turn(self._hasher.hash, password)

    async def fits(self, kept: str | None, password: str) -> bool:
        """Whether it is the password; takes as long where there is no account at all. 503 where too many wait."""
        if kept is None:
            self._nobody = self._nobody or await self.hash("nobody's password")
            await self._verify(self._nobody, password)
            return False
        return await self._verify(kept, password)

    def must_have_room(self) -> None:
        """Raises 503 where too many wait already."""
        if self._waiting >= _WAITING:
            raise away("Signing in", "Many wait for it. Try again in a moment.")

    def is_old(self, kept: str) -> bool:
        """Whether today's settings would make another hash of it."""
        return self._hasher.check_needs_rehash(kept)

    async def _verify(self, kept: str, password: str) -> bool:
        try:
            return await self._in_turn(self._hasher.verify, kept, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    async def _in_turn(self, work: Callable[..., T], *what: str) -> T:
        self.must_have_room()
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *what)
        finally:
            self._waiting -= 1


def _after_you() -> None:
    """This thread computes when the desk itself does not: each hash takes four cores for a tenth of a second."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


class Throttle:
    """So many failures within so many seconds, then no more tries. Each process counts for itself."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, who: str) -> int:
        """Seconds until they may try again; 0 where they may now."""
        times = self._failures.get(who)
        if not times:
            return 0
        while times and times[0] < self._clock() - self._seconds:
            times.popleft()
        if not times:
            del self._failures[who]
            return 0
        return int(times[0] + self._seconds - self._clock()) + 1 if len(times) >= self._most else 0

    def failed(self, who: str) -> None:
        """Count a failure. Whoever failed last longest ago is forgotten where too many are remembered."""
        self._failures.setdefault(who, deque(maxlen=self._most)).append(self._clock())
        self._failures.move_to_end(who)
        if len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)

    def forget(self, who: str) -> None:
        """They got in."""
        self._failures.pop(who, None)
