"""Things that are valid until a test says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from shared.facts import (
    ArticleApproved,
    ArticleHeld,
    CommentSubmitted,
    Desk,
    Draft,
    DraftSubmitted,
    Live,
    Photo,
    Reporter,
    Size,
)

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
ARTICLE = UUID("0b9d2f8e-4a51-4c7e-9a0e-3c1f5f2d7a10")
RIO = Reporter(id="rio", name="Rio")


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def a_photo(**other: Any) -> Photo:
    return Photo(**{"alt": "Jembatan baru", "caption": "Jembatan Air Rami, Selasa.", "credit": "Rio", **other})


def a_picture(number: int = 1, **other: Any) -> Photo:
    """A photo whose picture is on the shelf, in two renditions."""
    sizes = (Size(width=480, height=320), Size(width=960, height=640))
    return a_photo(**{"media": f"{number:064x}", "sizes": sizes, **other})


def a_draft(**other: Any) -> Draft:
    """A draft that breaks no rule at all."""
    usual = {
        "headline": "Jembatan Air Rami Dibuka Kembali",
        "dateline": "Mukomuko",
        "lead": "Warga dua desa tak lagi memutar sejauh dua puluh kilometer.",
        "body": "Jembatan itu dibuka Selasa pagi.\n\nBACA JUGA: Jalan Lintas Diperbaiki\n\n“Kami lega,” kata Sari.",
        "section": "daerah",
        "tags": ("jembatan",),
        "photo": a_photo(),
        "byline": "Rio",
        "source": "Liputan di tempat",
    }
    return Draft(**{**usual, **other})


def a_submission(draft: Draft | None = None, **other: Any) -> DraftSubmitted:
    usual = {"article_id": ARTICLE, "reporter": RIO, "key": "", "base": None, "at": NOON}
    return DraftSubmitted.of(draft or a_draft(), **{**usual, **other})


def a_desk(**other: Any) -> Desk:
    return Desk(**{"state": "held", "revision": 1, "reporter_id": "rio", "since": NOON, **other})


def a_live(version: int = 2, **other: Any) -> Live:
    draft = a_draft()
    usual = {
        "version": version,
        "status": "published",
        "language": "id",
        "headline": draft.headline,
        "slug": "jembatan-air-rami-dibuka-kembali-0b9d2f8e",
        "path": "/daerah/jembatan-air-rami-dibuka-kembali-0b9d2f8e",
        "dateline": draft.dateline,
        "lead": draft.lead,
        "body": draft.body,
        "section": draft.section,
        "tags": draft.tags,
        "photo": draft.photo,
        "byline": draft.byline,
        "editor": "KB1",
        "first_approved_at": NOON,
        "approved_at": NOON,
    }
    return Live(**{**usual, **other})


def a_held(version: int = 1, **other: Any) -> ArticleHeld:
    usual = {"article_id": ARTICLE, "version": version, "actor": "rio", "at": NOON, "desk": a_desk()}
    return ArticleHeld(**{**usual, **other})


def an_approval(version: int = 2, **other: Any) -> ArticleApproved:
    usual = {
        "article_id": ARTICLE,
        "version": version,
        "actor": "kb1",
        "at": NOON,
        "desk": a_desk(state="approved"),
        "live": a_live(version),
    }
    return ArticleApproved(**{**usual, **other})


def a_comment(**other: Any) -> CommentSubmitted:
    usual = {
        "comment_id": uuid4(),
        "article_id": ARTICLE,
        "name": "Sari",
        "text": "Terima kasih beritanya.",
        "consent": "2026-01",
        "sealed": "c2VhbGVk",
        "at": NOON,
    }
    return CommentSubmitted(**{**usual, **other})
