"""More at once than can be done: connections that ask as fast as they are answered, and what each was told."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_ANSWER = 30.0
"""Seconds; whoever waits longer hangs."""
_PATIENCE = 0.5
"""Of a client that is told to come again: less than it is told, for this is an attack."""
Make = Callable[[int], bytes]
"""The bytes of the request of this number."""


@dataclass
class Came:
    """What was answered: statuses, milliseconds by status, how often a connection broke, what lacked Retry-After."""

    statuses: Counter[int] = field(default_factory=Counter)
    took: dict[int, list[float]] = field(default_factory=dict)
    broken: Counter[str] = field(default_factory=Counter)
    put_off_for_ever: int = 0
    bodies: list[bytes] = field(default_factory=list)
    """Of what was accepted with 202."""

    def percentile(self, percent: float, *statuses: int) -> float:
        """Milliseconds."""
        took = sorted(value for status, values in self.took.items() if status in statuses for value in values)
        return took[min(int(len(took) * percent / 100), len(took) - 1)] if took else 0.0


def request(method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """One HTTP/1.1 request."""
    said = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **(headers or {})}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def load(url: str, make: Make, *, connections: int, seconds: float) -> Came:
    """So many connections for so long, each with the next request as soon as it has its answer."""
    came, began, numbers = Came(), time.monotonic(), iter(range(10**9))
    where = urlsplit(url)

    async def one() -> None:
        while time.monotonic() < began + seconds:
            try:
                reader, writer = await asyncio.open_connection(where.hostname, where.port)
            except OSError as error:
                came.broken[type(error).__name__] += 1
                await asyncio.sleep(_PATIENCE)
                continue
            try:
                while time.monotonic() < began + seconds:
                    await _asked(reader, writer, make(next(numbers)), came)
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                came.broken[type(error).__name__] += 1
            finally:
                writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return came


async def _asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes, came: Came) -> None:
    began = time.perf_counter()
    writer.write(sent)
    async with asyncio.timeout(_ANSWER):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next((int(line[15:]) for line in head.splitlines() if line.startswith("content-length:")), 0)
        body = await reader.readexactly(length)
    status = int(head.split(maxsplit=2)[1])
    came.statuses[status] += 1
    came.took.setdefault(status, []).append((time.perf_counter() - began) * 1000)
    if status == 202:
        came.bodies.append(body)
    if status in {429, 503}:
        came.put_off_for_ever += "retry-after:" not in head
        await asyncio.sleep(_PATIENCE)
    if "connection: close" in head:
        raise ConnectionAbortedError


def served(came: Came, *right: int) -> Sequence[str]:
    """What was answered otherwise than it may be under any load."""
    wrong = [f"{many} times {status}" for status, many in came.statuses.items() if status not in {*right, 429, 503}]
    wrong += [f"{came.put_off_for_ever} times without Retry-After"] if came.put_off_for_ever else []
    return [*wrong, *(f"{many} times {name}" for name, many in came.broken.items())]
