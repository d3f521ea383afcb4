"""The drill: a backup, a day's work after it, the desk's databases lost, and the backup put in place."""

from __future__ import annotations

import asyncio
import json
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from redaksi.backup.manifest import Manifest
from redaksi.runner.access import Access
from tests.system.conftest import running
from tests.system.disaster import (
    PROXY,
    Day,
    a_day,
    at_rest,
    everything_kept,
    known,
    lose_databases,
    refusing,
    versions,
)
from tests.system.people import Reporter
from tests.system.ports import free_ports
from tests.system.test_desk import until_public
from tests.system.test_door import DRAFT
from tests.system.test_readers import redaksi

UP = ("up", "--no-sample", "--undo-seconds", "0")
RETRACTION = {"code": "keliru", "text": "Sumber menarik keterangannya."}
RETURNED = {"summary": "Lengkapi.", "reasons": [{"field": "lead", "text": "Belum ada."}]}


async def before(day: Day) -> None:
    """Of every kind one that is left alone later, and one of which something becomes."""
    await day.draft("tetap", "tayang", "ralat", "cabut", "hapus", "setuju", "sunting", "kembali", "tarik")
    await day.act("approve", "tayang", "ralat", "cabut", "hapus")
    await until_public(day.access, day.articles["hapus"], 2)
    await day.write("tayang", "k-tetap", "k-setuju", "k-tayang", "k-hapus-publik", "k-hapus")
    await day.judge("approve", "k-tayang", "k-hapus-publik")


async def after(day: Day) -> Any:
    """What the backup knows nothing of; a reporter who is new."""
    await day.act("edit", "ralat", fields={"lead": "Teras yang benar."})
    await day.act("approve", "ralat", correction="Teras semula keliru.")
    await day.act("retract", "cabut", **RETRACTION)
    await day.act("erase", "hapus", reason="Permintaan keluarga.")
    await day.act("approve", "setuju")
    await day.act("edit", "sunting", fields={"body": "Paragraf editor.\n\nParagraf kedua.", "tags": ["dermaga"]})
    await day.act("return", "kembali", **RETURNED)
    body = {**DRAFT, "headline": "Berita kembali", "lead": "Sudah ada.", "base_revision": 1}
    assert (await day.rio.http.put(f"/v1/drafts/{day.articles['kembali']}", json=body)).status_code == 202
    await day.rio.until_state(day.articles["kembali"], "held", 3)
    assert (await day.rio.http.delete(f"/v1/drafts/{day.articles['tarik']}")).is_success
    made = await day.editor.new_reporter("Dewi")
    async with Reporter(day.access, made["key"]) as dewi:
        await dewi.send({**DRAFT, "headline": "Percobaan"})
        await day.draft("baru", "baru-tayang", "baru-hapus", reporter=dewi)
    await day.draft("baru-kembali")
    await day.act("approve", "baru-tayang", "baru-hapus")
    await day.act("return", "baru-kembali", **RETURNED)
    await day.act("erase", "baru-hapus", reason="Permintaan keluarga.")
    await day.write("tayang", "k-baru", "k-baru-tayang", "k-baru-spam")
    await day.judge("approve", "k-setuju", "k-baru-tayang")
    await day.judge("spam", "k-baru-spam")
    await day.judge("remove", "k-hapus-publik", code="kasar")
    await day.judge("erase", "k-hapus")
    return made


@pytest.mark.timeout(900)
async def test_nothing_accepted_or_public_is_lost_with_the_desks_databases(tmp_path: Path) -> None:
    data, backups, base = tmp_path / "data", tmp_path / "backups", free_ports(30)
    with running(data, *UP, base=base, **PROXY) as access:
        async with a_day(access) as day:
            await before(day)
            await at_rest(day)
            code, out, err = await redaksi("backup", str(backups), "--data", str(data))
            assert code == 0, out + err
            dewi = await after(day)
            then = await at_rest(day)
    (backup,) = backups.iterdir()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in backup.rglob("*") if path.is_file()} == {0o600}
    lose_databases(data, base, "moderation", "ingest")
    # An empty desk does not pretend that it is a new one.
    with refusing(data, base) as why:
        assert "was lost" in why
    code, out, err = await redaksi("restore", str(backup), "--data", str(data), "--port-base", str(base))
    assert code == 0, out + err
    with running(data, *UP, base=base, **PROXY) as access:
        async with a_day(access, day) as again:
            now = await at_rest(again)
            assert {name: now[name] for name in then} == then
            await and_it_goes_on(again, dewi)
            for of_topic in (await versions(access.kafka)).values():
                assert [one for one in of_topic.values() if one != sorted(one)] == []
    kept = everything_kept(data, base, "moderation", "ingest")
    for gone in ("Berita hapus", "Berita baru-hapus", "Komentar k-hapus'"):
        assert gone not in kept


