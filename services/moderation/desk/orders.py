"""What each verb takes: the body of a request, or the fields of a form. What decides names the version it saw."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.moderation.model.notes import LONGEST
from shared.facts import HIGHEST, Draft, Line, Prose, Reason

Words = Annotated[Prose, Field(max_length=10_000)]


class Seen(BaseModel):
    """A verb that takes nothing more."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1, le=HIGHEST, description="The version of the article that you saw.")]


class Start(Draft):
    """An article as an editor begins it: the fields of a draft. `article_id` makes it safe to send again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article_id: UUID = Field(default_factory=uuid4)

    def draft(self) -> Draft:
        """Its words."""
        return Draft.model_validate(self.model_dump(exclude={"article_id"}))


class Assign(BaseModel):
    """Who is to have it, and by when; no version, for it changes nothing that a decision looks at."""

    model_config = ConfigDict(extra="forbid")

    editor_id: Annotated[Line, Field(min_length=1, max_length=50)]
    due: AwareDatetime | None = None


class NewNote(BaseModel):
    """A note at a field, or at the whole article where `field` is empty; `note_id` makes it safe to send again."""

    model_config = ConfigDict(extra="forbid")

    note_id: UUID = Field(default_factory=uuid4)
    field: Annotated[Line, Field(max_length=50)] = ""
    text: Annotated[Prose, Field(max_length=LONGEST)]


class Mark(BaseModel):
    """Whether a note is done."""

    model_config = ConfigDict(extra="forbid")

    done: bool = True


class Commenting(Seen):
    """Whether readers may comment, and until when; null: without an end."""

    open: bool
    closes_at: AwareDatetime | None = None


class Placing(Seen):
    """Where it stands on the front page, and until when; place null: where its time puts it."""

    place: Literal["lead", "pin"] | None
    until: AwareDatetime | None = None


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

    base_revision: Annotated[int | None, Field(ge=1, le=HIGHEST)] = None
    fields: Annotated[dict[str, Any], Field(min_length=1)]


Return.model_rebuild()
