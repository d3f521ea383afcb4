"""The pages that readers see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from redaksi_client import PublishedArticle

from services.site import structured
from services.site.addresses import Kind, List
from services.site.cards import Card
from services.site.kept import Made
from services.site.model import Listing, bounds, month_of, months, people, place, slug, standing
from services.site.press import Press
from services.site.search import Words
from services.site.store import Articles
from shared.reading import html

PAGE = 20
LONGEST_QUERY = 200
_LATEST = 10
_PLACED = 40
_OF_A_SECTION = 4
LISTS = "lists"
HOUSE = "house"


@dataclass(frozen=True)
class Lists:
    """The front page and every page that is a list of articles. A method gives None where there is no such page."""

    press: Press
    articles: Articles
    words: Words

    async def front(self) -> Made:
        """The lead, what stands beside it, what is new, and something of each section."""
        now = self.press.clock()
        placed = await self.articles.placed(_PLACED)
        cards = standing(placed, (await self.articles.newest(_LATEST)).articles, now)[:_LATEST]
        seen, sections = {one.article_id for one in cards}, []
        for section in self.press.house.sections:
            of = List("section", slug(section.code))
            listed = (await self.articles.newest(_LATEST + _OF_A_SECTION, **of.of)).articles
            found = [one for one in listed if one.article_id not in seen][:_OF_A_SECTION]
            if found:
                sections.append((section.name, of.path, self._cards(found)))
        return await self.press.page(
            "front.html",
            marks={LISTS},
            until=min([self._midnight(), *_ends(placed, now)]),
            today=self.press.today(),
            cards=self._cards(cards),
            sections=sections,
            data=structured.publisher(self.press.house, self.press.addresses),
        )

    async def of(self, kind: Kind, name: str, before: str) -> Made | None:
        """A section, a tag, or what somebody wrote."""
        one = List(kind, name)
        listing = await self.articles.newest(PAGE, before=before, **one.of)
        settled = kind == "section" and any(slug(section.code) == name for section in self.press.house.sections)
        if not listing.articles and not settled:
            return None
        title = _title(kind, name, listing, self.press)
        return await self.press.page(
            "list.html",
            marks={LISTS},
            changed_at=_newest(listing.articles),
            feeds_of=one,
            kind_of=kind,
            title=title,
            path=one.path,
            before=before,
            cards=self._cards(listing.articles),
            further=listing.further,
        )

    async def latest(self, before: str) -> Made:
        """Everything, newest first."""
        listing = await self.articles.newest(PAGE, before=before)
        return await self.press.page(
            "list.html",
            marks={LISTS},
            changed_at=_newest(listing.articles),
            kind_of="latest",
            title=self.press.say("Terbaru"),
            path="/terbaru",
            before=before,
            cards=self._cards(listing.articles),
            further=listing.further,
        )

    async def archive(self) -> Made:
        """Every month in which something was published."""
        zone = self.press.house.zone
        ends = await self.articles.ends()
        counted = []
        for month in months(*ends, zone) if ends else ():
            begin, after = bounds(month, zone)
            if many := await self.articles.count(before=place(after, ""), after=place(begin, "")):
                counted.append((month, begin.year, self.press.month(begin), many))
        return await self.press.page("archive.html", marks={LISTS}, months=counted, title=self.press.say("Arsip"))

    async def month(self, month: str, before: str) -> Made | None:
        """What was published in it, newest first."""
        zone = self.press.house.zone
        begin, after = bounds(month, zone)
        end = min(before, place(after, "")) if before else place(after, "")
        listing = await self.articles.newest(PAGE, before=end, after=place(begin, ""))
        if not listing.articles:
            return None
        return await self.press.page(
            "list.html",
            marks={LISTS},
            changed_at=_newest(listing.articles),
            kind_of="month",
            title=self.press.month(begin),
            path=f"/arsip/{month_of(begin, zone)}",
            before=before,
            cards=self._cards(listing.articles),
            further=listing.further,
        )

    async def search(self, text: str, after: str) -> Made:
        """What can be read and has all of these words, newest first."""
        text = " ".join(text.split())[:LONGEST_QUERY]
        found = await self.words.find(text, PAGE, after)
        by_id = await self.articles.get(found.ids)
        listed = [by_id[one] for one in found.ids if one in by_id and by_id[one].status == "published"]
        return await self.press.page(
            "search.html",
            title=self.press.say("Cari berita"),
            q=text,
            cards=self._cards(listed),
            further=found.further,
        )

    def _cards(self, found: Sequence[PublishedArticle]) -> list[Card]:
        return [Card.of(one, self.press.house) for one in found]

    def _midnight(self) -> datetime:
        """When the day that stands on the front page ends."""
        today = self.press.clock().astimezone(ZoneInfo(self.press.house.zone))
        return today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


async def about(press: Press) -> Made:
    """Who makes this, and who answers for it."""
    return await press.page("about.html", marks={HOUSE}, title=press.say("Tentang kami"), about=html(press.house.about))


async def guidelines(press: Press) -> Made | None:
    """The rules that the newsroom follows."""
    text = press.house.guidelines
    if not text:
        return None
    return await press.page("guidelines.html", marks={HOUSE}, title=press.say("Pedoman"), text=html(text))


async def nothing(press: Press, *, erased: bool) -> Made:
    """404, or 410 where it is known that something stood here."""
    status = HTTPStatus.GONE if erased else HTTPStatus.NOT_FOUND
    return await press.page("nothing.html", status=status, erased=erased)


def section_at(press: Press, name: str) -> Made | None:
    """Whoever shortens an article's address to `/daerah` is led to that section."""
    if not any(slug(section.code) == name for section in press.house.sections):
        return None
    headers = (("Location", List("section", name).path),)
    return Made(b"", status=HTTPStatus.MOVED_PERMANENTLY, marks=frozenset({HOUSE}), headers=headers)


def _ends(placed: Sequence[PublishedArticle], now: datetime) -> list[datetime]:
    """When something is to leave the front page that stands there now."""
    return [one.front.until for one in placed if one.front and one.front.until and now < one.front.until]


def _newest(found: Sequence[PublishedArticle]) -> datetime | None:
    return max((one.updated_at for one in found), default=None)


def _title(kind: Kind, name: str, listing: Listing, press: Press) -> str:
    """As it is written where it was used last."""
    if kind == "section":
        return press.house.section(name)
    newest = listing.articles[0]
    said = newest.tags if kind == "tag" else [one.name for one in people(newest.byline)]
    return next((one for one in said if slug(one) == name), name)
