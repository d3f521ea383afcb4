"""What looks on as articles change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.moderation.model.article import Article


class Onlooker(Protocol):
    """Is shown each change once it is done: counts it, or tells somebody."""

    async def saw(self, changed: Sequence[tuple[Article | None, Article]]) -> None:
        """These were changed, from what they were before to what they are now. Never fails: it is done already."""
