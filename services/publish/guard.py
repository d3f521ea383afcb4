"""How a document is put down so that the highest version stays, and marked where the public is to be told.

See `docs/decisions/0010-the-guarded-upsert.md`.
"""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from pymongo import UpdateOne

MARK = "emit_pending"
"""While it stands, the public is to be told: the id of the writing that set it."""
MEDIA = "media"

# What stands in a document, as the guard reads it.
_PUBLIC_VERSION = {"$ifNull": ["$public_version", 0]}
_VERSION = {"$ifNull": ["$version", -1]}
_NOT_ERASED = {"$ne": ["$erased", True]}
_AS_MARKED = {"$ifNull": [f"${MARK}", "$$REMOVE"]}
_AS_SHOWN = {"$ifNull": [f"${MEDIA}", "$$REMOVE"]}
_SHOWN = {"$ifNull": [f"${MEDIA}", []]}


def guarded(document: dict[str, Any], mark: ObjectId) -> UpdateOne:
    """Put this in the place of what is kept, where that is older; marked where the public is to know otherwise."""
    news = {"$ne": [_PUBLIC_VERSION, document["public_version"]]}
    marked = {MARK: {"$cond": [news, mark, _AS_MARKED]}}
    newer = {"$and": [{"$lt": [_VERSION, document["version"]]}, _NOT_ERASED]}
    replaced = {"$mergeObjects": [{"$literal": document}, marked, with_media(document)]}
    return UpdateOne({"_id": document["_id"]}, [{"$replaceWith": {"$cond": [newer, replaced, "$$ROOT"]}}], upsert=True)


def begun(document: dict[str, Any], mark: ObjectId) -> dict[str, Any]:
    """What `guarded` puts down where nothing was kept before."""
    return {**document, MARK: mark} if document["public_version"] else document


def with_media(document: dict[str, Any]) -> dict[str, Any]:
    """What it shows and what it showed: the latter is taken back once everybody is told, see `Photos`."""
    if MEDIA not in document:
        return {MEDIA: _AS_SHOWN}
    return {MEDIA: {"$setUnion": [_SHOWN, document[MEDIA]]}}
