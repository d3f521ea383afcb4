"""A whole topic in memory, in every process that wants it: read from its beginning at each start, then followed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from redaksi_client.closing import close
from redaksi_client.events import T, Unreadable, read
from redaksi_client.places import all_past
from redaksi_client.rows import Change, Rows

log = logging.getLogger("redaksi_client")

_AGAIN_AFTER = 1.0
_LOOK_EVERY_MS = 200


class StateTable(Rows[T]):
    """The newest state of each item on a published topic, kept up to date while the `async with` lasts.

    `on_change` is awaited for each change, in order, those of catching up too; where it raises, the table stops
    and `until_caught_up`, `forever` and the end of the `async with` raise the same. Kafka being away is waited out.
    """

    def __init__(
        self,
        model: type[T],
        bootstrap: str,
        *,
        topic: str = "",
        on_change: Callable[[Change[T]], Awaitable[None]] | None = None,
        **kafka: Any,
    ) -> None:
        """`topic` is the model's own unless named; `kafka` are settings of aiokafka's consumer."""
        super().__init__()
        self.unreadable = 0
        self._model = model
        self._topic = topic or model.topic
        self._on_change = on_change
        self._kafka: Mapping[str, Any] = {"bootstrap_servers": bootstrap, **kafka}
        self._caught_up = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._reading = asyncio.create_task(self._keep_reading())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if (reading := self._reading) is None:
            return
        reading.cancel()
        await asyncio.wait({reading})
        if error is None and not reading.cancelled():
            reading.result()

    @property
    def caught_up(self) -> bool:
        """Whether everything is here that stood on the topic when reading began."""
        return self._caught_up.is_set()

    async def until_caught_up(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - as asyncio's own
        """Wait for it. Raises TimeoutError after so many seconds."""
        reached = asyncio.create_task(self._caught_up.wait())
        try:
            await asyncio.wait({reached, self._task()}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            reached.cancel()
        if self._task().done():
            self._task().result()
        if not self.caught_up:
            raise TimeoutError(f"{self._topic} was not read to its end within {timeout} s")

    async def forever(self) -> None:
        """Wait until reading ends, which it does only by an error of `on_change`."""
        await asyncio.shield(self._task())

    def _task(self) -> asyncio.Task[None]:
        if self._reading is None:
            raise RuntimeError("a StateTable reads within `async with`")
        return self._reading

    async def _keep_reading(self) -> None:
        while True:
            try:
                await self._read_on()
            except KafkaError as error:
                log.warning("%s: %s; trying again", self._topic, type(error).__name__)
                await asyncio.sleep(_AGAIN_AFTER)

    async def _read_on(self) -> None:
        """Read from the beginning. Without a group, aiokafka assigns every partition by itself."""
        consumer = AIOKafkaConsumer(
            self._topic, group_id=None, enable_auto_commit=False, auto_offset_reset="earliest", **self._kafka
        )
        try:
            await consumer.start()
            ends: dict[TopicPartition, int] = await consumer.end_offsets(consumer.assignment())
            while True:
                for records in (await consumer.getmany(timeout_ms=_LOOK_EVERY_MS)).values():
                    for record in records:
                        await self._hear(record)
                if not self.caught_up and await all_past(consumer, ends):
                    self._caught_up.set()
        finally:
            await close(consumer)

    async def _hear(self, record: Any) -> None:
        try:
            change = self.take(read(self._model, record))
        except Unreadable as why:
            self.unreadable += 1
            log.warning("%s, partition %d, offset %d: %s", self._topic, record.partition, record.offset, why)
            return
        if change is not None and self._on_change is not None:
            await self._on_change(change)
