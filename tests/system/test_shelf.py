"""Where pictures stand, on a folder and on a real object store: the same verbs, the same answers."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from shared.facts import Size
from shared.media import Shelf
from shared.media.picture import Manifest
from shared.media.shelf import ShelfAway
from shared.parentage import die_with_parent
from tests.system.ports import free_ports

STORE = shutil.which("versitygw")
NO_STORE = "versitygw is not on PATH (go install github.com/versity/versitygw/cmd/versitygw@latest)"


@pytest.fixture(scope="module")
def object_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where it listens; a bucket `pictures` is there."""
    folder, port = tmp_path_factory.mktemp("buckets"), free_ports()
    (folder / "pictures").mkdir()
    keys = ["--access", "redaksi", "--secret", "rahasia-redaksi"]
    command = [str(STORE), *keys, "--port", f"127.0.0.1:{port}", "--quiet", "posix", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=die_with_parent)  # noqa: PLW1509
    deadline = time.monotonic() + 20
    while not _listens(port):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.skipif(STORE is None, reason=NO_STORE))])
def shelf(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    if request.param == "folder":
        return Shelf(str(tmp_path / "media"))
    settings = {
        "AWS_ENDPOINT_URL": request.getfixturevalue("object_store"),
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "redaksi",
        "AWS_SECRET_ACCESS_KEY": "rahasia-redaksi",
        "AWS_REGION": "us-east-1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return Shelf(f"s3://pictures/{uuid4().hex}")


MEDIA = "0" * 40
FILES = {"480.webp": b"narrow", "16x9.jpg": b"shared"}
MANIFEST = Manifest(sizes=(Size(width=480, height=320),))


async def test_what_is_held_is_let_out_taken_back_and_forgotten(shelf: Shelf) -> None:
    assert await shelf.manifest(MEDIA) is None
    assert not await shelf.let_out(MEDIA)
    await shelf.hold(MEDIA, FILES, MANIFEST)
    assert await shelf.manifest(MEDIA) == MANIFEST
    assert [one.media async for one in shelf.held()] == [MEDIA]
    assert await shelf.read("public", MEDIA, "480.webp") is None
    for _ in range(2):
        assert await shelf.let_out(MEDIA)
        assert {name: await shelf.read("public", MEDIA, name) for name in FILES} == FILES
    for _ in range(2):
        await shelf.take_back(MEDIA)
        assert await shelf.read("public", MEDIA, "480.webp") is None
        assert await shelf.read("held", MEDIA, "480.webp") == b"narrow"
    assert await shelf.let_out(MEDIA)
    for _ in range(2):
        await shelf.forget(MEDIA)
        assert [await shelf.read(area, MEDIA, "480.webp") for area in ("held", "public")] == [None, None]
    assert [one async for one in shelf.held()] == []


@pytest.mark.skipif(STORE is None, reason=NO_STORE)
async def test_a_store_that_refuses_or_is_away_is_said_to_be_away(
    object_store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = f"http://127.0.0.1:{free_ports()}"
    for where, secret in ((object_store, "salah"), (nowhere, "rahasia-redaksi")):
        for name, value in (("AWS_ENDPOINT_URL", where), ("AWS_SECRET_ACCESS_KEY", secret)):
            monkeypatch.setenv(name, value)
        for name, value in (("AWS_ALLOW_HTTP", "true"), ("AWS_ACCESS_KEY_ID", "redaksi"), ("AWS_REGION", "us-east-1")):
            monkeypatch.setenv(name, value)
        shelf = Shelf("s3://pictures/away")
        with pytest.raises(ShelfAway):
            await shelf.hold(MEDIA, FILES, MANIFEST)
        with pytest.raises(ShelfAway):
            await shelf.read("held", MEDIA, "480.webp")
