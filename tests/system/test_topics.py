"""Topics are made once, and what stands otherwise is said; servers that already run are used as they are."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from redaksi.topics import make_topics
from shared.kafka import Kafka
from shared.topics import COMMENTS, PARTITIONS, TOPICS
from tests.system.begun import begun
from tests.system.conftest import ROOT, Servers, running


@pytest.fixture(scope="module")
def other_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Kafka of its own: what stands otherwise there is in nobody's way."""
    with running(tmp_path_factory.mktemp("topics"), "servers") as access:
        yield access.kafka


async def test_making_topics_again_makes_nothing_and_finds_nothing_wrong(other_kafka: str) -> None:
    made = await make_topics(Kafka(other_kafka), 1)
    assert (made.made, made.differs) == ((), ())


async def test_what_stands_otherwise_is_said_and_the_command_fails(other_kafka: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=other_kafka)
    await admin.start()
    await admin.delete_topics([COMMENTS])
    while COMMENTS in await admin.list_topics():
        await asyncio.sleep(0.1)
    await admin.create_topics([NewTopic(COMMENTS, 3, 1, topic_configs={"retention.ms": "1000"})])
    while COMMENTS not in await admin.list_topics():
        await asyncio.sleep(0.1)
    await admin.close()
    made = await make_topics(Kafka(other_kafka), 1)
    assert made.made == ()
    told = "\n".join(made.differs)
    assert f"{COMMENTS} has 3 partitions, not {PARTITIONS}" in told
    assert f"{COMMENTS}: retention.ms is 1000" in told
    command = [sys.executable, "-m", "redaksi", "topics", "--bootstrap", other_kafka]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"differs: {COMMENTS}" in done.stdout


def test_a_kafka_that_is_not_there_is_said_in_words() -> None:
    command = [sys.executable, "-m", "redaksi", "topics", "--bootstrap", "127.0.0.1:1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "127.0.0.1:1" in done.stderr
    assert "Traceback" not in done.stderr


def test_servers_that_already_run_are_used_and_left_running(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(servers, "redaksi")
    monkeypatch.setenv("KAFKA_BOOTSTRAP", servers.kafka)
    monkeypatch.setenv("MONGO_URL", servers.mongo)
    with running(tmp_path, "up", "--no-sample") as access:
        assert (access.kafka, access.mongo) == (servers.kafka, servers.mongo)
        assert {"kafka", "mongod"} & set(access.pids) == set()
    os.kill(servers.pids["kafka"], 0)
    os.kill(servers.pids["mongod"], 0)


def test_every_topic_has_one_writer() -> None:
    assert len({topic.name for topic in TOPICS}) == len(TOPICS)
