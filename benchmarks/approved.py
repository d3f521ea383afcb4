"""Approved articles that nobody wrote, as the desk would say them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from shared.facts import ArticleApproved, Desk, Live, Photo

_DAWN = datetime(2026, 1, 1, tzinfo=UTC)
_SENTENCE = "Warga dua desa di tepi sungai tak lagi memutar sejauh dua puluh kilometer untuk sampai ke pasar. "


def approvals(size: int) -> Iterator[ArticleApproved]:
    """Approvals without end, a second apart."""
    body = (_SENTENCE * (size // len(_SENTENCE) + 1))[:size]
    for number in count():
        at = _DAWN + timedelta(seconds=number)
        article_id = uuid4()
        slug = f"jembatan-air-rami-{number}-{str(article_id)[:8]}"
        live = Live(
            version=2,
            status="published",
            language="id",
            headline=f"Jembatan Air Rami Dibuka Kembali ({number})",
            slug=slug,
            path=f"/daerah/{slug}",
            dateline="Mukomuko",
            body=body,
            section="daerah",
            tags=("jembatan", "mukomuko"),
            photo=Photo(alt="Jembatan baru", caption="Jembatan Air Rami, Selasa.", credit="Rio"),
            byline="Rio",
            editor="KB1",
            first_approved_at=at,
            approved_at=at,
        )
        desk = Desk(state="approved", revision=1, reporter_id="rio", since=at)
        yield ArticleApproved(article_id=article_id, version=2, actor="kb1", at=at, desk=desk, live=live)
