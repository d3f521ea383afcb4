"""Post each new article somewhere, once: `python examples/webhook.py URL [--file FILE] [--kafka HOST:PORT]`.

For a chat room, a push service, a site that has no Kafka. The request carries the article as it stands on the topic.
The file knows what was posted; after a crash the last may be posted again, with the same `Idempotency-Key`. An answer
of 5xx, or none, is tried until it works, in order; one of 4xx sets the article aside in `webhook.dead.v1` after five
tries.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sqlite3
import urllib.request
from urllib.error import HTTPError

from redaksi_client import Event, PublishedArticle, TryLater, Worker, make_dead_letters

DEAD = "webhook.dead.v1"
_PATIENCE = 10.0
_THEIRS = 500


class Webhook:
    """An address that is told of new articles, and what it was told already."""

    def __init__(self, url: str, file: str) -> None:
        self._url = url
        self._told = sqlite3.connect(file, isolation_level=None)
        self._told.execute("CREATE TABLE IF NOT EXISTS told (key TEXT PRIMARY KEY)")

    async def hear(self, event: Event[PublishedArticle]) -> None:
        """Post it where it is new. Raises `TryLater` where nobody takes it."""
        article = event.item
        if article is None or article.status != "published" or self._knows(event.key):
            return
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's
            self._url,
            data=article.model_dump_json().encode(),
            headers={"Content-Type": "application/json", "Idempotency-Key": event.key},
        )
        try:
            await asyncio.to_thread(self._post, request)
        except HTTPError as refused:
            if refused.code >= _THEIRS:
                raise TryLater from refused
            raise
        except OSError as away:
            raise TryLater from away
        self._told.execute("INSERT INTO told VALUES (?)", [event.key])

    def _knows(self, key: str) -> bool:
        return self._told.execute("SELECT 1 FROM told WHERE key = ?", [key]).fetchone() is not None

    def _post(self, request: urllib.request.Request) -> None:
        with urllib.request.urlopen(request, timeout=_PATIENCE):  # noqa: S310
            pass


async def main(url: str, kafka: str, file: str) -> None:
    """Work until Ctrl-C."""
    await make_dead_letters(DEAD, kafka)
    worker = Worker(PublishedArticle, Webhook(url, file).hear, kafka, group="webhook", dead=DEAD)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, worker.stop)
    await worker.run()


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("url")
    asked.add_argument("--file", default="webhook.db")
    asked.add_argument("--kafka", default="127.0.0.1:8010")
    given = asked.parse_args()
    asyncio.run(main(given.url, given.kafka, given.file))
