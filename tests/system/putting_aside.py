"""Dead letters as tests make them: put aside as a group does it, and found again as an operator finds them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from redaksi.runner.access import Access
from shared.bus.chain import readable
from shared.facts import Fact, decode, encode
from shared.topics import COMMENTS, Group
from tests.system.people import Editor, until


def an_error() -> str:
    """One that no other test's letters died of."""
    return f"Galat{uuid4().hex[:8]}"


async def put_aside(access: Access, group: Group, *facts: Fact, error: str, times: int = 0) -> list[str]:
    """These among the group's dead letters, as if a cause that is mended by now had kept it from them; their places."""
    places = []
    async with AIOKafkaProducer(bootstrap_servers=access.kafka) as producer:
        for fact in facts:
            record = encode(fact)
            why = {"dlq-topic": group.topic, "dlq-group": group.name, "dlq-error": error, "dlq-reason": "a test's"}
            why |= {"dlq-partition": "0", "dlq-offset": "0"} | ({"redrive-times": str(times)} if times else {})
            headers = [(name, text.encode()) for name, text in {**record.headers, **why}.items()]
            told = await producer.send_and_wait(group.dead, record.value, record.key, headers=headers)
            places.append(f"{told.partition}/{told.offset}")
    return places


async def poison(access: Access) -> str:
    """What nobody can ever read, on the topic of comments; its key."""
    key = uuid4().hex
    async with AIOKafkaProducer(bootstrap_servers=access.kafka) as producer:
        headers = [("ce_type", b"a.stranger.v1"), ("x", b"\xff<script>alert(1)</script>")]
        await producer.send_and_wait(COMMENTS, b'{"teks": "\xff\x00"}', key.encode(), headers=headers)
    return key


async def last_of(access: Access, topic: str, item: str) -> Fact:
    """What was said last on this topic about an item."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=access.kafka, auto_offset_reset="earliest")
    found: Fact | None = None
    async with consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(one) < end for one, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for one in records:
                    if one.key == item.encode() and one.value is not None:
                        found = decode(topic, one.key, one.value, readable(one))
    assert found is not None, f"nothing about {item} on {topic}"
    return found


class Operator:
    """Looks after dead letters by the API."""

    def __init__(self, editor: Editor, group: Group) -> None:
        self.http = editor.http
        self.path = f"/api/dead-letters/{group.name}"

    async def letters(self, state: str, error: str = "") -> list[dict[str, Any]]:
        """One side of the group."""
        asked = {"state": state, "error": error, "limit": "500"}
        answer = await self.http.get(self.path, params=asked)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["letters"])

    async def whole(self, place: str) -> dict[str, Any]:
        """One letter."""
        answer = await self.http.get(f"{self.path}/{place}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def hand_back(self, **order: Any) -> dict[str, Any]:
        """Begin to; it must begin."""
        answer = await self.http.post(f"{self.path}/redrive", json=order)
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    async def ended(self) -> dict[str, Any]:
        """The run, once it has ended."""

        async def there() -> dict[str, Any] | None:
            run = dict((await self.http.get(f"{self.path}/redrive")).json())
            return run if run["state"] != "running" else None

        return dict(await until(there))

    async def fate(self, place: str, seconds: float = 30) -> dict[str, Any]:
        """The letter, once its group has answered."""

        async def told() -> dict[str, Any] | None:
            one = await self.whole(place)
            return one if one["state"] not in {"waiting", "sent"} else None

        return dict(await until(told, seconds))

    async def of_key(self, key: str) -> str:
        """Where the letter with this key waits, once it does."""

        async def there() -> str | None:
            for one in await self.letters("waiting"):
                if (await self.whole(one["place"]))["key"] == key:
                    return str(one["place"])
            return None

        return str(await until(there))
