"""Being at an article: who has it open, and whose claim holds. A courtesy; no decision depends on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.moderation.model.afterwards import LEASE
from services.moderation.model.article import Article, Claim
from services.moderation.model.editor import Editor
from services.moderation.store.presence import Here, Presence
from shared.facts import State

ON_THE_WAY = timedelta(seconds=20)
"""From the answer with the page until the page says that it is open."""


@dataclass(frozen=True)
class Attended:
    """Who else has it open, whose claim holds, and the version that stands now."""

    others: tuple[Here, ...]
    claim: Claim | None
    version: int
    state: State


class Attendance:
    """Takes the heartbeats of open pages; `LEASE` is how long one of them holds."""

    def __init__(self, presence: Presence, clock: Callable[[], datetime]) -> None:
        self.presence = presence
        self._clock = clock

    async def attend(self, article_id: UUID, tab: str, editor: Editor) -> Attended | None:
        """This tab has it open; takes or renews the claim where it is free. None where there is no such article."""
        now = self._clock()
        await self.presence.claim(article_id, Claim(editor_id=editor.id, name=editor.name, until=now + LEASE), now)
        seen = await self.presence.look(article_id)
        if seen is None:
            return None
        await self.presence.attend(article_id, editor, tab, now + LEASE)
        others = await self.presence.others(article_id, editor.id, now)
        claim = seen.claim if seen.claim is not None and seen.claim.until > now else None
        return Attended(others, claim, seen.version, seen.state)

    async def others(self, article_id: UUID, editor: Editor) -> tuple[Here, ...]:
        """Who else has it open; asking is not being there."""
        return await self.presence.others(article_id, editor.id, self._clock())

    async def arrive(self, article: Article, tab: str, editor: Editor) -> None:
        """A page of it is on its way to this editor: who goes from one to the next keeps what they hold."""
        now = self._clock()
        if article.claim is not None and article.claim.editor_id == editor.id and article.claim.until > now:
            await self.presence.attend(article.article_id, editor, tab, now + ON_THE_WAY)

    async def leave(self, article_id: UUID, tab: str, editor: Editor) -> None:
        """This tab is closed; with the last one of theirs, their claim ends."""
        if not await self.presence.elsewhere(article_id, editor.id, tab, self._clock()):
            await self.presence.unclaim(article_id, editor.id)
        await self.presence.leave(article_id, editor.id, tab)  # heard by the others, who take what is free
