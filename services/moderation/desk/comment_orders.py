"""What each verb on a comment takes: the body of a request, or the fields of a form."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.facts import HIGHEST, Line, Prose


class Seen(BaseModel):
    """A verb that takes nothing more than the version that was seen."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1, le=HIGHEST, description="The version of the comment that you saw.")]


class Coded(Seen):
    """Why: one of the newsroom's reason codes, which the commenter, or the public, is told in words."""

    code: Annotated[Line, Field(max_length=50)]


class Commenter(BaseModel):
    """Somebody who asks to be forgotten, by the address that they commented with."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[Line, Field(min_length=3, max_length=320)]


class Rewording(Seen):
    """The desk's own words."""

    text: Annotated[Prose, Field(max_length=10_000)]
