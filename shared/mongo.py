"""How every service speaks to MongoDB: acknowledged by the majority, patient with an outage, never for ever."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection
from pymongo.errors import BulkWriteError, OperationFailure, PyMongoError

from shared.settings import Settings

log = logging.getLogger(__name__)

_TIMEOUT_MS = 20_000
_AGAIN = 1.0
_UNAUTHORIZED, _AUTHENTICATION_FAILED = 13, 18
_DUPLICATE = 11_000


def client(settings: Settings, *, timeout_ms: int = _TIMEOUT_MS) -> AsyncIOMotorClient[dict[str, Any]]:
    """A client whose writes are on the majority's disks when they return; an operation ends after `timeout_ms`.

    Within that time the driver tries again by itself: an outage of 18 s was seen to raise nothing.
    """
    return AsyncIOMotorClient(
        settings.mongo_url.get_secret_value(),
        w="majority",
        journal=True,
        tz_aware=True,
        uuidRepresentation="standard",
        timeoutMS=timeout_ms,
        serverSelectionTimeoutMS=timeout_ms,
        appname="redaksi",
    )


def refused(error: BaseException) -> bool:
    """Whether MongoDB does not know this user and password, or the user may not do this: an operator mends that."""
    return isinstance(error, OperationFailure) and error.code in {_UNAUTHORIZED, _AUTHENTICATION_FAILED}


def already_there(error: BulkWriteError) -> list[dict[str, Any]]:
    """The writes that missed since such a document was there. Raises the error where any had other trouble."""
    faults: list[dict[str, Any]] = error.details["writeErrors"]
    if error.details["writeConcernErrors"] or any(fault["code"] != _DUPLICATE for fault in faults):
        raise error
    return faults


async def insert_new(collection: AsyncIOMotorCollection[Any], documents: Iterable[Mapping[str, Any]]) -> frozenset[Any]:
    """Insert those that are not there, in no order; the ids of those that were. Of one id among these the first counts.

    The cheapest way to put down what is new: a third of what a guarded upsert costs.
    """
    try:
        await collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        return frozenset(fault["keyValue"]["_id"] for fault in already_there(error))
    return frozenset()


async def until_prepared(prepare: Callable[[], Awaitable[None]]) -> None:
    """Make indexes and the like, trying again for as long as MongoDB is away."""
    while True:
        try:
            await prepare()
        except PyMongoError as error:
            if refused(error):
                log.error("MongoDB refuses the user that MONGO_URL names: its password or its rights are wrong")  # noqa: TRY400
            else:
                log.warning("MongoDB does not answer yet", extra={"error": type(error).__name__})
            await asyncio.sleep(_AGAIN)
        else:
            return
