"""The cheapest client there is: it must not be what limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator


class NotAcceptedError(Exception):
    """A server did not answer 202."""


class Sender:
    """One connection, one request at a time. `request` makes the bytes of the request of a number."""

    def __init__(self, port: int, request: Callable[[int], bytes]) -> None:
        self._port = port
        self._request = request
        self.took: list[float] = []
        """Milliseconds of each."""

    async def send(self, numbers: Iterator[int], until: float) -> None:
        """Send until that time. Raises `NotAcceptedError`."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        while (began := time.perf_counter()) < until:
            writer.write(self._request(next(numbers)))
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            body = await reader.readexactly(length)
            if not answer.startswith(b"HTTP/1.1 202"):
                raise NotAcceptedError((answer + body).decode())
            self.took.append((time.perf_counter() - began) * 1000)
        writer.close()


def post(path: str, body: bytes, **headers: str) -> bytes:
    """A request with a JSON body."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body
