"""Times as people read them: in the newsroom's zone, in their language, with the name of the zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta

from shared.pages.language import Language

_WHEN: dict[Language, str] = {"id": "EEEE, d MMMM y 'pukul' HH.mm", "en": "EEEE, d MMMM y, HH:mm"}
_SHORT: dict[Language, str] = {"id": "d MMM HH.mm", "en": "d MMM HH:mm"}
_HOUR: dict[Language, str] = {"id": "HH.mm", "en": "HH:mm"}
_DAY: dict[Language, str] = {"id": "d MMMM y", "en": "d MMMM y"}
_OURS = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
"""What Indonesians call their zones."""


def when(at: datetime, language: Language, zone: str) -> str:
    """`Senin, 24 November 2026 pukul 10.15 WIB`."""
    return f"{_format(at, _WHEN, language, zone)} {zone_name(at, zone)}"


def short(at: datetime, language: Language, zone: str) -> str:
    """`24 Nov 10.15`."""
    return _format(at, _SHORT, language, zone)


def hour(at: datetime, language: Language, zone: str) -> str:
    """`10.15`."""
    return _format(at, _HOUR, language, zone)


def day(at: datetime, language: Language, zone: str) -> str:
    """`24 November 2026`."""
    return _format(at, _DAY, language, zone)


def age(since: datetime, now: datetime, language: Language) -> str:
    """How long ago, or how long until, without saying which: `2 jam`."""
    gone = max(abs(now - since), timedelta(minutes=1))
    return format_timedelta(gone, granularity="minute", threshold=1.2, locale=language)


def field_value(at: datetime | None, zone: str) -> str:
    """As `<input type="datetime-local">` takes it: the newsroom's own time; "" for none."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if at else ""


def from_field(text: str, zone: str) -> datetime:
    """What such a field gives, in the newsroom's zone. Raises ValueError where it is no time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def zone_name(at: datetime, zone: str) -> str:
    """`WIB` and its sisters; elsewhere the zone's own abbreviation."""
    return _OURS.get(zone) or at.astimezone(ZoneInfo(zone)).tzname() or zone


def _format(at: datetime, forms: dict[Language, str], language: Language, zone: str) -> str:
    return format_datetime(at, forms[language], tzinfo=ZoneInfo(zone), locale=language)
