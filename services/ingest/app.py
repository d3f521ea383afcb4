"""Builds ingest; the only reader of its settings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from pydantic import Field, SecretStr

from services.ingest import api, bodies, malformed, media_api
from services.ingest.comments import http as comments_http
from services.ingest.comments.answering import refuse_body
from services.ingest.comments.door import CommentDoor, House, Lane
from services.ingest.comments.pages import CommentPages
from services.ingest.comments.shelf import Public
from services.ingest.comments.status import CommentStatuses
from services.ingest.door import Door
from services.ingest.knowledge import Knowledge
from services.ingest.media import Media
from services.ingest.pages import StatusPages
from services.ingest.parts import Parts
from services.ingest.staff import Staff
from services.ingest.store import Statuses
from services.ingest.telling import Places
from services.ingest.tide import Tide
from shared import apidocs, observe, problems, process
from shared.bus import Bus
from shared.canary import Hop, beat
from shared.comment_link import CommentLinks
from shared.form_token import FormTokens
from shared.limits import LimitedBody, Paths
from shared.media import Previews, Shelf
from shared.mongo import client
from shared.sealed import Sealer
from shared.settings import Settings
from shared.status_link import StatusLinks
from shared.tokens import SHORTEST_SECRET
from shared.topics import (
    LARGEST_DRAFT,
    MODERATION_COMMENTS,
    MODERATION_DRAFTS,
    NEWSROOM,
    PUBLISHED,
    PUBLISHED_COMMENTS,
)

PORT = 8001
_LARGEST_BODY = 6 * LARGEST_DRAFT
"""JSON may write one byte as six (`\\u00e9`)."""
_OUR_OWN: TelemetryConfig = {"tracing": False, "operation_spans": False, "metrics": False, "logs": False}
"""FastAPI's own telling is off: `observe` gives each request its trace, and names nobody."""


class IngestSettings(Settings):
    """What ingest is told beside what every process is."""

    article_url: str = "http://127.0.0.1:8000$path"
    """The form of an article's public address, with `$id` and `$path`."""
    status_secret: Annotated[SecretStr, Field(min_length=SHORTEST_SECRET)]
    """By which links to the status of a draft are made: the same for every process of ingest, and the desk's."""
    form_secret: Annotated[SecretStr, Field(min_length=SHORTEST_SECRET)]
    """By which comment forms are marked: the same as that of whoever makes the forms."""
    seal_public: str
    """The key to which commenters' addresses are sealed; the desk has its other half."""
    comment_rules: str = "2026-01"
    """Which posted rules commenters agree to: kept with each comment."""
    comment_web: bool = False
    """Whether commenters may give a web address."""

    pictures_an_hour: int = 200
    """How many a reporter may hand in within an hour."""

    @property
    def address(self) -> str:
        """Where people reach it."""
        return self.public_url or f"http://{self.host}:{self.port or PORT}"


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def build(settings: IngestSettings) -> FastAPI:
    """The whole service, not yet started."""
    mongo = client(settings)
    database = mongo[f"{settings.database_prefix}_ingest"]
    statuses = Statuses(database)
    bus = Bus(settings, "ingest")
    staff = Staff()
    follower = bus.follow(NEWSROOM, staff.heed)
    tide = Tide(settings.kafka, MODERATION_DRAFTS)
    door = Door(staff, follower, Knowledge(statuses), bus.voice, tide, now)
    previews = Previews(settings.status_secret.get_secret_value().encode())
    media = Media(Shelf(settings.media_url), previews, now, settings.pictures_an_hour)
    comment_tide = Tide(settings.kafka, MODERATION_COMMENTS)
    comments = _comments(settings, bus, comment_tide)

    canary = [beat(bus, Hop("ingest", now), settings.canary_seconds, now)] if settings.canary_seconds else []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watching = [asyncio.create_task(one) for one in (tide.run(), comment_tide.run(), *canary)]
        for task in watching:
            process.essential(task, "what watches the door and the way has ended")
        async with bus:
            yield
            for task in watching:
                task.cancel()
        media.close()
        mongo.close()

    app = _app(lifespan)
    links = StatusLinks(settings.status_secret.get_secret_value().encode(), settings.address)
    app.state.media = media
    places = Places(settings.article_url, links)
    app.state.parts = Parts(door, places)
    pages = StatusPages(door.knowledge, places, lambda: staff.zone)
    pages.install(app)
    comment_pages = CommentPages(pages.pages, lambda: staff.zone, web=settings.comment_web)
    app.state.comments = comments_http.Comments(comments, CommentStatuses(database), comment_pages)
    _furnish(app)
    observe.install(app, bus)
    return app


def _app(lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]]) -> FastAPI:
    return FastAPI(
        title="Redaksi ingest", version="1", lifespan=lifespan, docs_url=None, redoc_url=None, telemetry=_OUR_OWN
    )


def _comments(settings: IngestSettings, bus: Bus, tide: Tide) -> CommentDoor:
    public = Public()
    followers = (
        bus.follow(PUBLISHED, public.heed_articles, unhurried=True),
        bus.follow(PUBLISHED_COMMENTS, public.heed_comments, unhurried=True),
    )
    return CommentDoor(
        public,
        Lane(bus.voice, followers, tide),
        Sealer(settings.seal_public),
        FormTokens(settings.form_secret.get_secret_value().encode()),
        CommentLinks(settings.status_secret.get_secret_value().encode(), settings.address),
        House(settings.comment_rules, settings.comment_web),
        now,
    )


def _furnish(app: FastAPI) -> None:
    # Found first, and without what FastAPI does for an endpoint that reads its request itself. The router
    # tells of it at /docs.
    app.add_route("/v1/drafts", api.send, methods=["POST"], include_in_schema=False)
    app.include_router(api.router)
    app.include_router(comments_http.router)
    app.include_router(media_api.router)
    paths = Paths(besides=media_api.PATH, forms=comments_http.FORMS_GO_TO)
    app.add_middleware(LimitedBody, most=_LARGEST_BODY, paths=paths, refuse=refuse_body)
    problems.install(app)
    malformed.install(app)
    bodies.install(app)
    apidocs.install(app)
    apidocs.lead_to(app)


def main() -> None:
    """Run it until it is asked to stop."""
    settings = IngestSettings()
    observe.logs("ingest", settings.log_level)
    process.serve(build(settings), settings, PORT)
