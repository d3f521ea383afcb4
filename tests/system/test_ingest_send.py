"""`redaksi send`, as a reporter at a terminal uses it, and the sample content told twice."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from redaksi.runner.access import Access
from redaksi.sample import tell
from tests.pictures import a_picture
from tests.system.conftest import ROOT, paused
from tests.system.people import Editor, Reporter, until

WHOLE = """---
headline: Pasar Ikan Pindah {mark}
dateline: Bengkulu
section: ekonomi
byline: Rio
source: Liputan di tempat
photo: {{alt: Perahu, caption: Dermaga, credit: Rio}}
---
Pedagang pindah mulai Senin.
"""


DECIDED = {"menyetujui": 13, "mengembalikan": 1, "meralat": 1, "mencabut": 1}
"""What the desk does with the sample content, once."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "naskah.md"
    made.write_text(WHOLE.format(mark=uuid4().hex))
    return made


@asynccontextmanager
async def sending(access: Access, *words: str | Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """`redaksi send …`, running."""
    ways = {"REDAKSI_KEY": access.reporter.key, "REDAKSI_INGEST": access.ingest}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "redaksi", "send", *map(str, words)),
        cwd=ROOT,
        env={**os.environ, **ways},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def sent(access: Access, *words: str | Path) -> tuple[int | None, str]:
    """Its exit code, and what it said."""
    async with sending(access, *words) as process:
        said, _ = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode, said.decode()


def change(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text().replace(old, new))


def id_in(said: str) -> str:
    found = re.search(r"→ (\S+)", said)
    assert found, said
    return found.group(1)


async def test_the_same_file_sent_again_is_the_same_article(newsroom: Access, file: Path) -> None:
    first, second = await sent(newsroom, file), await sent(newsroom, file)
    assert first == second
    assert first[0] == 0


async def test_the_link_to_its_status_is_shown(newsroom: Access, file: Path) -> None:
    _, said = await sent(newsroom, file)
    found = re.search(rf"^Statusnya: {newsroom.ingest}/status/([\w-]{{54}})$", said, re.MULTILINE)
    assert found, said


async def test_what_is_missing_is_said_in_words_and_by_the_exit_code(newsroom: Access, file: Path) -> None:
    change(file, "source: Liputan di tempat\n", "")
    code, said = await sent(newsroom, file, "--check")
    assert code == 2
    assert "WAJIB  source: Sumber belum disebut" in said
    async with Reporter(newsroom) as rio:
        before = (await rio.http.get("/v1/drafts")).json()
        assert (await sent(newsroom, file, "--check"))[0] == 2
        assert (await rio.http.get("/v1/drafts")).json() == before


async def test_watching_follows_a_draft_to_where_the_public_reads_it(newsroom: Access, file: Path) -> None:
    async with Editor(newsroom) as editor, sending(newsroom, file, "--watch") as process:
        assert process.stdout is not None
        article_id = id_in((await asyncio.wait_for(process.stdout.readline(), 20)).decode())
        held = await editor.find(article_id)
        await editor.must(article_id, "approve", held["version"])
        rest = (await asyncio.wait_for(process.stdout.read(), 30)).decode()
        assert await process.wait() == 0
    assert "disetujui" in rest
    assert f"tayang: {newsroom.site}/ekonomi/" in rest


async def test_watching_ends_with_the_reasons_where_it_comes_back(newsroom: Access, file: Path) -> None:
    code, said = await sent(newsroom, file)
    assert code == 0
    async with Editor(newsroom) as editor:
        held = await editor.find(id_in(said))
        reasons = [{"field": "lead", "text": "Tulis teras."}]
        await editor.must(held["article_id"], "return", held["version"], summary="Hampir.", reasons=reasons)
    code, said = await sent(newsroom, file, "--watch")
    assert code == 3
    assert "lead: Tulis teras. (masih terbuka)" in said


