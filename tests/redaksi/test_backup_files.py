"""A backup's files: whatever is cut off, changed or missing is seen, and nothing half made looks like a backup."""

from __future__ import annotations

import stat
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from redaksi.backup import folder
from redaksi.backup.manifest import FORMAT, NAME, Broken, Manifest, Measured

NOW = datetime(2026, 11, 28, 5, 0, tzinfo=UTC)


def a_backup(into: Path, *, format_: int = FORMAT) -> Manifest:
    measured = Measured(into / "moderation" / "articles.bson.gz")
    for piece in (b"satu", b"dua" * 1000):
        measured.write(piece)
    measured.close()
    part = measured.part("moderation/articles.bson.gz", 2)
    manifest = Manifest(format=format_, redaksi="0.1.0", taken_at=NOW, parts=(part,), positions={"g": {"t/0": 3}})
    (into / NAME).write_text(manifest.model_dump_json())
    return manifest


def checked(backup: Path) -> list[str]:
    return [part.name for part in Manifest.read(backup).check(backup)]


def test_what_was_written_is_read_and_only_its_owner_may(tmp_path: Path) -> None:
    manifest = a_backup(tmp_path)
    assert Manifest.read(tmp_path) == manifest
    assert checked(tmp_path) == ["moderation/articles.bson.gz"]
    assert stat.S_IMODE((tmp_path / "moderation" / "articles.bson.gz").stat().st_mode) == 0o600


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def changed(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[100] ^= 1
    path.write_bytes(whole)


@pytest.mark.parametrize(
    ("harm", "words"), [(cut_off, "cut off"), (changed, "SHA-256 is another"), (Path.unlink, "is missing")]
)
def test_what_was_cut_off_changed_or_taken_away_is_named(
    tmp_path: Path, harm: Callable[[Path], None], words: str
) -> None:
    a_backup(tmp_path)
    harm(tmp_path / "moderation" / "articles.bson.gz")
    with pytest.raises(Broken, match=rf"articles\.bson\.gz.*{words}"):
        checked(tmp_path)


@pytest.mark.parametrize("manifest", [None, "", '{"format": 1', "{}"])
def test_without_a_whole_manifest_it_is_no_backup(tmp_path: Path, manifest: str | None) -> None:
    a_backup(tmp_path)
    (tmp_path / NAME).unlink()
    if manifest is not None:
        (tmp_path / NAME).write_text(manifest)
    with pytest.raises(Broken, match=NAME):
        Manifest.read(tmp_path)


def test_one_that_a_later_redaksi_made_otherwise_is_refused(tmp_path: Path) -> None:
    a_backup(tmp_path, format_=FORMAT + 1)
    with pytest.raises(Broken, match="newer Redaksi"):
        Manifest.read(tmp_path)


def pictures(media: Path, **files: bytes) -> None:
    for name, content in files.items():
        path = media / "held" / name / "480.webp"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)


def taken(media: Path, backup: Path) -> Manifest:
    parts = folder.take_pictures(media, backup)
    return Manifest(format=FORMAT, redaksi="0", taken_at=NOW, parts=tuple(parts), positions={})


def test_pictures_come_back_where_they_are_missing_and_what_is_there_stays(tmp_path: Path) -> None:
    old, new, backup = tmp_path / "old", tmp_path / "new", tmp_path / "backup"
    pictures(old, satu=b"gambar satu", dua=b"gambar dua")
    (old / "public" / "satu").mkdir(parents=True)
    (old / "public" / "satu" / "480.webp").write_bytes(b"gambar satu")
    manifest = taken(old, backup)
    assert manifest.parts[0].holds == 2
    pictures(new, satu=b"gambar", tiga=b"gambar tiga")  # cut off half way, and one that is newer than the backup
    assert folder.put_pictures(new, backup, manifest) == 2
    assert {path.parent.name: path.read_bytes() for path in (new / "held").rglob("*.webp")} == {
        "satu": b"gambar satu",
        "dua": b"gambar dua",
        "tiga": b"gambar tiga",
    }
    assert not (new / "public").exists()


@pytest.mark.parametrize("name", ["held/../../curian.webp", "held/../public/curian.webp"])
def test_nothing_is_put_elsewhere_than_among_what_is_held(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "luar.webp"
    outside.write_bytes(b"jahat")
    backup = tmp_path / "backup"
    backup.mkdir()
    with tarfile.open(backup / folder.PICTURES, "w") as tar:
        tar.add(outside, arcname=name)
    manifest = taken(tmp_path / "nothing", tmp_path / "other")
    with pytest.raises(Broken, match="belongs elsewhere"):
        folder.put_pictures(tmp_path / "media", backup, manifest)
    assert not list(tmp_path.rglob("curian.webp"))


def test_the_secrets_that_stood_there_are_kept_aside(tmp_path: Path) -> None:
    old, new, backup = tmp_path / "old", tmp_path / "new", tmp_path / "backup"
    for data, words in ((old, "dahulu"), (new, "sekarang")):
        data.mkdir()
        (data / folder.SECRETS).write_text(words)
    parts = folder.take_secrets(old, backup)
    manifest = Manifest(format=FORMAT, redaksi="0", taken_at=NOW, parts=tuple(parts), positions={})
    folder.put_secrets(new, backup, manifest, keep_old=True)
    assert (new / folder.SECRETS).read_text() == "dahulu"
    assert stat.S_IMODE((new / folder.SECRETS).stat().st_mode) == 0o600
    (aside,) = new.glob("secrets-before-*.json")
    assert aside.read_text() == "sekarang"
