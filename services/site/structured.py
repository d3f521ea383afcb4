"""What machines are told of a page: schema.org in JSON-LD, which templates write by `tojson`. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redaksi_client.models import PublishedArticle

from services.site.addresses import Addresses, List
from services.site.house import House
from services.site.model import people

Json = dict[str, Any]


def article(one: PublishedArticle, house: House, addresses: Addresses, comments: int, pictures: Sequence[str]) -> Json:
    """A NewsArticle; `pictures` are whole addresses of its photo, widest form first."""
    return _without_nothing(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": addresses.whole(one.path),
            "mainEntityOfPage": addresses.whole(one.path),
            "headline": one.headline,
            "description": one.lead,
            "image": list(pictures),
            "datePublished": one.published_at.isoformat(),
            "dateModified": one.updated_at.isoformat(),
            "dateline": one.dateline,
            "articleSection": house.section(one.section),
            "keywords": list(one.tags),
            "inLanguage": one.language,
            "isAccessibleForFree": True,
            "author": [
                {"@type": "Person", "name": who.name, "url": addresses.whole(List("person", who.slug).path)}
                for who in people(one.byline)
            ],
            "publisher": publisher(house, addresses),
            "commentCount": comments,
            "correction": [
                {"@type": "CorrectionComment", "text": said.text, "datePublished": said.at.isoformat()}
                for said in one.corrections
            ],
        }
    )


def publisher(house: House, addresses: Addresses) -> Json:
    """Who publishes."""
    return _without_nothing(
        {
            "@context": "https://schema.org",
            "@type": "NewsMediaOrganization",
            "name": house.name,
            "legalName": house.publisher.name,
            "url": addresses.whole("/"),
            "logo": addresses.whole("/logo") if house.logo else "",
            "publishingPrinciples": addresses.whole("/pedoman") if house.guidelines else "",
        }
    )


def crumbs(steps: Sequence[tuple[str, str]]) -> Json:
    """Where a page stands: names and whole addresses from the front page down."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": url}
            for number, (name, url) in enumerate(steps, 1)
        ],
    }


def _without_nothing(said: Json) -> Json:
    return {name: value for name, value in said.items() if value not in ("", [], None)}
