"""The desk in figures, over the last thirty days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.moderation.model.queue import midnight
from services.moderation.store.articles import Articles
from services.moderation.store.house import Houses
from services.moderation.store.tallies import Summary, Tallies

DAYS = 30
"""So many are looked back, today among them."""


@dataclass(frozen=True)
class Figures:
    """How many wait now; what was decided since `since`; days as `zone` has them, the last of them `today`."""

    waiting: int
    zone: str
    since: date
    today: date
    summary: Summary


async def figures(tallies: Tallies, articles: Articles, houses: Houses, now: datetime) -> Figures:
    """As they are now."""
    zone = await houses.zone()
    since = midnight(now - timedelta(days=DAYS - 1), zone)
    return Figures(
        waiting=(await articles.counts.tally(now)).todo,
        zone=zone.key,
        since=since.astimezone(zone).date(),
        today=now.astimezone(zone).date(),
        summary=await tallies.summary(since, zone.key),
    )
