"""What the site makes of what is published: where an article stands in which list. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from redaksi_client.models import PublishedArticle, PublishedComment
from slugify import slugify

_SEVERAL = re.compile(r"\s*(?:,|;|&|/|\bdan\b|\band\b)\s*")
_PLACE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/[0-9a-f-]{36}")
_TAIL = re.compile(r"-?([0-9a-f]{8})/?\Z")
DIGITS = 8
"""So many letters of its id stand at the end of an article's path."""


class Person(NamedTuple):
    """Somebody whose name stands over articles: as printed, and as it stands in an address."""

    name: str
    slug: str


@lru_cache(maxsize=50_000)
def slug(text: str) -> str:
    """A tag, a section or a name as it stands in an address."""
    return slugify(text, max_length=80)


def people(byline: str) -> tuple[Person, ...]:
    """Those whom a byline names: `Rio, Dewi Anggraini` are two."""
    found = (Person(name, slug(name)) for name in _SEVERAL.split(byline.strip()))
    return tuple(one for one in dict.fromkeys(found) if one.slug)


def place(at: datetime, key: object) -> str:
    """Sorts by time, then by id; the same text at every process."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z/{key}"


def is_place(text: str) -> bool:
    """Whether it can be one."""
    return bool(_PLACE.fullmatch(text))


def title(headline: str) -> str:
    """A headline as another article names it: case and spaces do not count."""
    return " ".join(headline.split()).casefold()


def by_title(name: str) -> str:
    """The mark of pages that name an article by this title, whether there is one or not."""
    return f"title:{name}"


def tail(path: str) -> str:
    """The letters of an article's id at the end of its path; "" where there are none."""
    found = _TAIL.search(path)
    return found[1] if found else ""


def month_of(at: datetime, zone: str) -> str:
    """`2026-11`, in the newsroom's own time."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m}"


def months(first: datetime, last: datetime, zone: str) -> tuple[str, ...]:
    """Every month from the last to the first."""
    here = ZoneInfo(zone)
    newest, oldest = (at.astimezone(here).year * 12 + at.astimezone(here).month - 1 for at in (last, first))
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in range(newest, oldest - 1, -1))


_FIRST_YEAR, _LAST_YEAR = 1900, 9000
"""At the ends of the calendar there is no other zone to go to."""


def bounds(month: str, zone: str) -> tuple[datetime, datetime]:
    """When it begins and when the next one does. Raises ValueError where it is no month."""
    begin = datetime.strptime(month, "%Y-%m").replace(tzinfo=ZoneInfo(zone))
    if not _FIRST_YEAR <= begin.year < _LAST_YEAR:
        raise ValueError("no time data from the ends of the calendar")
    after = begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1)
    return begin, after


@dataclass(frozen=True)
class Listing:
    """So many articles of one list, and the place after which the next page begins; "" where there is none."""

    articles: tuple[PublishedArticle, ...]
    further: str = ""


def standing(
    placed: Sequence[PublishedArticle], newest: Sequence[PublishedArticle], now: datetime
) -> tuple[PublishedArticle, ...]:
    """The front page in order: the lead, the pins, the rest by time. `placed`: what the desk put there, latest first.

    Where no lead was chosen it is the newest that is not pinned.
    """
    there = [one for one in placed if one.front and (one.front.until is None or now < one.front.until)]
    pins = [one for one in there if one.front and one.front.place == "pin"]
    leads = [one for one in there if one.front and one.front.place == "lead"][:1]
    pinned = {one.article_id for one in pins}
    rest = [one for one in newest if one.article_id not in pinned]
    by_id = {one.article_id: one for one in [*(leads or rest[:1]), *pins, *rest]}
    return tuple(by_id.values())


@dataclass(frozen=True)
class Thread:
    """A comment and its answers. A removed one stands where it was answered, without its words."""

    head: PublishedComment
    answers: tuple[PublishedComment, ...] = ()


def threads(heads: Sequence[PublishedComment], answers: Sequence[PublishedComment]) -> tuple[Thread, ...]:
    """Each with what was said to it, in the order in which it was written."""
    under: dict[object, list[PublishedComment]] = {}
    for answer in answers:
        if answer.status == "published":
            under.setdefault(answer.parent_id, []).append(answer)
    found = (Thread(head, tuple(under.get(head.comment_id, ()))) for head in heads)
    return tuple(one for one in found if one.head.status == "published" or one.answers)
