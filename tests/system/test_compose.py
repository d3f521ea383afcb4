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

import httpx
import pytest

from redaksi.runner.plan import PYTHONPATH
from redaksi.runner.table import SERVICES
from tests.compose.page import GIVEN, ROOT, Container, containers
from tests.system.begun import begun
from tests.system.conftest import Servers, free_base

PATIENCE = 60.0
OF_ITS_OWN = {"REDAKSI_DATABASE_PREFIX": "compose"}
"""The servers are shared with other tests."""

Here = Callable[[str], str]


@pytest.fixture
def here(servers: Servers) -> Here:
    """Says a value of the file for this machine: its hosts are our servers, its ports are free ones."""
    begun(servers, OF_ITS_OWN["REDAKSI_DATABASE_PREFIX"])
    base = free_base()
    places = {
        "mongodb://mongo:27017/?replicaSet=redaksi": servers.mongo,
        "kafka:9092": servers.kafka,
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
        process = subprocess.Popen(as_here(command), cwd=ROOT, env={**env, **OF_ITS_OWN}, stdout=out, stderr=out)
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


def test_the_job_of_the_topics_ends_well_where_they_are_made_already(here: Here) -> None:
    job = containers(GIVEN)["topics"]
    done = subprocess.run(
        as_here(job.command), cwd=ROOT, env=environment(job, here), check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "0 made, 0 differ" in done.stdout
