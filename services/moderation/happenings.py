"""What happens at the desk, told to every page that is open: small events, for which the page fetches the rest.

One change stream a process; each page has a short queue of its own. Who cannot follow, or was away for too
long, is told to load anew (`resync`); so is everybody when the stream breaks. Nothing here is needed for the
desk to be right: it is what spares editors the reload.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from pymongo.errors import PyMongoError

from services.moderation.model.notices import Notice
from services.moderation.store.doorbell import Attended, Changed, Commented, Doorbell, Noticed, Recounted, Ring
from shared import metrics

log = logging.getLogger(__name__)

Kind = Literal["article", "counts", "comments", "presence", "notice", "resync"]
_KEPT = 5_000
_QUEUE = 200
_MOST_OF_ONE = 8
_REMEMBERED = 20_000
_NOT_SOONER = 1.0
_AFTER_TROUBLE = 1.0
_EMPTY_FOR = 60.0
_BEFORE = timedelta(seconds=20)


@dataclass(frozen=True)
class Event:
    """One event as it is sent. `data` is JSON on one line, without anybody's address. `to` is whose it is alone."""

    id: str
    kind: Kind
    data: str
    to: str = ""

    def is_for(self, editor_id: str) -> bool:
        """Whether this editor hears it."""
        return self.to in {"", editor_id}

    def sent(self) -> bytes:
        """In the form of server-sent events."""
        return f"id: {self.id}\nevent: {self.kind}\ndata: {self.data}\n\n".encode()


@dataclass(eq=False)
class Listener:
    """A page that listens. `closed` once it is to leave."""

    editor_id: str
    waiting: asyncio.Queue[Event | None] = field(default_factory=lambda: asyncio.Queue(_QUEUE))
    closed: bool = False
    behind: bool = False

    def tell(self, event: Event | None) -> None:
        """Hand over one event; None ends it. One that cannot follow loses what waits, and is told so."""
        if event is None:
            self.closed = True
        if self.waiting.full():
            while not self.waiting.empty():
                self.waiting.get_nowait()
            self.behind = True
        self.waiting.put_nowait(event)


