"""What this process said itself it need not read again when it hears it: most of a view of its own topic."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.facts import Fact

_MOST = 4_000


class Echo:
    """The facts said last, by their CloudEvents ids, on the topics that are heard here too.

    An id is derived from what the fact says, so a record that bears it says the same, whoever wrote it.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._topics: set[str] = set()
        self._said: OrderedDict[str, Fact] = OrderedDict()

    def expect(self, topic: str) -> None:
        """Remember what is said on this topic from now on."""
        self._topics.add(topic)

    def said(self, facts: Iterable[Fact]) -> None:
        """Remember these; beyond so many the oldest are forgotten."""
        for fact in facts:
            if fact.topic in self._topics:
                self._said[fact.event_id] = fact
        while len(self._said) > self._most:
            self._said.popitem(last=False)

    def heard(self, topic: str, event_id: str) -> Fact | None:
        """The fact with this id, and it is forgotten; None where it is not remembered."""
        fact = self._said.pop(event_id, None)
        return fact if fact is not None and fact.topic == topic else None
