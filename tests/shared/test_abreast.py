"""A batch in parts, several at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from shared.abreast import abreast, parted


async def test_so_many_at_once_and_what_came_of_each_in_order() -> None:
    busy = most = 0

    async def handle(part: Sequence[int]) -> int:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.001 * (5 - part[0] % 5))
        busy -= 1
        return sum(part)

    assert await abreast(parted(range(11), 3), handle, at_once=2) == [3, 12, 21, 19]
    assert most == 2


async def test_every_part_ends_before_the_first_trouble_is_raised() -> None:
    ended = []

    async def handle(part: Sequence[int]) -> None:
        if part[0] in {1, 2}:
            raise ValueError(part[0])
        await asyncio.sleep(0.01)
        ended.append(part[0])

    with pytest.raises(ValueError, match="1"):
        await abreast(parted(range(5), 1), handle, at_once=2)
    assert ended == [0, 3, 4]


async def test_of_nothing_there_is_nothing_to_handle() -> None:
    async def handle(_: Sequence[int]) -> None:
        raise AssertionError

    assert await abreast(parted([], 3), handle, at_once=2) == []
