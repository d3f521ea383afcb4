"""The bus on a real broker: each trap that FastStream, aiokafka or Kafka set has its cure, and its law here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from shared.bus import Bus, Heard, OutcomeUnknown, Unsendable
from shared.bus.dead import Limit
from shared.facts import ArticleUnpublished, CommentSubmitted, encode
from shared.settings import Settings
from shared.topics import COMMENTS, LARGEST_LETTER, PUBLISHED, Group
from tests.builders import NOON, a_comment
from tests.system.conftest import Servers

Ready = Callable[[], bool]


async def until(ready: Ready, seconds: float = 30.0) -> None:
    """Wait on a condition, never on time."""
    async with asyncio.timeout(seconds):
        while not ready():
            await asyncio.sleep(0.02)


@pytest.fixture
def settings(servers: Servers) -> Settings:
    return Settings(KAFKA_BOOTSTRAP=servers.kafka, session_timeout_seconds=6, send_timeout_seconds=5)


@pytest.fixture
async def group(servers: Servers) -> Group:
    """A consuming group of its own, on a topic that no service reads, from now on."""
    made = Group(f"test-{uuid4().hex[:8]}", "moderation", COMMENTS)
    admin = AIOKafkaAdminClient(bootstrap_servers=servers.kafka)
    await admin.start()
    size = {"max.message.bytes": str(LARGEST_LETTER)}
    await admin.create_topics([NewTopic(name, 12, 1, topic_configs=size) for name in (made.dead, made.redrive)])
    await admin.close()
    await _start_at_the_end(servers.kafka, made)
    return made


async def _start_at_the_end(bootstrap: str, group: Group) -> None:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group.name, enable_auto_commit=False)
    await consumer.start()
    partitions = [TopicPartition(group.topic, number) for number in range(12)]
    ends = await consumer.end_offsets(partitions)
    consumer.assign(partitions)
    await consumer.commit(ends)
    await consumer.stop()


class Listener:
    """Remembers what it heard, in order; raises what `trouble` says for a batch."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.trouble: Callable[[Sequence[Heard]], Exception | None] = lambda _: None

    async def heed(self, batch: Sequence[Heard]) -> None:
        if error := self.trouble(batch):
            raise error
        self.heard.extend(batch)

    @property
    def names(self) -> list[str]:
        return [one.fact.name for one in self.heard if isinstance(one.fact, CommentSubmitted)]


@asynccontextmanager
async def listening(settings: Settings, group: Group, heed: Any, **bus: Any) -> AsyncIterator[Bus]:
    made = Bus(settings, "test", **bus)
    made.listen(group, heed)
    async with made:
        await made.until_started()
        yield made


Send = Callable[..., Awaitable[None]]


@pytest.fixture
async def send(servers: Servers) -> AsyncIterator[Send]:
    """Send any record at all, as a stranger might."""
    producer = AIOKafkaProducer(bootstrap_servers=servers.kafka, max_request_size=4_190_000)
    await producer.start()

    async def sending(key: bytes | None, value: bytes | None, headers: Any, topic: str = COMMENTS) -> None:
        await producer.send_and_wait(topic, value, key, partition=0, headers=headers)

    yield sending
    await producer.stop()


def wire(fact: Any) -> tuple[bytes, bytes | None, list[tuple[str, Any]]]:
    record = encode(fact)
    return record.key, record.value, [(name, text.encode()) for name, text in record.headers.items()]


