"""The canary, as each service tells of it: how old it is, how fast each hop was, and where it was stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

WAY = ("ingest", "moderation", "publish", "site")
"""The hops, in their order."""
_AGE, _LAST = "redaksi_canary_age_seconds", "redaksi_canary_last_seconds"


class Hop(NamedTuple):
    """One process's figures: how old its newest beat is, and how long the last took to get there, in seconds."""

    hop: str
    age: float
    last: float


class Canary(NamedTuple):
    """How old the newest beat is that came the furthest; by hop, how long the last took; and what is wrong."""

    age: float
    hops: Mapping[str, float]
    wrong: tuple[str, ...]


def hops_of(samples: Iterable[tuple[str, dict[str, str], float]]) -> tuple[Hop, ...]:
    """What a process says of its own part of the way."""
    found = list(samples)
    ages, last = ({labels["hop"]: value for name, labels, value in found if name == one} for one in (_AGE, _LAST))
    return tuple(Hop(hop, age, last.get(hop, 0.0)) for hop, age in ages.items())


def canary(hops: Sequence[Hop], late: float) -> Canary | None:
    """What all processes say together; None where none of them knows of a canary. `late` in seconds."""
    known = [hop for hop in WAY if any(one.hop == hop for one in hops)]
    if not known:
        return None
    ages = {hop: max(one.age for one in hops if one.hop == hop) for hop in known}
    last = {hop: max(one.last for one in hops if one.hop == hop) for hop in known}
    age = ages[known[-1]]
    return Canary(age, last, (f"nothing gets through: stopped at {_where(ages, late)}",) if age > late else ())


def in_words(way: Canary) -> str:
    """A line for people."""
    took = "/".join(f"{way.hops[hop] * 1000:.0f}" for hop in WAY[1:] if hop in way.hops)
    return f"last canary {way.age:.0f} s ago, hops {took} ms  {'; '.join(way.wrong) or 'well'}"


def _where(ages: Mapping[str, float], late: float) -> str:
    """The first hop that is late, and whatever before it says nothing."""
    first = next(place for place, hop in enumerate(WAY) if ages.get(hop, 0.0) > late)
    begin = next((place + 1 for place in range(first - 1, -1, -1) if WAY[place] in ages), 0)
    return " or ".join(WAY[begin : first + 1])
