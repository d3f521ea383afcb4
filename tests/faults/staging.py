"""Doing what a plan says, to a stage."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiokafka.errors import KafkaError

from shared.topics import DECISIONS, DRAFTS, PUBLISH_ARTICLES
from tests.faults.failpoints import HICCUPS, WINDOWS, Window
from tests.faults.plan import Step
from tests.faults.process import clock_of
from tests.faults.stage import Stage
from tests.faults.watch import Watcher

_WINDOWS = {window.name: window for window in (*WINDOWS, *HICCUPS)}
_NOBODY_CAME = 15.0
_LONELY = 0.4
_STUCK = 6.0
"""Seconds in which the desk decides, and cannot say it."""
_POISON: tuple[tuple[bytes, list[tuple[str, bytes | None]]], ...] = (
    (b"{", [("ce_type", b"DraftSubmitted")]),
    (b"{}", [("ce_type", None), ("ce_version", b"1")]),
    (b"\xff\xfe", [("ce_type", b"\xff\xfe\xfd")]),
    (b'{"nothing": "known"}', []),
)
"""Records that no service can read: broken JSON, a null header, what is not UTF-8, and no headers at all."""


class Staging:
    """Does one step after the other, each in its own time; they overlap as they come."""

    def __init__(self, stage: Stage, watcher: Watcher, notes: Path) -> None:
        self._stage = stage
        self._watcher = watcher
        self._notes = notes
        self.done: Counter[str] = Counter()
        self.sprung: Counter[str] = Counter()
        self.poison: set[str] = set()
        self.perhaps: set[str] = set()
        self._doing: set[asyncio.Task[None]] = set()

    async def play(self, steps: list[Step]) -> None:
        """All of these, at their times; returns when the last has ended."""
        began = time.monotonic()
        for step in steps:
            await asyncio.sleep(max(0.0, began + step.at - time.monotonic()))
            self._note(step)
            self._doing.add(asyncio.create_task(self._do(step)))
        await asyncio.gather(*self._doing)

    def _note(self, step: Step) -> None:
        with self._notes.open("a") as file:
            file.write(json.dumps({"at": time.time(), "what": step.what, **step.how}) + "\n")

    def faults(self) -> dict[str, Callable[..., Awaitable[object]]]:
        """What does each kind of fault, with what a step says of it."""
        return {
            "kill": self._kill,
            "trap": self._trap,
            "hiccup": self._trap,
            "pause": self._stage.pause,
            "standstill": self._standstill,
            "clock": self._clock,
            "rolling": self._stage.roll,
            "poison": self._poison_it,
            "stale": self._stale,
            "leader": self._leader,
            "controller": self._controller,
            "two": self._stage.hold_down,
            "ahead": self._ahead,
            "cut": lambda whom, seconds, reset: self._stage.proxies[whom].cut(seconds, reset=reset),
            "slow": lambda whom, seconds, by: self._stage.proxies[whom].slow(seconds, by),
        }

    async def _do(self, step: Step) -> None:
        try:
            await self.faults()[step.what](**step.how)
        except (KafkaError, TimeoutError):
            self.done[f"{step.what}: Kafka was away"] += 1
        else:
            self.done[step.what] += 1

    async def _kill(self, whom: str) -> None:
        self._stage.kill(whom)

    async def _trap(self, window: str) -> None:
        one = _WINDOWS[window]
        starts = self._starts(one)
        self._stage.traps.lay(one)
        until = time.monotonic() + _NOBODY_CAME
        while self._stage.traps.lies(one):
            if time.monotonic() > until:
                self._stage.traps.take_up(one)
                return
            await asyncio.sleep(0.05)
        self.sprung[window] += 1
        if one in WINDOWS:
            self._stage.kills += 1
            await asyncio.sleep(0.3)
            for name, before in starts.items():
                if self._stage.actors[name].starts != before:
                    self._stage.noticed(name)

    def _starts(self, window: Window) -> dict[str, int]:
        actors = self._stage.actors.items()
        return {name: one.starts for name, one in actors if name.partition("~")[0] == window.service}

    async def _standstill(self, whom: str, seconds: float) -> None:
        """Kafka dies; a process stops with what it has on its way, and goes on when Kafka has long been back."""
        down = asyncio.create_task(self._stage.hold_down(list(self._stage.shape.kafkas), 2 * _STUCK))
        await asyncio.sleep(_STUCK)
        went_on = await self._stage.stand_still(whom, seconds)
        await down
        self.done["standstill: went on" if went_on else "standstill: was killed meanwhile"] += 1

    async def _clock(self, whom: str, by: float, seconds: float) -> None:
        file = clock_of(self._stage.folder, whom)
        file.write_text(str(by))
        await asyncio.sleep(seconds)
        file.unlink(missing_ok=True)

    async def _poison_it(self, form: int) -> None:
        value, headers = _POISON[form]
        key = f"poison-{uuid4().hex}"
        self.perhaps.add(key)
        async with asyncio.timeout(30):
            await self._send(DRAFTS, key.encode(), value, headers)
        self.poison.add(key)

    async def _stale(self, which: float) -> None:
        """An operator hands back a letter that has long been overtaken: some earlier decision about an article."""
        old = self._watcher.an_old_decision(which)
        if old is None:
            return
        headers = [*((name, value) for name, value in old.headers), ("dlq-topic", DECISIONS.encode())]
        async with asyncio.timeout(30):
            await self._send(PUBLISH_ARTICLES.redrive, old.key, old.value, headers)

    async def _send(
        self, topic: str, key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes | None]]
    ) -> None:
        async with self._stage.a_producer() as producer:
            await producer.send_and_wait(topic, value, key, headers=headers)

    async def _leader(self, partition: int) -> None:
        self._stage.kill(await asyncio.to_thread(self._leader_of, partition))

    async def _controller(self) -> None:
        self._stage.kill(await asyncio.to_thread(self._active_controller))

    async def _ahead(self, partition: int) -> None:
        """The leader's followers stop for a moment, then the leader dies: what it alone had is gone."""
        leader = await asyncio.to_thread(self._leader_of, partition)
        others = [name for name in self._stage.shape.kafkas if name != leader]
        for name in others:
            self._stage.actors[name].send(signal.SIGSTOP)
        await asyncio.sleep(_LONELY)
        self._stage.actors[leader].free.clear()
        self._stage.kill(leader)
        for name in others:
            self._stage.actors[name].send(signal.SIGCONT)
        await asyncio.sleep(8)
        self._stage.actors[leader].free.set()

    def _leader_of(self, partition: int) -> str:
        with _admin(self._stage.kafka) as admin:
            (topic,) = admin.describe_topics([DRAFTS])
            (found,) = [one for one in topic["partitions"] if one["partition_index"] == partition]
        return self._broker(found)

    def _active_controller(self) -> str:
        with _admin(self._stage.kafka) as admin:
            (controllers,) = admin.describe_metadata_quorum()["topics"]
        return self._broker(*controllers["partitions"])

    def _broker(self, told: Mapping[str, Any]) -> str:
        """Who leads. Raises TimeoutError where nobody does just now: one was elected away a moment ago."""
        leader: int = told.get("leader_id", 0)
        if leader < 1:
            raise TimeoutError("nobody leads")
        return self._stage.shape.kafkas[leader - 1]


@contextmanager
def _admin(kafka: str) -> Iterator[Any]:
    """What aiokafka's admin cannot be asked. Raises TimeoutError where Kafka does not answer."""
    from kafka.admin import KafkaAdminClient  # it warns when it is imported
    from kafka.errors import KafkaError as NoAnswer

    try:
        admin = KafkaAdminClient(bootstrap_servers=kafka, request_timeout_ms=8_000)
    except NoAnswer as error:
        raise TimeoutError(str(error)) from error
    try:
        yield admin
    except NoAnswer as error:
        raise TimeoutError(str(error)) from error
    finally:
        admin.close()
