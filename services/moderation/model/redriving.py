"""Dead letters in an operator's hands: what is asked for, and how far handing back has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.bus.letters import Choice, Fate
from shared.facts import Frozen

USUAL_PACE = 50.0
MOST_PLACES = 10_000
Place = Annotated[str, Field(pattern=r"^\d{1,4}/\d{1,18}$")]
Words = Annotated[str, Field(max_length=2_000)]


class Redrive(BaseModel):
    """Which letters of a group go back: by their places, by what they died of, or all; one of these."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"error": "ValueError", "dry_run": True}})

    places: Annotated[list[Place], Field(max_length=MOST_PLACES)] = []
    error: Words = ""
    reason: Words = ""
    """With `error`: only those with this reason."""
    everything: bool = False
    again: bool = False
    """Those too that came back three times already."""
    per_second: Annotated[float, Field(ge=0.1, le=1_000)] = USUAL_PACE
    """No more than so many in a second."""
    dry_run: bool = False
    """Only say which."""

    @model_validator(mode="after")
    def _one_choice(self) -> Self:
        if sum((bool(self.places), bool(self.error), self.everything)) != 1:
            raise ValueError("say which letters: `places`, or `error`, or `everything`")
        return self

    @property
    def choice(self) -> Choice:
        """Which they are."""
        return Choice(frozenset(self.places), self.error, self.reason, self.everything)


class Run(Frozen):
    """A handing back of many letters: by whom, how many, how far it is.

    `lease` is until when it counts as alive without a sign; after it, it broke off.
    """

    group: str
    by: str
    name: str
    began: datetime
    lease: datetime
    total: int
    done: int = 0
    per_second: float
    state: Literal["running", "done", "stopped", "broke_off"] = "running"
    stop: bool = False
    ended: datetime | None = None

    def at(self, now: datetime) -> Run:
        """As it stands now: a process that died does not say so."""
        if self.state == "running" and self.lease < now:
            return self.model_copy(update={"state": "broke_off", "ended": self.lease})
        return self


def part(fates: Iterable[Fate], after: str, limit: int) -> tuple[list[Fate], str | None]:
    """So many of these after the one of that place, and the place after which there are more."""
    every = list(fates)
    places = [one.letter.place for one in every]
    begin = places.index(after) + 1 if after in places else 0
    found = every[begin : begin + limit]
    return found, found[-1].letter.place if begin + limit < len(every) else None
