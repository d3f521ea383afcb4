"""An article as it stands in lists. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from redaksi_client.models import PublishedArticle

from services.site.addresses import List
from services.site.house import House
from services.site.model import slug
from services.site.pictures import Picture, on_a_card

_LONGEST_LEAD = 240


@dataclass(frozen=True)
class Card:
    """What a list says of it."""

    path: str
    headline: str
    lead: str
    section: str
    section_path: str
    published_at: datetime
    language: str
    byline: str
    picture: Picture | None

    @classmethod
    def of(cls, article: PublishedArticle, house: House) -> Card:
        """The lead is its own, or what its body begins with."""
        return cls(
            path=article.path,
            headline=article.headline,
            lead=shortened(article.lead or article.body.partition("\n\n")[0]),
            section=house.section(article.section),
            section_path=List("section", slug(article.section)).path,
            published_at=article.published_at,
            language=article.language,
            byline=article.byline,
            picture=on_a_card(article),
        )


def shortened(text: str, most: int = _LONGEST_LEAD) -> str:
    """Its first words, so many letters of them."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"
