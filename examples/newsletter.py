"""One line in a file for each new article, once: `python examples/newsletter.py [KAFKA] [FILE]`.

As many processes may share the work as you like.

A crash may give an event again, so the file is asked first. Ctrl-C ends it; started again, it goes on where it was.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from redaksi_client import Event, PublishedArticle, Worker, make_dead_letters

DEAD = "newsletter.dead.v1"


class Newsletter:
    """The file, and what stands in it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.touch()

    async def hear(self, event: Event[PublishedArticle]) -> None:
        """Write an article's line, where it has none."""
        article = event.item
        if article is None or article.status != "published" or event.key in self._file.read_text():
            return
        with self._file.open("a") as out:
            out.write(f"{event.key} {article.headline} {article.path}\n")


async def main(kafka: str, file: Path) -> None:
    """Work until Ctrl-C."""
    await make_dead_letters(DEAD, kafka)
    worker = Worker(PublishedArticle, Newsletter(file).hear, kafka, group="newsletter", dead=DEAD)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, worker.stop)
    await worker.run()


if __name__ == "__main__":
    _, *words = sys.argv
    file = Path(words[1] if len(words) > 1 else "newsletter.txt")
    asyncio.run(main(words[0] if words else "127.0.0.1:8010", file))
