"""From open to secure and back on one data folder; new passwords; three brokers. Servers alone, started anew."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiokafka.errors import KafkaError
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import OperationFailure

from redaksi.rights import OPERATOR, SERVICES, user
from redaksi.runner.access import Access, Secrets
from shared.kafka import Kafka, refusal
from shared.topics import TOPICS
from tests.system.asking import may_look_at_rights, writable
from tests.system.conftest import ROOT, running
from tests.system.people import until
from tests.system.ports import free_ports

EVERY = [topic.name for topic in TOPICS]


def secrets_of(data: Path) -> Secrets:
    return Secrets.model_validate_json((data / "secrets.json").read_text())


def of(data: Path, access: Access, name: str) -> Kafka:
    return Kafka(access.kafka, user(name), secrets_of(data).kafka_passwords[name])


@asynccontextmanager
async def articles(access: Access) -> AsyncIterator[AsyncCollection[dict[str, Any]]]:
    client: AsyncMongoClient[dict[str, Any]]
    async with AsyncMongoClient(access.mongo) as client:
        yield client["redaksi_publish"]["articles"]


async def lets_in(kafka: Kafka) -> bool:
    try:
        return await may_look_at_rights(kafka)
    except (KafkaError, OSError):
        return False


async def is_closed_to_strangers(access: Access) -> bool:
    client: AsyncMongoClient[dict[str, Any]]
    mongo = False
    async with AsyncMongoClient(f"mongodb://{urlsplit(access.mongo).netloc.rpartition('@')[2]}") as client:
        try:
            await client["redaksi_publish"]["articles"].find_one()
        except OperationFailure:
            mongo = True
    assert mongo != await lets_in(Kafka(access.kafka))
    return mongo


@pytest.mark.timeout(600)  # four starts of Kafka
async def test_a_newsroom_is_made_secure_stays_so_and_is_opened_only_by_name(tmp_path: Path) -> None:
    with running(tmp_path, "servers") as access:
        assert not await is_closed_to_strangers(access)
        async with articles(access) as kept:
            await kept.insert_one({"_id": "sebelum"})
    with running(tmp_path, "servers", "--secure") as access:
        assert await is_closed_to_strangers(access)
        assert await writable(of(tmp_path, access, "publish"), EVERY) == SERVICES["publish"].writes
        async with articles(access) as kept:
            assert await kept.find_one() == {"_id": "sebelum"}
        before = of(tmp_path, access, "publish")
    with running(tmp_path, "servers", "--new-passwords") as access:
        assert await is_closed_to_strangers(access)
        assert await refusal(Kafka(access.kafka, before.username, before.password))
        assert await refusal(of(tmp_path, access, "publish")) is None
        async with articles(access) as kept:
            assert await kept.find_one() == {"_id": "sebelum"}
    with running(tmp_path, "servers", "--no-secure") as access:
        assert not await is_closed_to_strangers(access)
        assert access.kafka_username == ""


@pytest.mark.slow
async def test_three_brokers_know_each_other_and_everybody_also_after_one_was_killed(tmp_path: Path) -> None:
    with running(tmp_path, "servers", "--secure", "--brokers", "3") as access:
        nodes = access.kafka.split(",")
        os.kill(access.pids["kafka-0"], signal.SIGKILL)

        async def back() -> bool:
            return Access.read(tmp_path).pids.get("kafka-0", access.pids["kafka-0"]) != access.pids["kafka-0"]

        await until(back, 60)
        for node in nodes:
            operator = Kafka(node, user(OPERATOR), access.kafka_password)

            async def there(operator: Kafka = operator) -> bool:
                return await lets_in(operator)

            await until(there, 120)
            assert not await lets_in(Kafka(node))


@pytest.mark.parametrize("place", ["KAFKA_BOOTSTRAP", "MONGO_URL"])
@pytest.mark.parametrize("asked", [["--secure"], []], ids=["asked", "remembered"])
def test_servers_of_somebody_else_are_not_made_secure_by_us(tmp_path: Path, place: str, asked: list[str]) -> None:
    if not asked:
        Secrets(editor_password="", secure=True).keep(tmp_path)
    command = [sys.executable, "-m", "redaksi", "up", *asked, "--data", str(tmp_path)]
    env = {**os.environ, place: "127.0.0.1:9"}
    done = subprocess.run(
        [*command, "--port-base", str(free_ports(30))], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "redaksi users" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
