"""Taking a backup: under a temporary name, its manifest last, then renamed."""

from __future__ import annotations

import asyncio
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from redaksi.backup import databases, folder
from redaksi.backup.manifest import FORMAT, NAME, Manifest, Measured, Part
from redaksi.backup.positions import positions
from shared.kafka import Kafka
from shared.version import VERSION


@dataclass(frozen=True)
class Newsroom:
    """Where everything is. `data` and `media` are None where they are not on this machine, or not ours to keep."""

    kafka: Kafka
    mongo: str
    prefix: str
    data: Path | None = None
    media: Path | None = None


class NotNow(Exception):  # noqa: N818 - what it is
    """No backup can be taken, and why."""


async def take(newsroom: Newsroom, into: Path) -> Path:
    """A new backup in the folder `into`; its place.

    Raises KafkaError, PyMongoError, OSError, `TookTooLong`, `NotNow`; then nothing of it is left.
    """
    now = datetime.now(UTC)
    final = into / f"redaksi-{now:%Y%m%dT%H%M%SZ}"
    part = into / f".{final.name}.{os.getpid()}"
    try:
        # First where the groups stand: what lies before that is in the databases when they are read.
        where = await positions(newsroom.kafka)
        await asyncio.to_thread(_write, newsroom, part, now, where)
        await asyncio.to_thread(_put_in_place, part, final)
    finally:
        await asyncio.to_thread(shutil.rmtree, part, ignore_errors=True)
    return final


def _write(newsroom: Newsroom, part: Path, now: datetime, where: dict[str, dict[str, int]]) -> None:
    part.mkdir(mode=0o700, parents=True)
    parts = tuple(_parts(newsroom, part))
    manifest = Manifest(
        format=FORMAT, redaksi=VERSION, taken_at=now, parts=parts, positions=where, left_out=_left_out(newsroom)
    )
    last = Measured(part / NAME)
    last.write(manifest.model_dump_json(indent=2).encode())
    last.close()


def _put_in_place(part: Path, final: Path) -> None:
    part.rename(final)
    handle = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parts(newsroom: Newsroom, part: Path) -> list[Part]:
    with databases.connected(newsroom.mongo) as client:
        restored = client[f"{newsroom.prefix}_moderation"]["beginnings"].find_one({"_id": "restored"})
        if restored is not None and "caught_up_at" not in restored:
            raise NotNow(
                "A restore has not come to its end yet: start the newsroom, and take a backup once it is ready."
            )
        parts = databases.take(client, newsroom.prefix, part)
    # Pictures after the articles that name them: each was handed in before it was named.
    if newsroom.data is not None:
        parts += folder.take_secrets(newsroom.data, part)
    if newsroom.media is not None:
        parts += folder.take_pictures(newsroom.media, part)
    return parts


def _left_out(newsroom: Newsroom) -> tuple[str, ...]:
    gone = [f"{service}/{name}" for service, names in databases.LEFT_OUT.items() for name in sorted(names)]
    gone += [] if newsroom.data else ["secrets"]
    gone += [] if newsroom.media else ["pictures"]
    return tuple(gone)
