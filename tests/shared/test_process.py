"""What ends a process: a task it cannot do without that has ended, however it ended."""

from __future__ import annotations

import subprocess
import sys

import pytest

_TRIAL = """
import asyncio
from shared import process

async def ends():
    {how}

async def main():
    task = asyncio.create_task(ends())
    process.essential(task, "nothing is followed any more")
    await asyncio.sleep(0.05)
    {then}
    await asyncio.wait([task])
    await asyncio.sleep(0.05)

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("how", "then", "code"),
    [
        pytest.param("raise ValueError", "", 70, id="an error"),
        pytest.param("raise asyncio.CancelledError", "", 70, id="cancelled by nobody"),
        pytest.param("await asyncio.sleep(60)", "task.cancel()", 0, id="cancelled by whoever stops it"),
        pytest.param("pass", "", 0, id="done"),
    ],
)
def test_a_process_leaves_when_what_it_cannot_do_without_has_ended_unasked(how: str, then: str, code: int) -> None:
    trial = _TRIAL.format(how=how, then=then)
    assert subprocess.run([sys.executable, "-c", trial], capture_output=True, check=False).returncode == code
