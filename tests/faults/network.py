"""A network that can be cut and slowed: a proxy before one server."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Self

_CHUNK = 1 << 18


class Proxy:
    """Listens at one port of this machine and passes everything on to another."""

    def __init__(self, port: int, to: int) -> None:
        self._port = port
        self._to = to
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._delay = 0.0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self._port, limit=_CHUNK)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        self._drop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def cut(self, seconds: float, *, reset: bool) -> None:
        """Nothing passes for so long; with `reset` every connection is closed as well, else they only hang."""
        self._flowing.clear()
        if reset:
            self._drop()
        await asyncio.sleep(seconds)
        self._flowing.set()

    async def slow(self, seconds: float, by: float) -> None:
        """Everything takes `by` seconds longer, each way, for so long."""
        self._delay = by
        await asyncio.sleep(seconds)
        self._delay = 0.0

    def _drop(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        there: asyncio.StreamWriter | None = None
        try:
            await self._flowing.wait()
            back, there = await asyncio.open_connection("127.0.0.1", self._to, limit=_CHUNK)
            await asyncio.gather(self._pass_on(reader, there), self._pass_on(back, writer))
        except (OSError, asyncio.CancelledError):
            pass  # the server is away, or the line was cut: both ends see it closed
        finally:
            for one in (writer, there):
                if one is not None:
                    one.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            await self._flowing.wait()
            if self._delay:
                await asyncio.sleep(self._delay)
            writer.write(data)
            await writer.drain()
        with suppress(OSError):
            writer.write_eof()
