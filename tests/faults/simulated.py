"""A log and a store in memory, and processes of publish that die or hang at any await: a hundred rounds a second.

What runs is publish's own code; only what it speaks to is made up. Every step of the log and of the store takes turns
of an event loop that the simulation turns itself, so that the same dice give the same round.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, cast
from uuid import UUID

from bson import ObjectId

from services.publish.comments_store import Comments
from services.publish.handlers import CommentDesk, Watch
from services.publish.model import KeptComment
from services.publish.store import Keeping, Mark
from shared.bus import Heard, OutcomeUnknown, Voice
from shared.facts import CommentDecision, Fact
from tests.builders import NOON

_BATCH = 4
_LONGEST = 20_000


@dataclass
class World:
    """What outlives every process: the decisions, how far they are acknowledged, the public topic, publish's store."""

    decisions: list[CommentDecision]
    committed: int = 0
    topic: list[Fact] = field(default_factory=list)
    kept: dict[UUID, KeptComment] = field(default_factory=dict)
    marks: dict[UUID, ObjectId] = field(default_factory=dict)
    owner: Process | None = None


class Process:
    """One process of publish. Dead, it never gets beyond the await at which it died; paused, not until it goes on."""

    def __init__(self, world: World, dice: Random, *, guarded: bool = True, marked: bool = True) -> None:
        """`guarded`, `marked`: False takes one safeguard out, to see that the laws notice."""
        self.world = world
        self.dice = dice
        self.dead = False
        self.pauses = 0
        self.going = asyncio.Event()
        self.going.set()
        self.shelf = _Shelf(self, guarded=guarded, marked=marked)
        self.desk = CommentDesk(cast("Comments", self.shelf), cast("Voice", _Voice(self)))
        world.owner = self

    async def turn(self) -> None:
        """Let others have theirs; the dead stay here."""
        for _ in range(self.dice.randrange(3)):
            await asyncio.sleep(0)
        await self.going.wait()
        if self.dead:
            await asyncio.get_running_loop().create_future()

    async def consume(self) -> None:
        """Hear what is not yet acknowledged, in batches, to the end. A batch that fails is heard again."""
        place = self.world.committed
        while place < len(self.world.decisions):
            batch = self.world.decisions[place : place + _BATCH]
            try:
                await self.desk.on_decisions([Heard(one, "", cast("Any", None)) for one in batch])
            except OutcomeUnknown:
                continue
            place += len(batch)
            await self.turn()
            if self.world.owner is not self:  # the broker takes no commit from one whose partitions went to another
                return
            self.world.committed = place


class _Voice:
    def __init__(self, process: Process) -> None:
        self._process = process

    async def say_all(self, facts: Iterable[Fact], traces: Mapping[str, str] | None = None) -> None:
        for fact in facts:
            await self._process.turn()
            if self._process.dice.random() < 0.05:
                raise OutcomeUnknown("before it was written")
            self._process.world.topic.append(fact)
            await self._process.turn()
            if self._process.dice.random() < 0.05:
                raise OutcomeUnknown("after it was written")


class _Shelf:
    """As `services.publish.store.Shelf`, which is tried on a real MongoDB."""

    def __init__(self, process: Process, *, guarded: bool, marked: bool) -> None:
        self._process = process
        self._world = process.world
        self._guarded = guarded
        self._marked = marked

    async def keep(self, items: Sequence[KeptComment]) -> Keeping:
        mark, no_news, pauses = ObjectId(), 0, self._process.pauses
        begun: dict[UUID, Mark | None] = {}
        for one in items:
            await self._process.turn()
            before = self._world.kept.get(one.item)
            if self._guarded and before and (before.version >= one.version or before.erased):
                no_news += 1
                continue
            if self._marked and (before.public_version if before else 0) != one.public_version:
                self._world.marks[one.item] = mark
            if before is None:
                begun[one.item] = Mark(mark) if self._world.marks.get(one.item) == mark else None
            self._world.kept[one.item] = one
        await self._process.turn()
        # Whoever hung meanwhile sees by the clock that it did.
        return Keeping(mark, no_news, begun if self._process.pauses == pauses else {})

    async def marked(self, ids: Iterable[UUID]) -> dict[UUID, Mark]:
        await self._process.turn()
        return {one: Mark(self._world.marks[one]) for one in ids if one in self._world.marks}

    async def get_many(self, ids: Iterable[UUID]) -> list[KeptComment]:
        await self._process.turn()
        return [self._world.kept[one] for one in ids if one in self._world.kept]

    async def versions(self, ids: Iterable[UUID]) -> dict[UUID, int]:
        return {one.item: one.version for one in await self.get_many(ids)}

    async def told(self, marks: Mapping[UUID, Mark]) -> None:
        for key, mark in marks.items():
            await self._process.turn()
            if self._world.marks.get(key) == mark.id:
                del self._world.marks[key]
        await self._process.turn()

    async def mark_at_odds(self, told: Mapping[str, int]) -> list[UUID]:
        await self._process.turn()
        kept = {str(key): one for key, one in self._world.kept.items()}
        odd = [kept[key].item for key in told if key in kept and kept[key].public_version != told[key]]
        self._world.marks.update((one, ObjectId()) for one in odd)
        return odd

    async def left_marked(self, before: datetime, most: int) -> list[UUID]:
        await self._process.turn()
        return list(self._world.marks)[:most]


