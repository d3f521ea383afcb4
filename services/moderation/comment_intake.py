"""Kafka in: readers' comments become held comments. Applied once, however often they are heard."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

from services.moderation.model import commenting
from services.moderation.model.comment import Comment
from services.moderation.model.commenting import READER
from services.moderation.model.house import House
from services.moderation.model.pending import born
from services.moderation.model.telling import By
from services.moderation.relay import SayBorn
from services.moderation.spam.scored import scored
from services.moderation.spam.weights import Weights
from services.moderation.store.comments import Comments
from shared import metrics
from shared.bus import Heard
from shared.facts import CommentConfirmed, CommentSubmitted, WithdrawalAsked
from shared.sealed import Opener
from shared.topics import MODERATION_COMMENTS


class Commenters:
    """Tells who a commenter is, by a digest that only this newsroom can make; and opens what was sealed."""

    def __init__(self, opener: Opener, secret: bytes) -> None:
        self._opener = opener
        self._secret = secret

    def who(self, email: str) -> str:
        """The same for the same address, whatever its capitals; "" for none."""
        folded = email.strip().lower()
        return hmac.digest(self._secret, f"commenter\0{folded}".encode(), "sha256").hex()[:32] if folded else ""

    def of(self, sealed: str | None) -> str:
        """Who it was sealed for; "" where it cannot be opened."""
        contact = self._opener.open(sealed) if sealed else None
        return self.who(contact.email) if contact else ""

    def email(self, sealed: str | None) -> str:
        """The address, where it is still kept; "" otherwise."""
        contact = self._opener.open(sealed) if sealed else None
        return contact.email if contact else ""


def commenters(private: str) -> Commenters:
    """With the desk's key. Raises ValueError where it is none."""
    return Commenters(Opener(private), hashlib.sha256(b"redaksi commenters\0" + private.encode()).digest())


class CommentIntake:
    """Takes comments in.

    `weights` is what the guard has learned by now; `house` says whether an address has to be confirmed first, and from
    which score on a comment goes into the spam folder by itself; `ask` writes to those whose address is to be
    confirmed; `say_born` says the first facts of new ones, `wake` tells the relay of any others.
    """

    def __init__(
        self,
        comments: Comments,
        commenters_: Commenters,
        weights: Callable[[], Awaitable[Weights]],
        house: Callable[[], Awaitable[House]],
        ask: Callable[[Sequence[Comment]], Awaitable[None]],
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        say_born: SayBorn,
    ) -> None:
        self._comments = comments
        self._ask = ask
        self._commenters = commenters_
        self._weights = weights
        self._house = house
        self._clock = clock
        self._wake = wake
        self._say_born = say_born

    async def on_comments(self, heard: Sequence[Heard]) -> bool:
        """Apply a batch, all of it; a write that misses, since an editor was at it, is decided anew.

        Gives whether anything changed.
        """
        while (changed := await self._apply(heard)) is None:
            pass
        # Also of what was heard before: a crash may have come between keeping it and asking.
        submitted = {one.fact.comment_id for one in heard if isinstance(one.fact, CommentSubmitted)}
        if unconfirmed := await self._comments.get_many(submitted, folder="unconfirmed"):
            await self._ask(list(unconfirmed.values()))
        return changed

    async def _apply(self, heard: Sequence[Heard]) -> bool | None:
        """Whether anything changed; None where a write missed."""
        house, weights = await self._house(), await self._weights()
        before = await self._comments.get_many({_of(one) for one in heard})
        after: dict[UUID, Comment] = dict(before)
        for one in heard:
            comment = self._decide(after.get(_of(one)), one, house, weights)
            if comment is not None:
                after[comment.comment_id] = comment
        new = {key: _born(one, self._clock()) for key, one in after.items() if key not in before}
        changed = [(before.get(key), new.get(key, one)) for key, one in after.items() if one is not before.get(key)]
        if changed and not await self._comments.replace_many(changed):
            return None
        if len(new) < len(changed):
            self._wake()
        await self._say_born({str(key): one.pending[0] for key, one in new.items()})
        return bool(changed)

    def _decide(self, comment: Comment | None, one: Heard, house: House, weights: Weights) -> Comment | None:
        by, fact = By(actor=READER, at=self._clock(), trace=one.trace), one.fact
        now = comment
        if isinstance(fact, CommentSubmitted) and comment is None:
            value = scored(fact.text, weights)
            now = commenting.submitted(
                None,
                fact,
                by,
                who=self._commenters.of(fact.sealed),
                score=value,
                confirm=house.confirm_comments,
                to_spam=house.is_spam(value.value),
            )
        elif isinstance(fact, CommentConfirmed):
            now = commenting.confirmed(comment, by)
        elif isinstance(fact, WithdrawalAsked):
            now = commenting.withdrawn(comment, by)
        if now is comment:
            metrics.DUPLICATES.labels(MODERATION_COMMENTS.name).inc()
        return now


def _born(comment: Comment, now: datetime) -> Comment:
    return comment.model_copy(update={"pending": born(comment.pending, now)})


def _of(one: Heard) -> UUID:
    assert isinstance(one.fact, CommentSubmitted | CommentConfirmed | WithdrawalAsked)  # noqa: S101 - nothing else is here
    return one.fact.comment_id
