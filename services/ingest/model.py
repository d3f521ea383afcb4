"""What comes in at the door, and what reporters are told."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field

from shared.facts import (
    HIGHEST,
    ArticlePublished,
    ArticleUnpublished,
    Desk,
    Draft,
    DraftRefused,
    DraftSubmitted,
    Finding,
    Frozen,
    Photo,
)
from shared.rules import Language, say

EXAMPLE: dict[str, Any] = {
    "headline": "Jembatan Air Rami Dibuka Kembali",
    "dateline": "Mukomuko",
    "lead": "Warga dua desa tak lagi memutar sejauh dua puluh kilometer.",
    "body": "Jembatan itu dibuka Selasa pagi.\n\nBACA JUGA: Jalan Lintas Diperbaiki\n\n“Kami lega,” kata Sari.",
    "section": "daerah",
    "tags": ["jembatan"],
    "photo": {"alt": "Jembatan baru dari sisi utara", "caption": "Jembatan Air Rami, Selasa.", "credit": "Rio"},
    "byline": "Rio",
    "source": "Liputan di tempat",
    "note": "Nama kepala desa sudah dicek.",
    "language": "id",
    "publish_at": None,
    "ready": True,
}


_YEARS = range(2000, 2200)
_SUCH_AS = "such as 2026-12-01T07:00:00+07:00"


def _as_text(value: object) -> object:
    if isinstance(value, int | float):
        raise ValueError(f"a time is written as text, {_SUCH_AS}")  # noqa: TRY004 - pydantic's word for it
    return value


def _of_our_days(value: AwareDatetime) -> AwareDatetime:
    if value.year not in _YEARS:
        raise ValueError(f"a time of our days is needed, {_SUCH_AS}")
    return value


class PhotoIn(Photo):
    """A photo as it is sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DraftIn(Draft):
    """A draft as it is sent. Anything may be left out: the answer says what is missing."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"example": EXAMPLE})

    photo: PhotoIn | None = None
    photos: Annotated[tuple[PhotoIn, ...], Field(max_length=40)] = ()
    publish_at: Annotated[AwareDatetime, BeforeValidator(_as_text), AfterValidator(_of_our_days)] | None = None


class RevisionIn(DraftIn):
    """A draft sent to an id that its reporter chose. `base_revision`: the revision they worked from; null at first."""

    base_revision: Annotated[int | None, Field(ge=1, le=HIGHEST)] = None


class Missing(Frozen):
    """A rule that the draft breaks: `block` must be mended before it can be published, `warn` should be looked at."""

    field: str
    level: Literal["block", "warn"]
    rule: str
    message: str

    @classmethod
    def of(cls, finding: Finding, language: Language) -> Missing:
        """The finding in words."""
        return cls(field=finding.field, level=finding.level, rule=finding.rule, message=say(finding, language))


class Accepted(Frozen):
    """202: it is on all of Kafka's replicas and will not be lost.

    `status` is where to ask, with the key, how it goes on; `page` shows the same to whoever has that link.
    """

    article_id: UUID
    submission_id: UUID
    status: str
    page: str
    missing: tuple[Missing, ...]


class Checked(Frozen):
    """What is missing; nothing was kept."""

    ready_to_approve: bool
    missing: tuple[Missing, ...]


class Received(Frozen):
    """What was taken in at the door: whose article it is, and which submissions there were."""

    article_id: UUID
    reporter_id: str
    submissions: tuple[UUID, ...]
    at: AwareDatetime
    headline: str = ""
    language: Language = "id"

    @classmethod
    def of(cls, fact: DraftSubmitted, before: tuple[UUID, ...] = ()) -> Received:
        """This submission, after those that were there `before`."""
        return cls(
            article_id=fact.article_id,
            reporter_id=fact.reporter.id,
            submissions=(*before, fact.submission_id),
            at=fact.at,
            headline=fact.draft.headline,
            language=fact.draft.language,
        )


class Refusal(Frozen):
    """A submission the desk could not take, and whose it was."""

    submission_id: UUID
    reporter_id: str
    why: str
    at: AwareDatetime

    @classmethod
    def of(cls, fact: DraftRefused) -> Refusal:
        """What the desk said of it."""
        return cls(submission_id=fact.submission_id, reporter_id=fact.reporter_id, why=fact.why, at=fact.at)


class Public(Frozen):
    """What the public has of it."""

    version: int
    status: Literal["published", "retracted", "erased"]
    path: str = ""

    @classmethod
    def of(cls, fact: ArticlePublished | ArticleUnpublished) -> Public:
        """What publish told everyone."""
        if isinstance(fact, ArticlePublished):
            return cls(version=fact.version, status=fact.status, path=fact.path)
        return cls(version=fact.version, status="erased")


class Status(Frozen):
    """All that is known here about an article. Its halves come from different topics, in any order."""

    received: Received | None = None
    desk: Desk | None = None
    desk_version: int = 0
    public: Public | None = None
    refusals: tuple[Refusal, ...] = ()

    @property
    def owner(self) -> str | None:
        """The reporter whose article it is; the desk knows best."""
        if self.desk is not None:
            return self.desk.reporter_id
        return self.received.reporter_id if self.received else None

    @property
    def submissions(self) -> tuple[UUID, ...]:
        """Every submission that came in at this door."""
        return self.received.submissions if self.received else ()
