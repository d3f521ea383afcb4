"""Catching up one kind of item with its topic: what is newer there, what was said already, what was lost with it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from services.moderation.recovery.reading import Last, Said, last_of
from services.moderation.store.recovered import Kept
from shared.kafka import Kafka

log = logging.getLogger(__name__)

_AT_ONCE = 200


class _Item(Protocol):
    @property
    def version(self) -> int: ...


T = TypeVar("T", bound=_Item)
S = TypeVar("S")


class Kind(Protocol[T]):
    """Articles, or comments: where they are kept, and what is done with one."""

    async def gather(self, items: AbstractSet[str]) -> None:
        """Read what is to be known of these beside their last decisions."""

    async def get_many(self, ids: Iterable[UUID]) -> Mapping[UUID, T]:
        """Those of these that are kept."""

    async def bring_up(self, before: Mapping[UUID, T], behind: Sequence[Said]) -> bool:
        """Bring these up to what was said last of them; False where a write missed: read them again."""

    async def replace_many(self, changed: Sequence[tuple[T | None, T]]) -> bool:
        """Put the new in the place of the old; False where any was written to meanwhile."""

    def spoken(self, item: T, version: int) -> T:
        """The item, where its topic is at that version: what was said is not said again."""

    def anew(self, item: T, version: int) -> T:
        """The item, to be told whole once more."""


class Done(NamedTuple):
    """How many items were brought up to a newer decision, and how many are told anew."""

    newer: int
    anew: int


async def catch_up(kind: Kind[T], kafka: Kafka, topic: str, kept: Mapping[str, Kept]) -> Done:
    """Catch up with all that stands on the topic. Doing it again changes nothing more. Raises KafkaError.

    What the desk said is on its topic for ever, if only the last of each item. Where anything is missing that nobody
    is about to say, the topic is not the one that it was said on: then all is told anew.
    """
    last = await last_of(kafka, topic, {item: one.version for item, one in kept.items()})
    await kind.gather(last.newer.keys())
    for some in _few([*last.newer.values()]):
        await _bring_up(kind, some)
    lost = [item for item, one in kept.items() if not one.pending and last.versions.get(item, 0) < one.version]
    if lost:
        log.warning("the topic has lost what was said: all is told anew", extra={"topic": topic, "items": len(lost)})
        everything = [*kept.keys() | last.newer.keys()]
        for ids in _few(everything):
            await _change(kind, ids, last, anew=True)
        return Done(len(last.newer), len(everything))
    for ids in _few([item for item, one in kept.items() if one.pending]):
        await _change(kind, ids, last, anew=False)
    return Done(len(last.newer), 0)


async def _bring_up(kind: Kind[T], some: Sequence[Said]) -> None:
    """Until no write misses: another process of the desk may be at it."""
    done = False
    while not done:
        before = await kind.get_many(UUID(one.item) for one in some)
        behind = [one for one in some if (old := before.get(UUID(one.item))) is None or old.version < one.version]
        done = not behind or await kind.bring_up(before, behind)


async def _change(kind: Kind[T], ids: Sequence[str], last: Last, *, anew: bool) -> None:
    how, done = kind.anew if anew else kind.spoken, False
    while not done:
        before = await kind.get_many(UUID(one) for one in ids)
        after = {key: how(old, last.versions.get(str(key), 0)) for key, old in before.items()}
        changed = [(before[key], new) for key, new in after.items() if new is not before[key]]
        done = not changed or await kind.replace_many(changed)


def _few(many: Sequence[S]) -> Iterator[Sequence[S]]:
    return (many[start : start + _AT_ONCE] for start in range(0, len(many), _AT_ONCE))