class Simulation:
    """Turns the loop; does to the processes what it is told to."""

    def __init__(self, decisions: list[CommentDecision], dice: Random, **safeguards: bool) -> None:
        self.world = World(decisions)
        self._dice = dice
        self._safeguards = safeguards
        self._loop = asyncio.new_event_loop()
        self._processes: list[Process] = []
        self._tasks: list[asyncio.Task[None]] = []

    def do(self, what: str, turns: int) -> None:
        """`start` another process, `kill`, `pause` or `resume` one of them; then so many turns of the loop."""
        if what == "start" or not self._processes:
            self._start()
        one = self._dice.choice(self._processes)
        if what == "kill":
            one.dead = True
        elif what == "pause":
            one.going.clear()
            one.pauses += 1
        elif what == "resume":
            one.going.set()
        self._turn(turns)

    def end(self) -> None:
        """Whoever hangs goes on; then one more process hears all, sweeps, and watches the topic till it is calm."""
        try:
            for one in self._processes:
                one.going.set()
            self._turn(50)
            self._run(self._settle(self._start(consume=False)))
        finally:
            while tasks := asyncio.all_tasks(self._loop):
                for task in tasks:
                    task.cancel()
                self._turn(1)
            self._loop.close()

    async def _settle(self, process: Process) -> None:
        await process.consume()
        watch = Watch[KeptComment](cast("Comments", process.shelf), process.desk.tell_marked)
        place = 0
        while place < len(self.world.topic) or self.world.marks:
            await _until_said(process)
            batch = self.world.topic[place : place + _BATCH]
            try:
                await watch.on_published([Heard(one, "", cast("Any", None)) for one in batch])
            except OutcomeUnknown:
                continue
            place += len(batch)

    def _start(self, *, consume: bool = True) -> Process:
        process = Process(self.world, self._dice, **self._safeguards)
        self._processes.append(process)
        if consume:
            self._tasks.append(self._loop.create_task(process.consume()))
        return process

    def _turn(self, turns: int) -> None:
        for _ in range(turns):
            self._loop.call_soon(self._loop.stop)
            self._loop.run_forever()

    def _run(self, work: Any) -> None:
        task = self._loop.create_task(work)
        for _ in range(_LONGEST):
            self._turn(1)
            if task.done():
                task.result()
                return
        raise AssertionError("it does not come to rest")


async def _until_said(process: Process) -> None:
    """Sweep once; what fails is left to the next sweep."""
    try:
        await process.desk.tell_marked(await process.shelf.left_marked(NOON, 100))
    except OutcomeUnknown:
        return


def broken(world: World) -> list[str]:
    """Which laws do not hold of the world that is left."""
    last = {one.comment_id: one for one in sorted(world.decisions, key=lambda one: one.version)}
    told = {UUID(one.item): one.item_version for one in world.topic}
    may = {(one.comment_id, KeptComment.of(one).public_version) for one in world.decisions}
    found = []
    for key, decision in last.items():
        kept = world.kept.get(key)
        if kept is None or kept.version != decision.version:
            found.append(f"{key} is kept otherwise than it was decided last")
        elif kept.public_version != told.get(key, 0):
            found.append(f"{key} is public otherwise than it is kept")
    odd = (one for one in world.topic if (UUID(one.item), one.item_version) not in may)
    return [*found, *(f"{one.item} was public at {one.item_version}, which nobody decided" for one in odd)]
