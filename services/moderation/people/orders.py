"""What each verb on an account takes: the body of a request, or the fields of a form."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.moderation.model.account import Preset, Reads, Theme
from services.moderation.model.editor import Role
from shared.facts import Line

Password = Annotated[str, Field(max_length=1000)]
"""Of any length up to this; what is too short or too easy is refused with words that say how to mend it."""


class Order(BaseModel):
    """Nothing that is not asked for."""

    model_config = ConfigDict(extra="forbid")


class Invitation(Order):
    """An editor to be; `initials` are printed under what they approve."""

    email: Annotated[Line, Field(min_length=3, max_length=320, pattern=r"^[^@\s]+@[^@\s]+$")]
    name: Annotated[Line, Field(min_length=1, max_length=200)]
    initials: Annotated[Line, Field(min_length=1, max_length=12)]
    role: Role = "editor"
    operator: bool = False
    """Whether they are an operator beside that."""


class NewEditor(Invitation):
    """The same, with a password that whoever makes the account hands over."""

    password: Password


class NewRole(Order):
    """Another role, and whether they are an operator beside it."""

    role: Role
    operator: bool = False


class PasswordChange(Order):
    """Another password, by who knows the one before."""

    old: Password
    new: Password


class FirstPassword(Order):
    """A password, by who holds a one-time link."""

    token: Annotated[str, Field(max_length=200)]
    password: Password


class Secret(Order):
    """The password again, before something that matters."""

    password: Password


class Code(Order):
    """Six digits of the second factor, or a recovery code."""

    code: Annotated[str, Field(max_length=100)]


class Choice(Order):
    """What somebody prefers; what is not named becomes as it is for everyone."""

    language: Reads = "auto"
    theme: Theme = "auto"
    keys: Preset = "redaksi"
    keys_on: bool = True
