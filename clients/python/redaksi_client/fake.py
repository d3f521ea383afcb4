"""For tests of yours: the same table and the same handling of events, without Kafka."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Generic, Self

from redaksi_client.events import Event, T
from redaksi_client.rows import Change, Rows
from redaksi_client.worker import fault_of


def event_of(item: T) -> Event[T]:
    """What the newsroom says of an item in this state."""
    return Event(item.key, item, item.version, f"{item.key}/{item.version}")


def erasure(key: str, version: int | None = None) -> Event[T]:
    """What it says of an erased one."""
    return Event(key, None, version, f"{key}/{version}/erased")


class FakeTable(Rows[T]):
    """A `StateTable` that hears what the test says."""

    caught_up = True

    def __init__(self, *items: T, on_change: Callable[[Change[T]], Awaitable[None]] | None = None) -> None:
        """`items` are there from the beginning, and are not told as changes."""
        super().__init__()
        self._on_change = on_change
        for item in items:
            self.take(event_of(item))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left open."""

    async def until_caught_up(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - as the real one
        """It always is."""

    async def say(self, item: T) -> None:
        """The newsroom publishes this."""
        await self._hear(event_of(item))

    async def erase(self, key: str, version: int | None = None) -> None:
        """The newsroom erases it."""
        await self._hear(erasure(key, version))

    async def _hear(self, event: Event[T]) -> None:
        change = self.take(event)
        if change is not None and self._on_change is not None:
            await self._on_change(change)


class FakeWorker(Generic[T]):
    """A `Worker` that is given events one by one, and never waits. What it buries is in `dead`, with the reason."""

    def __init__(self, handle: Callable[[Event[T]], Awaitable[None]], *, tries: int = 5) -> None:
        self.dead: list[tuple[Event[T], str]] = []
        self._handle = handle
        self._tries = tries

    async def say(self, item: T) -> None:
        """The newsroom publishes this."""
        await self._give(event_of(item))

    async def erase(self, key: str, version: int | None = None) -> None:
        """The newsroom erases it."""
        await self._give(erasure(key, version))

    async def _give(self, event: Event[T]) -> None:
        """`TryLater` is raised to the test: a real worker would try for ever."""
        fault = ""
        for _ in range(self._tries):
            if not (fault := await fault_of(self._handle, event)):
                return
        self.dead.append((event, fault))
