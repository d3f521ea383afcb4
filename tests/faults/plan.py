"""Which fault comes when: made from a seed alone, so that a round can be played again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from services.moderation.model.pending import LEASE
from tests.faults.failpoints import HICCUPS, WINDOWS, Window

SESSION = 6.0
"""Seconds of silence after which a consumer's partitions go to another."""


_WRONG = (-300, -20, -2, 2, 20, 60)
"""Seconds by which a clock is wrong. What one that is ahead has decided waits for as long: a round waits longer."""


@dataclass(frozen=True)
class Shape:
    """How the newsroom is set up: so many brokers, so many processes of each service."""

    brokers: int = 1
    copies: int = 2
    undo_seconds: float = 1.5
    control: str = ""
    at: str = ""
    """The service at which kills, traps and hiccups are aimed; all of them where it is empty."""
    beside: str = ""
    """The folder of another version of the project: all but the first process of each service are its own."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every service's process."""
        services = ("ingest", "moderation", "publish", "site", "ingest-view")
        return tuple(name_of(one, copy) for one in services for copy in range(self.copies))

    @property
    def aims(self) -> tuple[str, ...]:
        """The processes at which faults are aimed."""
        return tuple(name for name in self.names if name.partition("~")[0].startswith(self.at))

    def windows(self, among: Sequence[Window]) -> list[str]:
        """Those of these at which faults are aimed, by name."""
        return [one.name for one in among if one.service.startswith(self.at)]

    @property
    def kafkas(self) -> tuple[str, ...]:
        """Every broker."""
        return ("kafka",) if self.brokers == 1 else tuple(f"kafka-{n}" for n in range(self.brokers))


def name_of(service: str, copy: int) -> str:
    """The name of a service's process; the first has the service's own."""
    return service if copy == 0 else f"{service}~{copy + 1}"


@dataclass(frozen=True)
class Step:
    """A fault: what, `at` so many seconds after the beginning, to whom and how."""

    at: float
    what: str
    how: Mapping[str, Any]


def _kill(dice: Random, shape: Shape) -> dict[str, Any]:
    servers = (*shape.kafkas, "mongod")
    # A service is back in two seconds, a server in six: killed as often, nothing would ever be at work.
    return {"whom": dice.choice(servers) if not shape.at and dice.random() < 0.06 else dice.choice(shape.aims)}


def _pause(dice: Random, shape: Shape) -> dict[str, Any]:
    whom = dice.choice((*shape.names, *shape.names, *shape.kafkas, "mongod"))
    return {"whom": whom, "seconds": round(SESSION + dice.uniform(1.5, 4), 1)}


def _standstill(dice: Random, shape: Shape) -> dict[str, Any]:
    """Longer than the lease of what was on its way."""
    whom = dice.choice([name for name in shape.names if name.startswith("moderation")])
    return {"whom": whom, "seconds": round(LEASE.total_seconds() + dice.uniform(3, 6), 1)}


def _clock(dice: Random, shape: Shape) -> dict[str, Any]:
    whom = dice.choice([name for name in shape.names if not name.startswith(("site", "ingest-view"))])
    return {"whom": whom, "by": dice.choice(_WRONG), "seconds": round(dice.uniform(4, 12), 1)}


def _cut(dice: Random, shape: Shape) -> dict[str, Any]:
    whom = dice.choice((*shape.kafkas, "mongod"))
    return {"whom": whom, "seconds": round(dice.uniform(1, 9), 1), "reset": dice.random() < 0.5}


def _slow(dice: Random, shape: Shape) -> dict[str, Any]:
    whom = dice.choice((*shape.kafkas, "mongod"))
    return {"whom": whom, "seconds": round(dice.uniform(2, 8), 1), "by": dice.choice((0.02, 0.1, 0.5))}


def _partition(dice: Random, _: Shape) -> dict[str, Any]:
    return {"partition": dice.randrange(12)}


def _two(dice: Random, shape: Shape) -> dict[str, Any]:
    return {"whom": dice.sample(shape.kafkas, 2), "seconds": round(dice.uniform(2, 8), 1)}


@dataclass(frozen=True)
class Kind:
    """A kind of fault: how often beside the others, in which newsrooms, and what is drawn for one."""

    often: float
    draw: Callable[[Random, Shape], dict[str, Any]]
    brokers: int = 1


KINDS: Mapping[str, Kind] = {
    "kill": Kind(40, _kill),
    "trap": Kind(36, lambda dice, shape: {"window": dice.choice(shape.windows(WINDOWS))}),
    "hiccup": Kind(5, lambda dice, shape: {"window": dice.choice(shape.windows(HICCUPS))}),
    "pause": Kind(5, _pause),
    "standstill": Kind(1, _standstill),
    "clock": Kind(4, _clock),
    "rolling": Kind(2, lambda dice, shape: {"service": dice.choice(shape.names).partition("~")[0]}),
    "poison": Kind(3, lambda dice, _: {"form": dice.randrange(4)}),
    "stale": Kind(4, lambda dice, _: {"which": dice.random()}),
    "leader": Kind(3, _partition, brokers=3),
    "controller": Kind(1.5, lambda *_: {}, brokers=3),
    "two": Kind(1, _two, brokers=3),
    "ahead": Kind(1.5, _partition, brokers=3),
    "cut": Kind(4, _cut, brokers=3),
    "slow": Kind(2, _slow, brokers=3),
}


def plan(seed: int, seconds: float, shape: Shape, *, every: float = 3.0, only: tuple[str, ...] = ()) -> list[Step]:
    """The faults of one round, in order, `every` so many seconds on average; the same for the same arguments."""
    dice = Random(f"{seed} {shape.brokers} {shape.copies} {shape.at} {only}")
    kinds = {name: kind for name, kind in KINDS.items() if kind.brokers <= shape.brokers and (not only or name in only)}
    steps, at = [], dice.expovariate(1 / every)
    while at < seconds:
        (what,) = dice.choices(list(kinds), [kind.often for kind in kinds.values()])
        steps.append(Step(round(at, 2), what, kinds[what].draw(dice, shape)))
        at += dice.expovariate(1 / every)
    return steps
