"""What machines of readers and of search engines ask for: feeds and sitemaps."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from markupsafe import Markup
from redaksi_client import PublishedArticle

from services.site.addresses import List
from services.site.kept import Made
from services.site.model import bounds, months, people, place
from services.site.pictures import Picture, shared
from services.site.press import Press
from services.site.reading import reading_of
from services.site.store import Articles
from shared.facts import Photo
from shared.media.names import address, rendition
from shared.reading import Figure, Flow

ITEMS = 30
_LISTS = frozenset({"lists"})
_KINDS = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}
_XML = "application/xml; charset=utf-8"
_MOST_OF_A_MONTH, _MOST_NEWS = 50_000, 1_000
"""What sitemaps.org and Google's news sitemaps allow in one file."""
_NEWS = timedelta(days=2)


@dataclass(frozen=True)
class Entry:
    """An article as feeds carry it, whole; `id` stays when its path changes."""

    id: str
    url: str
    headline: str
    lead: str
    content: str
    article: PublishedArticle
    authors: Sequence[str]
    picture: Picture | None


@dataclass(frozen=True)
class Feeds:
    """Feeds of everything and of each list; sitemaps."""

    press: Press
    articles: Articles

    async def feed(self, one: List, name: str) -> Made | None:
        """In the form that `name` says; None where the list is empty and not everything."""
        found = (await self.articles.newest(ITEMS, **one.of)).articles
        if not found and one.kind:
            return None
        entries = [self._entry(article) for article in found]
        title = self.press.house.name + (f" – {self._name(one, found[0])}" if one.kind else "")
        home, own = self.press.addresses.whole(one.path), self.press.addresses.whole(one.feed(name))
        updated = max((article.updated_at for article in found), default=None)
        if name == "feed.json":
            said = _json_feed(self.press.house.language, title, home, own, entries)
            body = json.dumps(said, ensure_ascii=False).encode()
            return Made(body, _KINDS[name], marks=_LISTS, changed_at=updated)
        return await self.press.page(
            name,
            marks=_LISTS,
            changed_at=updated,
            kind=_KINDS[name],
            title=title,
            home=home,
            own=own,
            updated=updated,
            entries=entries,
            rfc822=_rfc822,
        )

    async def sitemap(self) -> Made:
        """The index: a file for each month, and one of what is new."""
        zone, found = self.press.house.zone, []
        if ends := await self.articles.ends():
            for month in months(*ends, zone):
                begin, after = bounds(month, zone)
                if await self.articles.count(before=place(after, ""), after=place(begin, "")):
                    found.append(self.press.addresses.whole(f"/sitemap-{month}.xml"))
        found.append(self.press.addresses.whole("/sitemap-news.xml"))
        return await self.press.page("sitemap-index.xml", marks=_LISTS, kind=_XML, files=found)

    async def sitemap_of(self, month: str) -> Made | None:
        """Every article of a month. Raises ValueError where it is no month."""
        begin, after = bounds(month, self.press.house.zone)
        found = await self.articles.addresses(place(after, ""), place(begin, ""), _MOST_OF_A_MONTH)
        if not found:
            return None
        urls = [(self.press.addresses.whole(path), updated) for path, updated in found]
        return await self.press.page("sitemap.xml", marks=_LISTS, kind=_XML, urls=urls)

    async def news(self) -> Made:
        """What was published in the last two days, and no more than may be: old entries would be held against it."""
        now = self.press.clock()
        found = (await self.articles.newest(_MOST_NEWS, after=place(now - _NEWS, ""))).articles
        until = min((article.published_at for article in found), default=now) + _NEWS
        entries = [(self.press.addresses.whole(article.path), article) for article in found]
        return await self.press.page("sitemap-news.xml", marks=_LISTS, until=until, kind=_XML, entries=entries)

    def robots(self) -> Made:
        """Everything may be read by machines but what was looked for."""
        sitemap = self.press.addresses.whole("/sitemap.xml")
        text = f"User-agent: *\nDisallow: /cari\n\nSitemap: {sitemap}\n"
        return Made(text.encode(), "text/plain; charset=utf-8", marks=frozenset({"house"}))

    def _entry(self, article: PublishedArticle) -> Entry:
        return Entry(
            id=f"urn:uuid:{article.article_id}",
            url=self.press.addresses.whole(article.path),
            headline=article.headline,
            lead=" ".join(article.lead.split()),
            content=content(article, self.press.say("Ralat"), self.press.say("Baca juga"), self.press.addresses.whole),
            picture=self._picture(article),
            article=article,
            authors=[one.name for one in people(article.byline)],
        )

    def _picture(self, article: PublishedArticle) -> Picture | None:
        found = shared(article)
        return replace(found, path=self.press.addresses.whole(found.path)) if found else None

    def _name(self, one: List, article: PublishedArticle) -> str:
        if one.kind == "section":
            return self.press.house.section(article.section)
        return one.slug.replace("-", " ")


def _rfc822(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)


def content(article: PublishedArticle, correction: str, related: str, whole: Callable[[str], str]) -> str:
    """All of it as HTML: photos, lead, body, related links, corrections. `whole` makes a path an address."""
    reading = reading_of(article)
    place = f"{article.dateline} – " if reading.dateline else ""
    parts = [_figure(reading.photo, whole)] if reading.photo and reading.photo.sizes else []
    parts += [Markup("<p><strong>{}{}</strong></p>").format(place, article.lead)] if article.lead else []
    for part in reading.parts:
        if isinstance(part, Flow):
            parts.append(part.html)
        elif isinstance(part, Figure):
            parts += [_figure(part.photo, whole)] if part.photo.sizes else []
        else:
            title = Markup('<a href="{}">{}</a>').format(part.path, part.title) if part.path else part.title
            parts.append(Markup("<p>{}: {}</p>").format(related, title))
    parts += [Markup("<p>{}: {}</p>").format(correction, said.text) for said in article.corrections]
    return str(Markup("\n").join(parts))


def _figure(photo: Photo, whole: Callable[[str], str]) -> Markup:
    size = photo.sizes[-1]
    words = " ".join((photo.caption, f"({photo.credit})" if photo.credit else "")).strip()
    image = Markup('<img src="{}" width="{}" height="{}" alt="{}">').format(
        whole(address(photo.media, rendition(size.width, "jpg"))), size.width, size.height, photo.alt
    )
    return Markup("<figure>{}<figcaption>{}</figcaption></figure>").format(image, words)


def _json_feed(language: str, title: str, home: str, own: str, entries: Sequence[Entry]) -> dict[str, Any]:
    """JSON Feed 1.1."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": own,
        "language": language,
        "items": [
            {
                "id": one.id,
                "url": one.url,
                "title": one.headline,
                "summary": one.lead,
                "content_html": one.content,
                "date_published": one.article.published_at.isoformat(),
                "date_modified": one.article.updated_at.isoformat(),
                "language": one.article.language,
                "authors": [{"name": name} for name in one.authors],
                "tags": list(one.article.tags),
                **({"image": one.picture.path} if one.picture else {}),
            }
            for one in entries
        ],
    }
