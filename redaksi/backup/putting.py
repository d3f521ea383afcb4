"""Putting a backup in place: checked first, marked as begun before anything else, as finished after everything."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from redaksi.backup import databases, folder
from redaksi.backup.manifest import Manifest
from redaksi.backup.positions import SET_BACK, busy, positions, set_back
from redaksi.backup.taking import Newsroom
from shared.topics import DRAFTS, MODERATION_DRAFTS


class Refused(Exception):  # noqa: N818 - what it is
    """Nothing was changed; its words say why, and what to do."""


async def must_be_still(newsroom: Newsroom) -> None:
    """Nobody may hear in moderation's or ingest's groups. Raises `Refused`, KafkaError."""
    if there := await busy(newsroom.kafka):
        raise Refused(
            f"Somebody still works in {', '.join(there)}. Stop moderation and ingest-view (every process of them), "
            "then restore again."
        )


async def must_be_free(newsroom: Newsroom) -> None:
    """Nothing may be there that would be lost. Raises `Refused`, PyMongoError."""

    def ask() -> str | None:
        with databases.connected(newsroom.mongo) as client:
            return databases.has_content(client, newsroom.prefix)

    if content := await asyncio.to_thread(ask):
        raise Refused(
            f"There is a newsroom already ({content}). A restore takes its place: if that is meant, add --replace; "
            "take a backup of it first."
        )


async def put(newsroom: Newsroom, backup: Path, manifest: Manifest, *, keep_old_secrets: bool) -> str:
    """The backup in the place of what is there; what was done, in words. Doing it again after it broke off is right."""
    await asyncio.to_thread(_begin, newsroom, {"backup_of": manifest.taken_at})
    documents = await asyncio.to_thread(_documents, newsroom, backup, manifest)
    pictures = folder.put_pictures(newsroom.media, backup, manifest) if newsroom.media else 0
    if newsroom.data is not None:
        folder.put_secrets(newsroom.data, backup, manifest, keep_old=keep_old_secrets)
    await _finish(newsroom, manifest)
    return f"{documents} documents and {pictures} files of pictures restored"


async def from_topics(newsroom: Newsroom) -> str:
    """Nothing of a backup: the desk catches up with what the topics hold. Nothing is written over."""
    await asyncio.to_thread(_begin, newsroom, {"backup_of": None})
    await _finish(newsroom, None)
    return "The desk begins with what its topics hold"


def _begin(newsroom: Newsroom, what: dict[str, datetime | None]) -> None:
    begun = {**what, "restored_at": datetime.now(UTC), "finished": False}
    with databases.connected(newsroom.mongo) as client:
        client[f"{newsroom.prefix}_moderation"].drop_collection("beginnings")
        databases.mark(client, newsroom.prefix, begun)


def _documents(newsroom: Newsroom, backup: Path, manifest: Manifest) -> int:
    with databases.connected(newsroom.mongo) as client:
        return databases.put(client, newsroom.prefix, backup, manifest)


async def _finish(newsroom: Newsroom, manifest: Manifest | None) -> None:
    """Where the lost desk stood is remembered before its groups are set back: the desk asks for it once more."""
    now = (await positions(newsroom.kafka))[MODERATION_DRAFTS.name]
    handled = {name.rpartition("/")[2]: place for name, place in now.items() if name.startswith(f"{DRAFTS}/")}
    with databases.connected(newsroom.mongo) as client:
        known = client[f"{newsroom.prefix}_moderation"]["beginnings"].find_one({"_id": "restored"})
        if known is not None and "handled" not in known:
            databases.mark(client, newsroom.prefix, {"handled": handled})
        await set_back(newsroom.kafka, manifest.positions if manifest else None, SET_BACK)
        databases.mark(client, newsroom.prefix, {"finished": True})
