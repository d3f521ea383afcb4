"""Passwords: argon2id, in threads, few at a time; and a throttle that tells nobody which part was wrong."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_AT_ONCE = 2
"""Each hash takes 64 MB: more at once would be an attack of our own."""


class Passwords:
    """Makes and checks hashes without holding up anybody else."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        """The argon2id hash."""
        async with self._room:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, kept: str | None, password: str) -> bool:
        """Whether it is the password; takes as long where there is no account at all."""
        if kept is None:
            self._nobody = self._nobody or await self.hash("nobody's password")
            await self._verify(self._nobody, password)
            return False
        return await self._verify(kept, password)

    def is_old(self, kept: str) -> bool:
        """Whether today's settings would make another hash of it."""
        return self._hasher.check_needs_rehash(kept)

    async def _verify(self, kept: str, password: str) -> bool:
        async with self._room:
            try:
                return await asyncio.to_thread(self._hasher.verify, kept, password)
            except (VerifyMismatchError, InvalidHashError):
                return False


class Throttle:
    """So many failures within so many seconds, then no more tries. Each process counts for itself."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._failures: dict[str, deque[float]] = defaultdict(deque)

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
        """Count a failure."""
        self._failures[who].append(self._clock())

    def forget(self, who: str) -> None:
        """They got in."""
        self._failures.pop(who, None)
