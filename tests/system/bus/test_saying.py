"""Saying facts: acknowledged, in order, and never so that a partition is wedged."""

from __future__ import annotations

import asyncio
from typing import NoReturn
from uuid import uuid4

import pytest

from shared.bus import Bus, OutcomeUnknown, Unsendable
from shared.facts import ArticleUnpublished, encode
from shared.settings import Settings
from shared.topics import PUBLISHED, Group
from tests.builders import NOON, a_comment
from tests.system.bus.conftest import Listener, listening, until
from tests.system.conftest import Servers


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
        assert len({one.record.partition for one in mine}) == 1


async def test_a_trace_travels_with_its_fact(settings: Settings, group: Group) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
    ears = Listener()
    async with listening(settings, group, ears.heed) as bus:
        await bus.voice.say(a_comment(name="traced"), trace=trace)
        await until(lambda: ears.names == ["traced"])
    assert ears.heard[0].trace == trace


async def test_a_broker_that_does_not_acknowledge_in_time_leaves_the_outcome_unknown(
    settings: Settings, servers: Servers, group: Group
) -> None:
    """And the same fact, said again, is there; that it may stand there twice is why ids are derived."""
    ears = Listener()
    fact = a_comment(name="once more")
    async with listening(settings, group, ears.heed) as bus:
        await bus.voice.say(a_comment(name="first"))
        with servers.kafka_paused(), pytest.raises(OutcomeUnknown):
            await bus.voice.say(fact)
        await bus.voice.say(fact)
        await until(lambda: "once more" in ears.names)
    assert {one.fact for one in ears.heard if one.fact.item == fact.item} == {fact}


async def test_what_is_held_is_held_until_it_is_there(settings: Settings, servers: Servers, group: Group) -> None:
    """Given up it would be there all the same, later than whatever others say meanwhile."""
    ears, holds = Listener(), 0

    async def hold() -> None:
        nonlocal holds
        holds += 1

    async with listening(settings, group, ears.heed) as bus:
        await bus.voice.say(a_comment(name="first"))
        with servers.kafka_paused():
            saying = asyncio.create_task(bus.voice.say_records([(encode(a_comment(name="held")), "")], hold=hold))
            await until(lambda: holds > 1)
            assert not saying.done()
        await saying
        await until(lambda: "held" in ears.names)
    assert ears.names.count("held") == 1
