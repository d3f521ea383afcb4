"""What a reader is shown of an article, whatever it comes from: what is live, or a draft as it would be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.facts import Correction, Draft, Live, Photo, Retraction
from shared.reading.flow import Part, flow


@dataclass(frozen=True)
class Reading:
    """An article to be read. `updated_at` only where it changed after it was public."""

    headline: str
    lead: str
    dateline: str
    parts: tuple[Part, ...]
    byline: str
    language: str
    photo: Photo | None = None
    editor: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    retraction: Retraction | None = None

    @classmethod
    def of_live(cls, live: Live) -> Reading:
        """What the public has."""
        published = live.published_at
        return cls(
            **_words(live),
            editor=live.editor,
            published_at=published,
            updated_at=live.approved_at if live.approved_at > published and live.retraction is None else None,
            corrections=live.corrections,
            retraction=live.retraction,
        )

    @classmethod
    def of_draft(
        cls, draft: Draft, *, editor: str = "", at: datetime | None = None, corrections: tuple[Correction, ...] = ()
    ) -> Reading:
        """A draft as it would be read if it were public since `at`."""
        return cls(**_words(draft), editor=editor, published_at=at, corrections=corrections)


def _words(text: Draft | Live) -> dict[str, Any]:
    # The dateline begins what is read first: the lead, or where there is none the body.
    return {
        "headline": text.headline,
        "lead": text.lead,
        "dateline": text.dateline if text.lead else "",
        "parts": flow(text.body, "" if text.lead or not text.body else text.dateline, text.photos),
        "byline": text.byline,
        "language": text.language,
        "photo": text.photo,
    }
