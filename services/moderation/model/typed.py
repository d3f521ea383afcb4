"""A draft as it stands in the fields of a form: text alone, whatever was typed, valid or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field

from shared.facts import Draft, Frozen, Photo

MOST = 1_000_000
"""Characters of a typed field; a draft of this size would not be taken at the door either."""
Text = Annotated[str, Field(max_length=MOST)]

_PHOTO = {"photo.alt": "alt", "photo.caption": "caption", "photo.credit": "credit"}
_MINUTES = "%Y-%m-%dT%H:%M"


class Typed(Frozen):
    """What stands in each field, by the names of a draft's fields. `publish_at` is a time in the newsroom's zone."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    headline: Text = ""
    dateline: Text = ""
    lead: Text = ""
    body: Text = ""
    section: Text = ""
    tags: Text = ""
    photo_alt: Annotated[Text, Field(alias="photo.alt")] = ""
    photo_caption: Annotated[Text, Field(alias="photo.caption")] = ""
    photo_credit: Annotated[Text, Field(alias="photo.credit")] = ""
    byline: Text = ""
    source: Text = ""
    publish_at: Text = ""

    @classmethod
    def of(cls, draft: Draft, zone: str) -> Typed:
        """As an editor of this zone sees the draft in the form."""
        at = draft.publish_at
        photo = draft.photo or Photo()
        return cls.model_validate(
            {
                **{name: getattr(draft, name) for name in _PLAIN},
                **{field: getattr(photo, name) for field, name in _PHOTO.items()},
                "tags": ", ".join(draft.tags),
                "publish_at": at.astimezone(ZoneInfo(zone)).strftime(_MINUTES) if at else "",
            }
        )

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> Typed:
        """From the fields of a form; those it does not have are empty, what is no field is passed over."""
        return cls.model_validate({name: _lines(texts.get(name, "")) for name in NAMES})

    def texts(self) -> dict[str, str]:
        """Every field and what stands in it, by the names of a draft's fields."""
        return self.model_dump(by_alias=True)

    def changed(self, base: Draft, zone: str) -> dict[str, Any]:
        """The draft's fields that stand otherwise here than in `base`, as an edit takes them.

        Only what was touched: a field that the form cannot show whole (a time's seconds) stays as it is.
        Raises ValueError where the time is none.
        """
        before, now = Typed.of(base, zone).texts(), self.texts()
        touched = {name for name in NAMES if before[name] != now[name]}
        fields: dict[str, Any] = {name: now[name] for name in touched & set(_PLAIN)}
        if "tags" in touched:
            fields["tags"] = list(dict.fromkeys(tag for tag in map(str.strip, now["tags"].split(",")) if tag))
        if "publish_at" in touched:
            fields["publish_at"] = _time(now["publish_at"], zone)
        if touched & set(_PHOTO):
            fields["photo"] = self._photo(base)
        return fields

    def _photo(self, base: Draft) -> dict[str, Any] | None:
        """With the picture that it has; None where nothing is left of it."""
        texts, old = self.texts(), base.photo or Photo()
        photo = {**old.model_dump(), **{name: texts[field] for field, name in _PHOTO.items()}}
        return photo if any(photo.values()) else None


_PLAIN = ("headline", "dateline", "lead", "body", "section", "byline", "source")
NAMES: tuple[str, ...] = tuple(field.alias or name for name, field in Typed.model_fields.items())
"""Every field, as the forms show them."""


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _time(text: str, zone: str) -> str | None:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).isoformat() if text else None
