"""The one-machine newsroom: it comes up, heals, stops, and never leaves anything running."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest

from redaksi.runner.access import Access
from tests.system.conftest import ROOT, running, wait_for_access
from tests.system.ports import free_ports


def until(ready: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def start(data: Path, base: int) -> tuple[subprocess.Popen[bytes], Access]:
    data.mkdir(parents=True, exist_ok=True)
    log = data / "runner.log"
    command = [sys.executable, "-m", "redaksi", "up", "--no-sample", "--data", str(data), "--port-base", str(base)]
    with log.open("ab") as out:
        runner = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
    return runner, wait_for_access(data, runner, log)


def all_gone(pids: dict[str, int]) -> bool:
    return not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in pids.values())


def refusal(*arguments: str) -> str:
    """What `up` says when it cannot."""
    command = [sys.executable, "-m", "redaksi", "up", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def data_of(newsroom: Access, factory: pytest.TempPathFactory) -> Path:
    """The data folder of the newsroom that tests share."""
    found = [path for path in factory.getbasetemp().glob("newsroom*/access.json") if not path.parent.is_symlink()]
    return next(path.parent for path in found if json.loads(path.read_text())["ingest"] == newsroom.ingest)


def test_it_says_how_to_get_in_to_its_owner_alone(newsroom: Access, tmp_path_factory: pytest.TempPathFactory) -> None:
    data = data_of(newsroom, tmp_path_factory)
    for private in ("access.json", "secrets.json"):
        assert stat.S_IMODE((data / private).stat().st_mode) == 0o600
    assert {"runner", "kafka", "mongod", "ingest", "ingest-view", "moderation", "publish", "site"} == set(newsroom.pids)
    written = json.loads((data / "access.json").read_text())
    assert set(Access.model_fields) == set(written)


def test_no_log_names_a_persons_address_or_a_secret(newsroom: Access, tmp_path_factory: pytest.TempPathFactory) -> None:
    login = {"email": "penanda@contoh.id", "password": newsroom.editor.password}
    assert httpx.post(f"{newsroom.moderation}/api/login", json=login, timeout=30).status_code == 401
    for name in ("ingest", "ingest-view", "moderation", "publish", "site", "kafka", "mongod"):
        log = (data_of(newsroom, tmp_path_factory) / "logs" / f"{name}.log").read_text(errors="replace")
        assert log
        for secret in ("penanda@", newsroom.editor.email, newsroom.editor.password, newsroom.reporter.key):
            assert secret not in log, name


def test_it_heals_stops_recovers_and_keeps_its_data(tmp_path: Path) -> None:
    """One long life of one newsroom, so that it need not be started anew for each of these."""
    base = free_ports(30)
    runner, access = start(tmp_path, base)
    try:
        # A killed service comes back, under a new process id that is told.
        os.kill(access.pids["publish"], signal.SIGKILL)
        until(lambda: Access.read(tmp_path).pids.get("publish") not in {None, access.pids["publish"]})
        until(lambda: "publish ended (signal SIGKILL)" in (tmp_path / "runner.log").read_text())
        until(lambda: _ready(access.publish))
        # A second newsroom on the same data or the same ports is told why not.
        assert "already runs" in refusal("--data", str(tmp_path), "--port-base", str(base + 30))
        told = refusal("--data", str(tmp_path / "other"), "--port-base", str(base))
        assert "is taken by" in told
        assert "--port-base" in told
        # The runner killed outright leaves no orphans …
        pids = Access.read(tmp_path).pids
        runner.kill()
        runner.wait()
        until(lambda: all_gone(pids), 10)
        # … and the next one recovers, with the same people.
        (tmp_path / "access.json").unlink()
        runner, again = start(tmp_path, base)
        assert (again.editor, again.reporter) == (access.editor, access.reporter)
        # It stops in time, in order, also when a child hangs.
        os.kill(again.pids["moderation"], signal.SIGSTOP)
        os.kill(again.pids["kafka"], signal.SIGSTOP)
        began = time.monotonic()
        runner.terminate()
        runner.wait(20)
        assert time.monotonic() - began < 15
        assert all_gone(again.pids)
        assert not (tmp_path / "access.json").exists()
    finally:
        runner.kill()
        runner.wait()


def test_ctrl_c_while_it_starts_leaves_nothing_running(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "redaksi", "up", "--data", str(tmp_path), "--port-base", str(free_ports(30))]
    with (tmp_path / "runner.log").open("ab") as out:
        runner = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
    until(lambda: len(psutil.Process(runner.pid).children(recursive=True)) >= 2)
    pids = {str(child.pid): child.pid for child in psutil.Process(runner.pid).children(recursive=True)}
    runner.send_signal(signal.SIGINT)
    runner.wait(20)
    until(lambda: all_gone(pids), 5)
    assert "Traceback" not in (tmp_path / "runner.log").read_text()


def test_three_brokers_hold_every_topic_three_times(tmp_path: Path) -> None:
    with running(tmp_path, "servers", "--brokers", "3") as access:
        assert len(access.kafka.split(",")) == 3
        assert {"kafka-0", "kafka-1", "kafka-2"} <= set(access.pids)
        command = [sys.executable, "-m", "redaksi", "topics", "--bootstrap", access.kafka, "--replication", "3"]
        again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert again.stdout.strip() == "0 made, 0 differ"


@pytest.mark.parametrize("base", ["80", "40000"])
def test_ports_that_cannot_be_are_refused_in_words(tmp_path: Path, base: str) -> None:
    assert "choose one between" in refusal("--data", str(tmp_path), "--port-base", base)


def test_a_port_held_by_a_stranger_is_named_with_its_holder(tmp_path: Path) -> None:
    base = free_ports(30)
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", base + 1))
        held.listen()
        told = refusal("--data", str(tmp_path), "--port-base", str(base))
    assert f"Port {base + 1}, meant for ingest, is taken by" in told
    assert f"pid {os.getpid()}" in told


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
