"""What happens when partitions come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from aiokafka import ConsumerRebalanceListener

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiokafka import TopicPartition

    from shared.bus.chain import Chain, Heed


class Beside(Protocol):
    """A second topic that a group's consumer reads beside its own."""

    topic: str

    def hold(self, partitions: Iterable[int]) -> None:
        """These of its partitions are read here from now on, and no others."""

    def beside(self, heed: Heed) -> Heed:
        """Handles what stands on this topic too."""


class Drain(ConsumerRebalanceListener):  # type: ignore[misc]
    """Before partitions go to another process, the batch at hand is finished and acknowledged."""

    def __init__(self, chain: Chain, seconds: float, beside: Beside | None) -> None:
        self._chain = chain
        self._seconds = seconds
        self._beside = beside

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """They go, perhaps to come back at once."""
        if revoked:
            await self._chain.drain(self._seconds)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """These are all that this process has from now on."""
        if self._beside is not None:
            self._beside.hold([one.partition for one in assigned if one.topic == self._beside.topic])
