"""A disk that is full for a while: what was accepted is not lost, what was not is answered with 503, and it heals."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.system.conftest import ROOT, running
from tests.system.people import Editor, Reporter, until
from tests.system.test_door import DRAFT

_SIZE = "1200m"
_BEFORE, _WHILE_FULL = 40, 30.0
_A_HEADLINE_A_PIECE = 200


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, in memory."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(tmp_path)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("a file system can be mounted by root alone")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def fill(place: Path) -> Path:
    """Take what is left of the file system, to the last byte."""
    file = place / "filler"
    with file.open("wb", buffering=0) as out:
        for size in (1 << 20, 1 << 12):
            with suppress(OSError):
                while out.write(bytes(size)) == size:
                    pass
    return file


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_what_was_accepted_around_a_full_disk_is_at_the_desk_once(small: Path) -> None:
    data = small / "data"
    accepted: list[str] = []
    refused: Counter[int] = Counter()
    with running(data, "up", "--no-sample", "--undo-seconds", "0") as access:
        async with Reporter(access) as rio, Editor(access) as editor:

            async def send(number: int) -> None:
                body = {**DRAFT, "headline": f"Berita ke-{number}", "body": DRAFT["body"] * _A_HEADLINE_A_PIECE}
                try:
                    answer = await rio.http.post("/v1/drafts", json=body)
                except httpx.TransportError:
                    refused[0] += 1
                    return
                if answer.status_code == 202:
                    accepted.append(answer.json()["article_id"])
                else:
                    refused[answer.status_code] += 1

            for number in range(_BEFORE):
                await send(number)
            filler = fill(small)
            clock = asyncio.get_running_loop().time
            ends, number = clock() + _WHILE_FULL, _BEFORE
            while clock() < ends:
                await asyncio.gather(*(send(number + more) for more in range(8)))
                number += 8
            filler.unlink()
            assert refused[503] + refused[0] > 0, (refused, len(accepted))
            assert set(refused) <= {0, 503}, refused

            async def takes() -> bool:
                before = len(accepted)
                await send(10_000)
                return len(accepted) > before

            await until(takes, 180)
            for one in accepted:
                found = await until(lambda one=one: _at_the_desk(editor, one), 180)  # type: ignore[misc]
                assert (found["version"], found["revision"]) == (1, 1)
        status = [sys.executable, "-m", "redaksi", "status", "--data", str(data)]

        async def well() -> bool:
            return (await asyncio.to_thread(subprocess.run, status, cwd=ROOT, capture_output=True)).returncode == 0

        await until(well, 120)


async def _at_the_desk(editor: Editor, article_id: str) -> dict[str, int] | None:
    answer = await editor.http.get(f"/api/articles/{article_id}")
    return dict(answer.json()) if answer.status_code == 200 else None
