"""What an admin does with editors' accounts. Each act is written into the audit before it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import uuid4

from services.moderation.model.account import LINK_HOLDS, Link
from services.moderation.model.audit import Entry
from services.moderation.model.editor import Editor
from services.moderation.model.people import Account, digest, new_token
from services.moderation.model.refusal import Forbidden, Missing, NotPossible, Refusal
from services.moderation.passwords import Passwords
from services.moderation.people.kept import Kept
from services.moderation.people.orders import Invitation, NewEditor, NewRole
from services.moderation.people.strength import weakness

Outcome = Account | Refusal | None
"""The account after it, or why it was not done; None where there is no such account."""


class Invited(NamedTuple):
    """An account, and the token of its one-time link, which is shown now and never again."""

    account: Account
    token: str
    until: datetime


class Administration:
    """Editors' accounts, in an admin's hands."""

    def __init__(self, kept: Kept, passwords: Passwords, clock: Callable[[], datetime]) -> None:
        self._kept = kept
        self._passwords = passwords
        self._clock = clock

    async def every(self) -> list[Account]:
        """All accounts, by name."""
        return await self._kept.accounts.every()

    async def invite(self, order: Invitation, by: Editor) -> Invited | Refusal:
        """An account without a password, and the link to set it."""
        made = await self._make(order, by, None)
        return await self._link(made, by) if isinstance(made, Account) else made

    async def add(self, order: NewEditor, by: Editor) -> Account | Refusal:
        """An account with a password."""
        weak = weakness(order.password, field="password", name=order.name, email=order.email)
        return weak or await self._make(order, by, await self._passwords.hash(order.password))

    async def new_link(self, editor_id: str, by: Editor) -> Invited | Refusal | None:
        """The link to set a first or another password; the account's older links stop working."""
        account = await self._theirs(editor_id, by)
        if not isinstance(account, Account):
            return account
        if account.disabled:
            return NotPossible("Akun ini ditutup. Buka dulu akunnya.", "This account is shut. Open it first.")
        return await self._link(account, by)

    async def set_role(self, editor_id: str, order: NewRole, by: Editor) -> Outcome:
        """Another role, which holds from their next request on."""
        account = await self._theirs(editor_id, by, not_own=True)
        if not isinstance(account, Account):
            return account
        given = account.model_copy(update={"role": order.role, "operator": order.operator})
        await self._write(by, "role", account, f"{account.duties} → {given.duties}")
        await self._kept.accounts.set_role(editor_id, order.role, operator=order.operator)
        return given

    async def disable(self, editor_id: str, by: Editor) -> Outcome:
        """Shut it: nobody gets in, and whoever is in is out at their next request."""
        account = await self._theirs(editor_id, by, not_own=True)
        if not isinstance(account, Account):
            return account
        await self._write(by, "disable", account)
        await self._kept.accounts.disable(editor_id, disabled=True)
        await self._kept.sign_out(editor_id)
        await self._kept.links.forget(editor_id)
        return account.model_copy(update={"disabled": True})

    async def enable(self, editor_id: str, by: Editor) -> Outcome:
        """Open it again; they sign in anew."""
        account = await self._theirs(editor_id, by)
        if not isinstance(account, Account):
            return account
        await self._write(by, "enable", account)
        await self._kept.accounts.disable(editor_id, disabled=False)
        return account.model_copy(update={"disabled": False})

    async def reset_second_factor(self, editor_id: str, by: Editor) -> Outcome:
        """For a lost phone: signing in takes no code any more, and they are signed out everywhere."""
        account = await self._theirs(editor_id, by, not_own=True)
        if not isinstance(account, Account):
            return account
        await self._write(by, "reset-second-factor", account)
        await self._kept.factors.drop(editor_id)
        await self._kept.sign_out(editor_id)
        return account.model_copy(update={"second_factor": None})

    async def end_sessions(self, editor_id: str, by: Editor) -> Outcome:
        """They are signed out everywhere."""
        account = await self._theirs(editor_id, by)
        if not isinstance(account, Account):
            return account
        await self._write(by, "end-sessions", account)
        await self._kept.sign_out(editor_id)
        return account

    async def _make(self, order: Invitation, by: Editor, password: str | None) -> Account | Refusal:
        if not by.may("admin"):
            return Forbidden("admin")
        account = Account(
            id=uuid4().hex[:12],
            email=order.email.lower(),
            name=order.name,
            initials=order.initials,
            role=order.role,
            operator=order.operator,
            password=password,
        )
        await self._write(by, "invite" if password is None else "add-editor", account, account.duties)
        if not await self._kept.accounts.add(account):
            return Missing(
                "email",
                "Alamat ini sudah punya akun. Pakai alamat lain.",
                "This address already has an account. Use another.",
            )
        return account

    async def _link(self, account: Account, by: Editor) -> Invited:
        token, until = new_token(), self._clock() + LINK_HOLDS
        kind: Literal["invite", "reset"] = "invite" if account.password is None else "reset"
        await self._write(by, f"{kind}-link", account)
        await self._kept.links.make(Link(id=digest(token), editor_id=account.id, kind=kind, until=until))
        return Invited(account, token, until)

    async def _theirs(self, editor_id: str, by: Editor, *, not_own: bool = False) -> Outcome:
        if not by.may("admin"):
            return Forbidden("admin")
        if not_own and editor_id == by.id:
            return NotPossible(
                "Ini tidak dapat dilakukan pada akun sendiri. Mintalah admin lain.",
                "You cannot do this to your own account. Ask another admin.",
            )
        return await self._kept.accounts.get(editor_id)

    async def _write(self, by: Editor, what: str, account: Account, note: str = "") -> None:
        entry = Entry(
            at=self._clock(), who=by.id, name=by.name, what=what, whom=account.id, whom_name=account.name, note=note
        )
        await self._kept.audit.add(entry)
