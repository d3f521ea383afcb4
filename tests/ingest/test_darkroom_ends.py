"""The darkroom's processes end with the door they belong to, however that ended."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import psutil

from redaksi.runner.plan import PYTHONPATH

DOOR = """
import os, time
from services.ingest.media import Media
if __name__ == "__main__":
    pool = Media._new_pool()
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_door_that_is_killed_takes_its_darkroom_along() -> None:
    env = {**os.environ, "PYTHONPATH": PYTHONPATH}
    command, quiet = [sys.executable, "-c", DOOR], subprocess.DEVNULL
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, text=True, env=env) as door:
        assert door.stdout is not None
        worker = int(door.stdout.readline())
        assert _lives(worker)
        door.kill()
    until = time.monotonic() + 5
    while _lives(worker) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _lives(worker)
