"""A batch handled in parts, several at once: while MongoDB writes one, the next is being made."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def abreast(
    parts: Iterable[Sequence[T]], handle: Callable[[Sequence[T]], Awaitable[R]], *, at_once: int
) -> list[R]:
    """Handle every part, so many `at_once`; gives what came of each, in their order.

    Ends when every part has, and raises the first trouble that any of them had. What must stay in order
    belongs into one part.
    """
    turns = asyncio.Semaphore(at_once)

    async def in_turn(part: Sequence[T]) -> R:
        async with turns:
            return await handle(part)

    outcomes = await asyncio.gather(*map(in_turn, parts), return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]


def parted(items: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    """These in their order, in parts of `size`; the last may be smaller."""
    return (items[start : start + size] for start in range(0, len(items), size))
