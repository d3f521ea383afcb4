"""Hearing facts: each trap that FastStream, aiokafka or Kafka set has its cure, and its law here."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest
import uvloop

from shared.bus import Bus, Heard
from shared.bus.dead import Limit
from shared.facts import ArticleUnpublished
from shared.settings import Settings
from shared.topics import COMMENTS, PUBLISHED, Group
from tests.builders import NOON, a_comment
from tests.system.bus.conftest import Listener, Send, letters, listening, until, wire
from tests.system.conftest import Servers


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


async def test_a_batch_that_was_heard_is_let_go_without_anybody_looking_for_garbage(
    settings: Settings, group: Group
) -> None:
    records: list[weakref.ref[Any]] = []

    async def heed(batch: Sequence[Heard]) -> None:
        records.extend(weakref.ref(one.record) for one in batch)

    async def hear_three() -> None:
        async with listening(settings, group, heed) as bus:
            for number in range(1, 4):
                await bus.voice.say(a_comment(name=f"n{number}"))
                await until(lambda so_many=number: len(records) == so_many)  # type: ignore[misc]
            await until(lambda: records[0]() is None, 5)

    gc.disable()
    try:
        # On the loop that a service has: asyncio's own holds what was done within a time until that time is over.
        await asyncio.to_thread(uvloop.run, hear_three())
    finally:
        gc.enable()


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
    tries: list[int] = []

    async def failing(batch: Sequence[Heard]) -> None:
        tries.append(len(batch))
        raise OSError("away")

    await send(*wire(a_comment(name="kept")))
    async with listening(settings, group, failing):
        await until(lambda: len(tries) >= 2)
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


async def test_the_tasks_by_which_life_is_told_are_where_they_were(settings: Settings, group: Group) -> None:
    """When aiokafka moves one of them, this notices; `alive` says a killed one."""
    ears = Listener()
    async with listening(settings, group, ears.heed) as bus:
        assert bus.alive() is None
        consumer = bus._ears[0].subscriber.consumer
        assert consumer is not None
        consumer._fetcher._fetch_task.cancel()
        await until(consumer._fetcher._fetch_task.done)
        assert "ended" in (bus.alive() or "")


async def test_while_something_fetched_waits_kafka_is_not_asked_for_what_is_empty(
    settings: Settings, group: Group
) -> None:
    """Nothing else could be asked for until that answer, which takes as long as Kafka may wait: a second."""
    hands_full, go_on = asyncio.Event(), asyncio.Event()

    async def heed(_: Sequence[Heard]) -> None:
        hands_full.set()
        await go_on.wait()

    async with listening(settings, group, heed) as bus:
        await bus.voice.say(a_comment(name="handled"))
        await hands_full.wait()
        await bus.voice.say(a_comment(name="waiting"))
        consumer = bus._ears[0].subscriber.consumer
        assert consumer is not None
        fetcher = consumer._fetcher
        await until(lambda: bool(fetcher._records))
        await asyncio.sleep(0.5)  # aiokafka's own patience is a fifth of that
        assert not fetcher._in_flight
        go_on.set()
        await until(lambda: not fetcher._records)
        await until(lambda: bool(fetcher._in_flight))
