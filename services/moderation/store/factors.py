"""Second factors: each code and each recovery code is taken once, by one conditional write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

from services.moderation.model.account import SecondFactor


class Factors:
    """The second factors of accounts, kept with them."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["editors"]

    async def offer(self, editor_id: str, secret: str) -> bool:
        """Keep a secret that is still to be confirmed; False where one is confirmed already."""
        wanted = {"_id": editor_id, "second_factor.confirmed": {"$ne": True}}
        offered = SecondFactor(secret=secret).model_dump()
        return (await self._all.update_one(wanted, {"$set": {"second_factor": offered}})).matched_count == 1

    async def confirm(self, editor_id: str, secret: str, step: int, recovery: Sequence[str]) -> bool:
        """The secret counts from now on; False where it is no longer the one that was offered."""
        wanted = {"_id": editor_id, "second_factor.secret": secret, "second_factor.confirmed": False}
        kept = SecondFactor(secret=secret, confirmed=True, last_step=step, recovery=tuple(recovery)).model_dump()
        return (await self._all.update_one(wanted, {"$set": {"second_factor": kept}})).matched_count == 1

    async def take_step(self, editor_id: str, secret: str, step: int) -> bool:
        """Take the code of this step; False where it, or a later one, was taken before."""
        wanted = {"_id": editor_id, "second_factor.secret": secret, "second_factor.last_step": {"$lt": step}}
        done = await self._all.update_one(wanted, {"$set": {"second_factor.last_step": step}})
        return done.matched_count == 1

    async def take_recovery(self, editor_id: str, kept: str) -> bool:
        """Take a recovery code, by its hash; False where there is no such code (any more)."""
        wanted = {"_id": editor_id, "second_factor.confirmed": True, "second_factor.recovery": kept}
        done = await self._all.update_one(wanted, {"$pull": {"second_factor.recovery": kept}})
        return done.matched_count == 1

    async def drop(self, editor_id: str) -> None:
        """Signing in takes no code any more."""
        await self._all.update_one({"_id": editor_id}, {"$set": {"second_factor": None}})
