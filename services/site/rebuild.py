"""The site's view made anew from the published topics alone, while the site may be running.

It is made beside the old one and takes its place at one stroke each for articles, words and comments. What was said
meanwhile is read again after that, for the running site may have kept it in the old one; the version guard makes
repetition harmless. Doing it once more after it broke off is always right.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from redaksi_client import Batch, Follower, PublishedArticle, PublishedComment
from redaksi_client.models import Published

from services.site.search import WORDS, Words
from services.site.shelf import Shelf
from services.site.store import Articles, Comments
from shared.kafka import Kafka
from shared.mongo import client
from shared.settings import Settings

_BESIDE = "_rebuilt"
_BATCH = 2_000
_LOOK_EVERY = 0.2
T = TypeVar("T", bound=Published)
Progress = Callable[[str, int, int], None]
"""Told what is being done, and how many of how many records are through."""


@dataclass(frozen=True)
class Rebuilt:
    """How many items of one kind were made of how many records, and the sums of the view before and after."""

    kind: str
    records: int
    items: int
    sum: str
    before_items: int
    before: str


@dataclass(frozen=True)
class _Kind(Generic[T]):
    """A shelf in place, the one that is made beside it, and the topic both are made of."""

    name: str
    model: type[T]
    old: Shelf[T]
    new: Shelf[T]


async def rebuild(settings: Settings, progress: Progress) -> tuple[Rebuilt, ...]:
    """Do it for articles with their words, then for comments.

    Raises `PyMongoError` where MongoDB refuses; Kafka being away is waited out.
    """
    mongo = client(settings)
    database = mongo[f"{settings.database_prefix}_site"]
    new = Articles(database, f"articles{_BESIDE}")
    articles = _Kind("articles", PublishedArticle, Articles(database), new)
    comments = _Kind("comments", PublishedComment, Comments(database), Comments(database, f"comments{_BESIDE}"))
    words = Words(database, new, f"{WORDS}{_BESIDE}")
    try:
        return (
            await _rebuilt(settings.kafka, articles, progress, words),
            await _rebuilt(settings.kafka, comments, progress),
        )
    finally:
        mongo.close()


async def _rebuilt(kafka: Kafka, kind: _Kind[T], progress: Progress, words: Words | None = None) -> Rebuilt:
    """`words`: those of the new shelf, where it has any."""
    await kind.old.prepare()
    before_items, before = await kind.old.summed()
    await kind.new.drop()
    to, records = await _read(kafka, kind.model, kind.new, {}, lambda done, of: progress(kind.name, done, of))
    if words:
        await words.make(lambda done: progress(WORDS, done, records))
    await kind.new.index()  # of everything at once, which costs less than with each
    items, made = await kind.new.summed()
    await kind.new.take_the_place_of(kind.name)
    if words:
        await words.take_the_place_of(WORDS)
    to, more = await _read(kafka, kind.model, kind.old, to, lambda *_: None)
    await kind.old.read_to(to)
    return Rebuilt(kind.name, records + more, items, made, before_items, before)


async def _read(
    kafka: Kafka, model: type[T], shelf: Shelf[T], begin: Mapping[int, int], progress: Callable[[int, int], None]
) -> tuple[Mapping[int, int], int]:
    """Keep what stands on the topic now, from `begin` on; where that ends, and how many records it was."""
    to = dict(begin)
    keeping = asyncio.create_task(asyncio.sleep(0))

    async def hear(batch: Batch[T]) -> None:
        # What comes next is read while this is being kept; whose reading is broken off, its keeping is not.
        nonlocal keeping
        await asyncio.shield(keeping)
        keeping = asyncio.create_task(shelf.keep(batch.events))
        to.update(batch.after)

    async def where() -> Mapping[int, int]:
        return to

    follower = Follower(model, kafka.bootstrap, hear=hear, begin=where, most=_BATCH, **kafka.login)
    following = asyncio.create_task(follower.run())
    try:
        while not follower.caught_up.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(follower.caught_up.wait()), _LOOK_EVERY)
            if following.done():
                following.result()
            progress(follower.progress.done, follower.progress.of)
    finally:
        following.cancel()
        await asyncio.wait([following])
        await asyncio.wait([keeping])
    keeping.result()
    return to, follower.progress.done
