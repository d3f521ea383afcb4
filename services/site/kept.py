"""Pages as they were made, in memory, for as long as nothing that they show has changed."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_WORTH_PACKING = 512
_LEVEL = 6
_CHANGES = 10_000


@dataclass(frozen=True)
class Made:
    """An answer, whole. `marks` are what it shows: when one of them changes it is made anew; or at `until`."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    marks: frozenset[str] = frozenset()
    until: datetime | None = None
    changed_at: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    tag: str = field(init=False, default="")
    packed: bytes = field(init=False, default=b"", repr=False)
    heads: dict[str, list[tuple[bytes, bytes]]] = field(init=False, default_factory=dict, repr=False, compare=False)
    """Filled by who answers with it: the headers in the form in which they are sent."""

    def __post_init__(self) -> None:
        digest = hashlib.blake2b(self.body, digest_size=12).hexdigest()
        object.__setattr__(self, "tag", f'"{digest}"')
        if len(self.body) >= _WORTH_PACKING:
            object.__setattr__(self, "packed", gzip.compress(self.body, _LEVEL, mtime=0))

    def is_still(self, tags: str, since: str) -> bool:
        """Whether somebody who has one of these tags, or what stood there then, has it already. RFC 9110, 13.2.2."""
        if tags:
            known = {one.strip().removeprefix("W/") for one in tags.split(",")}
            return "*" in known or self.tag in known
        return bool(since and self.changed_at and self.changed_at.replace(microsecond=0) <= _time(since))

    @property
    def last_modified(self) -> str:
        """For the header of that name; "" where nothing says when."""
        return format_datetime(self.changed_at.astimezone(UTC), usegmt=True) if self.changed_at else ""


Make = Callable[[], Awaitable[Made]]


class Kept:
    """The pages asked for last. What is being made is made once, however many wait for it."""

    def __init__(self, most: int, clock: Callable[[], datetime]) -> None:
        """Keeps up to `most` bytes, as they are sent packed and unpacked."""
        self._most = most
        self._clock = clock
        self._size = 0
        self._pages: OrderedDict[str, Made] = OrderedDict()
        self._by_mark: defaultdict[str, set[str]] = defaultdict(set)
        self._making: dict[str, asyncio.Task[Made]] = {}
        self._changes: OrderedDict[str, int] = OrderedDict()
        self._change = self._forgotten = 0

    def get(self, address: str) -> Made | None:
        """The page, where it is kept and nothing that it shows has changed."""
        made = self._pages.get(address)
        if made is None:
            return None
        if made.until is not None and made.until <= self._clock():
            self._drop(address)
            return None
        self._pages.move_to_end(address)
        return made

    async def make(self, address: str, make: Make) -> Made:
        """Have it made, and keep it unless something changed meanwhile."""
        task = self._making.get(address)
        if task is None:
            task = self._making[address] = asyncio.create_task(self._made(address, make))
            task.add_done_callback(lambda done: self._done(address, done))
        return await asyncio.shield(task)

    def stale(self, marks: Iterable[str]) -> None:
        """These have changed. Who asks from now on does not wait for what was begun before."""
        self._making.clear()
        self._change += 1
        for mark in marks:
            self._changes[mark] = self._change
            self._changes.move_to_end(mark)
            for address in self._by_mark.pop(mark, set()):
                self._drop(address)
        while len(self._changes) > _CHANGES:
            self._forgotten = self._changes.popitem(last=False)[1]

    async def _made(self, address: str, make: Make) -> Made:
        began = self._change
        made = await make()
        changed = any(self._changes.get(mark, 0) > began for mark in made.marks)
        if made.marks and not changed and began >= self._forgotten:
            self._keep(address, made)
        return made

    def _done(self, address: str, task: asyncio.Task[Made]) -> None:
        if self._making.get(address) is task:
            del self._making[address]

    def _keep(self, address: str, made: Made) -> None:
        self._drop(address)
        self._pages[address] = made
        self._size += _size(made)
        for mark in made.marks:
            self._by_mark[mark].add(address)
        while self._size > self._most:
            self._drop(next(iter(self._pages)))

    def _drop(self, address: str) -> None:
        made = self._pages.pop(address, None)
        if made is None:
            return
        self._size -= _size(made)
        for mark in made.marks:
            if (others := self._by_mark.get(mark)) is not None:
                others.discard(address)
                if not others:
                    del self._by_mark[mark]


def _size(made: Made) -> int:
    return len(made.body) + len(made.packed)


def _time(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
