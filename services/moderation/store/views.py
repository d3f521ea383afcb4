"""Saved views of the queue: a name for what an address asks for, of one editor or of the whole desk."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReturnDocument

from shared.facts import Frozen

_MOST = 50
_DESK = "desk"


class View(Frozen):
    """A saved view. `query` is what stands behind the `?`."""

    id: str
    name: str
    query: str
    shared: bool


class Views:
    """Everybody's, and the desk's."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["views"]

    async def prepare(self) -> None:
        """Make the index."""
        await self._all.create_index([("owner", 1), ("name", 1)])

    async def of(self, editor_id: str) -> list[View]:
        """Those that this editor sees, by name: their own, and the desk's."""
        return [_view(doc) async for doc in self._all.find(_seen_by(editor_id)).sort("name")]

    async def keep(self, name: str, query: str, editor_id: str, *, shared: bool) -> View | None:
        """Keep one; None where there are too many already. The same under the same name is kept once."""
        owner = _DESK if shared else editor_id
        same = await self._all.find_one({"owner": owner, "name": name, "query": query})
        if same is None:
            if await self._all.count_documents({"owner": owner}, limit=_MOST) >= _MOST:
                return None
            same = {"_id": uuid4().hex[:12], "owner": owner, "name": name, "query": query}
            await self._all.insert_one(same)
        return _view(same)

    async def rename(self, view_id: str, name: str, editor_id: str) -> View | None:
        """Call it otherwise; None where they see no such view."""
        doc = await self._all.find_one_and_update(
            {"_id": view_id, **_seen_by(editor_id)}, {"$set": {"name": name}}, return_document=ReturnDocument.AFTER
        )
        return _view(doc) if doc else None

    async def delete(self, view_id: str, editor_id: str) -> bool:
        """Delete it; False where they see no such view."""
        done = await self._all.delete_one({"_id": view_id, **_seen_by(editor_id)})
        return done.deleted_count == 1


def _seen_by(editor_id: str) -> dict[str, Any]:
    return {"owner": {"$in": [editor_id, _DESK]}}


def _view(document: dict[str, Any]) -> View:
    return View(id=document["_id"], name=document["name"], query=document["query"], shared=document["owner"] == _DESK)
