"""Proving again who one is: the password before something that matters, and codes, each of which is taken once."""

from __future__ import annotations

import time
from datetime import datetime

from services.moderation.model.account import plain_code
from services.moderation.model.people import Account, digest
from services.moderation.model.refusal import Missing, NotPossible
from services.moderation.passwords import Passwords, Throttle
from services.moderation.people import totp
from services.moderation.store.factors import Factors

_MOST = 10
QUARTER = 15 * 60.0


class Proof:
    """Asks for a password or a code, a few times only; password and code are counted apart."""

    def __init__(self, passwords: Passwords, factors: Factors) -> None:
        self._passwords = passwords
        self._factors = factors
        self._asked = Throttle(_MOST, QUARTER, time.monotonic)

    async def password(self, account: Account, password: str, *, field: str) -> Missing | NotPossible | None:
        """None where it is the account's."""
        who = f"password/{account.id}"
        if wait := self._asked.wait(who):
            return throttled(wait)
        if await self._passwords.fits(account.password, password):
            self._asked.forget(who)
            return None
        self._asked.failed(who)
        return Missing(field, "Kata sandi ini salah.", "This password is wrong.")

    async def code(self, account: Account, code: str, now: datetime) -> Missing | NotPossible | None:
        """None where it is a code or a recovery code that was not taken before; it is taken then."""
        who = f"code/{account.id}"
        if wait := self._asked.wait(who):
            return throttled(wait)
        if await self._takes(account, code, now):
            self._asked.forget(who)
            return None
        self._asked.failed(who)
        return WRONG_CODE

    async def offered(self, account: Account, code: str, now: datetime) -> int | Missing | NotPossible:
        """The step of a code that confirms the secret which is on offer."""
        who = f"code/{account.id}"
        if wait := self._asked.wait(who):
            return throttled(wait)
        factor = account.second_factor
        step = totp.step_of(factor.secret, code, now) if factor else None
        if step is not None:
            self._asked.forget(who)
            return step
        self._asked.failed(who)
        return WRONG_CODE

    def wait_for_code(self, account: Account) -> int:
        """Seconds until this account may try another code."""
        return self._asked.wait(f"code/{account.id}")

    async def _takes(self, account: Account, code: str, now: datetime) -> bool:
        factor = account.second_factor
        if factor is None or not factor.confirmed:
            return False
        step = totp.step_of(factor.secret, code, now)
        if step is not None:
            return await self._factors.take_step(account.id, factor.secret, step)
        return await self._factors.take_recovery(account.id, digest(plain_code(code)))


WRONG_CODE = Missing(
    "code",
    "Kode ini salah atau sudah dipakai. Tunggu kode berikutnya, dan periksa jam ponsel Anda.",
    "This code is wrong or was used before. Wait for the next one, and check your phone's clock.",
)


def throttled(wait: int) -> NotPossible:
    """Too many wrong ones."""
    return NotPossible(
        f"Terlalu banyak percobaan yang gagal. Coba lagi dalam {wait} detik.",
        f"Too many failed tries. Try again in {wait} seconds.",
    )
