"""Real servers for tests: Kafka and mongod of their own, or a whole newsroom, once for all tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from redaksi.runner.access import Access
from shared.mongo import client
from shared.parentage import die_with_parent
from shared.settings import Settings
from tests.system.ports import free_ports

ROOT = Path(__file__).parent.parent.parent
_PATIENCE = 240.0


@dataclass(frozen=True)
class Servers:
    """A Kafka with its topics, and a mongod, for tests alone."""

    kafka: str
    readers: str
    mongo: str
    pids: dict[str, int]

    @contextmanager
    def kafka_paused(self) -> Iterator[None]:
        """The broker does not answer while this lasts."""
        with paused(self.pids["kafka"]):
            yield

    @contextmanager
    def mongo_paused(self) -> Iterator[None]:
        """mongod does not answer while this lasts."""
        with paused(self.pids["mongod"]):
            yield


def state(pid: int, thread: int) -> str:
    """What the kernel says of a thread: R, S, T (stopped) …"""
    return Path(f"/proc/{pid}/task/{thread}/stat").read_text().rpartition(")")[2].split()[0]


@contextmanager
def paused(pid: int) -> Iterator[None]:
    """A process that hangs while this lasts."""
    os.kill(pid, signal.SIGSTOP)
    # The signal is sent: each thread goes on until it hears of it, and may answer once more.
    while any(state(pid, thread.id) != "T" for thread in psutil.Process(pid).threads()):
        time.sleep(0.001)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def running(data: Path, *verb: str, base: int | None = None, **environment: str) -> Iterator[Access]:
    """`redaksi VERB` on this data folder, ready, until this ends; then nothing of it is left."""
    command = [sys.executable, "-m", "redaksi", *verb, "--data", str(data), "--port-base", str(base or free_ports(30))]
    data.mkdir(parents=True, exist_ok=True)
    log = data / "runner.log"
    with log.open("ab") as out:
        env = {**os.environ, **environment}
        runner = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out, preexec_fn=die_with_parent)  # noqa: PLW1509
    try:
        yield wait_for_access(data, runner, log)
    finally:
        if runner.poll() is None:
            runner.terminate()
            runner.wait(20)


def wait_for_access(data: Path, runner: subprocess.Popen[bytes], log: Path) -> Access:
    """How to get in, once everything is ready."""
    deadline = time.monotonic() + _PATIENCE
    while not (data / "access.json").exists():
        assert runner.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
    return Access.read(data)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with running(tmp_path_factory.mktemp("servers"), "servers") as access:
        yield Servers(access.kafka, access.readers, access.mongo, access.pids)


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Access]:
    """A whole newsroom without an undo window, behind a proxy on this machine."""
    data = tmp_path_factory.mktemp("newsroom")
    with running(data, "up", "--no-sample", "--undo-seconds", "0", REDAKSI_TRUSTED_PROXIES="127.0.0.1") as access:
        yield access


@pytest.fixture
async def database(servers: Servers) -> AsyncIterator[AsyncIOMotorDatabase[dict[str, Any]]]:
    """A database of its own, gone afterwards."""
    mongo = client(Settings(MONGO_URL=servers.mongo))
    name = f"test_{uuid4().hex[:12]}"
    yield mongo[name]
    await mongo.drop_database(name)
    mongo.close()


@pytest.fixture(scope="session")
def patient_newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Access]:
    """A whole newsroom with an hour to undo."""
    data = tmp_path_factory.mktemp("patient")
    with running(data, "up", "--no-sample", "--undo-seconds", "3600") as access:
        yield access
