"""Kafka and mongod on this machine: their settings, and when they are ready.

Why these settings: a broker restarted after a kill opens its port only when its old registration has
expired; with the defaults that takes 15 s. They are right for one machine and for tests, not for hosts
that share a network.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure, PyMongoError

from redaksi.runner.access import write_private
from redaksi.runner.child import Child
from redaksi.runner.fetch import java, kafka_class_path, mongod
from redaksi.runner.listeners import known_by_name, open_inside
from redaksi.runner.ports import Ports

_HEAP = {1: "-Xmx320m", 3: "-Xmx320m"}
_NOT_INITIATED = 94


@dataclass(frozen=True)
class KafkaNode:
    """One node of the embedded Kafka: broker and controller in one process."""

    number: int
    of: int
    ports: Ports
    folder: Path
    logs: Path
    password: str = ""
    """By which the nodes know each other where every listener asks for a name; "" where only READERS does."""

    @property
    def name(self) -> str:
        """Its name among the processes."""
        return "kafka" if self.of == 1 else f"kafka-{self.number}"

    @property
    def cluster(self) -> str:
        """The cluster's id, the same for every node and every start of this newsroom."""
        return base64.urlsafe_b64encode(hashlib.md5(b"redaksi", usedforsecurity=False).digest()).decode()[:22]

    def properties(self) -> dict[str, str]:
        """The node's settings, as server.properties names them."""
        voters = ",".join(f"{n + 1}@127.0.0.1:{self.ports.controller(n)}" for n in range(self.of))
        broker, controller = self.ports.kafka(self.number), self.ports.controller(self.number)
        readers = self.ports.readers(self.number)
        return {
            "process.roles": "broker,controller",
            "node.id": str(self.number + 1),
            "controller.quorum.voters": voters,
            "listeners": f"INSIDE://127.0.0.1:{broker},READERS://127.0.0.1:{readers},"
            f"CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"INSIDE://127.0.0.1:{broker},READERS://127.0.0.1:{readers}",
            "inter.broker.listener.name": "INSIDE",
            "controller.listener.names": "CONTROLLER",
            **(known_by_name(self.password) if self.password else open_inside()),
            "log.dirs": str(self.folder / "log"),
            "offsets.topic.replication.factor": str(self.of),
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": str(self.of),
            "transaction.state.log.min.isr": str(min(self.of, 2)),
            "min.insync.replicas": str(min(self.of, 2)),
            "default.replication.factor": str(self.of),
            "group.initial.rebalance.delay.ms": "0",
            "auto.create.topics.enable": "false",
            "broker.session.timeout.ms": "2000",
            "broker.heartbeat.interval.ms": "500",
            "controller.quorum.election.timeout.ms": "500",
            "controller.quorum.fetch.timeout.ms": "1000",
            "log.cleaner.dedupe.buffer.size": "16777216",
            "num.network.threads": "2",
            "num.io.threads": "4",
            "log.index.size.max.bytes": "1048576",
        }

    async def prepare(self, class_path: str) -> Child:
        """Format the folder where that was not yet done; the process, not yet started."""
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = self.folder / "server.properties"
        write_private(settings, "".join(f"{name}={value}\n" for name, value in self.properties().items()))
        if not (self.folder / "log" / "meta.properties").exists():
            await self._format(class_path, settings)
        options = [_HEAP[self.of], "-Xms64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4", "-Xss512k"]
        command = [java(), *options, "-cp", class_path, "kafka.Kafka", str(settings)]
        return Child(self.name, command, self.logs / f"{self.name}.log")

    async def _format(self, class_path: str, settings: Path) -> None:
        tool = [java(), "-cp", class_path, "kafka.tools.StorageTool", "format", "-t", self.cluster]
        # Its output holds salts and keys: it goes nowhere.
        formatting = Child(f"{self.name} format", [*tool, "-c", str(settings)], Path(os.devnull))
        await formatting.start()
        try:
            await formatting.ended()
        finally:
            await formatting.stop(0)


def mongo_child(ports: Ports, folder: Path, logs: Path, key: str = "") -> Child:
    """Mongod as a replica set of one, its cache small: the default is half of the machine's memory.

    With a key it lets nobody in who has no user and password.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [mongod(), "--dbpath", str(folder), "--port", str(ports.mongo), "--bind_ip", "127.0.0.1"]
    command += ["--replSet", "redaksi", "--wiredTigerCacheSizeGB", "0.25", "--nounixsocket", "--quiet"]
    if key:
        file = folder.with_suffix(".key")
        write_private(file, key, 0o400)
        # Nobody is let in for being the first on this machine: users are made by whoever has the key.
        command += ["--keyFile", str(file), "--setParameter", "enableLocalhostAuthBypass=0"]
    return Child("mongod", command, logs / "mongod.log")


def mongo_url(ports: Ports, user: str = "", password: str = "") -> str:
    """The address of the embedded replica set, for this user."""
    known, source = (f"{user}:{password}@", "&authSource=admin") if user else ("", "")
    return f"mongodb://{known}127.0.0.1:{ports.mongo}/?replicaSet=redaksi{source}"


def mongo_itself(port: int, key: str) -> str:
    """Its address for one who has the key of the set, and so may do everything, as its members may."""
    known, source = (f"__system:{key}@", "&authSource=local&authMechanism=SCRAM-SHA-256") if key else ("", "")
    return f"mongodb://{known}127.0.0.1:{port}/?directConnection=true{source}"


async def kafka_children(
    count: int, ports: Ports, data: Path, logs: Path, class_path: str, password: str = ""
) -> list[Child]:
    """The processes of the embedded Kafka, folders formatted."""
    folders = [data / ("kafka" if count == 1 else f"kafka-{n}") for n in range(count)]
    nodes = [KafkaNode(n, count, ports, folder, logs, password) for n, folder in enumerate(folders)]
    return list(await asyncio.gather(*(node.prepare(class_path) for node in nodes)))


async def class_path(say: object) -> str:
    """Kafka's class path, fetched in a thread so that progress goes on being shown."""
    return await asyncio.to_thread(kafka_class_path, say)  # type: ignore[arg-type]


async def until_mongo_is_primary(port: int, key: str = "") -> None:
    """Make it a replica set where it is none yet, and wait until it takes writes.

    It knows itself by its port: where that is another than last time, the set is told so.
    """
    client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(
        mongo_itself(port, key), serverSelectionTimeoutMS=500
    )
    host = f"127.0.0.1:{port}"
    config = {"_id": "redaksi", "members": [{"_id": 0, "host": host}]}
    try:
        while True:
            try:
                hello = await client.admin.command("hello")
                if hello.get("isWritablePrimary") and hello.get("setName"):
                    return
                await _as_member(client, host)
            except OperationFailure as error:
                if error.code == _NOT_INITIATED:
                    await client.admin.command("replSetInitiate", config)
            except PyMongoError:
                pass
            await asyncio.sleep(0.1)
    finally:
        await client.close()


async def _as_member(client: AsyncMongoClient[dict[str, object]], host: str) -> None:
    """Where the set was made on another port, have it know this one."""
    config = (await client.admin.command("replSetGetConfig"))["config"]
    if [one["host"] for one in config["members"]] != [host]:
        config["members"][0]["host"] = host
        await client.admin.command("replSetReconfig", {**config, "version": config["version"] + 1}, force=True)
