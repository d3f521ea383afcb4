"""Facts that are decided and stored but not yet said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from shared.facts import Fact, Frozen, Record, encode

LEASE = timedelta(seconds=20)
"""How long who leased a fact may take to say it before another one does; longer than a send waits."""


class Telling(NamedTuple):
    """How what was decided and stored comes to be said."""

    wake: Callable[[], None]
    """Tells the relay that something may be due."""
    say: Callable[[str, Pending], None] | None = None
    """Says an item's first fact in the background, where it was stored with a lease on it."""


class Pending(Frozen):
    """One fact on its way out, encoded: `sending` is until when a relay has leased it, once one has begun."""

    version: int
    topic: str
    key: str
    value: str | None
    headers: dict[str, str]
    not_before: datetime
    sending: datetime | None = None
    trace: str = ""

    @classmethod
    def of(cls, fact: Fact, *, not_before: datetime, trace: str = "") -> Self:
        """The fact, to be said from `not_before` on."""
        record = encode(fact)
        return cls(
            version=fact.item_version,
            topic=record.topic,
            key=record.key.decode(),
            value=record.value.decode() if record.value is not None else None,
            headers=record.headers,
            not_before=not_before,
            trace=trace,
        )

    def record(self) -> Record:
        """The record to be sent."""
        value = self.value.encode() if self.value is not None else None
        return Record(self.topic, self.key.encode(), value, self.headers)


def due(pending: tuple[Pending, ...]) -> datetime | None:
    """When a relay should look at these: the first one's time, or the end of its lease; None where there is none."""
    if not pending:
        return None
    return pending[0].sending or pending[0].not_before


def at_once(pending: tuple[Pending, ...], now: datetime) -> tuple[Pending, ...]:
    """The same, the first leased by who stores it, where it is due and nobody has begun to say it; else nothing."""
    if pending and pending[0].sending is None and pending[0].not_before <= now:
        return born(pending, now)
    return ()


def born(pending: tuple[Pending, ...], now: datetime) -> tuple[Pending, ...]:
    """The same, the first of them leased by who stores it, to be said as soon as it is stored."""
    first, *others = pending
    return (first.model_copy(update={"sending": now + LEASE}), *others)
