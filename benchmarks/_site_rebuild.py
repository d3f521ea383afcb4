"""The site's view of many articles made from nothing, and once more."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from benchmarks._saying import say
from benchmarks.approved import approvals
from benchmarks.stage import running
from services.site.rebuild import rebuild
from shared.facts import ArticlePublished
from shared.settings import Settings

SIZE = 2_000
"""Bytes of each body."""


async def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """Say them, make the view, make it again; articles a second, by what was done."""
    with running("servers", base=asked.port_base + 80) as there:
        await say(there.kafka, _published(asked.articles))
        settings = Settings(KAFKA_BOOTSTRAP=there.kafka, MONGO_URL=there.mongo)
        clock = _Clock()
        await rebuild(settings, clock.heed)
        clock = _Clock()
        made, _ = await rebuild(settings, clock.heed)
        lasted = time.perf_counter() - clock.began
    return {
        "rebuilt_articles": made.items,
        "rebuilt_per_second": round(made.items / clock.took["articles"]),
        "words_per_second": round(made.items / clock.took["words"]),
        "rebuilt_seconds_with_words": round(lasted, 1),
        "rebuilt_the_same": made.sum == made.before,
    }


class _Clock:
    """Seconds that each part took."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.took: dict[str, float] = {}
        self._first: dict[str, float] = {}

    def heed(self, what: str, done: int, of: int) -> None:
        """Called with progress."""
        now = time.perf_counter()
        self.took[what] = now - self._first.setdefault(what, now)
        print(f"\r{what} {done} of {of}", end="", flush=True, file=sys.stderr)


def _published(how_many: int) -> Iterator[ArticlePublished]:
    for approval in islice(approvals(SIZE), how_many):
        assert approval.live is not None
        yield ArticlePublished.of(approval.article_id, approval.live)
