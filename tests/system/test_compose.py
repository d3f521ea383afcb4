"""What docker-compose.yml says, done on this machine: its commands and environments, on real servers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from redaksi.rights import BROKER, IN_KAFKA, IN_MONGO, variable
from redaksi.runner.access import Access, Secrets
from redaksi.runner.fetch import java, kafka_class_path
from redaksi.runner.plan import PYTHONPATH
from redaksi.runner.table import SERVICES
from tests.compose.page import GIVEN, MONGO_KEY, ROOT, Container, containers
from tests.system.conftest import running
from tests.system.ports import free_ports

PATIENCE = 60.0

Here = Callable[[str], str]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Access]:
    """Servers that know the users of the file, by the passwords of the file."""
    data = tmp_path_factory.mktemp("compose")
    Secrets(
        editor_password="",
        kafka_passwords={name: GIVEN[variable("KAFKA", name)] for name in IN_KAFKA},
        mongo_passwords={name: GIVEN[variable("MONGO", name)] for name in IN_MONGO},
        mongo_key=GIVEN[MONGO_KEY],
    ).keep(data)
    with running(data, "servers", "--secure") as access:
        yield access


@pytest.fixture
def here(known: Access) -> Here:
    """Says a value of the file for this machine: its hosts are our servers, its ports are free ones."""
    base = free_ports(30)
    places = {
        "mongo:27017": urlsplit(known.mongo).netloc.rpartition("@")[2],
        "kafka:9092": known.kafka,
        "0.0.0.0": "127.0.0.1",
        **{str(8000 + number): str(base + number) for number, _ in enumerate(SERVICES)},
    }

    def told(value: str) -> str:
        for place, ours in places.items():
            value = value.replace(place, ours)
        return value

    return told


def environment(container: Container, here: Here) -> dict[str, str]:
    """What the process is told: the file's words, where programs are, and where the image keeps ours."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": PYTHONPATH,
        **{name: here(value) for name, value in container.environment.items()},
    }


def as_here(command: list[str]) -> list[str]:
    assert command[0] == "python"
    return [sys.executable, *command[1:]]


@contextmanager
def started(command: list[str], env: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(as_here(command), cwd=ROOT, env=dict(env), stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(12)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        try:
            if httpx.get(f"{url}/readyz", timeout=2.0).status_code == HTTPStatus.OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_started_as_the_file_says_becomes_ready_and_healthy(name: str, here: Here, tmp_path: Path) -> None:
    container = containers(GIVEN)[name]
    env, log = environment(container, here), tmp_path / f"{name}.log"
    assert container.healthcheck is not None
    cmd, *asking = container.healthcheck.test
    assert cmd == "CMD"
    assert subprocess.run(as_here(asking), env=env, check=False, stderr=subprocess.DEVNULL).returncode != 0
    with started(container.command, env, log) as process:
        until_ready(f"http://127.0.0.1:{env['REDAKSI_PORT']}", process, log)
        assert subprocess.run(as_here(asking), env=env, check=False).returncode == 0
    assert process.returncode == -signal.SIGTERM, log.read_text()  # it went by itself: not killed, not overdue


def test_the_job_of_the_users_gives_everybody_theirs_as_often_as_it_is_done(here: Here) -> None:
    job = containers(GIVEN)["users"]
    env = environment(job, here)
    for _ in range(2):
        done = subprocess.run(as_here(job.command), cwd=ROOT, env=env, check=False, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, "6 users in Kafka, 6 in MongoDB\n"), done.stderr
    missing = {name: value for name, value in env.items() if name != variable("MONGO", "site")}
    told = subprocess.run(as_here(job.command), cwd=ROOT, env=missing, check=False, capture_output=True, text=True)
    assert (told.returncode, "REDAKSI_MONGO_PASSWORD_SITE is missing" in told.stderr) == (1, True)


def test_kafka_is_asked_how_it_is_as_one_of_its_own(known: Access, here: Here) -> None:
    """The file's own words, with a class of the jars that we have in the place of its script's."""
    kafka = containers(GIVEN)["kafka"]
    assert kafka.healthcheck is not None
    _, *asking = kafka.healthcheck.test
    tool = f"{java()} -cp {kafka_class_path(print)} kafka.admin.ConfigCommand --describe --entity-type brokers"
    script = "/opt/kafka/bin/kafka-broker-api-versions.sh"
    asking = [word.replace(script, tool).replace("localhost:9092", known.kafka) for word in asking]
    env = {**os.environ, **kafka.environment}
    assert subprocess.run(asking, env=env, check=False, capture_output=True).returncode == 0
    nodes = "KAFKA_LISTENER_NAME_INSIDE_PLAIN_SASL_JAAS_CONFIG"
    wrong = {**env, nodes: env[nodes].replace(GIVEN[variable("KAFKA", BROKER)], "salah")}
    assert subprocess.run(asking, env=wrong, check=False, capture_output=True).returncode != 0


def test_the_job_of_the_topics_ends_well_where_they_are_made_already(here: Here) -> None:
    job = containers(GIVEN)["topics"]
    done = subprocess.run(
        as_here(job.command), cwd=ROOT, env=environment(job, here), check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "0 made, 0 differ" in done.stdout
