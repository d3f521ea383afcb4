"""Settling the rules, the sections and the house. What is settled holds everywhere within a second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from services.moderation.model import settling
from services.moderation.model.audit import Entry
from services.moderation.model.editor import Editor
from services.moderation.model.house import House
from services.moderation.model.refusal import Forbidden, Missing, Stale
from services.moderation.newsroom.orders import NewHouse, NewRules, NewSections
from services.moderation.newsroom.outcome import Faulty, Refused
from services.moderation.store.audit import Audit
from services.moderation.store.house import Houses
from services.moderation.store.people import Accounts
from services.moderation.store.settled import Newsroom
from shared.facts import RulesSettled, SectionsSettled, ZoneSettled

_SET_UP_FIRST = Missing(
    "require_second_factor",
    "Pasang dulu faktor kedua untuk akun Anda sendiri; kalau tidak, Anda terkunci di luar.",
    "Set up a second factor for your own account first, or you would lock yourself out.",
)
F = TypeVar("F", RulesSettled, SectionsSettled)


class Settling:
    """For admins alone. An act is written into the audit before it is done."""

    def __init__(
        self,
        newsroom: Newsroom,
        houses: Houses,
        accounts: Accounts,
        audit: Audit,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._newsroom = newsroom
        self._houses = houses
        self._accounts = accounts
        self._audit = audit
        self._clock = clock
        self._wake = wake

    async def rules(self, order: NewRules, by: Editor) -> RulesSettled | Refused:
        """A rule, a figure or a message that is not named goes back to its default."""
        messages = {
            rule: kept for rule, said in order.messages.items() if (kept := {k: v for k, v in said.items() if v})
        }
        fact = RulesSettled(
            at=self._clock(),
            version=order.version + 1,
            levels=order.levels,
            figures=order.figures,
            messages=messages,
        )
        if faults := settling.faults_of_rules(fact):
            return Faulty(faults)
        before = await self._newsroom.get(RulesSettled, "rules")
        return await self._settle(before, fact, by, settling.change_of_rules(before, fact))

    async def sections(self, order: NewSections, by: Editor) -> SectionsSettled | Refused:
        """All of them, in their order."""
        fact = SectionsSettled(at=self._clock(), version=order.version + 1, sections=tuple(order.sections))
        if faults := settling.faults_of_sections(fact.sections):
            return Faulty(faults)
        before = await self._newsroom.get(SectionsSettled, "sections")
        change = settling.change_of_sections(before.sections if before else (), fact.sections)
        return await self._settle(before, fact, by, change)

    async def house(self, order: NewHouse, by: Editor) -> House | Refused:
        """A setting that is not named goes back to its default."""
        if not by.may("admin"):
            return Forbidden("admin")
        before, settled = await self._houses.get(), order.house()
        if before.version != order.version:
            return Stale(order.version, before.version)
        if settled.require_second_factor and not before.require_second_factor and await self._lacks_factor(by):
            return Faulty((_SET_UP_FIRST,))
        await self._write(by, "house", settling.change_of_house(before, settled))
        if not await self._houses.settle(settled, self._clock(), by=by.id):
            return Stale(order.version, (await self._houses.get()).version)
        await self.tell_zone(by.id)
        return settled

    async def tell_zone(self, by: str) -> None:
        """Say the house's zone to those who show times, where they have not heard it; safe to repeat.

        Nothing else of the house is told. What a crash leaves unsaid is said at the next start.
        """
        zone = (await self._houses.get()).zone
        said = await self._newsroom.get(ZoneSettled, "zone")
        if said is None or said.zone != zone:
            fact = ZoneSettled(at=self._clock(), version=said.version + 1 if said else 1, zone=zone)
            await self._newsroom.settle(fact, self._clock(), by=by)
            self._wake()

    async def _lacks_factor(self, by: Editor) -> bool:
        account = await self._accounts.get(by.id)
        return account is None or not account.has_second_factor

    async def _settle(self, before: F | None, fact: F, by: Editor, change: str) -> F | Refused:
        if not by.may("admin"):
            return Forbidden("admin")
        seen, current = fact.version - 1, before.version if before else 0
        if seen != current:
            return Stale(seen, current)
        await self._write(by, fact.item, change)
        if not await self._newsroom.settle(fact, self._clock(), by=by.id):
            return Stale(seen, current + 1)
        self._wake()
        return fact

    async def _write(self, by: Editor, what: str, change: str) -> None:
        await self._audit.add(Entry(at=self._clock(), who=by.id, name=by.name, what=what, note=change))
