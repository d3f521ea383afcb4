"""A search index made of the topic: `python examples/search_index.py FILE [WORDS …] [--kafka HOST:PORT]`.

Brings the index, an SQLite database with full-text search, up to what the newsroom has published, then prints what
holds the words. How far it has read stands in the same database and is written in the same transaction, so that a
crash at any moment loses nothing and counts nothing twice.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from redaksi_client import Batch, Event, Follower, PublishedArticle

_TABLES = """
CREATE TABLE IF NOT EXISTS known (key TEXT PRIMARY KEY, version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS positions (partition INTEGER PRIMARY KEY, at INTEGER NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (key UNINDEXED, path UNINDEXED, headline, lead, body);
"""
_FIND = "SELECT headline, path FROM words WHERE words MATCH ? ORDER BY rank LIMIT 20"


class Index:
    """The database."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file)
        self._database.executescript(_TABLES)

    async def begin(self) -> Mapping[int, int]:
        """Where to go on, by partition."""
        return dict(self._database.execute("SELECT partition, at FROM positions"))

    async def hear(self, batch: Batch[PublishedArticle]) -> None:
        """Take it in, and how far it goes, or nothing of it."""
        with self._database:
            for event in batch.events:
                self._take(event)
            self._database.executemany("REPLACE INTO positions VALUES (?, ?)", batch.after.items())

    def _take(self, event: Event[PublishedArticle]) -> None:
        version = event.version or 0
        known = self._database.execute("SELECT version FROM known WHERE key = ?", [event.key]).fetchone()
        if known and version <= known[0]:
            return
        self._database.execute("REPLACE INTO known VALUES (?, ?)", [event.key, version])
        self._database.execute("DELETE FROM words WHERE key = ?", [event.key])
        if (article := event.item) is not None and article.status == "published":
            row = [event.key, article.path, article.headline, article.lead, article.body]
            self._database.execute("INSERT INTO words VALUES (?, ?, ?, ?, ?)", row)

    def find(self, words: str) -> list[tuple[str, str]]:
        """Headline and path of what holds all of these words, the best first."""
        quoted = " ".join('"{}"'.format(word.replace('"', '""')) for word in words.split())
        return self._database.execute(_FIND, [quoted]).fetchall() if quoted else []


async def bring_up_to_date(index: Index, kafka: str) -> None:
    """Read what is new."""
    follower = Follower(PublishedArticle, kafka, hear=index.hear, begin=index.begin)
    following = asyncio.create_task(follower.run())
    await follower.caught_up.wait()
    following.cancel()


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("file", type=Path)
    asked.add_argument("words", nargs="*")
    asked.add_argument("--kafka", default="127.0.0.1:8010")
    given = asked.parse_args()
    index = Index(given.file)
    asyncio.run(bring_up_to_date(index, given.kafka))
    for headline, path in index.find(" ".join(given.words)):
        print(f"{headline}  {path}")
