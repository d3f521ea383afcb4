"""What an editor is told in the page when somebody else changes an article they are at, or that is theirs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.moderation.model.article import Act, Article
from services.moderation.model.told import NAMES_SOMEBODY
from shared.facts import Frozen


class Notice(Frozen):
    """One thing that happened. `who` is the actor's id; `name` theirs, where it is the reporter's."""

    id: str
    editor_id: str
    article_id: UUID
    headline: str
    what: str
    who: str
    name: str = ""
    whom: str = ""
    """Whom the act was about, such as whom an article was given to."""
    at: datetime
    read_at: datetime | None = None


WORTH_TELLING = frozenset(
    {
        *("submit", "withdraw", "conflict", "edit", "approve", "correct", "return", "reject", "retract", "undo"),
        *("assign", "unassign", "take-over", "note"),
    }
)
"""The acts that somebody with a stake in an article hears of. An erased one is not spoken of any more."""


def notices(before: Article | None, after: Article) -> tuple[Notice, ...]:
    """For everybody but who acted: whom the article was given to, before or now, and who was at it."""
    known = len(before.acts) if before else 0
    return tuple(
        Notice(
            id=f"{after.article_id}/{number}/{editor}",
            editor_id=editor,
            article_id=after.article_id,
            headline=after.content.headline,
            what=act.what,
            who=act.who,
            name=after.reporter.name if act.who == after.reporter.id else "",
            whom=act.note if act.what in NAMES_SOMEBODY else "",
            at=act.at,
        )
        for number, act in enumerate(after.acts[known:], known)
        if act.what in WORTH_TELLING
        for editor in _concerned(before, after, act)
    )


def _concerned(before: Article | None, after: Article, act: Act) -> list[str]:
    theirs = {one.assigned.editor_id for one in (before, after) if one is not None and one.assigned is not None}
    if before is not None and before.claim is not None and before.claim.until > act.at:
        theirs.add(before.claim.editor_id)
    return sorted(theirs - {act.who})
