"""Dead letters at the desk: what every group has put aside, and handing it back, in the background."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import datetime, timedelta
from http import HTTPStatus

from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from services.moderation.model.audit import Entry
from services.moderation.model.editor import Editor
from services.moderation.model.redriving import Redrive, Run
from services.moderation.model.refusal import Forbidden, NotPossible
from services.moderation.store.audit import Audit
from services.moderation.store.redrives import Redrives
from shared.bus import OutcomeUnknown
from shared.bus.ledger import Ledger, hand_back, value_of
from shared.bus.letters import Fate, Letter, Pile, Plan
from shared.bus.reading import Gone
from shared.kafka import Kafka
from shared.problems import Problem, away

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
_SIGN = timedelta(seconds=1)
"""How often a run says how far it is, and asks whether it may go on."""
_PATIENCE = 20.0
_NAMED = 5
BUSY = NotPossible(
    "Surat grup ini sedang diserahkan kembali. Tunggu sampai selesai, atau hentikan dulu.",
    "Letters of this group are being handed back. Wait until that is done, or stop it first.",
)


class Redriving:
    """Looks after dead letters on behalf of operators. Each handing back is written into the audit before it begins."""

    def __init__(self, kafka: Kafka, redrives: Redrives, audit: Audit, clock: Callable[[], datetime]) -> None:
        """Reads and hands back as whoever `kafka` names."""
        self._kafka = kafka
        self._ledger = Ledger(kafka)
        self._redrives = redrives
        self._audit = audit
        self._clock = clock
        self._going: set[asyncio.Task[None]] = set()

    async def piles(self) -> Mapping[str, Pile]:
        """What every group has put aside, by its name. Raises 503."""
        async with _kafka():
            return await self._ledger.look()

    async def pile(self, group: str) -> Pile:
        """What this group has put aside. Raises 404 where there is no such group, and 503."""
        found = (await self.piles()).get(group)
        if found is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such group", kind="not-found")
        return found

    async def letter(self, group: str, place: str) -> tuple[Fate, bytes | None]:
        """The letter of this place with its way, and what stands in it. Raises 404 where none is kept, and 503."""
        pile = await self.pile(group)
        letter = pile.letters.get(place)
        if letter is None:
            raise _no_letter()
        try:
            async with _kafka():
                return pile.fate(letter), await value_of(self._kafka, letter)
        except Gone as error:
            raise _no_letter() from error

    async def runs(self) -> Mapping[str, Run]:
        """The handing back that goes on, or went on last, of each group that had any."""
        return {name: run.at(self._clock()) for name, run in (await self._redrives.every()).items()}

    async def hand_back(self, group: str, order: Redrive, by: Editor) -> Run | Plan | Forbidden | NotPossible:
        """Begin to hand these back; the plan alone where it is a dry run, or nothing would go."""
        if not by.may("operator"):
            return Forbidden("operator")
        plan = (await self.pile(group)).plan(order.choice, again=order.again)
        if order.dry_run or not plan.going:
            return plan
        now = self._clock()
        run = Run(
            group=group,
            by=by.id,
            name=by.name,
            began=now,
            lease=now + LEASE,
            total=len(plan.going),
            per_second=order.per_second,
        )
        if (last := (await self.runs()).get(group)) and last.state == "running":
            return BUSY
        await self._write(by, "redrive", group, f"{len(plan.going)}: {_in_words(order)}, {order.per_second:g}/s")
        if not await self._redrives.begin(run):
            return BUSY
        task = asyncio.create_task(self._go(run, plan.going))
        self._going.add(task)
        task.add_done_callback(self._going.discard)
        return run

    async def stop(self, group: str, by: Editor) -> Forbidden | NotPossible | None:
        """Have what goes on stop, within a second; what has gone has gone. Raises 404 as `pile`."""
        await self.pile(group)
        if not by.may("operator"):
            return Forbidden("operator")
        await self._write(by, "redrive-stop", group, "")
        if not await self._redrives.ask_to_stop(group):
            return NotPossible("Tidak ada penyerahan yang sedang berjalan.", "Nothing is being handed back.")
        return None

    async def close(self) -> None:
        """Break off what goes on: what was not handed back yet waits where it is."""
        for task in self._going:
            task.cancel()
        await asyncio.gather(*self._going, return_exceptions=True)

    async def _go(self, run: Run, letters: Sequence[Letter]) -> None:
        done, state, said = 0, "broke_off", run.began
        try:
            async with aclosing(hand_back(self._kafka, letters, run.per_second, run.by)) as going:
                async for _ in going:
                    done += 1
                    if (now := self._clock()) - said >= _SIGN:
                        said = now
                        if not await self._redrives.went(run, done, now + LEASE):
                            state = "stopped"
                            return
            state = "done"
        except (KafkaError, OutcomeUnknown, TimeoutError, PyMongoError) as error:
            log.warning("handing back broke off", extra={"group": run.group, "error": type(error).__name__})
        finally:
            await self._end(run, done, state)

    async def _end(self, run: Run, done: int, state: str) -> None:
        log.info("handed back", extra={"group": run.group, "letters": done, "of": run.total, "state": state})
        try:
            await self._redrives.end(run, done, state, self._clock())
        except PyMongoError as error:  # its lease runs out, and then it counts as broken off
            log.warning("how it ended is not kept", extra={"group": run.group, "error": type(error).__name__})

    async def _write(self, by: Editor, what: str, group: str, note: str) -> None:
        now = self._clock()
        await self._audit.add(Entry(at=now, who=by.id, name=by.name, what=what, whom=group, whom_name=group, note=note))


@asynccontextmanager
async def _kafka() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(_PATIENCE):
            yield
    except (KafkaError, TimeoutError, OSError) as error:
        log.warning("dead letters cannot be read", extra={"error": type(error).__name__})
        raise away("Kafka", "Dead letters stand there; nothing was handed back.") from error


def _no_letter() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "There is no such letter", "Its time may be over.", "not-found")


def _in_words(order: Redrive) -> str:
    if order.everything:
        return "all"
    if order.error:
        return f"{order.error}{f' ({order.reason})' if order.reason else ''}"
    more = f" and {len(order.places) - _NAMED} more" if len(order.places) > _NAMED else ""
    return f"{', '.join(order.places[:_NAMED])}{more}"
