"""Everything that is kept about accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from motor.motor_asyncio import AsyncIOMotorDatabase

from services.moderation.store.audit import Audit
from services.moderation.store.factors import Factors
from services.moderation.store.links import Links, Steps
from services.moderation.store.people import Accounts, Sessions


@dataclass(frozen=True)
class Kept:
    """The stores that the verbs on accounts work with."""

    accounts: Accounts
    sessions: Sessions
    factors: Factors
    links: Links
    steps: Steps
    audit: Audit

    @classmethod
    def on(cls, database: AsyncIOMotorDatabase[dict[str, Any]]) -> Self:
        """All of them, in this database."""
        return cls(
            Accounts(database), Sessions(database), Factors(database), Links(database), Steps(database), Audit(database)
        )

    async def prepare(self) -> None:
        """Make the indexes; safe to repeat."""
        for store in (self.accounts, self.sessions, self.links, self.steps, self.audit):
            await store.prepare()

    async def sign_out(self, editor_id: str) -> None:
        """Whoever is in with this account is out, and whoever is half in too."""
        await self.steps.end_all_of(editor_id)
        await self.sessions.end_all_of(editor_id)
