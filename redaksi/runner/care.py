"""Looking after child processes: one that dies is started again, one that hangs is killed."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from http import HTTPStatus

import httpx

from redaksi.runner.child import Child

_LONGEST_BACKOFF = 15.0
_WELL_AFTER = 30.0
_LOOK_EVERY = 3.0
_PATIENCE = 4
_WHILE_STARTING = 20
"""So many looks may find a process ill: on a busy machine it takes long until it answers for the first time."""
_LASTED = 5.0
_TOLD_AGAIN = 2.0

Say = Callable[[str], None]


class Care:
    """Keeps children running until it is told to stop; `changed` is called when one was started again."""

    def __init__(self, say: Say, changed: Callable[[], None]) -> None:
        self._say = say
        self._changed = changed
        self._tasks: list[asyncio.Task[None]] = []

    def keep(self, child: Child) -> None:
        """Start it, and again whenever it ends, with growing pauses."""
        self._tasks.append(asyncio.create_task(self._keep(child)))

    def watch(self, child: Child, url: str) -> None:
        """Kill it when it says, or shows by silence, that it should be started anew."""
        self._tasks.append(asyncio.create_task(self._watch(child, url)))

    def stop(self) -> None:
        """Look after nobody any more."""
        for task in self._tasks:
            task.cancel()

    async def _keep(self, child: Child) -> None:
        backoff = 0.5
        while True:
            began = time.monotonic()
            how = await self._lived(child)
            if time.monotonic() - began > _WELL_AFTER:
                backoff = 0.5
            self._say(f"{child.name} ended ({how}); it is started again in {backoff:.1f} s. Its log: {child.log}")
            await asyncio.sleep(backoff)
            backoff = min(backoff * 2, _LONGEST_BACKOFF)

    async def _lived(self, child: Child) -> str:
        """Start it, and wait for its end; how it ended, in words."""
        try:
            await child.start()
        except OSError as error:  # a full disk, too many processes
            return f"could not be started: {error.strerror}"
        self._tell_changed()
        return await child.ended()

    def _tell_changed(self) -> None:
        """Where there is no room to write it down, that is tried again: looking after children must go on."""
        try:
            self._changed()
        except OSError:
            asyncio.get_running_loop().call_later(_TOLD_AGAIN, self._tell_changed)

    async def _watch(self, child: Child, url: str) -> None:
        ill, pid, patience = 0, child.pid, _WHILE_STARTING
        async with httpx.AsyncClient(timeout=_LOOK_EVERY) as http:
            while True:
                await asyncio.sleep(_LOOK_EVERY)
                if child.pid != pid:
                    ill, pid, patience = 0, child.pid, _WHILE_STARTING
                why = await _ill(http, url)
                ill = ill + 1 if why and child.pid else 0
                patience = patience if why else _PATIENCE
                if ill >= patience:
                    self._say(f"{child.name} does not get on ({why}); it is killed and started again.")
                    child.send(signal.SIGKILL)
                    ill = 0


async def _ill(http: httpx.AsyncClient, url: str) -> str | None:
    try:
        answer = await http.get(f"{url}/healthz")
    except httpx.HTTPError as error:
        return type(error).__name__
    return None if answer.status_code == HTTPStatus.OK else answer.text[:200]


async def until_ready(url: str, tell: Say) -> None:
    """Wait until the service there says that it can do its work; why it cannot is told once it has lasted."""
    why, since = "", time.monotonic()
    async with httpx.AsyncClient(timeout=2.0) as http:
        while True:
            try:
                answer = await http.get(f"{url}/readyz")
                if answer.status_code == HTTPStatus.OK:
                    return
                if (now := str(answer.json().get("reason", ""))) != why:
                    why, since = now, time.monotonic()
            except (httpx.HTTPError, ValueError):
                pass
            if why and time.monotonic() - since > _LASTED:
                tell(why)
                since = float("inf")
            await asyncio.sleep(0.1)
