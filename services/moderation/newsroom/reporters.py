"""Reporters and their keys, in an admin's hands. A key is shown once, when it is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from services.moderation.model import people
from services.moderation.model.audit import Entry
from services.moderation.model.editor import Editor
from services.moderation.model.letter import Contact
from services.moderation.model.refusal import Forbidden, Stale
from services.moderation.newsroom.orders import NewReporter
from services.moderation.newsroom.outcome import Refused
from services.moderation.store.audit import Audit
from services.moderation.store.letters import Contacts
from services.moderation.store.settled import Newsroom
from shared.facts import ReporterSettled


class Made(NamedTuple):
    """A reporter, and the key that was made for them: it is shown now and never again."""

    reporter: ReporterSettled
    key: people.NewKey


class Reporters:
    """For admins alone. An act is written into the audit before it is done."""

    def __init__(
        self,
        newsroom: Newsroom,
        contacts: Contacts,
        audit: Audit,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._contacts = contacts
        self._newsroom = newsroom
        self._audit = audit
        self._clock = clock
        self._wake = wake

    async def every(self) -> list[ReporterSettled]:
        """All, by name."""
        return await self._newsroom.reporters()

    async def get(self, reporter_id: str) -> ReporterSettled | None:
        """One of them."""
        return await self._newsroom.get(ReporterSettled, f"reporter:{reporter_id}")

    async def add(self, order: NewReporter, by: Editor, reporter_id: str | None = None) -> Made | Refused:
        """A reporter with a first key; an id that a form was given beforehand is used once."""
        key = people.new_key()
        reporter = people.new_reporter(order.name, key.kept, self._clock())
        if reporter_id is not None:
            reporter = reporter.model_copy(update={"reporter_id": reporter_id})
            if (known := await self.get(reporter_id)) is not None:
                return Stale(0, known.version)
        if refused := await self._settle(reporter, by, "reporter", key.kept.id):
            return refused
        if order.email is not None:
            await self.set_contact(reporter.reporter_id, order.email, by)
        return Made(reporter, key)

    async def add_key(self, reporter_id: str, by: Editor, seen: int | None = None) -> Made | Refused | None:
        """One more key; None where there is no such reporter."""
        known = await self._known(reporter_id, seen)
        if not isinstance(known, ReporterSettled):
            return known
        key = people.new_key()
        reporter = people.with_key(known, key.kept, self._clock())
        refused = await self._settle(reporter, by, "reporter-key", key.kept.id)
        return refused or Made(reporter, key)

    async def revoke_key(
        self, reporter_id: str, key_id: str, by: Editor, seen: int | None = None
    ) -> ReporterSettled | Refused | None:
        """That key stops working within a second; None where there is no such key."""
        known = await self._known(reporter_id, seen)
        if not isinstance(known, ReporterSettled):
            return known
        if all(key.id != key_id for key in known.keys):
            return None
        reporter = people.without_key(known, key_id, self._clock())
        return await self._settle(reporter, by, "revoke-key", key_id) or reporter

    async def revoke(self, reporter_id: str, by: Editor, seen: int | None = None) -> ReporterSettled | Refused | None:
        """None of their keys works any more, and their address is forgotten; None where there is no such reporter."""
        known = await self._known(reporter_id, seen)
        if not isinstance(known, ReporterSettled):
            return known
        reporter = people.revoked(known, self._clock())
        if refused := await self._settle(reporter, by, "revoke-reporter", ""):
            return refused
        await self._contacts.forget(reporter_id)
        return reporter

    async def contact(self, reporter_id: str) -> Contact | None:
        """Where they get letters."""
        return await self._contacts.get(reporter_id)

    async def set_contact(self, reporter_id: str, email: str, by: Editor) -> ReporterSettled | Refused | None:
        """Letters about what is decided from now on go there; None where there is no such reporter."""
        reporter = await self.get(reporter_id)
        if reporter is None:
            return None
        if not by.may("admin"):
            return Forbidden("admin")
        await self._write(reporter, by, "contact", "")
        await self._contacts.settle(Contact(reporter_id=reporter_id, email=email, since=self._clock(), by=by.id))
        return reporter

    async def forget_contact(self, reporter_id: str, by: Editor) -> ReporterSettled | Refused | None:
        """No letters any more; None where there is no such reporter."""
        reporter = await self.get(reporter_id)
        if reporter is None:
            return None
        if not by.may("admin"):
            return Forbidden("admin")
        await self._write(reporter, by, "forget-contact", "")
        await self._contacts.forget(reporter_id)
        return reporter

    async def _known(self, reporter_id: str, seen: int | None) -> ReporterSettled | Stale | None:
        known = await self.get(reporter_id)
        return Stale(seen, known.version) if known and seen is not None and seen != known.version else known

    async def _settle(self, reporter: ReporterSettled, by: Editor, what: str, note: str) -> Refused | None:
        if not by.may("admin"):
            return Forbidden("admin")
        await self._write(reporter, by, what, note)
        if not await self._newsroom.settle(reporter, self._clock(), by=by.id):
            return Stale(reporter.version - 1, reporter.version)
        self._wake()
        return None

    async def _write(self, reporter: ReporterSettled, by: Editor, what: str, note: str) -> None:
        whom, whom_name = reporter.reporter_id, reporter.name
        await self._audit.add(
            Entry(at=self._clock(), who=by.id, name=by.name, what=what, whom=whom, whom_name=whom_name, note=note)
        )
