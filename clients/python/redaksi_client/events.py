"""What one record says."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from pydantic import ValidationError

from redaksi_client.models import Published

T = TypeVar("T", bound=Published)


class Unreadable(Exception):  # noqa: N818 - it names the record
    """A record that says nothing we understand; why, in words that name no content."""


class Raw(Protocol):
    """What we need of a consumer's record."""

    @property
    def key(self) -> bytes | None:
        """The item's id."""

    @property
    def value(self) -> bytes | None:
        """Its state, or null."""

    @property
    def headers(self) -> tuple[tuple[str, bytes | None], ...]:
        """CloudEvents attributes."""


@dataclass(frozen=True)
class Event(Generic[T]):
    """The state of one item after something happened. `item` is None where it was erased.

    `id` is the same however often the same is said, or "" where the record has none; `version` is None where an
    erased item's record has none; `at` is when it happened, None where the record does not say.
    """

    key: str
    item: T | None
    version: int | None
    id: str
    at: datetime | None = None


def read(model: type[T], record: Raw) -> Event[T]:
    """What the record says of such an item. Raises `Unreadable`."""
    headers = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers}
    key, said = (record.key or b"").decode("utf-8", "replace"), headers.get("ce_id", "")
    if not key:
        raise Unreadable("no key")
    if headers.get("ce_type", model.kind) not in {model.kind, model.erased}:
        raise Unreadable("another type")
    if record.value is None:
        version = headers.get("ce_version", "")
        return Event(key, None, int(version) if version.isdecimal() else None, said, _time(headers))
    try:
        item = model.model_validate_json(record.value)
    except ValidationError as error:
        places = sorted({".".join(str(part) for part in fault["loc"]) or "value" for fault in error.errors()})
        raise Unreadable(f"not as described: {', '.join(places)}") from None
    return Event(key, item, item.version, said, item.at)


def _time(headers: Mapping[str, str]) -> datetime | None:
    try:
        at = datetime.fromisoformat(headers.get("ce_time", ""))
    except ValueError:
        return None
    return at if at.tzinfo else None


def asked_to_end() -> bool:
    """Whether the task at hand was cancelled by somebody."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0
