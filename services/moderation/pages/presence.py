"""What a page shows of who is at an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID, uuid4

from services.moderation.desk.attendance import Attended
from services.moderation.model.article import Article, Claim
from services.moderation.pages.visitor import Visitor
from services.moderation.parts import Parts
from services.moderation.store.presence import Here as Somebody
from shared.facts import State


@dataclass(frozen=True)
class Presence:
    """Who else has it open, and whose claim holds. `tab` is the name of this one open page."""

    article_id: UUID
    version: int
    state: State
    claim: Claim | None
    others: Sequence[Somebody]
    tab: str

    @classmethod
    async def at(cls, article: Article, visitor: Visitor, here: Parts) -> Self:
        """As a page begins, before it has said that it is open."""
        tab = uuid4().hex
        await here.attendance.arrive(article, tab, visitor.editor)
        others = await here.attendance.others(article.article_id, visitor.editor)
        claim = _held(article.claim, here.clock())
        return cls(article.article_id, article.version, article.state, claim, others, tab)

    @classmethod
    def told(cls, article_id: UUID, attended: Attended, tab: str) -> Self:
        """As it is now."""
        return cls(article_id, attended.version, attended.state, attended.claim, attended.others, tab)


def _held(claim: Claim | None, now: datetime) -> Claim | None:
    return claim if claim is not None and claim.until > now else None
