"""What the public has now, by section, with the client: `python examples/headlines.py [KAFKA] [--follow]`."""

from __future__ import annotations

import asyncio
import sys

from redaksi_client import Change, PublishedArticle, StateTable


async def tell(change: Change[PublishedArticle]) -> None:
    """One line for what happened."""
    match change:
        case Change(before=None, after=PublishedArticle() as after):
            print(f"new        {after.section}: {after.headline}")
        case Change(after=PublishedArticle(status="retracted") as after):
            print(f"retracted  {after.path}")
        case Change(after=PublishedArticle() as after):
            print(f"changed    {after.section}: {after.headline}")
        case Change(after=None):
            print(f"erased     {change.key}")


async def main(kafka: str, *, follow: bool) -> None:
    """Print what is there; then, if asked, each change."""
    async with StateTable(PublishedArticle, kafka, on_change=tell if follow else None) as articles:
        await articles.until_caught_up()
        for article in sorted(articles, key=lambda article: (article.section, article.published_at)):
            if article.status == "published":
                print(f"{article.section}: {article.headline}  {article.path}")
        if follow:
            await articles.forever()


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    asyncio.run(main(words[0] if words else "127.0.0.1:8010", follow="--follow" in sys.argv))
