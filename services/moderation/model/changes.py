"""What an editor changed, field by field and paragraph by paragraph."""

from __future__ import annotations

from difflib import SequenceMatcher

from shared.facts import Change, Draft, Photo
from shared.fields import kind_of
from shared.rules import paragraphs

_LINES = ("headline", "dateline", "lead", "section", "byline", "language")
_PHOTO = ("alt", "caption", "credit", "media")

FIELDS = frozenset({*_LINES, "body", "tags", "source", "note", "publish_at", "photo", *(f"photo.{n}" for n in _PHOTO)})
"""Every field that a reason can be given for; those of further photos beside (`photos.1.caption`)."""


def is_field(name: str) -> bool:
    """Whether a reason can be given for it."""
    return kind_of(name) in FIELDS


def changes(before: Draft, after: Draft) -> tuple[Change, ...]:
    """What is otherwise in `after`, in the order readers see it. Nothing of what is never public."""
    found = [_change(name, getattr(before, name), getattr(after, name)) for name in _LINES]
    found += [_change("tags", ", ".join(before.tags), ", ".join(after.tags))]
    found += [_change(name, old, new) for name, old, new in of_photos(before, after)]
    return (*(change for change in found if change), *_of_body(before.body, after.body))


def of_photos(before: Draft, after: Draft) -> list[tuple[str, str, str]]:
    """Each text of each photo of either: its field, and what stood and stands there."""
    old, new = _photos(before), _photos(after)
    return [
        (f"{where}.{name}", str(getattr(old.get(where), name, "")), str(getattr(new.get(where), name, "")))
        for where in dict.fromkeys((*old, *new))
        for name in _PHOTO
    ]


def _photos(draft: Draft) -> dict[str, Photo | None]:
    return {"photo": draft.photo, **{f"photos.{number}": one for number, one in enumerate(draft.photos, 1)}}


def _change(field: str, before: str, after: str) -> Change | None:
    return Change(field=field, before=before, after=after) if before != after else None


def _of_body(before: str, after: str) -> list[Change]:
    old, new = paragraphs(before), paragraphs(after)
    found = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            found += [
                Change(
                    field="body",
                    paragraph=c + step + 1,
                    before=old[a + step] if a + step < b else "",
                    after=new[c + step] if c + step < d else "",
                )
                for step in range(max(b - a, d - c))
            ]
    return found
