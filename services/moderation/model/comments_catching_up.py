"""A comment after a restore: what the desk knew, brought up to what it said after the backup was taken."""

from __future__ import annotations

from collections.abc import Callable

from services.moderation.model.article import Act
from services.moderation.model.catching_up import LEAP, RESTORE, said
from services.moderation.model.comment import Comment, Score
from services.moderation.model.comment_telling import tell
from services.moderation.model.telling import By
from shared.facts import CommentDecision, CommentSubmitted

_DONE = {
    "approved": "approve",
    "rejected": "reject",
    "spam": "spam",
    "removed": "remove",
    "withdrawn": "withdraw",
    "erased": "erase",
}


def without_what_was_said(comment: Comment, version: int) -> Comment:
    """The same comment where the topic says nothing newer; what it has already is not said again."""
    left = said(comment.pending, version)
    if len(left) == len(comment.pending):
        return comment
    undo = comment.undo if comment.undo and any(one.version == comment.undo.version for one in left) else None
    return comment.model_copy(update={"pending": left, "undo": undo})


def told_anew(comment: Comment, version: int, by: By) -> Comment:
    """The comment, to be told whole once more, where the topic that is at `version` has lost what was said."""
    leapt = max(comment.version, version) + LEAP
    live = comment.live and comment.live.model_copy(update={"version": leapt + 1})
    return tell(comment.model_copy(update={"version": leapt, "live": live, "undo": None}), by, "restore")


def caught_up(
    kept: Comment | None,
    last: CommentDecision,
    submitted: CommentSubmitted | None,
    who: Callable[[str], str],
    score: Callable[[str], Score],
    by: By,
) -> Comment:
    """The comment at its last decision, which is newer than what was kept (None: it is newer than the backup).

    `submitted` is what its reader sent, where that still stands on its topic; `who` tells whom a seal stands for.
    """
    desk = last.desk
    before = kept or _as_it_came(last, submitted, who, score)
    acts = (*before.acts, *_acts(kept, last, by))
    if desk.state == "erased":
        return _erased(before, last, acts)
    new = {
        "version": last.version,
        "state": desk.state,
        "since": desk.since or last.at,
        "confirmed": desk.confirmed,
        "reason_code": desk.reason_code,
        "live": last.live,
        "acts": acts,
        "pending": (),
        "undo": None,
    }
    shown = last.live.text if last.live and last.live.removed is None else None
    if shown is not None and shown != before.text:
        new |= {"text": shown, "original": before.text if desk.edited and before.text else None}
    return before.model_copy(update=new)


def _as_it_came(
    last: CommentDecision,
    submitted: CommentSubmitted | None,
    who: Callable[[str], str],
    score: Callable[[str], Score],
) -> Comment:
    """As its reader sent it; else as the public has it; else nothing but where it stood."""
    if submitted is not None:
        return Comment.of(submitted, who=who(submitted.sealed), score=score(submitted.text), confirmed=True)
    live, article = last.live, last.desk.article_id
    return Comment(
        comment_id=last.comment_id,
        version=0,
        article_id=live.article_id if live else article or last.comment_id,
        parent_id=live.parent_id if live else None,
        name=live.name if live else "",
        text=live.text if live else "",
        written_at=live.written_at if live else last.desk.since or last.at,
        since=last.desk.since or last.at,
    )


def _acts(kept: Comment | None, last: CommentDecision, by: By) -> tuple[Act, ...]:
    before, after = kept.version if kept else 0, last.version
    what = _DONE.get(last.desk.state, "edit" if kept else "submit")
    done = Act(who=last.actor, what=what, at=last.at, before=before, after=after, note=last.desk.reason_code or "")
    return (done, Act(who=RESTORE, what="restore", at=by.at, before=after, after=after))


def _erased(before: Comment, last: CommentDecision, acts: tuple[Act, ...]) -> Comment:
    """Nothing of it comes back: id and version are left."""
    return Comment(
        comment_id=last.comment_id,
        version=last.version,
        article_id=before.article_id,
        name="",
        text="",
        written_at=before.written_at,
        state="erased",
        since=last.desk.since or last.at,
        acts=tuple(act.model_copy(update={"note": ""}) for act in acts),
        stamp=before.stamp,
    )
