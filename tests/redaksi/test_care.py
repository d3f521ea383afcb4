"""Children are looked after also where something is in the way of it for a while."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from redaksi.runner import care
from redaksi.runner.care import Care
from redaksi.runner.child import Child


async def until(ready: Callable[[], object], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not ready():
            await asyncio.sleep(0.02)


def sleeper(log: Path) -> Child:
    return Child("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], log)


async def test_who_cannot_be_started_is_started_once_what_was_in_the_way_is_gone(tmp_path: Path) -> None:
    said: list[str] = []
    stone = tmp_path / "logs"
    stone.touch()  # a file where the folder of logs should be
    child, looks_after = sleeper(stone / "sleeper.log"), Care(said.append, lambda: None)
    looks_after.keep(child)
    await until(lambda: said)
    assert "sleeper ended (could not be started: " in said[0]
    stone.unlink()
    await until(lambda: child.pid)
    looks_after.stop()
    await child.stop(1)


async def test_where_its_pid_cannot_be_written_down_it_is_looked_after_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care, "_TOLD_AGAIN", 0.05)
    full, told = [True], []

    def changed() -> None:
        if full[0]:
            raise OSError(28, "No space left on device")
        told.append(child.pid)

    child, looks_after = sleeper(tmp_path / "sleeper.log"), Care(lambda _: None, changed)
    looks_after.keep(child)
    await until(lambda: child.pid)
    first = child.pid
    await child.stop(1)
    await until(lambda: child.pid not in {None, first})
    full[0] = False
    await until(lambda: told)
    assert told[-1] == child.pid
    looks_after.stop()
    await child.stop(1)
