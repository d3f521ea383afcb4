"""What happens to a comment: it comes in, is confirmed, decided, edited, undone, taken back, erased."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from services.moderation.model.comment import UNSCORED, Comment, Score
from services.moderation.model.comment_telling import begun, decide, gap, tell
from services.moderation.model.editor import Editor
from services.moderation.model.refusal import Forbidden, Missing, NotPossible, Refusal, Stale, TooLate
from services.moderation.model.telling import By
from shared.facts import CommentLive, CommentState, CommentSubmitted
from shared.reading import plain

_FROM: dict[CommentState, tuple[CommentState, ...]] = {
    "approved": ("held", "spam", "rejected"),
    "rejected": ("held", "spam"),
    "spam": ("held", "rejected"),
    "removed": ("approved",),
}
"""From which states each decision leads where."""
READER = "reader"
"""Who acts where it is the commenter, or the guard as it comes in: no name and no address is recorded."""
TAKEN_BACK = "ditarik"
"""The reason that stands in the place of a public comment which its reader took back."""
LONGEST = 10_000


def submitted(
    comment: Comment | None,
    fact: CommentSubmitted,
    by: By,
    *,
    who: str,
    score: Score | None,
    confirm: bool,
    to_spam: bool,
) -> Comment:
    """Held, or in the spam folder where the newsroom lets the guard decide that. Heard again it changes nothing."""
    if comment is not None:
        return comment
    new = Comment.of(fact, who=who, score=score, confirmed=not confirm)
    if to_spam:
        return tell(new.model_copy(update={"state": "spam", "since": by.at}), by, "guard")
    return tell(new, by, "submit")


def confirmed(comment: Comment | None, by: By) -> Comment | None:
    """Its reader followed the link that was mailed to the address they gave."""
    if comment is None or comment.confirmed or comment.state == "erased":
        return comment
    return tell(comment.model_copy(update={"confirmed": True}), by, "confirm")


def withdrawn(comment: Comment | None, by: By) -> Comment | None:
    """Its reader takes it back, whatever was decided; where it was public a gap is left."""
    if comment is None or comment.state in {"withdrawn", "erased"}:
        return comment
    gone = comment.model_copy(
        update={
            "state": "withdrawn",
            "since": by.at,
            "live": gap(comment, TAKEN_BACK, by.at),
            "reason_code": None,
            "undo": None,
        }
    )
    return tell(gone.model_copy(update={"pending": begun(comment)}), by, "withdraw")


def approve(comment: Comment, *, seen: int, by: By, window: timedelta) -> Comment | Refusal:
    """For the public; also out of the spam folder, or after it was rejected."""
    if refusal := _refuse(comment, seen, "approved"):
        return refusal
    live = CommentLive(
        version=comment.version + 1,
        article_id=comment.article_id,
        parent_id=comment.parent_id,
        name=comment.name,
        text=comment.text,
        html=str(plain.html(comment.text)),
        edited=comment.original is not None,
        written_at=comment.written_at,
        approved_at=by.at,
    )
    return decide(comment, by, "approve", window, state="approved", reason_code=None, live=live)


def reject(
    comment: Comment, *, seen: int, by: By, window: timedelta, code: str, codes: Collection[str]
) -> Comment | Refusal:
    """Not for the public; the commenter is told why."""
    if refusal := _refuse(comment, seen, "rejected") or _unknown(code, codes):
        return refusal
    return decide(comment, by, "reject", window, state="rejected", reason_code=code)


def mark_spam(comment: Comment, *, seen: int, by: By, window: timedelta) -> Comment | Refusal:
    """Into the spam folder, from which it can be fetched back."""
    if refusal := _refuse(comment, seen, "spam"):
        return refusal
    return decide(comment, by, "spam", window, state="spam", reason_code=None)


def remove(
    comment: Comment, *, seen: int, by: By, window: timedelta, code: str, codes: Collection[str]
) -> Comment | Refusal:
    """What is public is taken away; the reason stands in its place."""
    if refusal := _refuse(comment, seen, "removed") or _unknown(code, codes):
        return refusal
    return decide(comment, by, "remove", window, state="removed", reason_code=code, live=gap(comment, code, by.at))


def edit(comment: Comment, *, seen: int, by: By, text: str) -> Comment | Refusal:
    """The desk's own words in its place, marked as such. Only before it is public: what people read stays as it was."""
    if comment.version != seen:
        return Stale(seen, comment.version)
    if comment.state not in {"held", "spam", "rejected"}:
        return NotPossible(
            "Hanya komentar yang belum tayang yang dapat disunting.", "Only what is not public can be edited."
        )
    if not text.strip() or len(text) > LONGEST:
        return Missing("text", f"Tulis 1 sampai {LONGEST} huruf.", f"Write 1 to {LONGEST} characters.")
    if text == comment.text:
        return comment
    original = comment.text if comment.original is None else comment.original
    mine = None if original == text else original
    return tell(comment.model_copy(update={"text": text, "original": mine, "likely": UNSCORED}), by, "edit")


def undo(comment: Comment, *, seen: int, by: By) -> Comment | Refusal:
    """Take the last decision back, as if it had not been: nothing of it was ever said."""
    if comment.version != seen:
        return Stale(seen, comment.version)
    before = comment.undo
    if before is None:
        return NotPossible("Tidak ada keputusan untuk diurungkan.", "There is no decision to undo.")
    first = next((entry for entry in comment.pending if entry.version == before.version), None)
    if first is None or first.sending is not None:
        return TooLate(can_retract=comment.state == "approved")
    restored = comment.model_copy(
        update={
            **before.model_dump(include={"state", "since", "reason_code"}),
            "live": before.live,
            "pending": tuple(entry for entry in comment.pending if entry.version < before.version),
            "undo": None,
        }
    )
    return tell(restored, by, "undo")


def erase(comment: Comment, *, by: By, editor: Editor) -> Comment | Refusal:
    """Everything of it is deleted everywhere; id and version are remembered. It cannot be undone."""
    if not editor.may("chief"):
        return Forbidden("chief")
    if comment.state == "erased":
        return comment
    empty = Comment(
        comment_id=comment.comment_id,
        version=comment.version,
        article_id=comment.article_id,
        name="",
        text="",
        written_at=comment.written_at,
        state="erased",
        since=by.at,
        acts=tuple(act.model_copy(update={"note": ""}) for act in comment.acts),
        pending=begun(comment),
        stamp=comment.stamp,
    )
    return tell(empty, by, "erase")


def _refuse(comment: Comment, seen: int, to: CommentState) -> Refusal | None:
    if comment.version != seen:
        return Stale(seen, comment.version)
    if comment.state not in _FROM[to]:
        return NotPossible(
            "Ini tidak mungkin pada keadaan komentar sekarang.", "This is not possible as it stands now."
        )
    return None


def _unknown(code: str, codes: Collection[str]) -> Missing | None:
    if code in codes:
        return None
    return Missing("code", f"Pilih salah satu: {', '.join(codes)}.", f"One of {', '.join(codes)}.")
