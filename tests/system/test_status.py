"""`redaksi status`: well when all is well, and what is wrong by its name."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from redaksi.runner.access import Access
from shared.version import VERSION
from tests.system.conftest import paused, running
from tests.system.people import until
from tests.system.ports import free_ports
from tests.system.test_readers import redaksi


@pytest.fixture(scope="module")
def own_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("status")


@pytest.fixture(scope="module")
def own(own_data: Path) -> Iterator[Access]:
    """One that may be hurt."""
    with running(own_data, "up", "--no-sample") as access:
        yield access


def places(newsroom: Access, **others: str) -> list[str]:
    known = {
        "ingest": newsroom.ingest,
        "moderation": newsroom.moderation,
        "publish": newsroom.publish,
        "site": newsroom.site,
        "ingest-view": newsroom.view,
        **others,
    }
    return [word for name, url in known.items() for word in ("--service", f"{name}={url}")]


async def test_all_is_well_and_each_service_has_its_line(own: Access) -> None:
    async def well() -> str | None:
        code, out, _ = await redaksi("status", *places(own))
        return out if code == 0 else None

    table = await until(well, 60)
    lines = {line.split()[0]: line for line in str(table).splitlines()[1:]}
    assert set(lines) == {"ingest", "moderation", "publish", "site", "ingest-view", "canary"}
    assert all(line.endswith("well") for line in lines.values())
    assert all(VERSION in line for name, line in lines.items() if name != "canary")


async def test_of_a_newsroom_on_this_machine_each_process_is_named(own_data: Path, own: Access) -> None:
    _, out, _ = await redaksi("status", "--json", "--data", str(own_data))
    named = {one["name"]: one["pid"] for one in json.loads(out) if one["name"] != "canary"}
    assert named == {name: pid for name, pid in own.pids.items() if name != "runner"}


async def test_what_does_not_answer_is_named_and_a_script_can_tell(own: Access) -> None:
    nowhere = f"http://127.0.0.1:{free_ports()}"
    code, out, _ = await redaksi("status", "--json", *places(own, publish=nowhere))
    wrong = {one["name"]: one["wrong"] for one in json.loads(out)}
    assert code == 1
    assert "does not answer" in wrong["publish"][0]


async def test_one_that_hangs_is_told_within_its_time(own: Access) -> None:
    pid = own.pids["ingest-view"]
    os.kill(pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(30):
            code, out, _ = await redaksi("status", *places(own))
    finally:
        os.kill(pid, signal.SIGCONT)
    assert (code, "ingest-view" in out, "does not answer (ReadTimeout)" in out) == (1, True, True)


async def test_kafka_and_mongodb_have_lines_of_their_own(own: Access, tmp_path_factory: pytest.TempPathFactory) -> None:
    data = str(next(tmp_path_factory.getbasetemp().glob("status*/access.json")).parent)
    with paused(own.pids["kafka"]):
        code, out, _ = await redaksi("status", "--json", "--data", data)
    wrong = {one["name"]: one["wrong"] for one in json.loads(out)}
    assert (code, bool(wrong["kafka"]), wrong["mongod"]) == (1, True, [])


async def test_the_newsroom_that_all_tests_share_is_well_whatever_was_done_to_it(newsroom: Access) -> None:
    told: list[str] = []

    async def well() -> bool:
        code, out, _ = await redaksi("status", *places(newsroom))
        told.append(out)
        return code == 0

    try:
        await until(well, 60)
    except TimeoutError:
        pytest.fail(f"not well for a minute:\n{told[-1]}")
