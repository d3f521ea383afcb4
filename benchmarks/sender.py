"""The cheapest client there is: it must not be what limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping


class NotAcceptedError(Exception):
    """A server did not answer as it should."""


class Sender:
    """One connection, one request at a time. `request` makes the bytes of the request of a number."""

    def __init__(self, port: int, request: Callable[[int], bytes], status: int = 202) -> None:
        self._port = port
        self._right = f"HTTP/1.1 {status}".encode()
        self._request = request
        self.took: list[float] = []
        """Milliseconds of each."""

    async def send(self, numbers: Iterator[int], until: float) -> None:
        """Send until that time. Raises `NotAcceptedError`."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        while (began := time.perf_counter()) < until:
            writer.write(self._request(next(numbers)))
            answer = await reader.readuntil(b"\r\n\r\n")
            _, named, rest = answer.lower().partition(b"content-length:")
            body = await reader.readexactly(int(rest.partition(b"\r\n")[0])) if named else b""
            if not answer.startswith(self._right):
                raise NotAcceptedError((answer + body).decode())
            self.took.append((time.perf_counter() - began) * 1000)
        writer.close()


def get(path: str, **headers: str) -> bytes:
    """A request without a body."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: localhost", *_lines(headers), "", ""]).encode()


def post(path: str, body: bytes, **headers: str) -> bytes:
    """A request with a JSON body."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    return "\r\n".join([*lines, *_lines(headers), f"Content-Length: {len(body)}", "", ""]).encode() + body


def _lines(headers: Mapping[str, str]) -> list[str]:
    return [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
