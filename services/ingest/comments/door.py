"""Taking a comment in: sealed, marked where it looks like a machine's, and the promise of the 202."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from services.ingest.comments.crowd import Crowd, Print, Visit
from services.ingest.comments.form import Faults, Sent
from services.ingest.comments.refusals import Refused
from services.ingest.comments.shelf import Public
from services.ingest.tide import Tide
from shared import observe
from shared.bus import Follower, Voice
from shared.comment_link import CommentLinks
from shared.facts import CommentConfirmed, CommentSubmitted, Fact, Mark, WithdrawalAsked
from shared.form_token import FormTokens
from shared.problems import FieldError, Problem
from shared.rules import Language
from shared.sealed import Contact, Sealer

_REMEMBERED = 20_000
_TITLE: Mapping[Language, str] = {
    "id": "Komentar belum lengkap",
    "en": "The comment is not complete",
}
_MEND: Mapping[Language, str] = {
    "id": "Perbaiki yang disebut di `errors`, lalu kirim lagi. Tidak ada yang disimpan.",
    "en": "Mend what `errors` names and send it again. Nothing was kept.",
}


@dataclass(frozen=True)
class House:
    """What the newsroom asks: under which rules comments stand, and whether a web address is taken."""

    rules: str
    web: bool


@dataclass(frozen=True)
class Lane:
    """What says comments and what keeps them safe: the voice, who follows the public topics, and the desk's tide."""

    voice: Voice
    followers: tuple[Follower, ...]
    tide: Tide


class NotRight(Problem):
    """422: something is wrong at these fields."""

    def __init__(self, faults: Faults, language: Language) -> None:
        errors = [FieldError(field, words[language]) for field, words in faults.items()]
        super().__init__(HTTPStatus.UNPROCESSABLE_ENTITY, _TITLE[language], _MEND[language], "malformed", errors)
        self.headers["Content-Language"] = language


class CommentDoor:
    """Takes comments in, lets them be confirmed, and taken back."""

    def __init__(
        self,
        public: Public,
        lane: Lane,
        sealer: Sealer,
        forms: FormTokens,
        links: CommentLinks,
        house: House,
        clock: Callable[[], datetime],
    ) -> None:
        self.links = links
        self.house = house
        self.public = public
        self.clock = clock
        self._lane = lane
        self._sealer = sealer
        self._forms = forms
        self._crowd = Crowd(time.monotonic)
        self._taken: OrderedDict[UUID, None] = OrderedDict()

    def must_be_open(self, article_id: UUID) -> None:
        """Raises the problem that stands in the way of anything being said under this article."""
        if not all(follower.caught_up for follower in self._lane.followers):
            raise Refused("not-yet")
        self.public.must_be_open(article_id, self.clock())

    def form_of(self, article_id: UUID) -> str:
        """The mark of a form that is made now."""
        return self._forms.token(article_id, self.clock())

    async def take(self, article_id: UUID, sent: Sent, address: str, language: Language) -> UUID:
        """Accept it: when this returns, all replicas have it. Raises the problem that stands in the way."""
        self.must_be_open(article_id)
        if faults := sent.faults(web=self.house.web, rules=self.house.rules):
            raise NotRight(faults, language)
        top = self.public.top_of(sent.parent, article_id)
        if isinstance(top, Mapping):
            raise NotRight(top, language)
        now = self.clock()
        comment_id = sent.comment_id(article_id, now)
        if comment_id in self._taken:
            return comment_id
        visit = self._crowd.visit(address, str(article_id))
        if wait := self._crowd.wait(visit):
            raise Refused("too-many", wait)
        words = Print.of(sent.text)
        fact = CommentSubmitted(
            comment_id=comment_id,
            article_id=article_id,
            parent_id=top,
            name=sent.name,
            text=sent.text,
            language=language,
            web=sent.web,
            consent=self.house.rules,
            sealed=self._sealer.seal(Contact(email=sent.email, address=address)),
            marks=self._marks(article_id, sent, visit, words),
            at=now,
        )
        await self._say(fact)
        self._crowd.taken(visit, words)
        self._taken[comment_id] = None
        while len(self._taken) > _REMEMBERED:
            self._taken.popitem(last=False)
        return comment_id

    async def confirm(self, comment_id: UUID) -> None:
        """Its writer followed the link that was mailed to them."""
        await self._say(CommentConfirmed(comment_id=comment_id, at=self.clock()))

    async def take_back(self, comment_id: UUID) -> None:
        """Its writer takes it back."""
        await self._say(WithdrawalAsked(comment_id=comment_id, at=self.clock()))

    async def _say(self, fact: Fact) -> None:
        if self._lane.tide.too_high:
            raise Refused("desk-away")
        await self._lane.voice.say(fact, trace=observe.traceparent())

    def _marks(self, article_id: UUID, sent: Sent, visit: Visit, words: Print) -> tuple[Mark, ...]:
        now, made = self.clock(), self._forms.made(sent.form, article_id) if sent.form else None
        found: dict[Mark, bool] = {
            "honeypot": bool(sent.trap),
            "no-form": made is None,
            "stale-form": made is not None and not self._forms.is_fresh(made, now),
            "too-many": self._crowd.many(visit),
            "repeated": self._crowd.repeated(words),
        }
        return tuple(mark for mark, there in found.items() if there)
