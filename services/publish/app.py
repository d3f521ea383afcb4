"""Builds publish; the only reader of its settings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI

from services.publish import api, comments_api, contract, timers
from services.publish.canary import Beats
from services.publish.comments_store import Comments
from services.publish.handlers import CommentDesk, Desk, Watch
from services.publish.photos import Photos
from services.publish.store import Articles
from shared import apidocs, metrics, observe, problems, process
from shared.bus import Bus
from shared.canary import Canary, Hop
from shared.facts import read_envelope
from shared.media import Shelf
from shared.mongo import client, until_prepared
from shared.settings import Settings
from shared.stages import Stage
from shared.topics import CANARY_MODERATION, PUBLISH_ARTICLES, PUBLISH_COMMENTS, PUBLISH_COMMENTS_WATCH, PUBLISH_WATCH

PORT = 8003
_BATCH = 3_000
_MOST_ALIVE = 200_000
"""Values of a batch with all that is made of it, and more."""


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def build(settings: Settings) -> FastAPI:
    """The whole service, not yet started."""
    mongo = client(settings)
    database = mongo[f"{settings.database_prefix}_publish"]
    articles, comments = Articles(database), Comments(database)
    bus = Bus(settings, "publish")
    shelf = Shelf(settings.media_url)
    beats = Beats(database, bus.voice, now) if settings.canary_seconds else None
    desk, comment_desk = _listening(bus, articles, comments, Photos(shelf, articles), beats)

    async def prepare() -> None:
        await articles.prepare()
        await comments.prepare()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        preparing = asyncio.create_task(until_prepared(prepare))
        async with bus:
            tasks = [
                asyncio.create_task(timers.embargoes(desk, articles, now)),
                asyncio.create_task(timers.sweep(desk, articles, now, "publish")),
                asyncio.create_task(timers.sweep(comment_desk, comments, now, "publish-comments")),
            ]
            for task in tasks:
                process.essential(task, "a timer of publish ended")
            yield
            for task in [*tasks, preparing]:
                task.cancel()
        mongo.close()

    app = FastAPI(title="Redaksi publish", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(api.routes(articles))
    app.include_router(comments_api.routes(articles, comments))
    app.include_router(api.media(shelf))
    app.include_router(contract.routes())
    problems.install(app)
    apidocs.install(app)
    observe.install(app, bus)
    return app


def _listening(
    bus: Bus, articles: Articles, comments: Comments, photos: Photos, beats: Beats | None
) -> tuple[Desk, CommentDesk]:
    desk, comment_desk = Desk(articles, photos, bus.voice, now), CommentDesk(comments, bus.voice)
    beside = Canary(CANARY_MODERATION, Hop("publish", now), beats.pass_on) if beats else None
    kept = Stage(metrics.STAGE.labels("told_to_kept", "articles"), now)
    bus.listen(PUBLISH_ARTICLES, kept.until_heeded(desk.on_decisions), batch=_BATCH, beside=beside)
    bus.listen(PUBLISH_COMMENTS, comment_desk.on_decisions, batch=_BATCH)
    watch, comment_watch = Watch(articles, desk.tell_marked), Watch(comments, comment_desk.tell_marked)
    bus.listen(PUBLISH_WATCH, watch.on_published, batch=4_000, read=read_envelope, unhurried=True)
    bus.listen(PUBLISH_COMMENTS_WATCH, comment_watch.on_published, batch=4_000, read=read_envelope, unhurried=True)
    return desk, comment_desk


def main() -> None:
    """Run it until it is asked to stop."""
    settings = Settings()
    observe.logs("publish", settings.log_level)
    process.serve(build(settings), settings, PORT, most_alive=_MOST_ALIVE)
