"""What a desk needs before it can work: indexes, a first editor, sections and rules that everybody knows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from services.moderation.model.people import Account
from services.moderation.parts import Parts
from shared.facts import RulesSettled, Section, SectionsSettled

_SECTIONS = (
    Section(slug="daerah", name="Daerah"),
    Section(slug="politik", name="Politik"),
    Section(slug="ekonomi", name="Ekonomi"),
    Section(slug="hukum", name="Hukum"),
    Section(slug="pendidikan", name="Pendidikan"),
    Section(slug="budaya", name="Budaya"),
    Section(slug="olahraga", name="Olahraga"),
)


@dataclass(frozen=True)
class FirstEditor:
    """Who is to be the first admin; nobody, where the address is empty."""

    email: str
    password: str
    initials: str


class Beginning:
    """Prepares the database, as often as it takes; each step is safe to repeat."""

    def __init__(self, parts: Parts, first: FirstEditor) -> None:
        self._parts = parts
        self._first = first
        self._prepared = False

    async def unprepared(self) -> str | None:
        """Why the desk cannot work yet, or None."""
        return None if self._prepared else "the desk's database is not prepared yet"

    async def prepare(self) -> None:
        """Indexes, the first editor, and what the newsroom has settled before anybody settles anything."""
        parts = self._parts
        beside = (parts.guard, parts.words, parts.views, parts.notices, parts.tallies, parts.attendance.presence)
        for store in (parts.desk.articles, parts.commenting.comments, parts.people.kept, parts.newsroom, *beside):
            await store.prepare()
        if self._first.email and not await parts.people.kept.accounts.every():
            await parts.people.kept.accounts.add(await self._admin())
        if await parts.newsroom.get(SectionsSettled, "sections") is None:
            sections = SectionsSettled(at=parts.clock(), version=1, sections=_SECTIONS)
            await parts.newsroom.settle(sections, parts.clock(), by="redaksi")
        if await parts.newsroom.get(RulesSettled, "rules") is None:
            await parts.newsroom.settle(RulesSettled(at=parts.clock(), version=1), parts.clock(), by="redaksi")
        await parts.settling.tell_zone("redaksi")
        parts.wake()
        self._prepared = True

    async def _admin(self) -> Account:
        return Account(
            id=uuid4().hex[:12],
            email=self._first.email.lower(),
            name=self._first.initials,
            initials=self._first.initials,
            role="admin",
            # Who made the newsroom runs it; nobody else is there who could make them an operator.
            operator=True,
            password=await self._parts.passwords.hash(self._first.password),
        )
