"""Dead letters on a real Kafka: seen, chosen, handed back once, and never round and round."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer

from shared.bus import Bus, Heard
from shared.facts import encode
from shared.settings import Settings
from shared.topics import INGEST_COMMENT_STATUS as GROUP
from tests.shared.every_fact import every_fact
from tests.system.conftest import Servers
from tests.system.people import until
from tests.system.test_readers import redaksi


class Ear:
    """Hears what its group is told; cannot bear what it is told not to."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.unbearable: set[str] = set()

    async def on_facts(self, batch: Sequence[Heard]) -> bool:
        if any(one.fact.item in self.unbearable for one in batch):
            raise ValueError("cannot")
        new = [one.fact.item for one in batch if one.fact.item not in self.heard]
        self.heard += [one.fact.item for one in batch]
        return bool(new)

    def hears_all(self, *items: str) -> Callable[[], Awaitable[bool]]:
        async def ready() -> bool:
            return set(items) <= set(self.heard)

        return ready

    def hears_any(self, *items: str) -> Callable[[], Awaitable[bool]]:
        async def ready() -> bool:
            return bool(set(items) & set(self.heard))

        return ready


@asynccontextmanager
async def listening(servers: Servers, ear: Ear) -> AsyncIterator[None]:
    bus = Bus(Settings(KAFKA_BOOTSTRAP=servers.kafka, session_timeout_seconds=6), "ingest-view")
    bus.listen(GROUP, ear.on_facts)
    async with bus:
        yield


async def told(servers: Servers, count: int) -> list[str]:
    """So many comments that the desk removed; their ids."""
    (fact,) = [one for one in every_fact() if one.kind == "redaksi.comment.removed.v1"][:1]
    items = []
    async with AIOKafkaProducer(bootstrap_servers=servers.kafka) as producer:
        for _ in range(count):
            one = fact.model_copy(update={"comment_id": uuid4()})
            record = encode(one)
            headers = [(name, value.encode()) for name, value in record.headers.items()]
            await producer.send_and_wait(one.topic, record.value, record.key, headers=headers)
            items.append(one.item)
    return items


async def places(servers: Servers, *items: str) -> list[str]:
    """Where the letters of these stand, once they do."""

    async def there() -> list[str] | None:
        _, out, _ = await redaksi("dead", "show", GROUP.name, "--kafka", servers.kafka)
        found = []
        for place in re.findall(r"^(\S+)  ", out, re.MULTILINE):
            _, whole, _ = await redaksi("dead", "show", GROUP.name, place, "--kafka", servers.kafka)
            found += [place] if any(item in whole for item in items) else []
        return found if len(found) == len(items) else None

    return list(await until(there, 60))


async def dead(servers: Servers, *words: str) -> str:
    code, out, err = await redaksi("dead", *words, "--kafka", servers.kafka)
    assert code == 0, err
    return out


async def became(servers: Servers, place: str, words: str) -> bool:
    """Whether this is told of a letter that was handed back."""
    told_ = await dead(servers, "show", GROUP.name, "--handed-back")
    return any(line.startswith(f"{place}  ") and line.endswith(words) for line in told_.splitlines())


async def test_letters_are_seen_handed_back_once_and_heard(servers: Servers) -> None:
    ear = Ear()
    first, second = items = await told(servers, 2)
    ear.unbearable = set(items)
    async with listening(servers, ear):
        one, other = await places(servers, *items)
        code, listed, _ = await redaksi("dead", "list", "--kafka", servers.kafka)
        assert code == 1
        assert f"{GROUP.name}  " in listed
        assert "ValueError" in listed
        whole = await dead(servers, "show", GROUP.name, one)
        assert json.loads(whole[whole.index("\n\n") :])["comment_id"] in items
        ear.unbearable.clear()
        assert "1 would be handed back" in await dead(servers, "redrive", GROUP.name, one, "--dry-run")
        assert "1 handed back" in await dead(servers, "redrive", GROUP.name, one)
        await until(ear.hears_any(first, second))
        await until(lambda: became(servers, one, "it was handled"))
        assert f"\n{one}  " not in f"\n{await dead(servers, 'show', GROUP.name)}"
        code, _out, err = await redaksi("dead", "redrive", GROUP.name, one, "--kafka", servers.kafka)
        assert (code, "handed back already" in err) == (1, True)
        await dead(servers, "redrive", GROUP.name, "--error", "ValueError")
        await until(ear.hears_all(first, second))
        assert f"\n{other}  " not in f"\n{await dead(servers, 'show', GROUP.name)}"
        await until(lambda: became(servers, other, "it was handled"))
    assert (ear.heard.count(first), ear.heard.count(second)) == (1, 1)


async def test_what_was_known_already_changes_nothing_and_that_is_said(servers: Servers) -> None:
    ear = Ear()
    (item,) = await told(servers, 1)
    ear.unbearable = {item}
    async with listening(servers, ear):
        (place,) = await places(servers, item)
        ear.unbearable.clear()
        ear.heard.append(item)
        await dead(servers, "redrive", GROUP.name, place)
        await until(lambda: became(servers, place, "it was known already: nothing changed"))
        whole = await dead(servers, "show", GROUP.name, place)
        assert "nothing changed" in whole


async def test_what_dies_again_keeps_where_it_came_from_and_is_left_after_three_times(servers: Servers) -> None:
    ear = Ear()
    (item,) = await told(servers, 1)
    ear.unbearable = {item}
    async with listening(servers, ear):
        (place,) = await places(servers, item)
        came_from = re.findall(r"dlq-(?:topic|partition|offset): .*", await dead(servers, "show", GROUP.name, place))
        for times in (1, 2, 3):
            await dead(servers, "redrive", GROUP.name, place)
            (place,) = await places(servers, item)
            whole = await dead(servers, "show", GROUP.name, place)
            assert f"redrive-times: {times}" in whole
            (before,) = re.findall(r"redrive-of: (\S+)", whole)
            assert await became(servers, before, f"it died again, as {place}")
            assert re.findall(r"dlq-(?:topic|partition|offset): .*", whole) == came_from
        assert "--again takes them" in await dead(servers, "redrive", GROUP.name, place)
        ear.unbearable.clear()
        await dead(servers, "redrive", GROUP.name, place, "--again")
        await until(ear.hears_all(item))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "nobody"), "There is no group nobody"),
        (("show", GROUP.name, "99/99"), "There is no letter 99/99"),
        (("redrive", GROUP.name), "Say which"),
    ],
)
async def test_what_is_not_there_is_said_in_words(servers: Servers, words: tuple[str, ...], said: str) -> None:
    code, _out, err = await redaksi("dead", *words, "--kafka", servers.kafka)
    assert (code, said in err, "Traceback" in err) == (1, True, False)
