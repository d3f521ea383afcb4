"""What a backup says of itself. It is written last, so that a folder without one is no backup."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

FORMAT = 1
"""Grows where what an older Redaksi reads would be read wrongly."""
NAME = "manifest.json"
_PIECE = 1 << 20

Positions = Mapping[str, Mapping[str, int]]
"""Where a group stands: by its name, by `topic/partition`, the offset of the next fact."""


class Broken(Exception):  # noqa: N818 - what it is
    """This is no whole backup; its words say what is wrong."""


class Part(BaseModel):
    """One file: its place in the folder, its bytes, their SHA-256, and how many documents or pictures it holds."""

    model_config = ConfigDict(frozen=True)

    name: str
    size: int
    sha256: str
    holds: int


class Manifest(BaseModel):
    """The backup as a whole. `positions` are from before the databases were read: what they say was handled, was."""

    model_config = ConfigDict(frozen=True)

    format: int
    redaksi: str
    taken_at: datetime
    parts: tuple[Part, ...]
    positions: dict[str, dict[str, int]]
    left_out: tuple[str, ...] = ()

    @classmethod
    def read(cls, backup: Path) -> Manifest:
        """Of the backup in this folder. Raises `Broken` where there is none that this Redaksi can read."""
        try:
            found = cls.model_validate_json((backup / NAME).read_bytes())
        except FileNotFoundError:
            raise Broken(f"{backup} is no backup, or was not finished: it has no {NAME}.") from None
        except (OSError, ValidationError) as error:
            raise Broken(f"{backup / NAME} cannot be read: {type(error).__name__}.") from None
        if found.format > FORMAT:
            raise Broken(f"{backup} was made by a newer Redaksi ({found.redaksi}); restore it with that one.")
        return found

    def part(self, name: str) -> Part | None:
        """The part of that name; None where the backup has none."""
        return next((one for one in self.parts if one.name == name), None)

    def check(self, backup: Path) -> Iterator[Part]:
        """Each part, once its bytes were read and are those that were written. Raises `Broken`."""
        for part in self.parts:
            path = backup / part.name
            if not path.is_file():
                raise Broken(f"{part.name} is missing.")
            if path.stat().st_size != part.size:
                raise Broken(
                    f"{part.name} has {path.stat().st_size} bytes, not {part.size}: it was cut off or changed."
                )
            if _sum(path) != part.sha256:
                raise Broken(f"{part.name} is not what was written: its SHA-256 is another.")
            yield part


class Measured:
    """A private file that is written once, piece by piece, and knows its length and its SHA-256."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._sum = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> int:
        """Add these bytes."""
        self._sum.update(piece)
        self.size += len(piece)
        return self._file.write(piece)

    def flush(self) -> None:
        """Nothing waits here that would have to."""

    def close(self) -> None:
        """On the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def part(self, name: str, holds: int) -> Part:
        """What it has come to be."""
        return Part(name=name, size=self.size, sha256=self._sum.hexdigest(), holds=holds)


def _sum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
