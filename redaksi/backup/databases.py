"""The databases of moderation and ingest as they stood at one moment, document for document, byte for byte."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import bson
from bson.codec_options import CodecOptions
from bson.errors import BSONError
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import OperationFailure

from redaksi.backup.manifest import Broken, Manifest, Measured, Part
from redaksi.rebuilding import progress

SERVICES = ("moderation", "ingest")
LEFT_OUT = {
    "moderation": frozenset({"beginnings", "sessions", "links", "steps", "presence", "counts"}),
    "ingest": frozenset[str](),
}
"""Nobody is to be signed in by a backup; and what is counted or made anew at a start."""
_RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
_AT_ONCE = 1_000
_TOO_OLD = {239, 246}
_ENDING = ".bson.gz"


class TookTooLong(Exception):  # noqa: N818 - what happened
    """MongoDB no longer had what it was to be read as."""


@contextmanager
def connected(url: str) -> Iterator[MongoClient[RawBSONDocument]]:
    """A client that reads and writes documents as they are; writes are on the majority's disks."""
    client: MongoClient[RawBSONDocument] = MongoClient(
        url, document_class=RawBSONDocument, w="majority", journal=True, serverSelectionTimeoutMS=10_000
    )
    try:
        yield client
    finally:
        client.close()


def take(client: MongoClient[RawBSONDocument], prefix: str, into: Path) -> list[Part]:
    """Both databases, as they stood at one and the same moment. Raises PyMongoError, `TookTooLong`."""
    wanted = [
        (service, client[f"{prefix}_{service}"][name])
        for service in SERVICES
        for name in sorted(client[f"{prefix}_{service}"].list_collection_names())
        if name not in LEFT_OUT[service]
    ]
    of = sum(collection.estimated_document_count() for _, collection in wanted)
    parts: list[Part] = []
    # One moment for all of them: MongoDB keeps what was, for reads that began then, for some minutes.
    with client.start_session(snapshot=True) as session:
        for service, collection in wanted:
            done = sum(part.holds for part in parts)
            parts.append(_one(collection, session, into, f"{service}/{collection.name}{_ENDING}", done, of))
    return parts


def _one(
    collection: Collection[RawBSONDocument],
    session: ClientSession,
    into: Path,
    name: str,
    done: int,
    of: int,
) -> Part:
    measured, holds = Measured(into / name), 0
    try:
        with gzip.GzipFile(fileobj=measured, mode="wb", compresslevel=6, mtime=0) as file:
            for document in collection.find({}, session=session, batch_size=_AT_ONCE):
                file.write(document.raw)
                holds += 1
                if holds % _AT_ONCE == 0:
                    progress("documents", done + holds, of)
    except OperationFailure as error:
        if error.code in _TOO_OLD:
            raise TookTooLong from error
        raise
    finally:
        measured.close()
    progress("documents", done + holds, max(of, done + holds))
    return measured.part(name, holds)


def has_content(client: MongoClient[RawBSONDocument], prefix: str) -> str | None:
    """What a newsroom would lose if this were written over, in words; None where there is nothing to lose."""
    database = client[f"{prefix}_moderation"]
    unfinished = database["beginnings"].find_one({"_id": "restored", "finished": False})
    if unfinished is not None:
        return None
    counts = {name: database[name].estimated_document_count() for name in ("articles", "comments", "editors")}
    if counts["articles"] or counts["comments"] or counts["editors"] > 1:
        return ", ".join(f"{count} {name}" for name, count in counts.items())
    return None


def put(client: MongoClient[RawBSONDocument], prefix: str, backup: Path, manifest: Manifest) -> int:
    """Everything that the backup has of each database, in the place of what was there; how many documents."""
    of, done = sum(part.holds for part in manifest.parts if part.name.endswith(_ENDING)), 0
    for service in SERVICES:
        database = client[f"{prefix}_{service}"]
        for name in database.list_collection_names():
            if name != "beginnings":
                database.drop_collection(name)
        for part in manifest.parts:
            if part.name.startswith(f"{service}/") and part.name.endswith(_ENDING):
                collection = database[part.name.removeprefix(f"{service}/").removesuffix(_ENDING)]
                for some in _batches(backup / part.name):
                    collection.insert_many(some, ordered=False)
                    done += len(some)
                    progress("documents", done, of)
    return done


def _batches(path: Path) -> Iterator[list[RawBSONDocument]]:
    some: list[RawBSONDocument] = []
    try:
        with gzip.open(path, "rb") as file:
            for document in bson.decode_file_iter(cast("IO[bytes]", file), _RAW):
                some.append(document)
                if len(some) == _AT_ONCE:
                    yield some
                    some = []
    except (EOFError, gzip.BadGzipFile, BSONError) as error:
        raise Broken(f"{path.name} cannot be read to its end: {type(error).__name__}.") from error
    if some:
        yield some


def mark(client: MongoClient[RawBSONDocument], prefix: str, what: dict[str, Any]) -> None:
    """What moderation is to know of this restore when it starts next."""
    beginnings = client[f"{prefix}_moderation"].get_collection("beginnings", codec_options=CodecOptions())
    beginnings.update_one({"_id": "restored"}, {"$set": what}, upsert=True)
