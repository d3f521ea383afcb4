"""Bringing the newsroom up, keeping it up, and taking it down in order."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import httpx

from redaksi.rights import BROKER
from redaksi.runner.access import Access, Login, ReporterKey, Secrets, where_to_go
from redaksi.runner.care import Care, until_ready
from redaksi.runner.child import Child
from redaksi.runner.doors import Doors, as_asked
from redaksi.runner.fetch import Unavailable
from redaksi.runner.lock import locked
from redaksi.runner.people import first_reporter
from redaksi.runner.plan import PYTHONPATH, Plan
from redaksi.runner.ports import Ports, must_be_free
from redaksi.runner.ready import kafka_ready, mongo_ready
from redaksi.runner.servers import class_path, kafka_children, mongo_child
from redaksi.runner.stopping import unless
from redaksi.runner.table import SERVICES, module_of, settings_of
from redaksi.runner.values import values_of
from redaksi.topics import Made

ROOT = Path(__file__).resolve().parent.parent.parent
_WHOLE_STOP = 14.0
_SERVICES_STOP = 9.0
_SERVERS_STOP = 4.5

Say = Callable[[str], None]
T = TypeVar("T")


class Newsroom:
    """One newsroom on this machine. `say` gets a line for people at each step."""

    def __init__(self, plan: Plan, say: Say) -> None:
        self.plan = plan
        self.say = say
        self.ports = Ports(plan.base)
        self.logs = plan.data / "logs"
        self.secrets = Secrets(editor_password="")
        self.servers: list[Child] = []
        self.services: list[Child] = []
        self._care = Care(say, self._write_access)
        self._up = False

    @property
    def doors(self) -> Doors:
        """Where Kafka and MongoDB are: the embedded ones, or those named by KAFKA_BOOTSTRAP and MONGO_URL."""
        return Doors(self.plan, self.ports, self.secrets, os.environ)

    async def run(self, *, only_servers: bool = False, work: Callable[[], Awaitable[None]] | None = None) -> None:
        """Everything, until a signal asks it to stop; nothing is left running then.

        With `work` only the servers, until that is done.
        """
        self.plan.data.mkdir(parents=True, exist_ok=True)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for what in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(what, stop.set)
        with locked(self.plan.data):
            try:
                await unless(stop, self._bring_up(only_servers=only_servers or work is not None))
                await (unless(stop, work()) if work and not stop.is_set() else self._until_stopped(stop))
            finally:
                await self._take_down()

    async def _until_stopped(self, stop: asyncio.Event) -> None:
        if not stop.is_set():
            await stop.wait()
        self.say("Stopping …")

    async def _bring_up(self, *, only_servers: bool) -> None:
        began = time.monotonic()
        self.secrets = as_asked(Secrets.of(self.plan.data), self.plan)
        self.secrets.keep(self.plan.data)
        if self.secrets.secure:
            self.plan.data.chmod(0o700)  # what Kafka checks at its door is not to be read from its files
        must_be_free(self._wanted_ports(only_servers=only_servers))
        await self._start_servers()
        # With users that are not made yet the services would only be refused; else they start while the servers do.
        unknown = self.secrets.secure and not self.secrets.settled
        if not only_servers and not unknown:
            self._start_services()
        made = await self._servers_ready()
        if unknown:
            self.secrets = self.secrets.model_copy(update={"settled": True})
            self.secrets.keep(self.plan.data)
        if not only_servers and unknown:
            self._start_services()
        for line in made.differs:
            self.say(f"A topic stands otherwise than it should: {line}")
        if not only_servers:
            await self._services_ready()
        self._up = True
        self._write_access()
        self.say(f"Ready after {time.monotonic() - began:.0f} s. {self.doors.in_words()}")
        if not only_servers:
            for line in where_to_go(Access.read(self.plan.data), self.plan.data):
                self.say(line)
        if not only_servers and self.plan.sample and not self.secrets.sample_told:
            await self._tell_sample()

    def _wanted_ports(self, *, only_servers: bool) -> dict[str, int]:
        wanted = {} if only_servers else {name: self.ports.service(name) for name in SERVICES}
        if not self.plan.mongo:
            wanted["mongod"] = self.ports.mongo
        if not self.plan.kafka:
            for n in range(self.plan.brokers):
                wanted[f"Kafka broker {n}"] = self.ports.kafka(n)
                wanted[f"Kafka controller {n}"] = self.ports.controller(n)
                wanted[f"Kafka readers {n}"] = self.ports.readers(n)
        return wanted

    async def _start_servers(self) -> None:
        if not self.plan.mongo:
            key = self.secrets.mongo_key if self.secrets.secure else ""
            self.servers.append(mongo_child(self.ports, self.plan.data / "mongo", self.logs, key))
            self._care.keep(self.servers[0])
        if not self.plan.kafka:
            jars = await class_path(self.say)
            password = self.secrets.kafka_passwords[BROKER] if self.secrets.secure else ""
            nodes = await kafka_children(self.plan.brokers, self.ports, self.plan.data, self.logs, jars, password)
            self.servers += nodes
            for node in nodes:
                self._care.keep(node)

    def _start_services(self) -> None:
        values = {**values_of(self.plan, self.ports, self.secrets, os.environ), **self.doors.values()}
        for name in SERVICES:
            command = [sys.executable, "-m", module_of(name)]
            told = {**settings_of(name, values), "PYTHONPATH": PYTHONPATH}
            self.services.append(Child(name, command, self.logs / f"{name}.log", told, ROOT))
            self._care.keep(self.services[-1])

    async def _servers_ready(self) -> Made:
        replication = (
            min(3, self.plan.brokers) if not self.plan.kafka else int(os.environ.get("REDAKSI_REPLICATION", "1"))
        )
        steps: list[Awaitable[object]] = [self._shown("Kafka starts", kafka_ready(self.doors, replication))]
        if not self.plan.mongo:
            steps.append(self._shown("MongoDB starts", mongo_ready(self.doors)))
        made, *_ = await asyncio.gather(*steps)
        assert isinstance(made, Made)  # noqa: S101 - gather forgets which is which
        return made

    async def _services_ready(self) -> None:
        waits = [self._shown(f"{c.name} starts", self._ready(c.name)) for c in self.services]
        await asyncio.gather(*waits)
        for child in self.services:
            self._care.watch(child, self.ports.url(child.name))
        if not self.secrets.reporter_key:
            try:
                self.secrets = await first_reporter(self.ports.url("moderation"), self.secrets)
            except httpx.HTTPError as error:
                raise Unavailable(f"The desk did not let the first reporter in: {error}. See {self.logs}.") from error
            self.secrets.keep(self.plan.data)

    async def _ready(self, name: str) -> None:
        await until_ready(self.ports.url(name), lambda why: self.say(f"{name} is not ready: {why}"))

    async def _shown(self, what: str, work: Awaitable[T]) -> T:
        """Say how long it takes, once it takes longer than a second, until it is done."""
        task = asyncio.ensure_future(work)
        began = time.monotonic()
        wait = 1.0
        while not (await asyncio.wait([task], timeout=wait))[0]:
            self.say(f"{what} … {time.monotonic() - began:.0f} s")
            wait = min(wait * 2, 10.0)
        return task.result()

    def _write_access(self) -> None:
        if not self._up:
            return
        children = [*self.servers, *self.services]
        Access(
            ingest=self.ports.url("ingest"),
            moderation=self.ports.url("moderation"),
            publish=self.ports.url("publish"),
            site=self.ports.url("site"),
            view=self.ports.url("ingest-view"),
            kafka=self.doors.kafka().bootstrap,
            kafka_username=self.doors.kafka().username,
            kafka_password=self.doors.kafka().password,
            readers="" if self.plan.kafka else self.ports.addresses(self.ports.readers, self.plan.brokers),
            mongo=self.doors.mongo(),
            editor=Login(email=self.secrets.editor_email, password=self.secrets.editor_password),
            reporter=ReporterKey(name=self.secrets.reporter_name, key=self.secrets.reporter_key),
            pids={"runner": os.getpid(), **{c.name: c.pid for c in children if c.pid}},
        ).write(self.plan.data)

    async def _tell_sample(self) -> None:
        from redaksi.sample import tell

        try:
            await tell(Access.read(self.plan.data), self.say)
        except (httpx.HTTPError, TimeoutError) as error:
            self.say(
                f"The sample content stopped half way ({error}); the newsroom runs. It is tried again at the next up."
            )
            return
        self.secrets = self.secrets.model_copy(update={"sample_told": True})
        self.secrets.keep(self.plan.data)

    async def _take_down(self) -> None:
        began = time.monotonic()
        self._care.stop()
        (self.plan.data / "access.json").unlink(missing_ok=True)
        await asyncio.gather(*(child.stop(_SERVICES_STOP) for child in self.services))
        left = min(_SERVERS_STOP, _WHOLE_STOP - (time.monotonic() - began))
        await asyncio.gather(*(child.stop(left) for child in self.servers))
        if self.servers or self.services:
            self.say(f"Everything has stopped ({time.monotonic() - began:.1f} s). The data is in {self.plan.data}")
