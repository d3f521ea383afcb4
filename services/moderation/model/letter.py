"""Which decisions reporters get a letter about, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import AwareDatetime, StringConstraints

from services.moderation.model.comment import Comment
from shared.facts import (
    NEWSROOM,
    ArticleApproved,
    ArticleCorrected,
    ArticleRejected,
    ArticleReturned,
    Draft,
    Frozen,
    Line,
    Returned,
)
from shared.fields import name_of
from shared.rules import Language

Told = ArticleReturned | ArticleApproved | ArticleCorrected | ArticleRejected
"""What a letter is written about."""

Say = Callable[[str], str]
"""A text that is written in Indonesian, in the language of the letter."""

Address = Annotated[
    Line,
    StringConstraints(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=254),
]
"""An address that every mail server takes: ASCII alone, nothing that a header could be broken with."""


class Contact(Frozen):
    """Where a reporter gets letters, and since when: of what was decided before they get none."""

    reporter_id: str
    email: Address
    since: AwareDatetime
    by: str


class Letter(Frozen):
    """A letter as it is kept: without an address, which is looked up when it goes."""

    id: UUID
    article_id: UUID
    reporter_id: str
    name: str
    language: Language
    at: AwareDatetime
    subject: Line
    paragraphs: tuple[str, ...]
    points: tuple[tuple[str, str], ...] = ()
    """What is wrong, by the field's name."""
    link: str
    invites: str = ""
    """What leads to the link, where it is not the status page."""

    def text(self, say: Say) -> str:
        """As plain text."""
        _ = say
        points = "\n".join(f"- {field}: {words}" for field, words in self.points)
        greeting = _("Halo %(name)s,") % {"name": self.name}
        link = f"{self.invites or _('Selengkapnya di halaman statusnya, tanpa perlu masuk:')}\n{self.link}"
        parts = (greeting, *self.paragraphs, points, link, _("Salam,\nMeja redaksi"))
        return "\n\n".join(part for part in parts if part) + "\n"


COMMENTER = "comment:"
"""Before a comment's id, in the place of a reporter's: the letter is for whoever wrote it."""


def letter_id(fact: Told) -> UUID:
    """The same for the same decision, however often it is told: an undo, or a late submission, tells it again."""
    return uuid5(NEWSROOM, f"letter/{fact.article_id}/{fact.desk.state}/{fact.desk.since.isoformat()}")


def write(fact: Told, draft: Draft, name: str, link: str, say: Say, when: Callable[[datetime], str]) -> Letter:
    """The letter about this decision, in the draft's language. Of a source or a note it says nothing."""
    _ = say
    headline = draft.headline or _("(tanpa judul)")
    points: tuple[tuple[str, str], ...] = ()
    match fact:
        case ArticleReturned():
            subject = _("Dikembalikan: %(headline)s")
            paragraphs, points = _why(fact.desk.returned, draft.language, headline, say)
        case ArticleRejected():
            subject = _("Ditolak: %(headline)s")
            first = _("Naskah Anda “%(headline)s” tidak akan diterbitkan. Alasannya:") % {"headline": headline}
            paragraphs = (first, fact.desk.rejection or "")
        case ArticleCorrected():
            subject = _("Ralat disetujui: %(headline)s")
            paragraphs = (_("Perbaikan berita “%(headline)s” disetujui dengan ralat:") % {"headline": headline},)
            paragraphs += tuple(one.text for one in (fact.live.corrections[-1:] if fact.live else ()))
        case ArticleApproved():
            subject = _("Disetujui: %(headline)s")
            paragraphs = _good_news(fact, headline, say, when)
    return Letter(
        id=letter_id(fact),
        article_id=fact.article_id,
        reporter_id=fact.desk.reporter_id,
        name=name,
        language=draft.language,
        at=fact.desk.since,
        subject=subject % {"headline": headline},
        paragraphs=paragraphs,
        points=points,
        link=link,
    )


def confirmation(comment: Comment, headline: str, link: str, say: Say) -> Letter:
    """Asks a commenter whether the address is theirs. Says nothing of what was written: it may be somebody else's."""
    _ = say
    values = {"headline": headline or _("(tanpa judul)")}
    return Letter(
        id=uuid5(NEWSROOM, f"letter/confirm/{comment.comment_id}"),
        article_id=comment.article_id,
        reporter_id=f"{COMMENTER}{comment.comment_id}",
        name=comment.name,
        language=comment.language,
        at=comment.written_at,
        subject=_("Konfirmasi komentar Anda"),
        paragraphs=(
            _("Ada komentar di bawah “%(headline)s” dengan alamat surel ini.") % values,
            _("Bila itu dari Anda, tekan tombol di halaman ini; setelah itu redaksi memeriksanya."),
            _("Bila bukan, abaikan surat ini."),
        ),
        invites=_("Halaman konfirmasi:"),
        link=link,
    )


def _why(
    returned: Returned | None, language: Language, headline: str, say: Say
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    _ = say
    assert returned is not None  # noqa: S101 - a returned article says why it came back
    values = {"headline": headline, "editor": returned.by}
    first = _("Naskah Anda “%(headline)s” dikembalikan oleh %(editor)s. Perbaiki, lalu kirim lagi sebagai revisi.")
    points = tuple((name_of(one.field, language), one.text) for one in returned.reasons if not one.solved)
    return (first % values, returned.summary), points


def _good_news(fact: ArticleApproved, headline: str, say: Say, when: Callable[[datetime], str]) -> tuple[str, ...]:
    _ = say
    coming = fact.scheduled.publish_at if fact.scheduled else None
    if coming is not None:
        values = {"headline": headline, "when": when(coming)}
        found = [_("Naskah Anda “%(headline)s” disetujui dan tayang %(when)s.") % values]
    else:
        found = [_("Naskah Anda “%(headline)s” disetujui dan sedang ditayangkan.") % {"headline": headline}]
    if fact.desk.changes:
        found.append(_("Editor mengubah beberapa bagian; perubahannya ditandai di halaman status."))
    return tuple(found)