class Happenings:
    """Tells them.

    `who` gives an editor's initials by their id; `notified` says a notice in words, None where that is over.
    """

    def __init__(
        self,
        doorbell: Doorbell,
        who: Callable[[str], Awaitable[str]],
        notified: Callable[[Notice], Awaitable[dict[str, object] | None]],
    ) -> None:
        self._doorbell = doorbell
        self._who = who
        self._notified = notified
        self._epoch = ""
        self._number = 0
        self._past: deque[Event] = deque(maxlen=_KEPT)
        self._listeners: list[Listener] = []
        self._somebody = asyncio.Event()
        self._seen: OrderedDict[object, object] = OrderedDict()
        self._wait: dict[Kind, asyncio.TimerHandle] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leaving = False

    async def run(self) -> None:
        """For ever: listen to the database, and begin again where that breaks."""
        self._loop = asyncio.get_running_loop()
        broke = False
        while True:
            await self._somebody.wait()
            # A page was made a moment before it listens; what it hears twice it knows by the version.
            self._epoch = secrets.token_hex(4)
            self._past.clear()
            try:
                await self._listen_for_them(again=broke)
                broke = False
            except PyMongoError as error:
                log.warning("the change stream broke off", extra={"error": type(error).__name__})
            if self._somebody.is_set():
                broke = True
                await asyncio.sleep(_AFTER_TROUBLE)

    async def _listen_for_them(self, *, again: bool) -> None:
        """Until the stream ends, or nobody has listened for a while: an empty house need not be told anything."""
        clock = asyncio.get_running_loop().time
        empty_since = clock()
        async for ring in self._doorbell.rings(None if again else _BEFORE):
            if again:
                again = False
                self.resync("stream")
            await self._on(ring)
            if self._listeners:
                empty_since = clock()
            elif clock() - empty_since > _EMPTY_FOR:
                self._somebody.clear()
                return

    def listen(self, editor_id: str, last: str | None) -> Listener:
        """A listener, with what it missed since `last`. The oldest of too many of one editor's ends."""
        listener = Listener(editor_id)
        theirs = [one for one in self._listeners if one.editor_id == editor_id]
        for old in theirs[: max(0, len(theirs) - _MOST_OF_ONE + 1)]:
            self.leave(old)
            old.tell(None)
        missed = self._since(last)
        if missed is None or len(missed) >= _QUEUE:
            metrics.RESYNCS.labels("away").inc()
            listener.tell(self.now("resync"))
        else:
            for event in missed:
                if event.is_for(editor_id):
                    listener.tell(event)
        self._listeners.append(listener)
        self._somebody.set()
        metrics.STREAMS.set(len(self._listeners))
        if self._leaving:
            listener.tell(None)
        return listener

    def leave(self, listener: Listener) -> None:
        """This one listens no more."""
        if listener in self._listeners:
            self._listeners.remove(listener)
            metrics.STREAMS.set(len(self._listeners))

    def end(self) -> None:
        """The process is about to stop: let every page go. May be called from a signal's handler."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._end)

    def resync(self, why: str) -> None:
        """Tell everybody to load anew."""
        metrics.RESYNCS.labels(why).inc()
        self._past.clear()
        self._tell("resync", {})

    def now(self, kind: Kind) -> Event:
        """An event for one listener, which stands where everybody is."""
        return Event(f"{self._epoch}-{self._number}", kind, "{}")

    def _end(self) -> None:
        self._leaving = True
        for listener in self._listeners:
            listener.tell(None)

    def _since(self, last: str | None) -> list[Event] | None:
        """What came after that event; None where nobody knows."""
        if last is None:
            return []
        epoch, _, number = last.partition("-")
        if epoch != self._epoch or not number.isdecimal() or int(number) > self._number:
            return None
        missed = self._number - int(number)
        return list(self._past)[len(self._past) - missed :] if missed <= len(self._past) else None

    async def _on(self, ring: Ring | None) -> None:
        if isinstance(ring, Noticed):
            if (said := await self._notified(ring.notice)) is not None:
                self._tell("notice", said, to=ring.notice.editor_id)
        elif isinstance(ring, Recounted | Commented):
            self._soon("counts" if isinstance(ring, Recounted) else "comments")
        elif isinstance(ring, Attended):
            self._tell("presence", {"id": str(ring.article_id)})
        elif isinstance(ring, Changed) and self._is_news(ring):
            last, claim = ring.last, ring.claim
            ours = last is not None and last.who == ring.reporter.id
            said = {
                "id": str(ring.article_id),
                "version": ring.version,
                "state": ring.state,
                "standing": ring.standing,
                "what": last.what if last else "",
                "who": ring.reporter.name if ours else await self._who(last.who) if last else "",
                "claim": {"name": claim.name, "until": claim.until.isoformat()} if claim else None,
            }
            self._tell("article", said)

    def _soon(self, kind: Kind) -> None:
        """Once for all that happens within a second."""

        def tell() -> None:
            del self._wait[kind]
            self._tell(kind, {})

        if kind not in self._wait:
            self._wait[kind] = asyncio.get_running_loop().call_later(_NOT_SOONER, tell)

    def _is_news(self, changed: Changed) -> bool:
        """Not where a claim was only renewed, or something was kept that no list shows."""
        claim = changed.claim.editor_id if changed.claim else None
        now = (changed.version, claim, changed.assigned)
        before = self._seen.get(changed.article_id)
        self._seen[changed.article_id] = now
        self._seen.move_to_end(changed.article_id)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return now != before

    def _tell(self, kind: Kind, said: dict[str, object], to: str = "") -> None:
        self._number += 1
        event = Event(f"{self._epoch}-{self._number}", kind, json.dumps(said, ensure_ascii=False), to)
        self._past.append(event)
        for listener in self._listeners:
            if event.is_for(listener.editor_id):
                listener.tell(event)
