"""Finding articles by their words, Indonesian and English, whatever form a word has. It follows a moment behind."""

from __future__ import annotations

import asyncio
import logging
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import snowballstemmer
from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, DeleteOne, ReplaceOne
from pymongo.errors import PyMongoError
from redaksi_client import PublishedArticle

from services.site.shelf import Document
from services.site.store import Articles

log = logging.getLogger(__name__)

WORDS = "words"
"""The collection."""
_WORD = re.compile(r"\w+")
_LANGUAGES = {"id": "indonesian", "en": "english"}
_STEMMERS = {code: snowballstemmer.stemmer(name) for code, name in _LANGUAGES.items()}
_AT_ONCE = 200
_AT_ONCE_FROM_NOTHING = 1_000
_LOOK_EVERY = 0.5
_MOST_WORDS = 8
_LONGEST = 40
_LINK = re.compile(r"\]\(\S*?\)")


class Found(NamedTuple):
    """Articles, newest first, and the place after which the next begin; "" where there are none."""

    ids: tuple[UUID, ...]
    further: str


class _Marks(dict[int, int | None]):
    """By each letter, itself; nothing where it is a mark over another one."""

    def __missing__(self, letter: int) -> int | None:
        """Looked up once."""
        found = self[letter] = None if unicodedata.combining(chr(letter)) else letter
        return found


_MARKS = _Marks()


def words(text: str) -> list[str]:
    """Its words, without accents and capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_MARKS)
    return [word[:_LONGEST] for word in _WORD.findall(plain)]


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """The word without what is added to it: `memberitakan`, `diberitakan` and `berita` are one."""
    return str(_STEMMERS.get(language, _STEMMERS["id"]).stemWord(word))


def terms(article: PublishedArticle) -> list[str]:
    """By what it is found."""
    text = " ".join((article.headline, article.lead, _LINK.sub("] ", article.body), article.dateline, article.byline))
    found = set(words(" ".join((text, *article.tags))))
    return sorted({stem(word, article.language) for word in found})


def asked(text: str) -> list[list[str]]:
    """For each word that is looked for, the forms of which an article must have one."""
    return [sorted({stem(word, language) for language in _LANGUAGES}) for word in words(text)[:_MOST_WORDS]]


class Words:
    """The words of every article that can be read."""

    def __init__(self, database: AsyncIOMotorDatabase[Document], articles: Articles, name: str = WORDS) -> None:
        self._all = database[name]
        self._articles = articles

    async def prepare(self) -> None:
        """Make the index."""
        await self._all.create_index([("terms", ASCENDING), ("place", DESCENDING)])

    async def find(self, text: str, limit: int, before: str = "") -> Found:
        """Articles in which all of these words stand."""
        wanted = [{"terms": {"$in": forms}} for forms in asked(text)]
        if not wanted:
            return Found((), "")
        after = [{"place": {"$lt": before}}] if before else []
        found = self._all.find({"$and": [*wanted, *after]}, {"place": 1}).sort("place", DESCENDING)
        docs = await found.limit(limit + 1).max_time_ms(5_000).to_list(None)
        page = docs[:limit]
        return Found(tuple(UUID(doc["_id"]) for doc in page), page[-1]["place"] if len(docs) > limit else "")

    async def follow(self) -> None:
        """Take in what has changed, for ever."""
        while True:
            try:
                many = await self._take_in()
            except PyMongoError as error:
                log.warning("MongoDB does not answer", extra={"error": type(error).__name__})
                many = 0
            if not many:
                await asyncio.sleep(_LOOK_EVERY)

    async def forget(self) -> None:
        """Drop them."""
        await self._all.drop()

    async def take_the_place_of(self, name: str) -> None:
        """Stand under this name, at one stroke, instead of what stood there."""
        await self._all.rename(name, dropTarget=True)

    async def make(self, progress: Callable[[int], None]) -> None:
        """Those of every article that can be read, from nothing; `progress` is told how many are through."""
        await self.forget()
        done, writing = 0, asyncio.create_task(asyncio.sleep(0))
        async for articles in self._articles.readable(_AT_ONCE_FROM_NOTHING):
            found = await asyncio.to_thread(_found, articles)
            await writing
            writing = asyncio.create_task(self._insert(found))
            progress(done := done + len(found))
        await writing
        await self._articles.all_indexed()
        await self.prepare()

    async def _insert(self, found: Sequence[Document]) -> None:
        await self._all.insert_many(found, ordered=False)

    async def _take_in(self) -> int:
        """Some of what has changed; how many they were."""
        changed = await self._articles.unindexed(_AT_ONCE)
        if changed:
            writes = await asyncio.to_thread(_writes, changed)
            await self._all.bulk_write(writes, ordered=False)
            await self._articles.indexed(changed)
        return len(changed)


Changed = tuple[str, int, str, PublishedArticle | None]
"""An article's id and version, its place in lists, and what can be read of it."""


def _found(articles: Sequence[tuple[str, PublishedArticle]]) -> list[Document]:
    return [{"_id": str(one.article_id), "place": place, "terms": terms(one)} for place, one in articles]


def _writes(changed: Sequence[Changed]) -> list[ReplaceOne[Document] | DeleteOne]:
    return [
        ReplaceOne({"_id": key}, {"place": place, "terms": terms(article)}, upsert=True)
        if article
        else DeleteOne({"_id": key})
        for key, _, place, article in changed
    ]
