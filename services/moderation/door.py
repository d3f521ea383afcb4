"""Letting editors in, by password and where they have one by a second factor; and knowing who is asking."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, NamedTuple, Self

from fastapi import Request
from fastapi.security import HTTPAuthorizationCredentials
from pydantic import BaseModel, ConfigDict, Field

from services.moderation.model.account import STEP_HOLDS, Step
from services.moderation.model.audit import Entry
from services.moderation.model.editor import Editor
from services.moderation.model.people import Account, Session, digest, new_token
from services.moderation.model.refusal import NotPossible
from services.moderation.passwords import Passwords, Throttle
from services.moderation.people.browsers import coarse
from services.moderation.people.kept import Kept
from services.moderation.people.proof import QUARTER, Proof, throttled
from shared.problems import Problem

Credentials = HTTPAuthorizationCredentials | None
"""The bearer token of a request, where it has one."""


class Login(BaseModel):
    """What signing in takes."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"email": "kb1@contoh.id", "password": "…"}}
    )

    email: Annotated[str, Field(max_length=320)]
    password: Annotated[str, Field(max_length=1000)]


class Caller(NamedTuple):
    """Where a request comes from: the address is counted for the throttle and kept nowhere."""

    address: str
    agent: str

    @classmethod
    def of(cls, request: Request) -> Self:
        """Where this request comes from."""
        return cls(request.client.host if request.client else "", request.headers.get("user-agent", ""))


class Entered(NamedTuple):
    """A session: its token, and whose it is."""

    token: str
    account: Account


class CodeNeeded(NamedTuple):
    """The password was right; with this token, which can do nothing else, the code is to be sent."""

    token: str


class Door:
    """Lets editors in, and knows who is asking. `required` is whether the house wants a second factor of everyone."""

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
        self._by_account = Throttle(10, QUARTER, time.monotonic)
        self._by_address = Throttle(50, QUARTER, time.monotonic)

    async def who(self, credentials: Credentials) -> Editor:
        """Who is asking. 401 where they are not signed in (any more); 403 where they lack a factor the house wants."""
        _, account = await self.whose(credentials)
        if await self.lacks_factor(account):
            title, detail = "This newsroom requires a second factor", "Set it up first: POST /api/me/second-factor"
            raise Problem(HTTPStatus.FORBIDDEN, title, detail, "second-factor-needed")
        return account.editor()

    async def whose(self, credentials: Credentials) -> tuple[Session, Account]:
        """The session that is asking and whose it is, whatever they lack; 401 where there is none."""
        found = await self.visiting(credentials.credentials if credentials else "")
        if found is None:
            raise _unknown("Sign in first: POST /api/login")
        return found

    async def lacks_factor(self, account: Account) -> bool:
        """Whether they have to set up a second factor before they do anything else."""
        return not account.has_second_factor and await self._required()

    async def visiting(self, token: str) -> tuple[Session, Account] | None:
        """Whose session this token is; None where it does not hold, or the account is shut."""
        session = await self._kept.sessions.use(digest(token), self._clock()) if token else None
        account = await self._kept.accounts.get(session.editor_id) if session else None
        return (session, account) if session and account and not account.disabled else None

    async def still_in(self, token: str) -> bool:
        """The same of an editor, without its counting as use: a page that is merely open keeps nobody signed in."""
        session = await self._kept.sessions.holds(digest(token), self._clock())
        account = await self._kept.accounts.get(session.editor_id) if session else None
        if account is None or account.disabled or not account.editor().may("editor"):
            return False
        return not await self.lacks_factor(account)

    async def let_in(self, login: Login, caller: Caller) -> Entered | CodeNeeded:
        """A session, or the step to it. 401 without a hint at what was wrong; 429 after too many failures; 503."""
        email = login.email.strip().lower()
        if wait := max(self._by_account.wait(email), self._by_address.wait(caller.address)):
            raise _too_often(wait)
        self._passwords.must_have_room()
        account = await self._kept.accounts.by_email(email)
        fits = await self._passwords.fits(account.password if account else None, login.password)
        if account is None or account.password is None or account.disabled or not fits:
            await self._failed(email, caller, account)
            raise _unknown("E-mail or password is wrong")
        self._by_account.forget(email)
        if self._passwords.is_old(account.password):
            account = await self._rehashed(account, account.password, login.password)
        if not account.has_second_factor:
            return await self._enter(account, caller)
        token, until = new_token(), self._clock() + STEP_HOLDS
        await self._kept.steps.begin(Step(id=digest(token), editor_id=account.id, until=until))
        return CodeNeeded(token)

    async def let_in_with_code(self, token: str, code: str, caller: Caller) -> Entered:
        """A session, for who gave the password before. 401 where the code is wrong, or the step is over."""
        step = await self._kept.steps.attempt(digest(token), self._clock())
        account = await self._kept.accounts.get(step.editor_id) if step else None
        if step is None or account is None or account.disabled:
            raise _unknown("Sign in again", "step-over")
        refusal = await self._proof.code(account, code, self._clock())
        if isinstance(refusal, NotPossible):
            raise _too_often(self._proof.wait_for_code(account))
        if refusal is not None:
            raise _unknown("The code is wrong, or was used before", "code")
        if not await self._kept.steps.end(step.id):
            raise _unknown("Sign in again", "step-over")
        return await self._enter(account, caller)

    async def awaits_code(self, token: str) -> bool:
        """Whether a code may be sent with this token."""
        return bool(token) and await self._kept.steps.look(digest(token), self._clock()) is not None

    async def let_out(self, credentials: Credentials) -> None:
        """End the session of this token."""
        if credentials:
            await self._kept.sessions.end(digest(credentials.credentials))

    async def _enter(self, account: Account, caller: Caller) -> Entered:
        """Begin a session. One that a new password or a shut account overtook is ended at once."""
        token, now, (browser, system) = new_token(), self._clock(), coarse(caller.agent)
        session = Session(id=digest(token), editor_id=account.id, began=now, seen=now, browser=browser, system=system)
        await self._kept.sessions.begin(session)
        current = await self._kept.accounts.get(account.id)
        if current is None or current.disabled or current.password != account.password:
            await self._kept.sessions.end(session.id)
            raise _unknown("E-mail or password is wrong")
        return Entered(token, current)

    async def _rehashed(self, account: Account, old: str, password: str) -> Account:
        newer = await self._passwords.hash(password)
        await self._kept.accounts.set_password(account.id, newer, instead_of=old)
        return account.model_copy(update={"password": newer})

    async def _failed(self, email: str, caller: Caller, account: Account | None) -> None:
        self._by_account.failed(email)
        self._by_address.failed(caller.address)
        if account is not None and self._by_account.wait(email):
            entry = Entry(at=self._clock(), who="", name="", what="throttled", whom=account.id, whom_name=account.name)
            await self._kept.audit.add(entry)


def _unknown(title: str, kind: str = "unauthorized") -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, title, kind=kind, headers={"WWW-Authenticate": "Bearer"})


def _too_often(wait: int) -> Problem:
    words, headers = throttled(wait).en, {"Retry-After": str(wait)}
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many failed tries", words, "throttled", headers=headers)
