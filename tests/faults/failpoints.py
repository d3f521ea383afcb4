"""Places between two steps where a process can be made to die, or to see a server away.

The product knows nothing of them: `tests.faults.process` wraps the named functions before the service starts. A trap is
a file in a folder; the process that passes there next takes the file away and springs it.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pymongo.errors import AutoReconnect

How = Literal["kill", "raise"]
When = Literal["before", "during", "after"]
_DURING = 0.001
"""Seconds after a call began when it is in its middle: its bytes are on the way, its answer is not here."""


@dataclass(frozen=True)
class Window:
    """Before, in the middle of, or after a function of a service's process."""

    name: str
    service: str
    where: str
    when: When

    def find(self) -> tuple[Any, str]:
        """Whose attribute it is, and its name. Raises AttributeError where it has moved."""
        module, _, path = self.where.partition(":")
        owner: Any = importlib.import_module(module)
        *classes, name = path.split(".")
        for one in classes:
            owner = getattr(owner, one)
        getattr(owner, name)
        return owner, name


_SAY = "shared.bus.voice:Voice.say_records"
_ACK = "shared.bus.chain:Chain._bury"
_REVOKED = "shared.bus.drain:Drain.on_partitions_revoked"
_HELD = "services.moderation.store.articles:Articles"
_COMMENTS = "services.moderation.store.comments:Comments"
_RELAY = "services.moderation.relay:Relay"
_SHELF = "services.publish.store:Shelf"
_SITE = "services.site.shelf:Shelf"
_VIEW = "services.ingest.store:Statuses"

WINDOWS: tuple[Window, ...] = (
    Window("ingest: Kafka has it, no 202 yet", "ingest", _SAY, "after"),
    Window("ingest: on its way to Kafka", "ingest", _SAY, "during"),
    Window("moderation: words kept, no article", "moderation", f"{_HELD}.keep_revisions", "after"),
    Window("moderation: drafts held, not told", "moderation", f"{_HELD}.replace_many", "after"),
    Window("moderation: in the middle of holding", "moderation", f"{_HELD}.replace_many", "during"),
    Window("moderation: decided, no answer yet", "moderation", f"{_HELD}.replace", "after"),
    Window("moderation: comments held, not told", "moderation", f"{_COMMENTS}.replace_many", "after"),
    Window("moderation: comment decided, no answer", "moderation", f"{_COMMENTS}.replace", "after"),
    Window("moderation: leased, not said", "moderation", f"{_RELAY}._lease", "after"),
    Window("moderation: said, not taken off", "moderation", _SAY, "after"),
    Window("moderation: taken off", "moderation", f"{_RELAY}._take_off", "after"),
    Window("moderation: handled, not acknowledged", "moderation", _ACK, "after"),
    Window("moderation: partitions go", "moderation", _REVOKED, "before"),
    Window("publish: kept, not told", "publish", f"{_SHELF}.keep", "after"),
    Window("publish: in the middle of a bulk", "publish", f"{_SHELF}.keep", "during"),
    Window("publish: told, still marked", "publish", _SAY, "after"),
    Window("publish: in the middle of telling", "publish", _SAY, "during"),
    Window("publish: mark taken off, not acknowledged", "publish", f"{_SHELF}.told", "after"),
    Window("publish: handled, not acknowledged", "publish", _ACK, "after"),
    Window("publish: partitions go", "publish", _REVOKED, "before"),
    Window("site: kept, place not written", "site", f"{_SITE}.keep", "after"),
    Window("site: in the middle of keeping", "site", f"{_SITE}.keep", "during"),
    Window("ingest-view: written, not acknowledged", "ingest-view", f"{_VIEW}._write", "after"),
    Window("ingest-view: handled, not acknowledged", "ingest-view", _ACK, "after"),
)
HICCUPS: tuple[Window, ...] = (
    Window("moderation: MongoDB away while holding", "moderation", f"{_HELD}.replace_many", "before"),
    Window("moderation: MongoDB away while holding comments", "moderation", f"{_COMMENTS}.replace_many", "before"),
    Window("publish: MongoDB away while keeping", "publish", f"{_SHELF}.keep", "before"),
    Window("publish: MongoDB away while unmarking", "publish", f"{_SHELF}.told", "before"),
)
"""Where a process sees a server away, once, and goes on living."""


class Traps:
    """The folder in which traps lie; what was sprung is noted beside them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def lay(self, window: Window) -> None:
        """The next process to pass there falls in."""
        self._at(window).touch()

    def lies(self, window: Window) -> bool:
        """Whether nobody has passed there yet."""
        return self._at(window).exists()

    def take_up(self, window: Window) -> None:
        """Nobody is to fall in any more."""
        self._at(window).unlink(missing_ok=True)

    def sprung(self, window: Window) -> bool:
        """Whether one lay there; it is gone now. One process only can find it."""
        path = self._at(window)
        if not path.exists():
            return False
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        return True

    def _at(self, window: Window) -> Path:
        return self._folder / f"{window.name.replace(' ', '_')}.trap"


def die() -> None:
    """At once, as by kill -9."""
    os.kill(os.getpid(), signal.SIGKILL)


def install(service: str, traps: Traps) -> None:
    """Wrap every window of this service."""
    for window in WINDOWS:
        if window.service == service:
            _wrap(window, traps, die)
    for window in HICCUPS:
        if window.service == service:
            _wrap(window, traps, _away)


def _away() -> None:
    raise AutoReconnect("a failpoint of the fault suite")


def _wrap(window: Window, traps: Traps, spring: Callable[[], None]) -> None:
    owner, name = window.find()
    original: Callable[..., Awaitable[Any]] = getattr(owner, name)

    @functools.wraps(original)
    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        if window.when == "before" and traps.sprung(window):
            spring()
        if window.when == "during" and traps.sprung(window):
            asyncio.get_running_loop().call_later(_DURING, spring)
        answer = await original(*args, **kwargs)
        if window.when == "after" and traps.sprung(window):
            spring()
        return answer

    setattr(owner, name, wrapped)
