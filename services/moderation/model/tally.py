"""What the desk counts: one tally for each decision, with what it was about and how long it was waited for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.moderation.model.article import Act, Article
from shared.facts import Frozen

DECISIONS = frozenset({"approve", "correct", "return", "reject", "retract"})


class Tally(Frozen):
    """A decision in figures. `waited`: seconds since it was handed in, where it is the first decision after that."""

    id: str
    article_id: UUID
    what: str
    at: datetime
    by: str
    reporter_id: str
    section: str
    fields: tuple[str, ...] = ()
    """The fields for which it was returned."""
    waited: float | None = None


class Counting(Frozen):
    """What a change of an article adds to the tallies, and which of them it takes out."""

    made: tuple[Tally, ...] = ()
    undone: tuple[str, ...] = ()


def counting(before: Article | None, after: Article) -> Counting:
    """For each decision between the two a tally; an undone decision was none."""
    if before is None:
        return Counting()
    acts = after.acts[len(before.acts) :]
    made = tuple(_tally(before, after, act) for act in acts if act.what in DECISIONS)
    undone = [f"{after.article_id}/{before.undo.version}" for act in acts if act.what == "undo" and before.undo]
    return Counting(made=made, undone=tuple(undone))


def _tally(before: Article, after: Article, act: Act) -> Tally:
    back = after.workflow.returned if act.what == "return" else None
    handed_in = _waiting_since(before.acts)
    return Tally(
        id=f"{after.article_id}/{act.after}",
        article_id=after.article_id,
        what=act.what,
        at=act.at,
        by=act.who,
        reporter_id=after.reporter.id,
        section=after.content.section,
        fields=tuple(dict.fromkeys(reason.field for reason in back.reasons)) if back else (),
        waited=(act.at - handed_in).total_seconds() if handed_in else None,
    )


def _waiting_since(acts: Iterable[Act]) -> datetime | None:
    """When what is undecided was handed in or begun; None where it was decided on since."""
    undone = 0
    for act in reversed(tuple(acts)):
        if act.what in {"submit", "start"}:
            return act.at
        if act.what == "undo":
            undone += 1
        elif act.what in DECISIONS:
            if not undone:
                return None
            undone -= 1
    return None
