"""One broker for each process: everything it says and hears goes through it."""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, Self

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker

from shared.bus.chain import Chain, Heed, Read, parse, undecoded
from shared.bus.dead import DeadLetters, Limit
from shared.bus.drain import Beside, Drain
from shared.bus.follow import Follower
from shared.bus.life import Progress, let_go, make_prompt, producer_task, real_producer
from shared.bus.voice import Voice
from shared.facts import decode
from shared.kafka import Refusal
from shared.topics import LARGEST_RECORD

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer
    from faststream.kafka.subscriber.usecase import LogicSubscriber

    from shared.kafka import Kafka
    from shared.settings import Settings
    from shared.topics import Group

log = logging.getLogger(__name__)

_POLL_MS = 10
"""FastStream sleeps as long as it polled when a poll found nothing: short, for the first poll, before `make_prompt`."""
_TOGETHER = 1 << 20
"""Bytes of a partition's records that are sent together: with aiokafka's 16 KiB, three articles to a round trip."""
_UNHURRIED: dict[str, Any] = {"fetch_min_bytes": 1 << 20, "fetch_max_wait_ms": 500}
"""Kafka keeps facts back until there is a MiB of them, or for half a second."""
_AT_ONCE: dict[str, Any] = {"fetch_max_wait_ms": 1_000}
_LOOK_EVERY = 2.0
_START_AGAIN = 0.3


def leave(why: str) -> NoReturn:
    """End this process at once: what it was doing is safe to do again, what it would do next is not."""
    log.critical("leaving", extra={"reason": why})
    os._exit(70)


@dataclass(frozen=True)
class _Ear:
    """A subscriber, the chain behind it, and its progress."""

    subscriber: LogicSubscriber[Any]
    chain: Chain
    progress: Progress
    follower: Follower | None = None


