"""The desk in figures, over the last thirty days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.moderation.model.queue import midnight
from services.moderation.store.articles import Articles
from services.moderation.store.guard import GuardStore, Measured
from services.moderation.store.house import Houses
from services.moderation.store.tallies import Summary, Tallies

THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99)
"""From which scores on it is shown what the guard would have caught."""
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
    guard: tuple[Measured, ...]


async def figures(tallies: Tallies, articles: Articles, houses: Houses, guard: GuardStore, now: datetime) -> Figures:
    """As they are now; of the guard also from the score on that the house has settled."""
    zone, own = await houses.zone(), (await houses.now()).spam_from / 100
    since = midnight(now - timedelta(days=DAYS - 1), zone)
    return Figures(
        waiting=(await articles.counts.tally(now)).todo,
        zone=zone.key,
        since=since.astimezone(zone).date(),
        today=now.astimezone(zone).date(),
        guard=await guard.measured(since, sorted({*THRESHOLDS, own} - {0})),
        summary=await tallies.summary(since, zone.key),
    )
