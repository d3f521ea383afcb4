"""The status of an article, as its reporter reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from services.ingest.model import Missing, Public, Refusal, Status
from shared.differences import Piece, words
from shared.facts import Change, Conflict, Frozen, Returned, State
from shared.rules import Language
from shared.status_link import StatusLinks

_WHY: Mapping[Language, Mapping[str, str]] = {
    "id": {
        "not_yours": "Naskah ini milik pewarta lain. Kirim dengan id sendiri.",
        "retracted": "Berita ini sudah dicabut dan tidak menerima revisi.",
        "erased": "Berita ini sudah dihapus dan tidak menerima revisi.",
        "approved": "Berita ini sudah disetujui; hanya meja redaksi yang dapat menariknya.",
        "nothing_to_withdraw": "Tidak ada yang dapat ditarik.",
    },
    "en": {
        "not_yours": "This draft is another reporter's. Send it under an id of your own.",
        "retracted": "This article has been retracted and takes no revisions.",
        "erased": "This article has been erased and takes no revisions.",
        "approved": "This article is approved; only the desk can take it back.",
        "nothing_to_withdraw": "There is nothing to withdraw.",
    },
}


@dataclass(frozen=True)
class Places:
    """Where things can be looked at. `article` is the form of a public address, with `$id` and `$path` in it."""

    article: str
    links: StatusLinks

    def public(self, article_id: UUID, path: str) -> str:
        """Where the public reads an article."""
        return Template(self.article).safe_substitute(id=str(article_id), path=path)


class Changed(Change):
    """What the editor changed in a field or in one paragraph (counted from 1), whole and word by word."""

    pieces: tuple[Piece, ...]


class Refused(Frozen):
    """What the desk could not take, and why, as a code and in words."""

    submission_id: UUID
    why: str
    message: str
    at: AwareDatetime


class PublicForm(Frozen):
    """What the public has of it, and where; no address once it is erased."""

    status: Literal["published", "retracted", "erased"]
    version: int
    path: str | None
    url: str | None


class Told(Frozen):
    """State, version, what is missing, why it came back, what the editor changed, where it is public.

    `page` needs no key: whoever has the link may look. `editor`: who at the desk has it.
    `received`: taken in, the desk has not spoken yet. `refused`: it is another reporter's, and yours was not taken.
    """

    article_id: UUID
    page: str
    state: State | Literal["received", "refused"]
    headline: str = ""
    version: int = 0
    revision: int | None = None
    ready: bool = True
    submission_id: UUID | None = None
    missing: tuple[Missing, ...] = ()
    returned: Returned | None = None
    times_returned: int = 0
    rejection: str | None = None
    changes: tuple[Changed, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    refusals: tuple[Refused, ...] = ()
    public: PublicForm | None = None
    editor: str | None = None
    since: AwareDatetime | None = None


class Withdrawn(Told):
    """The status after it was taken back."""

    withdrawn: bool


def tell(article_id: UUID, status: Status, reporter_id: str, asked: Language | None, places: Places) -> Told:
    """What this reporter may know of it, in the language they asked for, else in the draft's."""
    page = places.links.link(article_id, reporter_id)
    language = asked or (status.received.language if status.received else "id")
    refusals = tuple(_refused(one, language) for one in status.refusals if one.reporter_id == reporter_id)
    if status.owner != reporter_id:
        return Told(article_id=article_id, page=page, state="refused", refusals=refusals)
    headline = status.received.headline if status.received else ""
    public = _public(article_id, status.public, places) if status.public else None
    desk = status.desk
    if desk is None:
        return Told(
            article_id=article_id, page=page, state="received", headline=headline, refusals=refusals, public=public
        )
    return Told(
        article_id=article_id,
        page=page,
        state=desk.state,
        headline=headline,
        version=status.desk_version,
        revision=desk.revision,
        ready=desk.ready,
        submission_id=desk.submission_id,
        missing=tuple(Missing.of(one, language) for one in desk.findings),
        returned=desk.returned,
        times_returned=desk.times_returned,
        rejection=desk.rejection,
        changes=tuple(_changed(one) for one in desk.changes),
        conflicts=desk.conflicts,
        refusals=refusals,
        public=public,
        editor=desk.editor,
        since=desk.since,
    )


def _changed(one: Change) -> Changed:
    return Changed(
        field=one.field,
        paragraph=one.paragraph,
        before=one.before,
        after=one.after,
        pieces=words(one.before, one.after),
    )


def _refused(one: Refusal, language: Language) -> Refused:
    message = _WHY[language].get(one.why, one.why)
    return Refused(submission_id=one.submission_id, why=one.why, message=message, at=one.at)


def _public(article_id: UUID, public: Public, places: Places) -> PublicForm:
    url = places.public(article_id, public.path) if public.status != "erased" else None
    return PublicForm(status=public.status, version=public.version, path=public.path or None, url=url)
