"""Editors' accounts and their sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import DESCENDING
from pymongo.errors import DuplicateKeyError

from services.moderation.model.account import Preferences
from services.moderation.model.editor import Role
from services.moderation.model.people import Account, Session

ABSOLUTE = timedelta(hours=12)
IDLE = timedelta(hours=8)


class Accounts:
    """Who may sign in at the desk."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["editors"]

    async def prepare(self) -> None:
        """Make the index: an address belongs to one account."""
        await self._all.create_index("email", unique=True)

    async def add(self, account: Account) -> bool:
        """Add one; False where its address is taken."""
        try:
            await self._all.insert_one({"_id": account.id, **account.model_dump(exclude={"id"})})
        except DuplicateKeyError:
            return False
        return True

    async def by_email(self, email: str) -> Account | None:
        """The account of this address."""
        return _account(await self._all.find_one({"email": email.strip().lower()}))

    async def get(self, editor_id: str) -> Account | None:
        """The account of this id."""
        return _account(await self._all.find_one({"_id": editor_id}))

    async def initials(self, editor_id: str) -> str:
        """The initials of this editor; empty where there is none."""
        doc = await self._all.find_one({"_id": editor_id}, {"initials": 1})
        return str(doc["initials"]) if doc else ""

    async def every(self) -> list[Account]:
        """All, by name."""
        return [account async for doc in self._all.find().sort("name") if (account := _account(doc))]

    async def names(self, ids: Iterable[str]) -> dict[str, str]:
        """The names of these editors, by id; asks once."""
        wanted = sorted(set(ids))
        return {doc["_id"]: doc["name"] async for doc in self._all.find({"_id": {"$in": wanted}}, {"name": 1})}

    async def set_password(self, editor_id: str, password: str, *, instead_of: str | None = None) -> bool:
        """Keep this hash; False where another than `instead_of` stands there by now."""
        wanted = {"_id": editor_id} | ({"password": instead_of} if instead_of else {})
        done = await self._all.update_one(wanted, {"$set": {"password": password}})
        return done.matched_count == 1

    async def disable(self, editor_id: str, *, disabled: bool) -> bool:
        """Shut an account or open it again; False where there is none."""
        return await self._set(editor_id, disabled=disabled)

    async def set_role(self, editor_id: str, role: Role, *, operator: bool) -> bool:
        """Give another role; False where there is no such account."""
        return await self._set(editor_id, role=role, operator=operator)

    async def prefer(self, editor_id: str, preferences: Preferences) -> bool:
        """Keep what they prefer; False where there is no such account."""
        return await self._set(editor_id, preferences=preferences.model_dump())

    async def _set(self, editor_id: str, **fields: object) -> bool:
        done = await self._all.update_one({"_id": editor_id}, {"$set": fields})
        return done.matched_count == 1


class Sessions:
    """Who is signed in; by the hash of their token."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["sessions"]

    async def prepare(self) -> None:
        """Make the indexes: the one that clears away what ended, and by editor."""
        await self._all.create_index("began", expireAfterSeconds=int(ABSOLUTE.total_seconds()))
        await self._all.create_index("editor_id")

    async def begin(self, session: Session) -> None:
        """Keep one."""
        document = {"_id": session.id, **session.model_dump(exclude={"id"})}
        await self._all.replace_one({"_id": session.id}, document, upsert=True)

    async def use(self, session_id: str, now: datetime) -> Session | None:
        """The session, if it still holds now; using it keeps it from going idle."""
        session = await self.holds(session_id, now)
        if session is not None and now - session.seen > timedelta(minutes=1):
            await self._all.update_one({"_id": session_id}, {"$max": {"seen": now}})
        return session

    async def holds(self, session_id: str, now: datetime) -> Session | None:
        """The session, if it still holds now, without its being used."""
        doc = await self._all.find_one({"_id": session_id, **_lively(now)})
        return _session(doc) if doc else None

    async def of(self, editor_id: str, now: datetime) -> tuple[Session, ...]:
        """One editor's that hold now, the one used last first."""
        found = self._all.find({"editor_id": editor_id, **_lively(now)}).sort("seen", DESCENDING)
        return tuple([_session(doc) async for doc in found])

    async def end(self, session_id: str) -> None:
        """End one."""
        await self._all.delete_one({"_id": session_id})

    async def end_one_of(self, editor_id: str, session_id: str) -> bool:
        """End one of this editor's; False where they have no such."""
        return (await self._all.delete_one({"_id": session_id, "editor_id": editor_id})).deleted_count == 1

    async def end_all_of(self, editor_id: str, *, but: str = "") -> None:
        """End all of one editor's, but for one that may go on."""
        await self._all.delete_many({"editor_id": editor_id, "_id": {"$ne": but}})


def _lively(now: datetime) -> dict[str, Any]:
    return {"began": {"$gt": now - ABSOLUTE}, "seen": {"$gt": now - IDLE}}


def _account(document: dict[str, Any] | None) -> Account | None:
    return Account.model_validate({**document, "id": document["_id"]}) if document else None


def _session(document: dict[str, Any]) -> Session:
    return Session.model_validate({**document, "id": document["_id"]})
