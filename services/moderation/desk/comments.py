"""What editors do with comments, for the API and the pages. Each order names the version it saw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from services.moderation.desk import comment_orders as orders
from services.moderation.model import commenting
from services.moderation.model.comment import Comment
from services.moderation.model.editor import Editor
from services.moderation.model.refusal import Forbidden, Refusal
from services.moderation.model.telling import By
from services.moderation.store.comments import Comments
from shared import observe
from shared.comment_reasons import REASONS
from shared.topics import PERSONAL_GONE

Outcome = Comment | Refusal | None
"""The comment after it, or why it was not done; None where there is no such comment."""


class Receipt(NamedTuple):
    """How many comments were erased, and when the last sealed copy of the address is gone from the topics."""

    erased: int
    gone: datetime


class CommentDesk:
    """Acts on comments. `who` stands for an address; `window` is how long a decision waits to be undone."""

    def __init__(
        self,
        comments: Comments,
        who: Callable[[str], str],
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        window: timedelta,
    ) -> None:
        self.comments = comments
        self._who = who
        self.clock = clock
        self._wake = wake
        self._window = window

    async def approve(self, comment_id: UUID, order: orders.Seen, editor: Editor) -> Outcome:
        """For the public."""
        by = self._by(editor)
        return await self._act(
            comment_id, lambda c: commenting.approve(c, seen=order.version, by=by, window=self._window)
        )

    async def reject(self, comment_id: UUID, order: orders.Coded, editor: Editor) -> Outcome:
        """Not for the public; the commenter is told why."""
        by = self._by(editor)
        return await self._act(
            comment_id,
            lambda c: commenting.reject(
                c, seen=order.version, by=by, window=self._window, code=order.code, codes=REASONS
            ),
        )

    async def spam(self, comment_id: UUID, order: orders.Seen, editor: Editor) -> Outcome:
        """Into the spam folder."""
        by = self._by(editor)
        return await self._act(
            comment_id, lambda c: commenting.mark_spam(c, seen=order.version, by=by, window=self._window)
        )

    async def remove(self, comment_id: UUID, order: orders.Coded, editor: Editor) -> Outcome:
        """Away from the public, which is told why."""
        by = self._by(editor)
        return await self._act(
            comment_id,
            lambda c: commenting.remove(
                c, seen=order.version, by=by, window=self._window, code=order.code, codes=REASONS
            ),
        )

    async def edit(self, comment_id: UUID, order: orders.Rewording, editor: Editor) -> Outcome:
        """The desk's own words, marked as such."""
        by = self._by(editor)
        return await self._act(comment_id, lambda c: commenting.edit(c, seen=order.version, by=by, text=order.text))

    async def undo(self, comment_id: UUID, order: orders.Seen, editor: Editor) -> Outcome:
        """Take the last decision back while it is not yet being sent."""
        by = self._by(editor)
        return await self._act(comment_id, lambda c: commenting.undo(c, seen=order.version, by=by))

    async def erase(self, comment_id: UUID, editor: Editor) -> Outcome:
        """Everything of it, everywhere (chief)."""
        by = self._by(editor)
        return await self._act(comment_id, lambda c: commenting.erase(c, by=by, editor=editor))

    async def erase_commenter(self, email: str, editor: Editor) -> Receipt | Refusal:
        """Everything that came from this address, everywhere (chief); asked again it finds what came since."""
        ids = await self.comments.of(self._who(email))
        for comment_id in ids:
            outcome = await self.erase(comment_id, editor)
            if outcome is not None and not isinstance(outcome, Comment):
                return outcome
        if not editor.may("chief"):
            return Forbidden("chief")
        return Receipt(len(ids), self.clock() + timedelta(milliseconds=PERSONAL_GONE))

    def _by(self, editor: Editor) -> By:
        return By(actor=editor.id, at=self.clock(), trace=observe.traceparent())

    async def _act(self, comment_id: UUID, decide: Callable[[Comment], Comment | Refusal]) -> Outcome:
        """Do it to the comment as it is now; a write that misses, since the relay was quicker, is decided again."""
        while (comment := await self.comments.get(comment_id)) is not None:
            outcome = decide(comment)
            if outcome is comment or not isinstance(outcome, Comment):
                return outcome
            if await self.comments.replace(comment, outcome):
                self._wake()
                return outcome
        return None