class Bus:
    """Says and hears for one process. `async with bus` starts it, waiting for Kafka in the background."""

    def __init__(self, settings: Settings, service: str, *, limit: Limit | None = None) -> None:
        """`service` is the client's name on the broker; `limit` when too many dead letters are too many."""
        self._settings = settings
        self._refusal = Refusal(settings.kafka)
        self._limit = limit
        self._ears: list[_Ear] = []
        self._dead: list[DeadLetters] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._started = asyncio.Event()
        self.broker = KafkaBroker(
            settings.kafka_bootstrap.split(","),
            security=settings.kafka.security,
            client_id=f"redaksi-{service}",
            acks="all",
            enable_idempotence=True,
            allow_auto_create_topics=False,
            linger_ms=0,
            max_batch_size=_TOGETHER,
            max_request_size=LARGEST_RECORD - 4096,
            graceful_timeout=settings.shutdown_seconds / 2,
            parser=parse,
            decoder=undecoded,
            apply_types=False,
            logger=_quiet(),
        )
        self.voice = Voice(self.broker, timeout=settings.send_timeout_seconds, leave=leave)

    def listen(
        self,
        group: Group,
        heed: Heed,
        *,
        batch: int = 500,
        read: Read = decode,
        beside: Beside | None = None,
        unhurried: bool = False,
    ) -> Chain:
        """Hear a group's topic and what operators hand back to it, in batches of up to `batch` facts.

        `read` makes a fact of a record; `beside` is another topic that the same consumer reads. Where nobody waits for
        what comes of it, `unhurried` hears many facts together: they take less of the time of those who are waited for.
        """
        if beside is not None:
            heed = beside.beside(heed)
        dead = DeadLetters(self._settings.kafka, group, self._limit)
        chain = Chain(group.name, heed, dead, redrive=group.redrive, read=read)
        session = int(self._settings.session_timeout_seconds * 1000)
        subscriber = self.broker.subscriber(
            group.topic,
            group.redrive,
            *([beside.topic] if beside else []),
            batch=True,
            group_id=group.name,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.NACK_ON_ERROR,
            max_records=batch,
            batch_timeout_ms=_POLL_MS,
            **(_UNHURRIED if unhurried else _AT_ONCE),
            session_timeout_ms=session,
            heartbeat_interval_ms=session // 5,
            listener=Drain(chain, session / 1000 * 0.8, beside),
            no_reply=True,
        )
        subscriber(chain.hear)
        self._dead.append(dead)
        self._ears.append(_Ear(subscriber, chain, Progress(chain)))
        return chain

    def follow(self, topic: str, heed: Heed, *, batch: int = 500, unhurried: bool = False) -> Follower:
        """Hear a whole topic from its beginning, in this process too, and go on following it; `unhurried` as above."""
        chain = Chain(f"follow:{topic}", heed, None)
        subscriber = self.broker.subscriber(
            topic,
            batch=True,
            group_id=None,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            max_records=batch,
            batch_timeout_ms=_POLL_MS,
            **(_UNHURRIED if unhurried else _AT_ONCE),
            no_reply=True,
        )
        subscriber(chain.hear_or_rewind)
        follower = Follower(chain)
        self._ears.append(_Ear(subscriber, chain, Progress(chain), follower))
        return follower

    async def __aenter__(self) -> Self:
        self._tasks.append(asyncio.create_task(self._start()))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for ear in self._ears:
            ear.chain.patience.cut_short()
        # Each of these may never return while the broker is away; the process's watchdog then ends it.
        await let_go(self.broker.stop())
        for dead in self._dead:
            await dead.close()

    async def until_started(self) -> None:
        """Wait until Kafka was there and every consumer is on its way."""
        await self._started.wait()

    def ready(self) -> str | None:
        """Why this process cannot do its work just now, or None."""
        if not self._started.is_set():
            return self._refusal.why or "Kafka has not answered yet"
        behind = [ear.chain.name for ear in self._ears if ear.follower and not ear.follower.caught_up]
        if behind:
            return f"{behind[0]} has not caught up yet"
        return self.stopped() or self.alive()

    def stopped(self) -> str | None:
        """Which consumer has stopped because too much could not be handled, or None."""
        return next((ear.chain.stopped for ear in self._ears if ear.chain.stopped), None)

    def alive(self) -> str | None:
        """Why this process should be started anew, or None."""
        if any(_broke_off(task) for task in self._tasks):
            return "a task of the bus has ended"
        if not self._started.is_set():
            return None
        wrong = [ear.progress.wrong(_consumer(ear)) for ear in self._ears]
        return next((why for why in wrong if why), None) or self._voiceless()

    def _voiceless(self) -> str | None:
        producer = real_producer(self.broker)
        return "the producer's task has ended" if producer_task(producer).done() else None

    async def _start(self) -> None:
        while True:
            try:
                # Asked first: a start that fails half way would leave a producer open.
                await _must_answer(self._settings.kafka)
                await self.broker.start()
                break
            except (KafkaError, OSError) as error:
                log.info("Kafka does not answer yet", extra={"error": type(error).__name__})
                await let_go(self.broker.stop())
                await self._refusal.look()
                await asyncio.sleep(_LOOK_EVERY if self._refusal.why else _START_AGAIN)
        self._started.set()
        for ear in self._ears:
            if consumer := _consumer(ear):
                make_prompt(consumer)
            self._tasks.append(asyncio.create_task(_look(ear)))
            if ear.follower and (consumer := _consumer(ear)):
                self._tasks.append(asyncio.create_task(ear.follower.watch(consumer)))


def _broke_off(task: asyncio.Task[None]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


async def _look(ear: _Ear) -> None:
    while True:
        if consumer := _consumer(ear):
            try:
                async with asyncio.timeout(_LOOK_EVERY):
                    await ear.progress.look(consumer)
            except (KafkaError, TimeoutError) as error:
                log.debug("no look at positions", extra={"group": ear.chain.name, "error": type(error).__name__})
        await asyncio.sleep(_LOOK_EVERY)


async def _must_answer(kafka: Kafka) -> None:
    admin = AIOKafkaAdminClient(**kafka.connection)
    try:
        await admin.start()
    finally:
        await admin.close()


def _consumer(ear: _Ear) -> AIOKafkaConsumer | None:
    return ear.subscriber.consumer


def _quiet() -> logging.Logger:
    """FastStream's logger, silent: it would log what the chain already logs, with contents."""
    logger = logging.getLogger("redaksi.faststream")
    logger.setLevel(logging.CRITICAL + 1)
    return logger
