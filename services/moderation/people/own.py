"""What each person does with their own account."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple

from services.moderation.model.account import Preferences, new_recovery_codes
from services.moderation.model.audit import Entry
from services.moderation.model.people import Account, Session, digest
from services.moderation.model.refusal import NotPossible, Refusal
from services.moderation.passwords import Passwords
from services.moderation.people import totp
from services.moderation.people.kept import Kept
from services.moderation.people.orders import Choice, Code, PasswordChange, Secret
from services.moderation.people.proof import Proof
from services.moderation.people.strength import weakness


class Offer(NamedTuple):
    """A secret for an app, and the same as the app takes it from a QR code. It counts once it is confirmed."""

    secret: str
    uri: str


class OwnAccount:
    """One's own preferences, password, second factor and sessions. `required` is whether the house wants a factor."""

    def __init__(
        self,
        kept: Kept,
        passwords: Passwords,
        proof: Proof,
        required: Callable[[], Awaitable[bool]],
        clock: Callable[[], datetime],
    ) -> None:
        self._kept = kept
        self._passwords = passwords
        self._proof = proof
        self._required = required
        self._clock = clock

    async def prefer(self, account: Account, order: Choice) -> Account:
        """How the desk looks and is worked for them."""
        preferences = Preferences(**order.model_dump())
        await self._kept.accounts.prefer(account.id, preferences)
        return account.model_copy(update={"preferences": preferences})

    async def change_password(self, account: Account, session: Session, order: PasswordChange) -> Refusal | None:
        """None where it is done: this session goes on, all others end."""
        if refusal := await self._proof.password(account, order.old, field="old"):
            return refusal
        if weak := weakness(order.new, field="new", name=account.name, email=account.email):
            return weak
        password = await self._passwords.hash(order.new)
        if not await self._kept.accounts.set_password(account.id, password, instead_of=account.password):
            return NotPossible("Kata sandi baru saja diganti di tempat lain.", "It was just changed elsewhere.")
        await self._write(account, "password")
        await self.end_others(account, session)
        return None

    async def offer_factor(self, account: Account, order: Secret) -> Offer | Refusal:
        """A secret to put into an app; one that was offered before no longer counts."""
        if refusal := await self._proof.password(account, order.password, field="password"):
            return refusal
        secret = totp.new_secret()
        if not await self._kept.factors.offer(account.id, secret):
            return NotPossible("Faktor kedua sudah aktif.", "A second factor is set up already.")
        return self.offered(secret, account)

    @staticmethod
    def offered(secret: str, account: Account) -> Offer:
        """The offer of this secret."""
        return Offer(secret, totp.uri(secret, name=account.email))

    async def confirm_factor(self, account: Account, session: Session, order: Code) -> tuple[str, ...] | Refusal:
        """Recovery codes, shown now and never again; from now on signing in takes a code. Other sessions end."""
        factor = account.second_factor
        if factor is None or factor.confirmed:
            return NotPossible("Mulai dulu penyiapannya.", "Begin to set it up first.")
        step = await self._proof.offered(account, order.code, self._clock())
        if not isinstance(step, int):
            return step
        codes = new_recovery_codes(digest)
        if not await self._kept.factors.confirm(account.id, factor.secret, step, codes.kept):
            return NotPossible("Penyiapan ini sudah diulang di tempat lain.", "This was begun again elsewhere.")
        await self._write(account, "second-factor")
        await self.end_others(account, session)
        return codes.shown

    async def drop_factor(self, account: Account, session: Session, order: Secret) -> Refusal | None:
        """None where it is done: signing in takes no code any more."""
        if await self._required():
            return NotPossible("Redaksi ini mewajibkan faktor kedua.", "This newsroom requires a second factor.")
        if refusal := await self._proof.password(account, order.password, field="password"):
            return refusal
        await self._write(account, "drop-second-factor")
        await self._kept.factors.drop(account.id)
        await self.end_others(account, session)
        return None

    async def sessions(self, account: Account) -> tuple[Session, ...]:
        """Where they are signed in."""
        return await self._kept.sessions.of(account.id, self._clock())

    async def end_session(self, account: Account, session_id: str) -> bool:
        """End one of theirs; False where they have no such."""
        return await self._kept.sessions.end_one_of(account.id, session_id)

    async def end_others(self, account: Account, session: Session) -> None:
        """End all of theirs but this."""
        await self._kept.sessions.end_all_of(account.id, but=session.id)

    async def _write(self, account: Account, what: str) -> None:
        at, who, name = self._clock(), account.id, account.name
        await self._kept.audit.add(Entry(at=at, who=who, name=name, what=what, whom=who, whom_name=name))