async def and_it_goes_on(day: Day, dewi: Any) -> None:
    """What was decided after the backup can be worked on as if nothing had happened."""
    for name in ("setuju", "baru-tayang", "ralat"):
        await day.act("edit", name, fields={"lead": f"Diperbaiki: {name}."})
        await day.act("approve", name, correction="Nama semula keliru.")
        version = (await day.editor.find(day.articles[name]))["version"]
        assert (await until_public(day.access, day.articles[name], version))["lead"] == f"Diperbaiki: {name}."
    await day.act("approve", "sunting", "kembali", "baru")
    body = {**DRAFT, "headline": "Berita baru-kembali", "lead": "Sudah ada.", "base_revision": 1}
    assert (await day.rio.http.put(f"/v1/drafts/{day.articles['baru-kembali']}", json=body)).status_code == 202
    await day.rio.until_state(day.articles["baru-kembali"], "held", 3)
    await day.judge("approve", "k-baru", "k-tetap")
    # The key of a reporter whom the backup does not know opens the door, and their old draft is still theirs.
    async with Reporter(day.access, dewi["key"]) as reporter:
        assert (await reporter.send({**DRAFT, "headline": "Berita baru"}, "hari-baru"))["article_id"] == day.articles[
            "baru"
        ]
    assert (await known(day))["desk hapus"]["content"]["headline"] == ""


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_where_the_topics_are_lost_too_everything_is_told_anew(tmp_path: Path) -> None:
    """Another machine: nothing is left but the backup. Readers find what they knew, at higher versions."""
    data, elsewhere, backups = tmp_path / "data", tmp_path / "elsewhere", tmp_path / "backups"
    base = free_ports(30)
    with running(data, *UP, base=base, **PROXY) as access:
        async with a_day(access) as day:
            await before(day)
            await day.act("erase", "hapus", reason="Permintaan keluarga.")
            then = await at_rest(day)
            high = await versions(access.kafka)
            code, out, err = await redaksi("backup", str(backups), "--data", str(data))
            assert code == 0, out + err
            (backup,) = backups.iterdir()
            await and_nobody_is_written_over(backup, data, access)
    # One that is stopped lets itself be backed up, too, and is not written over either.
    code, out, err = await redaksi("backup", str(tmp_path / "cold"), "--data", str(data), "--port-base", str(base))
    assert code == 0, out + err
    code, out, err = await redaksi("restore", str(backup), "--data", str(data), "--port-base", str(base))
    assert (code, "There is a newsroom already" in err) == (1, True), out + err
    assert documents(backup) == documents(*(tmp_path / "cold").iterdir())
    code, out, err = await redaksi("restore", str(backup), "--data", str(elsewhere), "--port-base", str(base))
    assert code == 0, out + err
    assert json.loads((elsewhere / "secrets.json").read_text()) == json.loads((data / "secrets.json").read_text())
    with running(elsewhere, *UP, base=base, **PROXY) as access:
        async with a_day(access, day) as again:
            for name in ("tayang", "ralat", "cabut"):
                await until_public(access, again.articles[name], 1003)
            now = await at_rest(again)
            assert bare(now) == bare(then)
            told = await versions(access.kafka)
            for topic, items in high.items():
                assert {key for key, seen in items.items() if not told[topic] or told[topic][key] <= seen} == set()
            await again.draft("sesudah")
            await again.act("approve", "sesudah", "setuju")


async def and_nobody_is_written_over(backup: Path, data: Path, access: Access) -> None:
    """Not while somebody works there, whichever way it is asked; and not by what is not whole."""
    code, _, err = await redaksi("restore", str(backup), "--replace", "--data", str(data))
    assert (code, "already runs" in err) == (1, True), err
    servers = ("--kafka", access.kafka, "--mongo", access.mongo)
    code, _, err = await redaksi("restore", str(backup), "--replace", *servers)
    assert (code, "Somebody still works in" in err, "moderation-drafts" in err) == (1, True, True), err
    code, out, err = await redaksi("backup", "--check", str(backup))
    assert (code, "is whole" in out) == (0, True), err
    broken = data.parent / "broken"
    await asyncio.to_thread(shutil.copytree, backup, broken)
    part = broken / "moderation" / "articles.bson.gz"
    part.write_bytes(part.read_bytes()[:-20])
    for command in (("backup", "--check", str(broken)), ("restore", str(broken), "--replace", *servers)):
        code, _, err = await redaksi(*command)
        assert (code, "cannot be used" in err, "cut off" in err) == (1, True, True), err


def documents(backup: Path) -> dict[str, int]:
    """How many there are in each part, but for what the desk counts meanwhile."""
    return {part.name: part.holds for part in Manifest.read(backup).parts if "tallies" not in part.name}


def bare(found: Any) -> Any:
    """The same without versions, which leap."""
    if isinstance(found, dict):
        return {name: bare(value) for name, value in found.items() if name != "version"}
    return [bare(one) for one in found] if isinstance(found, list | tuple) else found
