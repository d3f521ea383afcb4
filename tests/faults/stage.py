"""The newsroom that is hurt: real servers, and every service more than once, as processes that come back."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer

from redaksi.runner.access import Secrets
from redaksi.runner.care import Care, until_ready
from redaksi.runner.child import Child
from redaksi.runner.doors import Doors
from redaksi.runner.newsroom import ROOT
from redaksi.runner.people import first_reporter
from redaksi.runner.plan import PYTHONPATH, Plan
from redaksi.runner.ports import SERVICES, Ports
from redaksi.runner.servers import KafkaNode, class_path, mongo_child, until_mongo_is_primary
from redaksi.runner.table import module_of, settings_of
from redaksi.runner.values import values_of
from redaksi.topics import make_topics_when_ready
from shared.kafka import Kafka
from tests.faults.failpoints import Traps
from tests.faults.network import Proxy
from tests.faults.plan import Shape, name_of
from tests.faults.process import CONTROL, FOLDER, NAME

_COPY, _KAFKA_PROXY, _MONGO_PROXY = 25, 75, 79
SPAN = 80
"""Ports taken, counted from the base."""
_BACK_AFTER = 0.2
_LET_GO = 3.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class _Node(KafkaNode):
    """A broker that tells everybody, other brokers too, to come by the proxy before it."""

    def properties(self) -> dict[str, str]:
        own = super().properties()
        there, said = f"127.0.0.1:{self.ports.kafka(self.number)}", f"127.0.0.1:{proxy_port(self.ports, self.number)}"
        advertised = own["advertised.listeners"]
        return {**own, "advertised.listeners": advertised.replace(there, said)} if self.of > 1 else own


def proxy_port(ports: Ports, node: int) -> int:
    """Where the proxy before a broker listens."""
    return ports.base + _KAFKA_PROXY + node


@dataclass
class Actor:
    """A process with a name, started again whenever it ends, unless it is held down. `ready` is asked over HTTP."""

    child: Child
    url: str = ""
    starts: int = 0
    cared: asyncio.Task[None] | None = None
    free: asyncio.Event = field(default_factory=asyncio.Event)

    async def keep(self) -> None:
        """Start it, for ever."""
        self.free.set()
        while True:
            await self.free.wait()
            await self.child.start()
            self.starts += 1
            await self.child.ended()
            await asyncio.sleep(_BACK_AFTER)

    def send(self, what: signal.Signals) -> bool:
        """A signal, where it runs."""
        self.child.send(what)
        return self.child.pid is not None


class Stage:
    """Every process by its name, and what can be done to it."""

    def __init__(self, data: Path, base: int, shape: Shape, say: Say) -> None:
        self.shape = shape
        self.folder = data / "traps"
        self.traps = Traps(self.folder)
        self.data = data
        self.ports = Ports(base)
        self.actors: dict[str, Actor] = {}
        self.proxies: dict[str, Proxy] = {}
        self.recoveries: list[float] = []
        self.kills = 0
        self._say = say
        self._care = Care(say, lambda: None)
        self._tasks: set[asyncio.Task[None]] = set()
        networked = shape.brokers > 1
        mongo_port = base + _MONGO_PROXY if networked else self.ports.mongo
        self.mongo = f"mongodb://127.0.0.1:{mongo_port}/?directConnection=true"
        at = (lambda n: proxy_port(self.ports, n)) if networked else self.ports.kafka
        self.kafka = self.ports.addresses(at, shape.brokers)
        self.secrets = Secrets(editor_password="")
        self._plan = Plan(data, base, shape.brokers, shape.undo_seconds, kafka=self.kafka, mongo=self.mongo)

    def urls(self, service: str) -> list[str]:
        """Where the processes of a service listen."""
        return [self.actors[name_of(service, copy)].url for copy in range(self.shape.copies)]

    @asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        """Everything runs, ready, until this ends; then nothing of it is left."""
        async with AsyncExitStack() as stack:
            try:
                await self._servers(stack)
                await self._services()
                yield
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)
                await asyncio.gather(*(actor.child.stop(0) for actor in self.actors.values()))

    async def _servers(self, stack: AsyncExitStack) -> None:
        shape, logs = self.shape, self.data / "logs"
        if shape.brokers > 1:
            for n, name in enumerate(shape.kafkas):
                self.proxies[name] = await stack.enter_async_context(
                    Proxy(proxy_port(self.ports, n), self.ports.kafka(n))
                )
            mongo = Proxy(self.ports.base + _MONGO_PROXY, self.ports.mongo)
            self.proxies["mongod"] = await stack.enter_async_context(mongo)
        self._add(Actor(mongo_child(self.ports, self.data / "mongo", logs)))
        jars = await class_path(self._say)
        nodes = [_Node(n, shape.brokers, self.ports, self.data / f"kafka-{n}", logs) for n in range(shape.brokers)]
        for child in await asyncio.gather(*(node.prepare(jars) for node in nodes)):
            self._add(Actor(child))
        await make_topics_when_ready(Kafka(self.kafka), shape.brokers, shape.brokers)
        await until_mongo_is_primary(self.ports.mongo)

    async def _services(self) -> None:
        self.secrets = Secrets.of(self.data)
        doors = Doors(self._plan, self.ports, self.secrets, {})
        values = {**values_of(self._plan, self.ports, self.secrets, os.environ), **doors.values()}
        for service in SERVICES:
            for copy in range(self.shape.copies):
                port = self.ports.service(service) + (copy and copy * _COPY)
                self._add(self._actor(service, copy, port, {**values, f"port_{service}": str(port)}))
        await asyncio.gather(*(until_ready(actor.url, self._say) for actor in self.actors.values() if actor.url))
        for actor in self.actors.values():
            if actor.url:
                self._care_for(actor)
        self.secrets = await first_reporter(self.actors["moderation"].url, self.secrets)

    def _care_for(self, actor: Actor) -> None:
        """Whoever hangs is killed and started again."""
        self._care.watch(actor.child, actor.url)
        actor.cared = self._care._tasks.pop()
        self._tasks.add(actor.cared)

    def _actor(self, service: str, copy: int, port: int, values: dict[str, str]) -> Actor:
        name = name_of(service, copy)
        told = {
            **settings_of(service, values),
            "PYTHONPATH": PYTHONPATH,
            FOLDER: str(self.folder),
            NAME: name,
            CONTROL: self.shape.control,
        }
        command, folder = [sys.executable, "-m", "tests.faults.process", service], ROOT
        if copy and self.shape.beside:
            folder = Path(self.shape.beside).resolve()
            command = [sys.executable, "-m", module_of(service)]
            told["PYTHONPATH"] = os.pathsep.join((str(folder), str(folder / "clients" / "python")))
        child = Child(name, command, self.data / "logs" / f"{name}.log", told, folder)
        return Actor(child, f"http://127.0.0.1:{port}")

    @asynccontextmanager
    async def a_producer(self) -> AsyncIterator[AIOKafkaProducer]:
        """Says what it is told to say, acknowledged by all replicas; closed though Kafka may be away."""
        producer = AIOKafkaProducer(bootstrap_servers=self.kafka, acks="all")
        try:
            await producer.start()
            yield producer
        finally:
            await asyncio.wait([asyncio.create_task(producer.stop())], timeout=_LET_GO)

    def _add(self, actor: Actor) -> None:
        self.actors[actor.child.name] = actor
        self.do(actor.keep())

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on with this until everything ends."""
        self._tasks.add(asyncio.create_task(work))

    def kill(self, name: str) -> None:
        """As by kill -9; how long it takes until it is ready again is noted."""
        self.kills += self.actors[name].send(signal.SIGKILL)
        self.noticed(name)

    def noticed(self, name: str) -> None:
        """It has died: note how long it takes until it is ready again."""
        if self.actors[name].url:
            self.do(self._recovered(name))

    async def _recovered(self, name: str) -> None:
        began = time.monotonic()
        await asyncio.sleep(_BACK_AFTER)
        await until_ready(self.actors[name].url, self._say)
        self.recoveries.append(time.monotonic() - began)

    async def pause(self, whom: str, seconds: float) -> bool:
        """It hangs for so long, and then goes on as if nothing had been; whether it did."""
        pid = self.actors[whom].child.pid
        if pid is None:
            return False
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        alive = self.actors[whom].child.pid == pid
        if alive:
            os.kill(pid, signal.SIGCONT)
        return alive

    async def stand_still(self, whom: str, seconds: float) -> bool:
        """The same for longer than who cares for it would wait."""
        actor = self.actors[whom]
        if actor.cared is None:
            return False
        actor.cared.cancel()
        try:
            return await self.pause(whom, seconds)
        finally:
            self._care_for(actor)

    async def hold_down(self, whom: list[str], seconds: float) -> None:
        """They are killed, and do not come back for so long."""
        for name in whom:
            self.actors[name].free.clear()
            self.kill(name)
        await asyncio.sleep(seconds)
        for name in whom:
            self.actors[name].free.set()

    async def roll(self, service: str) -> None:
        """Each process of a service is asked to stop and comes back, one after the other."""
        for copy in range(self.shape.copies):
            actor = self.actors[name_of(service, copy)]
            starts = actor.starts
            actor.send(signal.SIGTERM)
            while actor.starts == starts:
                await asyncio.sleep(0.1)
            await until_ready(actor.url, self._say)
