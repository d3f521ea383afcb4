"""Editors and reporters as the desk knows them, and the keys and tokens they come in with."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from services.moderation.model.account import Preferences, SecondFactor
from services.moderation.model.editor import Editor, Role
from shared.facts import Frozen, ReporterKey, ReporterSettled


class Account(Frozen):
    """An editor's account. `password` is an argon2id hash, none while only invited; `email` is in small letters."""

    id: str
    email: str
    name: str
    initials: str
    role: Role
    operator: bool = False
    password: str | None = None
    disabled: bool = False
    preferences: Preferences = Preferences()
    second_factor: SecondFactor | None = None

    def editor(self) -> Editor:
        """Who acts."""
        return Editor(id=self.id, name=self.name, initials=self.initials, role=self.role, operator=self.operator)

    @property
    def duties(self) -> str:
        """The role, and that they are an operator beside it: `chief + operator`."""
        return duties(self.role, operator=self.operator)

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in takes a code."""
        return self.second_factor is not None and self.second_factor.confirmed


def duties(role: Role, *, operator: bool) -> str:
    """As the audit has it."""
    return f"{role} + operator" if operator and role != "operator" else role


class Session(Frozen):
    """Somebody is signed in. Ends after a time without use, and after a time whatever happens.

    `browser` and `system` are coarse, such as Firefox and Android: enough to know one's own again.
    """

    id: str
    editor_id: str
    began: datetime
    seen: datetime
    browser: str = ""
    system: str = ""


class NewKey(NamedTuple):
    """A reporter's key as it is shown, once, and as everyone else knows it."""

    shown: str
    kept: ReporterKey


def new_key() -> NewKey:
    """A key with 256 bits of chance; of it only the SHA-256 is kept."""
    key_id = secrets.token_hex(4)
    shown = f"rdk_{key_id}_{secrets.token_urlsafe(32)}"
    return NewKey(shown, ReporterKey(id=key_id, sha256=digest(shown)))


def new_token() -> str:
    """A session's token, 256 bits of chance; of it only the SHA-256 is kept."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """SHA-256 in hex. Enough for secrets that are chance through and through; passwords get argon2id."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_reporter(name: str, key: ReporterKey, at: datetime) -> ReporterSettled:
    """A reporter with a first key."""
    return ReporterSettled(at=at, version=1, reporter_id=uuid4().hex[:12], name=name, keys=(key,))


def with_key(reporter: ReporterSettled, key: ReporterKey, at: datetime) -> ReporterSettled:
    """One key more."""
    return reporter.model_copy(update={"at": at, "version": reporter.version + 1, "keys": (*reporter.keys, key)})


def without_key(reporter: ReporterSettled, key_id: str, at: datetime) -> ReporterSettled:
    """That key revoked; it stays in the list, so that it is never taken for unknown."""
    keys = tuple(
        key.model_copy(update={"revoked_at": at}) if key.id == key_id and key.revoked_at is None else key
        for key in reporter.keys
    )
    return reporter.model_copy(update={"at": at, "version": reporter.version + 1, "keys": keys})


def revoked(reporter: ReporterSettled, at: datetime) -> ReporterSettled:
    """None of their keys works any more."""
    return reporter.model_copy(update={"at": at, "version": reporter.version + 1, "revoked": True})
