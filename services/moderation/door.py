"""Letting editors in, and knowing who is asking."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi.security import HTTPAuthorizationCredentials
from pydantic import BaseModel, ConfigDict, Field

from services.moderation.model.editor import Editor
from services.moderation.model.people import Account, Session, digest, new_token
from services.moderation.passwords import Passwords, Throttle
from services.moderation.store.people import Accounts, Sessions
from shared.problems import Problem

_QUARTER = 15 * 60.0

Credentials = HTTPAuthorizationCredentials | None
"""The bearer token of a request, where it has one."""


class Login(BaseModel):
    """What signing in takes."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"email": "kb1@contoh.id", "password": "…"}}
    )

    email: Annotated[str, Field(max_length=320)]
    password: Annotated[str, Field(max_length=1000)]


class Door:
    """Lets editors in, and knows who is asking."""

    def __init__(
        self, accounts: Accounts, sessions: Sessions, passwords: Passwords, clock: Callable[[], datetime]
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._passwords = passwords
        self._clock = clock
        self._by_account = Throttle(10, _QUARTER, time.monotonic)
        self._by_address = Throttle(50, _QUARTER, time.monotonic)

    async def who(self, credentials: Credentials) -> Editor:
        """Who is asking. 401 where they are not signed in, not any more, or their account is shut."""
        session = await self._session(credentials)
        account = await self._accounts.get(session.editor_id) if session else None
        if account is None or account.disabled:
            raise _unknown("Sign in first: POST /api/login")
        return account.editor()

    async def visiting(self, token: str) -> tuple[Session, Account] | None:
        """Whose session this token is; None where it does not hold, or the account is shut."""
        session = await self._sessions.use(digest(token), self._clock()) if token else None
        account = await self._accounts.get(session.editor_id) if session else None
        return (session, account) if session and account and not account.disabled else None

    async def still_in(self, token: str) -> bool:
        """The same, without its counting as use: a page that is merely open keeps nobody signed in."""
        session = await self._sessions.holds(digest(token), self._clock())
        account = await self._accounts.get(session.editor_id) if session else None
        return account is not None and not account.disabled

    async def let_in(self, login: Login, address: str) -> tuple[str, Account]:
        """A new session's token. 401 without a hint at what was wrong; 429 after too many failures."""
        email = login.email.strip().lower()
        wait = max(self._by_account.wait(email), self._by_address.wait(address))
        if wait:
            raise Problem(
                HTTPStatus.TOO_MANY_REQUESTS,
                "Too many failed tries",
                f"Try again in {wait} seconds.",
                "throttled",
                headers={"Retry-After": str(wait)},
            )
        account = await self._accounts.by_email(email)
        fits = await self._passwords.fits(account.password if account else None, login.password)
        if account is None or account.disabled or not fits:
            self._by_account.failed(email)
            self._by_address.failed(address)
            raise _unknown("E-mail or password is wrong")
        self._by_account.forget(email)
        if self._passwords.is_old(account.password):
            await self._accounts.rehash(account.id, await self._passwords.hash(login.password))
        token, now = new_token(), self._clock()
        await self._sessions.begin(Session(id=digest(token), editor_id=account.id, began=now, seen=now))
        return token, account

    async def let_out(self, credentials: Credentials) -> None:
        """End the session of this token."""
        if credentials:
            await self._sessions.end(digest(credentials.credentials))

    async def _session(self, credentials: Credentials) -> Session | None:
        if credentials is None:
            return None
        return await self._sessions.use(digest(credentials.credentials), self._clock())


def _unknown(title: str) -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, title, kind="unauthorized", headers={"WWW-Authenticate": "Bearer"})
