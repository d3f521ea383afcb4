"""What can still be done with a decision that is not yet sent, and claims, which decide nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from services.moderation.model.article import Act, Article, Claim
from services.moderation.model.editor import Editor
from services.moderation.model.pending import Pending
from services.moderation.model.refusal import NotPossible, Refusal, Stale, TooLate
from services.moderation.model.telling import By, tell

LEASE = timedelta(seconds=90)
"""How long a claim holds without being renewed."""
_MOVES = frozenset({"submit", "withdraw", "edit"})
"""What may come after a decision and put the article elsewhere; undoing the decision leaves it there."""


def undo(article: Article, *, seen: int, by: By) -> Article | Refusal:
    """Take the last decision back, as if it had not been: nothing of it was ever said.

    A draft that arrived after it stays; only what the decision did is taken back. Facts that wait behind
    the undone one carry its effect, so they go with it: the fact said now carries the whole state.
    """
    if not article.is_current(seen):
        return Stale(seen, article.version)
    if article.undo is None:
        return NotPossible("Tidak ada keputusan untuk diurungkan.", "There is no decision to undo.")
    live = article.public.live
    first = next((entry for entry in article.pending if entry.version == article.undo.version), None)
    if first is None or first.sending is not None:
        return TooLate(can_retract=live is not None and live.status == "published")
    before = article.undo
    overtaken = any(act.after > before.version and act.what in _MOVES for act in article.acts)
    restored = article.model_copy(
        update={
            "workflow": article.workflow if overtaken else before.workflow,
            "public": before.public,
            "pending": tuple(entry for entry in article.pending if entry.version < before.version),
            "undo": None,
        }
    )
    return tell(restored, by, "undo")


class Undoable(Protocol):
    """What keeps a way back beside its pending facts: an article, or a comment."""

    @property
    def undo(self) -> HasVersion | None:
        """The way back, by the version of the decision."""

    @property
    def pending(self) -> tuple[Pending, ...]:
        """What is not yet said."""


class HasVersion(Protocol):
    """Something with a version."""

    @property
    def version(self) -> int:
        """Which."""


def undo_until(item: Undoable) -> datetime | None:
    """Until when its last decision can be taken back; None where it is on its way, or there is none."""
    if (undo_ := item.undo) is None:
        return None
    entry = next((one for one in item.pending if one.version == undo_.version and not one.sending), None)
    return entry.not_before if entry else None


def send_now(article: Article, *, seen: int, now: datetime) -> Article | Refusal:
    """Do not wait for the undo window to end."""
    if not article.is_current(seen):
        return Stale(seen, article.version)
    if not article.pending:
        return TooLate(can_retract=article.public.live is not None)
    hurried = tuple(
        entry if entry.sending else entry.model_copy(update={"not_before": min(entry.not_before, now)})
        for entry in article.pending
    )
    return article.model_copy(update={"pending": hurried})


def claim(article: Article, *, seen: int, editor: Editor, now: datetime) -> Article | Refusal:
    """Say that this editor is at it, for a while; takes over from whoever was, which is recorded. No new version."""
    if not article.is_current(seen):
        return Stale(seen, article.version)
    mine = Claim(editor_id=editor.id, name=editor.name, until=now + LEASE)
    former = article.claim
    if former is None or former.editor_id == editor.id or former.until <= now:
        return article.model_copy(update={"claim": mine})
    act = Act(who=editor.id, what="take-over", at=now, before=article.version, after=article.version, note=former.name)
    return article.model_copy(update={"claim": mine, "acts": (*article.acts, act)})


def release(article: Article, *, seen: int) -> Article | Refusal:
    """Say that nobody is at it. No new version."""
    if not article.is_current(seen):
        return Stale(seen, article.version)
    return article.model_copy(update={"claim": None})
