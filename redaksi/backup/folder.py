"""What a newsroom on this machine keeps beside its databases: its secrets, and the pictures that were handed in."""

from __future__ import annotations

import os
import shutil
import tarfile
import time
from pathlib import Path

from redaksi.backup.manifest import Broken, Manifest, Measured, Part
from redaksi.rebuilding import progress

SECRETS, PICTURES = "secrets.json", "pictures.tar"
_HELD = "held"


def take_secrets(data: Path, into: Path) -> list[Part]:
    """By which addresses are sealed and links are made: without them a database is not whole."""
    if not (data / SECRETS).is_file():
        return []
    measured = Measured(into / SECRETS)
    measured.write((data / SECRETS).read_bytes())
    measured.close()
    return [measured.part(SECRETS, 1)]


def take_pictures(media: Path, into: Path) -> list[Part]:
    """All that were handed in; what is public of them is made of these."""
    paths = sorted((media / _HELD).rglob("*")) if (media / _HELD).is_dir() else []
    measured, holds = Measured(into / PICTURES), 0
    with tarfile.open(fileobj=measured, mode="w|") as tar:  # type: ignore[call-overload]
        for number, path in enumerate(paths, 1):
            try:
                if path.is_file():
                    tar.add(path, arcname=str(path.relative_to(media)), recursive=False)
                    holds += 1
            except FileNotFoundError:
                continue  # forgotten a moment ago
            if number % 100 == 0 or number == len(paths):
                progress("pictures", number, len(paths))
    measured.close()
    return [measured.part(PICTURES, holds)]


def put_secrets(data: Path, backup: Path, manifest: Manifest, *, keep_old: bool) -> None:
    """The backup's, in the place of those that are there, which are kept beside them where `keep_old`."""
    if manifest.part(SECRETS) is None:
        return
    wanted, path = (backup / SECRETS).read_bytes(), data / SECRETS
    if path.is_file() and path.read_bytes() != wanted and keep_old:
        path.rename(path.with_name(f"secrets-before-{time.strftime('%Y%m%dT%H%M%S')}.json"))
    part = path.with_name(f".{SECRETS}.{os.getpid()}")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(wanted)
    part.replace(path)


def put_pictures(media: Path, backup: Path, manifest: Manifest) -> int:
    """Those that are missing; how many files. What is there stays."""
    part, done = manifest.part(PICTURES), 0
    if part is None:
        return 0
    media.mkdir(parents=True, exist_ok=True)
    held = (media / _HELD).resolve()
    try:
        with tarfile.open(backup / PICTURES, "r|") as tar:
            for member in tar:
                place = media / member.name
                if not member.isfile() or not member.name.startswith(f"{_HELD}/"):
                    continue
                if not place.resolve().is_relative_to(held):
                    raise Broken(f"{PICTURES} names a file that belongs elsewhere: {member.name}.")
                if not place.is_file() or place.stat().st_size != member.size:
                    _put(tar, member, place)
                    done += 1
    except tarfile.TarError as error:
        raise Broken(f"{PICTURES} cannot be read to its end: {type(error).__name__}.") from error
    return done


def _put(tar: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    # Its bytes alone. What `extract` refuses by itself it does only from Python 3.11.4 on; Debian 12 has 3.11.2.
    place.parent.mkdir(parents=True, exist_ok=True)
    source = tar.extractfile(member)
    assert source is not None  # noqa: S101 - a file has bytes
    with source, place.open("wb") as file:
        shutil.copyfileobj(source, file)
