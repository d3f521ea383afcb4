"""What an editor asks to see of the queue: the words of an address, for the API, for the pages and for saved views."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from services.moderation.model.queue import Tab, midnight
from services.moderation.store.search import Search, a_place
from shared.facts import Line, State

Place = Annotated[str, Field(max_length=100), AfterValidator(a_place)]
_Name = Annotated[Line, Field(max_length=100)]
_NEWEST_FIRST: frozenset[Tab | None] = frozenset({"approved_today", "retracted", "all"})
_WHERE_IN_IT = {"after", "before", "limit"}


class Look(BaseModel):
    """A tab, filters, words, and a place in it. Without a tab: everything, by state."""

    model_config = ConfigDict(frozen=True)

    tab: Tab | None = Field(None, description="As on the desk's front page; `mine` is whoever asks.")
    state: State | None = None
    section: _Name | None = None
    reporter: _Name | None = None
    claimed_by: _Name | None = None
    missing: Line | None = Field(None, max_length=50, description="A field that a rule misses.")
    q: Line | None = Field(None, max_length=200, description="Words, all of which it must have.")
    unready: bool = Field(default=False, description="Also what its reporter has not yet called ready.")
    order: Literal["oldest", "newest"] | None = Field(None, description="By turn. Oldest first, where not asked.")
    after: Place | None = None
    before: Place | None = None
    limit: int = Field(default=50, ge=1, le=200)

    @model_validator(mode="before")
    @classmethod
    def _only_what_is_said(cls, asked: Any) -> Any:
        """A form sends every field, also those that were left empty."""
        if not isinstance(asked, dict):
            return asked
        return {name: value for name, value in asked.items() if value is not None and value != ""}

    @classmethod
    def of(cls, query: str) -> Self:
        """What these words of an address ask for; ValueError where they cannot be understood."""
        return cls.model_validate({name: value for name, value in parse_qsl(query) if name in cls.model_fields})

    def search(self, editor_id: str, now: datetime, zone: ZoneInfo) -> Search:
        """As the store is asked."""
        return Search(
            at=now,
            midnight=midnight(now, zone),
            editor_id=editor_id,
            words=self.q,
            order=self.order or ("newest" if self.tab in _NEWEST_FIRST else "oldest"),
            **self.model_dump(exclude={"q", "order"}),
        )

    def query(self, **other: object) -> str:
        """The words of an address that ask for this, some of them otherwise; None takes one away."""
        asked = {**self.model_dump(mode="json", exclude_defaults=True), **other}
        return urlencode({name: value for name, value in asked.items() if value not in {None, ""}})

    def lasting(self) -> str:
        """The same without a place in it: what is worth keeping under a name."""
        return self.query(**dict.fromkeys(_WHERE_IN_IT))
