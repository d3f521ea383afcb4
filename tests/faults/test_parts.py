"""The parts of the fault suite: its plan, its failpoints, its ledger, its network."""

from __future__ import annotations

import asyncio
import inspect
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from tests.faults.controls import CONTROLS
from tests.faults.failpoints import HICCUPS, WINDOWS, Traps, Window
from tests.faults.ledger import Call, Ledger, read
from tests.faults.network import Proxy
from tests.faults.plan import KINDS, Shape, plan
from tests.faults.process import CLOCKED
from tests.faults.stage import Stage
from tests.faults.staging import Staging
from tests.faults.watch import Watcher
from tests.system.ports import free_ports


def test_a_seed_is_played_again_as_it_was() -> None:
    assert plan(7, 300, Shape(3)) == plan(7, 300, Shape(3)) != plan(8, 300, Shape(3))


def test_over_time_every_kind_of_fault_comes_in_its_order() -> None:
    steps = plan(7, 3_000, Shape(3))
    assert {one.what for one in steps} == set(KINDS)
    assert all(a.at <= b.at for a, b in pairwise(steps))


def test_each_fault_can_be_done_as_it_was_drawn(tmp_path: Path) -> None:
    stage = Stage(tmp_path, 20_000, Shape(3), print)
    faults = Staging(stage, Watcher(stage.kafka), tmp_path / "faults").faults()
    assert set(faults) == set(KINDS)
    for step in plan(7, 3_000, Shape(3)):
        inspect.signature(faults[step.what]).bind(**step.how)


def test_one_broker_is_not_hurt_by_what_needs_three() -> None:
    assert {one.what for one in plan(7, 3_000, Shape(1))} == {name for name, kind in KINDS.items() if kind.brokers == 1}


@pytest.mark.parametrize("window", [*WINDOWS, *HICCUPS], ids=lambda window: window.name)
def test_what_a_failpoint_wraps_has_not_moved(window: Window) -> None:
    owner, name = window.find()
    assert asyncio.iscoroutinefunction(getattr(owner, name))


@pytest.mark.parametrize("service", sorted(CLOCKED))
def test_the_clock_that_is_set_has_not_moved(service: str) -> None:
    assert Path(f"services/{service}/app.py").read_text().count("def now()") == 1


def test_controls_ask_for_faults_that_there_are() -> None:
    assert {kind for one in CONTROLS.values() for kind in one.faults} <= set(KINDS)


def test_a_trap_is_sprung_once(tmp_path: Path) -> None:
    traps = Traps(tmp_path)
    assert not traps.sprung(WINDOWS[0])
    traps.lay(WINDOWS[0])
    assert traps.lies(WINDOWS[0])
    assert traps.sprung(WINDOWS[0])
    assert not traps.sprung(WINDOWS[0])


async def test_the_ledger_tells_ok_from_refused_from_unknown(tmp_path: Path) -> None:
    async def answer(status: int) -> httpx.Response:
        return httpx.Response(status, json={"id": "x"})

    async def cut_off() -> httpx.Response:
        raise httpx.ReadTimeout("no answer")

    async with Ledger(tmp_path / "ledger") as ledger:
        await ledger.call("draft", lambda: answer(202), keep=("id",), words="a")
        await ledger.call("draft", lambda: answer(422), keep=("id",), words="b")
        await ledger.call("draft", lambda: answer(503), keep=("id",), words="c")
        await ledger.call("draft", cut_off, keep=("id",), words="d")
    told = [(one.about["words"], one.outcome, one.status, one.answer) for one in read(tmp_path / "ledger")]
    assert told == [
        ("a", "ok", 202, {"id": "x"}),
        ("b", "refused", 422, {}),
        ("c", "unknown", 503, {}),
        ("d", "unknown", 0, {}),
    ]


async def test_a_call_stands_in_the_ledger_before_it_is_made(tmp_path: Path) -> None:
    found: list[Call] = []

    async def look() -> httpx.Response:
        found.extend(read(tmp_path / "ledger"))
        return httpx.Response(200)

    async with Ledger(tmp_path / "ledger") as ledger:
        await ledger.call("draft", look, words="a")
    assert [(one.op, one.outcome) for one in found] == [("draft", "unknown")]


async def test_a_network_that_is_cut_passes_nothing_on_until_it_is_mended() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(100):
                writer.write(data)
        writer.close()

    port, behind = free_ports(), free_ports()
    async with await asyncio.start_server(echo, "127.0.0.1", behind), Proxy(port, behind) as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"1")
        assert await reader.read(1) == b"1"
        cut = asyncio.create_task(proxy.cut(0.5, reset=False))
        await asyncio.sleep(0.1)
        writer.write(b"2")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(answer := asyncio.ensure_future(reader.read(1))), 0.2)
        await cut
        assert await answer == b"2"
        await proxy.cut(0, reset=True)
        assert await reader.read(1) == b""
        writer.close()