async def letters(settings: Settings, group: Group, many: int) -> list[Any]:
    """The first dead letters of this group."""
    consumer = AIOKafkaConsumer(group.dead, bootstrap_servers=settings.kafka_bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    async with asyncio.timeout(20):
        found = [await consumer.getone() for _ in range(many)]
    await consumer.stop()
    return found


async def test_a_null_and_a_garbled_header_lose_neither_their_record_nor_their_neighbours(
    settings: Settings, group: Group, send: Send
) -> None:
    ears = Listener()
    for number, header in enumerate([("x", b"well"), ("x", None), ("x", b"\xff\xfe"), ("x", b"well")]):
        key, value, headers = wire(a_comment(name=f"n{number}"))
        await send(key, value, [header, *headers])
    async with listening(settings, group, ears.heed):
        await until(lambda: len(ears.heard) >= 4)
    assert ears.names == ["n0", "n1", "n2", "n3"]


@pytest.mark.parametrize("kind", ["poison body", "forbidden tombstone", "unknown type", "no headers"])
async def test_what_can_never_be_handled_is_buried_whole_and_the_rest_goes_on(
    settings: Settings, group: Group, send: Send, kind: str
) -> None:
    key, value, headers = wire(a_comment(name="ill"))
    sick = {
        "poison body": (key, b"{\xff", headers),
        "forbidden tombstone": (key, None, headers),
        "unknown type": (key, value, [("ce_type", b"a.stranger.v1")]),
        "no headers": (None, value, []),
    }[kind]
    ears = Listener()
    await send(*wire(a_comment(name="before")))
    await send(*sick)
    await send(*wire(a_comment(name="after")))
    async with listening(settings, group, ears.heed):
        await until(lambda: len(ears.heard) >= 2)
        (letter,) = await letters(settings, group, 1)
    assert ears.names == ["before", "after"]
    assert (letter.key, letter.value) == (sick[0], sick[1])
    kept = dict(letter.headers)
    assert {name: kept[name] for name, _ in sick[2]} == dict(sick[2])
    assert kept["dlq-topic"] == COMMENTS.encode()
    assert kept["dlq-group"] == group.name.encode()
    assert kept["dlq-reason"]


async def test_a_tombstone_where_one_may_stand_is_heard_as_an_erasure(
    settings: Settings, servers: Servers, group: Group
) -> None:
    erased = ArticleUnpublished(article_id=uuid4(), version=7, at=NOON)
    ears = Listener()
    bus = Bus(settings, "test")
    follower = bus.follow(PUBLISHED, ears.heed)
    async with bus:
        await follower.until_caught_up()
        await bus.voice.say(erased)
        await until(lambda: any(one.fact == erased for one in ears.heard))


async def test_a_batch_whose_handler_fails_comes_again_whole_and_in_order(
    settings: Settings, group: Group, send: Send
) -> None:
    ears = Listener()
    failures = iter([OSError("MongoDB is away")] * 3)
    ears.trouble = lambda _: next(failures, None)
    for number in range(20):
        await send(*wire(a_comment(name=f"n{number:02}")))
    async with listening(settings, group, ears.heed):
        await until(lambda: len(ears.heard) >= 20)
    assert ears.names == [f"n{number:02}" for number in range(20)]


async def test_what_was_not_handled_before_a_stop_is_heard_after_it(
    settings: Settings, group: Group, send: Send
) -> None:
    ears = Listener()
    seen: list[int] = []
    ears.trouble = lambda batch: seen.append(len(batch)) or OSError("away")
    await send(*wire(a_comment(name="kept")))
    async with listening(settings, group, ears.heed):
        await until(lambda: len(seen) >= 2)
    again = Listener()
    async with listening(settings, group, again.heed):
        await until(lambda: len(again.heard) >= 1)
    assert again.names == ["kept"]


async def test_one_fact_that_fails_alone_is_buried_and_the_world_is_not_blamed(
    settings: Settings, group: Group, send: Send
) -> None:
    ears = Listener()
    ears.trouble = lambda batch: ValueError("rahasia") if any(h.fact.name == "ill" for h in batch) else None  # type: ignore[attr-defined]
    for name in ("before", "ill", "after"):
        await send(*wire(a_comment(name=name)))
    async with listening(settings, group, ears.heed):
        (letter,) = await letters(settings, group, 1)
        await until(lambda: "after" in ears.names)
    assert "ill" not in ears.names
    assert dict(letter.headers)["dlq-error"] == b"ValueError"
    assert b"rahasia" not in dict(letter.headers)["dlq-reason"]


async def test_too_many_dead_letters_stop_the_consumer_instead_of_emptying_the_topic(
    settings: Settings, group: Group, send: Send
) -> None:
    ears = Listener()
    for _ in range(30):
        await send(b"k", b"{", [])
    async with listening(settings, group, ears.heed, limit=Limit(most=10)) as bus:
        await until(lambda: bus.stopped() is not None)
        assert bus.ready() is not None
        await send(*wire(a_comment(name="waits")))
    assert ears.heard == []
    well_again = Listener()
    async with listening(settings, group, well_again.heed, limit=Limit(most=100)):
        await until(lambda: well_again.names == ["waits"])
        assert len(await letters(settings, group, 30)) == 30


async def test_what_a_broker_would_refuse_is_refused_before_it_wedges_the_partition(
    settings: Settings, group: Group
) -> None:
    bus = Bus(settings, "test")
    same = uuid4()
    async with bus:
        await bus.until_started()
        record = encode(a_comment(comment_id=same))
        with pytest.raises(Unsendable, match="bytes"):
            await bus.voice.say_record(record._replace(value=b"x" * 5_000_000))
        with pytest.raises(Unsendable, match="no key"):
            await bus.voice.say_record(record._replace(key=b""))
        await bus.voice.say(a_comment(comment_id=same))


class Left(Exception):  # noqa: N818
    """The process would have ended here."""


async def test_a_producer_that_can_send_no_more_ends_its_process(settings: Settings, group: Group) -> None:
    """The wedge itself, made on purpose: a keyless record on a compacted topic, past the check."""

    def leave(why: str) -> NoReturn:
        raise Left(why)

    bus = Bus(settings, "test")
    bus.voice._leave = leave
    async with bus:
        await bus.until_started()
        said = encode(ArticleUnpublished(article_id=uuid4(), version=1, at=NOON))
        await bus.voice.say_record(said)
        for partition in range(12):
            refused = await bus.broker.publish(b"x", topic=PUBLISHED, partition=partition, no_confirm=True)
            await asyncio.gather(refused, return_exceptions=True)
        with pytest.raises(Left, match="can send no more"):
            await bus.voice.say_record(said)


async def test_every_acknowledged_fact_is_on_its_own_partition_in_the_order_said(
    settings: Settings, group: Group
) -> None:
    ears = Listener()
    items = [uuid4() for _ in range(20)]
    async with listening(settings, group, ears.heed) as bus:
        await bus.voice.say_all([a_comment(comment_id=item, name=str(n)) for n in range(25) for item in items])
        await until(lambda: len(ears.heard) >= 500)
    for item in items:
        mine = [one for one in ears.heard if one.fact.item == str(item)]
        assert [one.fact.name for one in mine] == [str(n) for n in range(25)]  # type: ignore[attr-defined]
        assert len({one.partition for one in mine}) == 1


async def test_before_partitions_go_to_another_process_the_batch_at_hand_is_done_and_acknowledged(
    settings: Settings, group: Group, send: Send
) -> None:
    handled: list[str] = []
    begun = asyncio.Event()
    go_on = asyncio.Event()

    async def slowly(batch: Sequence[Heard]) -> None:
        begun.set()
        await go_on.wait()
        handled.extend(one.fact.name for one in batch)  # type: ignore[attr-defined]

    for number in range(10):
        await send(*wire(a_comment(name=f"n{number}")))
    async with listening(settings, group, slowly):
        await begun.wait()
        other = asyncio.create_task(_join(settings, group, slowly))
        await asyncio.sleep(2)  # the second process asks to join; the first still has its hands full
        go_on.set()
        await until(lambda: len(handled) >= 10)
        await other
    assert handled == [f"n{number}" for number in range(10)]


async def _join(settings: Settings, group: Group, heed: Any) -> None:
    async with listening(settings, group, heed) as bus:
        ear = bus._ears[0]
        await until(lambda: bool(ear.subscriber.consumer and ear.subscriber.consumer.assignment()))
        await asyncio.sleep(1)


async def test_a_follower_knows_when_it_has_read_what_stood_there(settings: Settings, group: Group, send: Send) -> None:
    names = {f"f{number}-{group.name}" for number in range(50)}
    for name in names:
        await send(*wire(a_comment(name=name)))
    ears = Listener()
    bus = Bus(settings, "test")
    follower = bus.follow(COMMENTS, ears.heed)
    assert bus.ready() is not None
    async with bus:
        await follower.until_caught_up()
        assert names <= set(ears.names)
        assert bus.ready() is None


async def test_a_trace_travels_with_its_fact(settings: Settings, group: Group) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
    ears = Listener()
    async with listening(settings, group, ears.heed) as bus:
        await bus.voice.say(a_comment(name="traced"), trace=trace)
        await until(lambda: ears.names == ["traced"])
    assert ears.heard[0].trace == trace


async def test_the_tasks_by_which_life_is_told_are_where_they_were(settings: Settings, group: Group) -> None:
    """When aiokafka moves one of them, this notices; `alive` says a killed one."""
    ears = Listener()
    async with listening(settings, group, ears.heed) as bus:
        assert bus.alive() is None
        consumer = bus._ears[0].subscriber.consumer
        assert consumer is not None
        consumer._fetcher._fetch_task.cancel()
        await until(lambda: consumer._fetcher._fetch_task.done())
        assert "ended" in (bus.alive() or "")


async def test_a_broker_that_does_not_acknowledge_in_time_leaves_the_outcome_unknown(
    settings: Settings, servers: Servers, group: Group
) -> None:
    """And the same fact, said again, is there; that it may stand there twice is why ids are derived."""
    ears = Listener()
    fact = a_comment(name="once more")
    async with listening(settings, group, ears.heed) as bus:
        await bus.voice.say(a_comment(name="first"))
        with servers.kafka_paused():
            with pytest.raises(OutcomeUnknown):
                await bus.voice.say(fact)
        await bus.voice.say(fact)
        await until(lambda: "once more" in ears.names)
    assert {one.fact for one in ears.heard if one.fact.item == fact.item} == {fact}
