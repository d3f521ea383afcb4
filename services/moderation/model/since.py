"""What reporters said after the backup, and what of it the desk had heard before its database was lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from services.moderation.model.article import Article
from shared.facts import Decision, DraftRefused, DraftSubmitted, DraftWithdrawn


class HandedIn(NamedTuple):
    """What a reporter said of the article, and whether the desk had handled it before its database was lost."""

    fact: DraftSubmitted | DraftWithdrawn
    handled: bool


class Since(NamedTuple):
    """What the desk had heard since the backup: all of it, what its owner sent, and what of that became current."""

    known: Sequence[DraftSubmitted | DraftWithdrawn]
    theirs: Sequence[DraftSubmitted]
    applied: Sequence[DraftSubmitted]


def since_then(kept: Article | None, last: Decision, handed_in: Sequence[HandedIn]) -> Since:
    """Of what reporters said; `kept` is what the backup had, `last` the last decision."""
    known = _known(last, handed_in)
    before = kept.submissions if kept else ()
    new = [one for one in known if isinstance(one, DraftSubmitted) and one.submission_id not in before]
    theirs = [one for one in new if one.reporter.id == last.desk.reporter_id]
    aside = {one.submission_id for one in last.desk.conflicts}
    # What came after the one that is current did not become so, whatever it was.
    current = [place for place, one in enumerate(theirs, 1) if one.submission_id == last.desk.submission_id]
    until = current[0] if current else 0
    return Since(known, theirs, [one for one in theirs[:until] if one.submission_id not in aside])


def _known(last: Decision, handed_in: Sequence[HandedIn]) -> list[DraftSubmitted | DraftWithdrawn]:
    """What the desk had applied, or refused: all up to the last that its decision proves, for it takes them in order.

    A withdrawal leaves no trace once the article has moved on; of one the lost desk's own place in the topic tells.
    What is not proven is heard again, and may be refused again or kept as a conflict again; it is never lost.
    """
    proven = {last.desk.submission_id, *(one.submission_id for one in last.desk.conflicts)}
    if isinstance(last, DraftRefused):
        proven.add(last.submission_id)
    until = 0
    for place, (fact, handled) in enumerate(handed_in, 1):
        gone = isinstance(fact, DraftWithdrawn) and handled and fact.at <= last.at
        if fact.submission_id in proven or gone:
            until = place
    return [one.fact for one in handed_in[:until]]
