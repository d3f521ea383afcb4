"""Dead letters as operators see them: what a group put aside, and what became of it when it was handed back.

A letter stays where it is. That it was handed back stands in its group's redrive topic; what came of that, the group
says on its own topic of dead letters: an answer, or the letter once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from shared.topics import Group

OF, TIMES, BY = "redrive-of", "redrive-times", "redrive-by"
"""Headers of what is handed back: which letter it is, how many times it was, this one counted, and by whom."""
ANSWER = "redrive-answer"
"""Header of a group's answer, which is no letter: what became of the one that `redrive-of` names."""
ENOUGH = 3
"""Who came back so many times is tired: it is handed back only where somebody says so."""

Became = Literal["handled", "unchanged", "heard"]
"""It changed something; it was known already and changed nothing; it was heard, and nobody can tell which."""
State = Literal["waiting", "sent", "handled", "unchanged", "heard", "died"]
"""Nobody has handed it back; it was, and there is no answer yet; what became of it; it died once more."""


@dataclass(frozen=True)
class Letter:
    """One of them, without its value. `place` names it within its group; `size` is its value's, None for null."""

    group: Group
    place: str
    key: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    at: datetime
    size: int | None = None

    def said(self, name: str) -> str:
        """A header's text, "" where there is none."""
        return next((value.decode("utf-8", "replace") for one, value in self.headers if one == name), "")

    @property
    def error(self) -> str:
        """The kind of error that it died of."""
        return self.said("dlq-error")

    @property
    def reason(self) -> str:
        """Why, in words."""
        return self.said("dlq-reason")

    @property
    def kind(self) -> str:
        """The kind of fact that it is, or claims to be."""
        return self.said("ce_type")

    @property
    def times(self) -> int:
        """How often it was handed back before it died this time."""
        times = self.said(TIMES)
        return int(times) if times.isdecimal() else 0

    @property
    def tired(self) -> bool:
        """Whether it came back too often to be handed back without a thought."""
        return self.times >= ENOUGH


class HandedBack(NamedTuple):
    """When, and by whom: the id of an operator at the desk, or "" for the command line."""

    at: datetime
    by: str


class Answer(NamedTuple):
    """What a group said of a letter that it was handed back, and when."""

    became: Became
    at: datetime


class Fate(NamedTuple):
    """A letter, and what became of it. `again` is its next place, where it died once more."""

    letter: Letter
    state: State
    back: HandedBack | None = None
    answered: datetime | None = None
    again: str = ""


class Bundle(NamedTuple):
    """Letters that wait for the same reason: how many, and since when."""

    error: str
    reason: str
    many: int
    oldest: datetime


@dataclass(frozen=True)
class Choice:
    """Which of a group's letters: these places, or all that died of an error (and for that reason), or everything."""

    places: frozenset[str] = frozenset()
    error: str = ""
    reason: str = ""
    everything: bool = False

    def takes(self, letter: Letter) -> bool:
        """Whether this is one of them."""
        alike = letter.error == self.error and self.reason in {"", letter.reason}
        return self.everything or letter.place in self.places or (bool(self.error) and alike)


class Plan(NamedTuple):
    """What would be handed back; what is left, since it came back too often; places where no letter waits any more."""

    going: tuple[Letter, ...]
    tired: tuple[Letter, ...]
    gone: tuple[str, ...]


@dataclass
class Pile:
    """What one group put aside, and what is known of its way since. Filled in any order."""

    group: Group
    letters: dict[str, Letter] = field(default_factory=dict)
    back: dict[str, HandedBack] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    again: dict[str, str] = field(default_factory=dict)

    def add(self, letter: Letter) -> None:
        """Put a letter on it; one that died once more says which it was."""
        self.letters[letter.place] = letter
        if before := letter.said(OF):
            self.again[before] = letter.place

    def answer(self, place: str, answer: Answer) -> None:
        """Note what the group said. What was handled was so, though a later try found it known."""
        before = self.answers.get(place)
        if before is None or before.became != "handled":
            self.answers[place] = answer

    def forget_others(self) -> None:
        """Of letters that are not kept any more, their way is forgotten too."""
        for known in (self.back, self.answers, self.again):
            for place in known.keys() - self.letters.keys():
                del known[place]

    def fates(self) -> list[Fate]:
        """Every letter that is kept still, with what became of it, oldest first."""
        return [self.fate(one) for one in sorted(self.letters.values(), key=lambda one: (one.at, one.place))]

    def fate(self, letter: Letter) -> Fate:
        """What became of this one."""
        back, answer = self.back.get(letter.place), self.answers.get(letter.place)
        if back is None:
            return Fate(letter, "waiting")
        if again := self.again.get(letter.place):
            died = self.letters.get(again)
            return Fate(letter, "died", back, died.at if died else None, again)
        return Fate(letter, answer.became if answer else "sent", back, answer.at if answer else None)

    def waiting(self) -> list[Letter]:
        """What nobody has handed back, oldest first."""
        return [one.letter for one in self.fates() if one.state == "waiting"]

    def plan(self, choice: Choice, *, again: bool = False) -> Plan:
        """What this choice means now; `again` takes the tired ones too."""
        waiting = self.waiting()
        chosen = [one for one in waiting if choice.takes(one)]
        tired = () if again else tuple(one for one in chosen if one.tired)
        going = tuple(one for one in chosen if again or not one.tired)
        return Plan(going, tired, tuple(sorted(choice.places - {one.place for one in waiting})))


def bundled(letters: Iterable[Letter]) -> Sequence[Bundle]:
    """The letters by what they died of, most first."""
    found: dict[tuple[str, str], list[Letter]] = {}
    for one in letters:
        found.setdefault((one.error, one.reason), []).append(one)
    bundles = [Bundle(*why, len(many), min(one.at for one in many)) for why, many in found.items()]
    return sorted(bundles, key=lambda one: (-one.many, one.oldest))
