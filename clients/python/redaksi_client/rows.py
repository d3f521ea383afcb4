"""The newest state of each item: never goes back, whatever comes in whichever order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic
from uuid import UUID

from redaksi_client.events import Event, T


@dataclass(frozen=True)
class Change(Generic[T]):
    """What became of one item: `before` is None where it is new, `after` is None where it was erased."""

    key: str
    before: T | None
    after: T | None


class Rows(Generic[T]):
    """Items by their id. Of an erased one only the version is remembered, so that nothing older comes back."""

    def __init__(self) -> None:
        self._items: dict[str, T] = {}
        self._versions: dict[str, int] = {}

    def get(self, key: str | UUID) -> T | None:
        """The item as it is now, or None."""
        return self._items.get(str(key))

    def __iter__(self) -> Iterator[T]:
        return iter(tuple(self._items.values()))

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return str(key) in self._items

    def take(self, event: Event[T]) -> Change[T] | None:
        """Keep what is new in this; None where nothing is."""
        known = self._versions.get(event.key, 0)
        version = known if event.version is None else event.version
        # An erasure is the last word: of two of the same version it is the one that holds.
        if version < known or (version == known and event.item is not None):
            return None
        before = self._items.pop(event.key, None)
        self._versions[event.key] = version
        if event.item is not None:
            self._items[event.key] = event.item
        elif before is None:
            return None
        return Change(event.key, before, event.item)
