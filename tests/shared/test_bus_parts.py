"""What of the bus needs no broker: its limit, its patience, and telling the world's trouble from ours."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError
from pymongo.errors import AutoReconnect, DocumentTooLarge, DuplicateKeyError, NetworkTimeout, OperationFailure

from shared.bus.chain import Chain
from shared.bus.dead import Limit, Toll
from shared.bus.follow import Follower
from shared.bus.life import STILL, Progress
from shared.bus.voice import headers_of
from shared.bus.world import OutcomeUnknown, Patience, Unsendable, is_world
from shared.facts import Record
from shared.topics import LARGEST_SEND, TOPICS


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_more_dead_letters_than_the_limit_are_too_much_only_where_they_are_most_of_what_is_read() -> None:
    toll = Toll(Limit(most=10, seconds=600, share=0.5), Clock())
    toll.count(read=100, dead=10)
    assert not toll.would_be_too_much(40)
    assert toll.would_be_too_much(41)


def test_few_dead_letters_are_never_too_much() -> None:
    toll = Toll(Limit(most=10), Clock())
    toll.count(read=1)
    assert not toll.would_be_too_much(10)
    assert toll.would_be_too_much(11)


def test_what_was_long_ago_no_longer_counts() -> None:
    clock = Clock()
    toll = Toll(Limit(most=10, seconds=600), clock)
    toll.count(read=10, dead=10)
    clock.now = 601
    assert not toll.would_be_too_much(10)


@pytest.mark.parametrize(
    "error",
    [
        AutoReconnect(),
        NetworkTimeout(),
        KafkaConnectionError(),
        OutcomeUnknown(),
        TimeoutError(),
        OSError(),
        OperationFailure("not authorized", 13),
        OperationFailure("Authentication failed.", 18),
    ],
)
def test_the_worlds_trouble_is_waited_out(error: Exception) -> None:
    assert is_world(error)


@pytest.mark.parametrize(
    "error",
    [
        DuplicateKeyError("x"),
        DocumentTooLarge("x"),
        OperationFailure("bad value", 2),
        Unsendable(),
        ValueError(),
        KeyError(),
    ],
)
def test_trouble_of_ours_does_not_pass_by_waiting(error: Exception) -> None:
    assert not is_world(error)


async def test_a_wait_that_is_cut_short_ends_at_once() -> None:
    patience = Patience()
    waiting = asyncio.create_task(_many_waits(patience))
    while patience.failures < 5:
        patience.cut_short()
        await asyncio.sleep(0)
    waiting.cancel()
    patience.rest()
    assert patience.failures == 0


async def _many_waits(patience: Patience) -> None:
    while True:
        await patience.wait()


def test_every_topic_takes_what_a_producer_may_send() -> None:
    assert all(topic.largest > LARGEST_SEND for topic in TOPICS)
    headers_of(Record("t", b"k", b"x" * (LARGEST_SEND - 2), {}), "")
    with pytest.raises(Unsendable):
        headers_of(Record("t", b"k", b"x" * LARGEST_SEND, {}), "")


class Consumer:
    """A topic of one partition that ends at 10."""

    def __init__(self) -> None:
        self.place = 0

    def assignment(self) -> set[TopicPartition]:
        return {TopicPartition("t", 0)}

    async def end_offsets(self, partitions: Any) -> dict[TopicPartition, int]:
        return dict.fromkeys(partitions, 10)

    async def position(self, _: TopicPartition) -> int:
        return self.place


async def test_a_follower_has_not_caught_up_before_the_end_nor_while_a_batch_is_in_hand() -> None:
    async def heed(_: Any) -> None: ...

    chain, consumer = Chain("t", heed, None), Consumer()
    follower = Follower(chain)
    watching = asyncio.create_task(follower.watch(consumer))
    consumer.place = 9
    await asyncio.sleep(0.3)
    assert not follower.caught_up
    chain._idle.clear()
    consumer.place = 10
    await asyncio.sleep(0.3)
    assert not follower.caught_up
    chain._idle.set()
    await asyncio.wait_for(watching, 5)
    assert follower.caught_up


class Stuck:
    """A consumer at 3 of 10 whose tasks live."""

    def __init__(self) -> None:
        self.place = 3
        self._group_id = None
        self._fetcher = self
        self._fetch_task = asyncio.get_running_loop().create_future()

    def assignment(self) -> set[TopicPartition]:
        return {TopicPartition("t", 0)}

    async def position(self, _: TopicPartition) -> int:
        return self.place

    def highwater(self, _: TopicPartition) -> int:
        return 10


async def test_a_consumer_that_does_not_move_while_facts_wait_is_to_be_started_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def heed(_: Any) -> None: ...

    chain, consumer, now = Chain("t", heed, None), Stuck(), [1_000.0]
    monkeypatch.setattr("shared.bus.life.time.monotonic", lambda: now[0])
    progress = Progress(chain)
    for seconds in (0, STILL - 1):
        now[0] = 1_000.0 + seconds
        await progress.look(consumer)
        assert progress.wrong(consumer) is None
    now[0] += 2
    assert "nothing has moved" in (progress.wrong(consumer) or "")
    consumer.place = 4
    await progress.look(consumer)
    assert progress.wrong(consumer) is None
    now[0] += STILL + 1
    chain.patience.waiting = True
    await progress.look(consumer)
    assert progress.wrong(consumer) is None, "waiting for the world is no reason to be started anew"
