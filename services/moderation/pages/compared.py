"""Two versions of an article's words side by side, as the pages show them: whole fields, and runs of paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

from services.moderation.diff import Difference, body, difference
from shared.facts import Draft

_KEPT_OPEN = 3
"""So many paragraphs that are the same stay open; more are folded away."""


@dataclass(frozen=True)
class Run:
    """Paragraphs that follow each other and are all the same, or each changed."""

    rows: tuple[Difference, ...]

    @property
    def folded(self) -> bool:
        """Whether they are so many that nothing is missed when they are folded away."""
        return self.rows[0].same and len(self.rows) > _KEPT_OPEN


@dataclass(frozen=True)
class Compared:
    """What differs; `runs` is the whole body, what is the same in it too. None of it where nothing differs."""

    fields: tuple[Difference, ...]
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, before: Draft, after: Draft) -> Compared:
        """From the older to the newer."""
        rows = difference(before, after)
        return cls(
            tuple(row for row in rows if row.field != "body"),
            runs(body(before.body, after.body)) if rows else (),
        )

    def __bool__(self) -> bool:
        return bool(self.fields or self.runs)


def runs(rows: list[Difference]) -> tuple[Run, ...]:
    """Rows that are the same and follow each other stand together."""
    found: list[list[Difference]] = []
    for row in rows:
        if found and found[-1][-1].same and row.same:
            found[-1].append(row)
        else:
            found.append([row])
    return tuple(Run(tuple(one)) for one in found)
