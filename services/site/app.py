"""Builds the site; the only reader of its settings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from pydantic import Field, SecretStr
from redaksi_client import Follower, PublishedArticle, PublishedComment
from starlette.types import ASGIApp

from services.site import following
from services.site.addresses import Addresses
from services.site.answering import Front
from services.site.article import ArticlePages
from services.site.canary import follower
from services.site.feeds import Feeds
from services.site.house import DEFAULT, house
from services.site.http import Makers, Site
from services.site.kept import Kept
from services.site.pages import Lists
from services.site.press import Press
from services.site.search import Words
from services.site.standing import Standing
from services.site.store import Articles, Comments
from shared import metrics, observe, process
from shared.canary import Hop
from shared.form_token import FormTokens
from shared.kafka import Refusal
from shared.media import Shelf
from shared.mongo import client, until_prepared
from shared.pages import Secured, policy
from shared.settings import Settings
from shared.stages import Stage
from shared.tokens import SHORTEST_SECRET

PORT = 8000
_BATCH = 2_000


class SiteSettings(Settings):
    """What the site is told beside what every process is."""

    form_secret: Annotated[SecretStr, Field(min_length=SHORTEST_SECRET)]
    """By which comment forms are marked: the same as ingest's."""
    ingest_url: str = "http://127.0.0.1:8001"
    """Where readers' comments are sent."""
    site_file: str = ""
    """The newsroom's name, look, sections and people: a TOML file like `services/site/newsroom.toml`, the default."""
    site_memory_mb: int = 64
    """So much memory is for pages that were made."""

    @property
    def address(self) -> str:
        """Where people reach it."""
        return self.public_url or f"http://{self.host}:{self.port or PORT}"


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def build(settings: SiteSettings) -> ASGIApp:
    """The whole service, not yet started. Pages that are kept are answered before anything else is asked."""
    mongo = client(settings)
    database = mongo[f"{settings.database_prefix}_site"]
    articles, comments = Articles(database), Comments(database)
    words = Words(database, articles)
    kept = Kept(settings.site_memory_mb << 20, now)
    followers = _followers(settings, articles, comments, kept)
    refusal = Refusal(settings.kafka)
    standing = Standing(followers, now, now(), refusal)
    canary = [follower(settings.kafka, database, Hop("site", now))] if settings.canary_seconds else []
    metrics.LAG_SECONDS.labels("site").set_function(standing.behind)

    async def prepare() -> None:
        await words.prepare()
        await articles.prepare()
        await comments.prepare()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await until_prepared(prepare)
        follow = [one.run() for one in [*followers, *canary]]
        async with _at_work(*follow, words.follow(), refusal.watch(lambda: standing.now().caught_up)):
            yield
        mongo.close()

    press = Press(house(Path(settings.site_file or DEFAULT)), Addresses(settings.address, settings.ingest_url), now)
    forms = FormTokens(settings.form_secret.get_secret_value().encode())
    app = FastAPI(title="Redaksi site", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    of_articles = ArticlePages(press, articles, comments, forms)
    observe.install(app, standing)
    makers = Makers(Lists(press, articles, words), of_articles, Feeds(press, articles))
    Site(press, kept, makers, standing, Shelf(settings.media_url)).install(app)
    headers = policy(forms_to=(_origin(settings.ingest_url),))
    app.add_middleware(Secured, policy=headers)
    return Front(app, kept=kept, policy=headers)


@asynccontextmanager
async def _at_work(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """All of it is done meanwhile; the process leaves if any ends."""
    tasks = [asyncio.create_task(one) for one in works]
    for task in tasks:
        process.essential(task, "a topic is not followed any more")
    yield
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def _followers(settings: Settings, articles: Articles, comments: Comments, kept: Kept) -> Sequence[Follower[Any]]:
    visible = Stage(metrics.VISIBLE, now)
    of_articles, of_comments = following.of_articles(articles, kept, visible), following.of_comments(comments, kept)
    kafka, login = settings.kafka.bootstrap, settings.kafka.login
    return (
        Follower(PublishedArticle, kafka, hear=of_articles.hear, begin=of_articles.begin, most=_BATCH, **login),
        Follower(PublishedComment, kafka, hear=of_comments.hear, begin=of_comments.begin, most=_BATCH, **login),
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def main() -> None:
    """Run it until it is asked to stop."""
    settings = SiteSettings()
    observe.logs("site", settings.log_level)
    process.serve(build(settings), settings, PORT)
