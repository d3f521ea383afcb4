"""`python -m services.ingest.view`: keeps the status view that the door reads, in a process of its own.

Beside the door, in one process, it took a fifth of the door's time and made reporters wait for its batches.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.ingest.comments.status import CommentStatuses
from services.ingest.handlers import View
from services.ingest.store import Statuses
from shared import observe, problems, process
from shared.bus import Bus
from shared.mongo import client, until_prepared
from shared.settings import Settings
from shared.topics import INGEST_COMMENT_STATUS, INGEST_DRAFTS, INGEST_PUBLISHED, INGEST_STATUS

PORT = 8004


def build(settings: Settings) -> FastAPI:
    """The whole process, not yet started."""
    mongo = client(settings)
    database = mongo[f"{settings.database_prefix}_ingest"]
    statuses, comments = Statuses(database), CommentStatuses(database)
    view, bus = View(statuses), Bus(settings, "ingest-view")
    bus.listen(INGEST_DRAFTS, view.on_drafts, batch=2_000, unhurried=True)
    bus.listen(INGEST_STATUS, view.on_decisions, unhurried=True)
    bus.listen(INGEST_PUBLISHED, view.on_published, unhurried=True)
    bus.listen(INGEST_COMMENT_STATUS, comments.on_decisions, unhurried=True)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        preparing = asyncio.create_task(until_prepared(statuses.prepare))
        process.essential(preparing, "the status view has no index")
        async with bus:
            yield
            preparing.cancel()
        mongo.close()

    app = FastAPI(title="Redaksi ingest, status view", lifespan=lifespan, docs_url=None, redoc_url=None)
    problems.install(app)
    observe.install(app, bus)
    return app


def main() -> None:
    """Run it until it is asked to stop."""
    settings = Settings()
    observe.logs("ingest-view", settings.log_level)
    process.serve(build(settings), settings, PORT)


if __name__ == "__main__":
    main()
