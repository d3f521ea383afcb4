"""A database of the desk that somebody has worked with: beside topics on which others have said things."""

from __future__ import annotations

from typing import Any

from pymongo import MongoClient

from services.moderation.store.recovered import BEGUN, COLLECTION
from tests.system.conftest import Servers


def begun(servers: Servers, prefix: str) -> None:
    """That of this prefix: the desk does not take it for one that was lost."""
    with MongoClient[dict[str, Any]](servers.mongo, w="majority") as mongo:
        mongo[f"{prefix}_moderation"][COLLECTION].update_one({"_id": BEGUN}, {"$set": {"by": "a test"}}, upsert=True)
