"""A process can always be stopped, also with facts on the way to a broker that does not answer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import httpx
import pytest

from redaksi.runner.plan import PYTHONPATH
from redaksi.runner.table import module_of
from tests.keys import KEYS
from tests.system.begun import begun
from tests.system.conftest import ROOT, Servers
from tests.system.people import until
from tests.system.ports import free_ports

PATIENCE = 5.0


@pytest.mark.parametrize("service", ["ingest", "ingest-view", "moderation", "publish", "site"])
async def test_a_service_leaves_in_time_while_the_broker_is_away(servers: Servers, service: str) -> None:
    port = free_ports(30)
    environment = {
        **os.environ,
        "PYTHONPATH": PYTHONPATH,
        "KAFKA_BOOTSTRAP": servers.kafka,
        "MONGO_URL": servers.mongo,
        "REDAKSI_PORT": str(port),
        "REDAKSI_DATABASE_PREFIX": f"stop_{service}",
        "REDAKSI_SHUTDOWN_SECONDS": str(PATIENCE),
        "REDAKSI_FIRST_EDITOR_EMAIL": "satu@contoh.id",
        "REDAKSI_FIRST_EDITOR_PASSWORD": "kata sandi yang panjang",
        "REDAKSI_STATUS_SECRET": "rahasia yang cukup panjang untuk tautan",
        **KEYS,
    }
    begun(servers, f"stop_{service}")
    process = subprocess.Popen(
        [sys.executable, "-m", module_of(service)], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:

            async def ready() -> bool:
                return (await http.get("/readyz")).status_code == 200

            await until(ready)
            with servers.kafka_paused():
                if service == "moderation":
                    await _something_pending(http)
                process.send_signal(signal.SIGTERM)
                began = time.monotonic()
                process.wait(PATIENCE + 5)
                assert time.monotonic() - began < PATIENCE + 2
    finally:
        process.kill()
        process.wait()


async def _something_pending(http: httpx.AsyncClient) -> None:
    """A reporter, whose fact the relay then tries to send."""
    login = {"email": "satu@contoh.id", "password": "kata sandi yang panjang"}
    token = (await http.post("/api/login", json=login)).json()["token"]
    answer = await http.post("/api/reporters", json={"name": "Rio"}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 201
