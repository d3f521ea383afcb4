"""Processes of ingest alone, and a desk as tests play it: by saying what a desk would say."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx

from shared.facts import ReporterKey, ReporterSettled
from tests.builders import NOON
from tests.keys import KEYS
from tests.system.conftest import ROOT, Servers
from tests.system.ports import free_ports

STATUS_SECRET = "a secret that every door of a test has"


class Door:
    """One process of ingest."""

    def __init__(self, url: str, process: subprocess.Popen[bytes]) -> None:
        self.url = url
        self.process = process

    def kill(self) -> None:
        """Without a last word."""
        self.process.kill()
        self.process.wait(10)

    def as_(self, key: str) -> httpx.AsyncClient:
        """A reporter before this door."""
        return httpx.AsyncClient(base_url=self.url, headers={"Authorization": f"Bearer {key}"}, timeout=15)


@asynccontextmanager
async def door(servers: Servers, prefix: str, *, ready: bool = True, **environment: str) -> AsyncIterator[Door]:
    """Ingest as it really runs, a door and its view; `prefix` names its database.

    Waits until both are `ready`, else until the door answers.
    """
    settings = {
        **os.environ,
        "KAFKA_BOOTSTRAP": servers.kafka,
        "MONGO_URL": servers.mongo,
        "REDAKSI_DATABASE_PREFIX": prefix,
        "REDAKSI_SESSION_TIMEOUT_SECONDS": "6",
        "REDAKSI_STATUS_SECRET": STATUS_SECRET,
        **KEYS,
        "REDAKSI_PUBLIC_URL": "http://kirim.koran.example",
        **environment,
    }
    opened, view = _started("services.ingest", settings), _started("services.ingest.view", settings)
    try:
        await _answers(opened.url + ("/readyz" if ready else "/openapi.json"))
        if ready:
            await _answers(view.url + "/readyz")
        yield opened
    finally:
        for one in (opened, view):
            one.process.terminate()
        for one in (opened, view):
            one.process.wait(15)


def _started(module: str, settings: dict[str, str]) -> Door:
    port = free_ports()
    command = [sys.executable, "-m", module]
    environment = {**settings, "REDAKSI_PORT": str(port)}
    started = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    return Door(f"http://127.0.0.1:{port}", started)


async def _answers(url: str) -> None:
    async with asyncio.timeout(30), httpx.AsyncClient() as http:
        while True:
            try:
                if (await http.get(url)).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)


class Somebody:
    """A reporter nobody else has met."""

    def __init__(self, name: str) -> None:
        self.id = uuid4().hex
        self.name = name
        self.key = f"rdk_{uuid4().hex}_geheim"

    def settled(self, version: int = 1, **other: Any) -> ReporterSettled:
        """What the desk says of them."""
        sha = hashlib.sha256(self.key.encode()).hexdigest()
        keys = (ReporterKey(id="1", sha256=sha),)
        usual = {"at": NOON, "version": version, "reporter_id": self.id, "name": self.name, "keys": keys}
        return ReporterSettled(**{**usual, **other})