async def test_a_revision_on_an_outdated_base_is_told(newsroom: Access, file: Path) -> None:
    article_id = id_in((await sent(newsroom, file))[1])
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        await rio.until_state(article_id, "held")
        change(file, "Senin.", "Selasa.")
        code, said = await sent(newsroom, file, "--id", article_id)
        assert (code, "--base-revision" in said) == (1, True), "what is built on no revision would be put aside"
        assert (await sent(newsroom, file, "--id", article_id, "--base-revision", "1"))[0] == 0
        status = await rio.until_state(article_id, "held", 2)
        assert status["revision"] == 2
        change(file, "Selasa.", "Rabu.")
        assert (await sent(newsroom, file, "--id", article_id, "--base-revision", "1"))[0] == 0
        status = await rio.until_state(article_id, "held", 3)
        assert (status["revision"], len(status["conflicts"])) == (2, 1)
        await editor.must(article_id, "reject", 3, reason="Sudah ada.")
    code, said = await sent(newsroom, file, "--id", article_id, "--base-revision", "1", "--watch")
    assert code == 3
    assert "dari revisi 1 sudah usang" in said
    assert "Sudah ada." in said


async def test_it_waits_for_a_newsroom_that_is_away_for_a_while(newsroom: Access, file: Path) -> None:
    with paused(newsroom.pids["kafka"]):
        async with sending(newsroom, file) as process:
            assert process.stdout is not None
            line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
            assert "Kafka" in line
            os.kill(newsroom.pids["kafka"], 18)
            rest = (await asyncio.wait_for(process.stdout.read(), 60)).decode()
            assert await process.wait() == 0
    assert "Diterima" in rest


@pytest.mark.parametrize("words", [("--key", "ñ"), ("--key", "rdk_x_y"), ("--url", "rumah"), ("--url", "http://[")])
async def test_what_cannot_be_sent_says_why_without_a_traceback(
    newsroom: Access, file: Path, words: tuple[str, str]
) -> None:
    code, said = await sent(newsroom, file, *words)
    assert code == 1
    assert "Traceback" not in said
    assert len(said.strip()) > 20


async def test_the_sample_content_travels_the_whole_way_and_telling_it_again_changes_nothing(newsroom: Access) -> None:
    first: list[str] = []
    again: list[str] = []
    await tell(newsroom, first.append)
    await tell(newsroom, again.append)
    public = [line for line in first if "tayang:" in line]
    assert len(public) == 13
    assert [line for line in again if "tayang:" in line] == public
    assert {verb: sum(verb in line for line in first) for verb in DECIDED} == DECIDED
    assert not any(verb in line for line in again for verb in DECIDED)
    async with Reporter(newsroom) as rio:

        async def both_wait() -> bool:
            held = (await rio.http.get("/v1/drafts", params={"state": "held", "limit": 100})).json()["drafts"]
            lacks = any("Sidang Sengketa" in one["headline"] and one["missing"] for one in held)
            return lacks and any("Liga Desa" in one["headline"] and not one["missing"] for one in held)

        await until(both_wait)  # the status follows the topics


@pytest.fixture
def picture(file: Path) -> Path:
    made = file.with_name("perahu.jpg")
    made.write_bytes(a_picture())
    file.write_text(file.read_text().replace("{alt: Perahu", "{file: perahu.jpg, alt: Perahu"))
    return made


async def test_a_picture_beside_the_draft_goes_with_it(newsroom: Access, file: Path, picture: Path) -> None:
    code, said = await sent(newsroom, file)
    assert code == 0, said
    assert "Foto diterima: perahu.jpg" in said
    article_id = re.findall(r"→ ([0-9a-f-]{36})", said)[0]
    async with Editor(newsroom) as editor:
        held = await editor.find(article_id)
    assert held["content"]["photo"]["sizes"][-1]["width"] == 1200
    await asyncio.to_thread(picture.unlink)
    code, said = await sent(newsroom, file)
    assert code == 1
    assert "photo: " in said
    assert "perahu.jpg" in said
