"""Where an article stands in the queue, when its turn comes, and the words by which it is found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Literal
from zoneinfo import ZoneInfo

from services.moderation.model.article import Article
from shared.facts import Draft

Standing = Literal["todo", "unready", "returned", "approved", "rejected", "withdrawn", "retracted", "erased"]
"""The workflow state, with what is held parted into what its reporter called ready and what not."""

Tab = Literal["todo", "mine", "returned", "approved_today", "retracted", "all"]
"""What an editor looks at."""

OPEN: tuple[Standing, ...] = ("todo", "unready", "returned")
"""Something is still to be done with it."""
EVERY: tuple[Standing, ...] = ("todo", "unready", "returned", "approved", "rejected", "withdrawn", "retracted")
"""All that there is to see: of what is erased nothing is left."""

_MOST_WORDS = 2_000
_LONGEST_WORD = 40
_REMEMBERED = 10_000


class _Plain(dict[int, str | None]):
    """For `str.translate`: accents go, and what is neither letter nor number parts words. Fills itself, to a bound."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        said = None if unicodedata.combining(char) else char if char.isalnum() else " "
        if len(self) < _REMEMBERED:
            self[code] = said
        return said


_PLAIN = _Plain()


def standing(article: Article) -> Standing:
    """Where it stands."""
    if article.state != "held":
        return article.state
    return "todo" if article.content.ready else "unready"


def turn(article: Article) -> datetime:
    """When it is to be looked at: by the desk's due date or the embargo asked for, else since when it waits."""
    if article.state != "held":
        return article.workflow.since
    asked = [article.assigned.due if article.assigned else None, article.content.publish_at]
    return min((at for one in asked if (at := _in_utc(one))), default=article.workflow.since)


def counted_as(article: Article, zone: ZoneInfo) -> tuple[str, ...]:
    """The counters it is in: its standing, and the newsroom's day on which it was approved."""
    stands = standing(article)
    if stands == "approved":
        return (stands, approved_on(article.workflow.since, zone))
    return (stands,)


def approved_on(at: datetime, zone: ZoneInfo) -> str:
    """The name of the counter of what was approved on the day of this moment, as this zone has its days."""
    return f"approved/{at.astimezone(zone).date().isoformat()}@{zone}"


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """When the newsroom's day of this moment began."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def next_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The next three o'clock in the morning, when a newsroom is at its quietest."""
    three = now.astimezone(zone).replace(hour=3, minute=0, second=0, microsecond=0)
    return (three if three > now else three + timedelta(days=1)).astimezone(UTC)


def words(text: str) -> tuple[str, ...]:
    """The different words of a text, in small letters and without accents, in their order."""
    folded = text.casefold()
    # Of a text with other letters than ASCII's each different piece is made plain once: all of it takes thrice as long.
    pieces = [folded] if folded.isascii() else dict.fromkeys(folded.split())
    different = dict.fromkeys(chain.from_iterable(map(_plain, pieces)))
    return tuple(dict.fromkeys(word[:_LONGEST_WORD] for word in different))[:_MOST_WORDS]


def _plain(piece: str) -> Iterable[str]:
    if piece.isascii():
        return (piece,) if piece.isalnum() else piece.translate(_PLAIN).split()
    return unicodedata.normalize("NFKD", piece).translate(_PLAIN).split()


def found_by(draft: Draft) -> tuple[str, ...]:
    """The words by which this is found."""
    return words(" ".join((draft.headline, draft.lead, draft.byline, draft.dateline, *draft.tags, draft.body)))


def _in_utc(at: datetime | None) -> datetime | None:
    """None also for a moment that no calendar knows in UTC: reporters may ask for anything."""
    try:
        return at.astimezone(UTC) if at else None
    except OverflowError:
        return None
