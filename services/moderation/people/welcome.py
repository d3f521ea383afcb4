"""Setting a first or another password from a one-time link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from services.moderation.model.account import Link
from services.moderation.model.audit import Entry
from services.moderation.model.people import Account, digest
from services.moderation.model.refusal import Missing
from services.moderation.passwords import Passwords
from services.moderation.people.kept import Kept
from services.moderation.people.orders import FirstPassword
from services.moderation.people.strength import weakness


class Welcomed(NamedTuple):
    """Who a link is for."""

    account: Account
    link: Link


class Welcome:
    """Knows links, and takes each once."""

    def __init__(self, kept: Kept, passwords: Passwords, clock: Callable[[], datetime]) -> None:
        self._kept = kept
        self._passwords = passwords
        self._clock = clock

    async def look(self, token: str) -> Welcomed | None:
        """Who may set a password with this; None where it does not hold (any more). Uses nothing up."""
        link = await self._kept.links.look(digest(token), self._clock())
        account = await self._kept.accounts.get(link.editor_id) if link else None
        return Welcomed(account, link) if link and account and not account.disabled else None

    async def set_password(self, order: FirstPassword) -> Account | Missing | None:
        """The account, with this password and signed out everywhere; None where the link does not hold.

        The link is taken only by a password that will do; then nobody else can take it.
        """
        found = await self.look(order.token)
        if found is None:
            return None
        account = found.account
        if weak := weakness(order.password, field="password", name=account.name, email=account.email):
            return weak
        password = await self._passwords.hash(order.password)
        if await self._kept.links.take(found.link.id, self._clock()) is None:
            return None
        entry = Entry(
            at=self._clock(), who=account.id, name=account.name, what="password-by-link", whom=account.id,
            whom_name=account.name, note=found.link.kind,
        )  # fmt: skip
        await self._kept.audit.add(entry)
        await self._kept.accounts.set_password(account.id, password)
        await self._kept.sign_out(account.id)
        return account.model_copy(update={"password": password})
