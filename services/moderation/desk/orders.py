"""What each verb takes: the body of a request, or the fields of a form. Every one names the version it saw."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.facts import Line, Prose, Reason

Words = Annotated[Prose, Field(max_length=10_000)]


class Seen(BaseModel):
    """A verb that takes nothing more."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1, description="The version of the article that you saw.")]


class Approval(Seen):
    """`publish_at` not given: as the reporter asked; null: now. `override` is a chief's reason."""

    correction: Words = ""
    publish_at: AwareDatetime | None = None
    override: Words = ""


class Return(Seen):
    """Why it goes back: a summary, and reasons at their fields."""

    summary: Words
    reasons: Annotated[list[FieldReason], Field(max_length=100)] = []


class FieldReason(BaseModel):
    """Why one field came back, such as `photo.caption`."""

    model_config = ConfigDict(extra="forbid")

    field: Annotated[Line, Field(max_length=50)]
    text: Words

    def reason(self) -> Reason:
        """As it travels."""
        return Reason(field=self.field, text=self.text)


class Rejection(Seen):
    """Why it will not be published."""

    reason: Words


class Retraction(Seen):
    """Why what is live is taken back: a code, and the text that readers will see."""

    code: Annotated[Line, Field(max_length=50)]
    text: Words


class Erasure(Seen):
    """Why its content is deleted everywhere; stays in the audit."""

    reason: Words


class Edit(Seen):
    """The fields that change; those that are not named stay. `photo` is given whole.

    With the `base_revision` that they were typed on, a newer version is no hindrance where neither the words nor
    the state have changed since.
    """

    base_revision: Annotated[int | None, Field(ge=1)] = None
    fields: Annotated[dict[str, Any], Field(min_length=1)]


Return.model_rebuild()
