"""Whether a fact may still be read by, and still reads, what was released before.

Covers the keywords that pydantic writes for facts. What it does not know it reports when it changed:
a false alarm is looked at by a person, a missed break by every reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_LOOKED_INTO = {"properties", "required", "additionalProperties", "items", "anyOf", "enum", "$ref", "$defs", "default"}


def breaks(old: Schema, new: Schema, *, public: bool) -> list[str]:
    """What is no longer kept, by field. `public`: an older reader, whom nobody can update, must read the new too."""
    return list(_Comparison(old, new, public=public).faults(old, new, "value"))


class _Comparison:
    """Two whole schemas, in which references are followed."""

    def __init__(self, old: Schema, new: Schema, *, public: bool) -> None:
        self._old = old
        self._new = new
        self._public = public

    def faults(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        """Every break at this place and below."""
        old, new = _followed(old, self._old), _followed(new, self._new)
        yield from self._alternatives(old, new, where)
        yield from self._fields(old, new, where)
        yield from self._values(old, new, where)
        for inner in ("items", "additionalProperties"):
            before, after = old.get(inner), new.get(inner)
            if isinstance(before, dict) and isinstance(after, dict):
                yield from self.faults(before, after, f"{where}[]")
            elif before != after:
                yield f"{where}: {inner} changed"
        if "default" in old and "default" in new and old["default"] != new["default"]:
            yield f"{where}: what is missing meant {old['default']!r} and now means {new['default']!r}"
        for word in sorted((old.keys() | new.keys()) - _LOOKED_INTO):
            if old.get(word) != new.get(word):
                yield f"{where}: {word} changed from {old.get(word)!r} to {new.get(word)!r}"

    def _alternatives(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        before, after = old.get("anyOf"), new.get("anyOf")
        if before is None and after is None:
            return
        if before is None or after is None or len(before) != len(after):
            yield f"{where}: anyOf changed"
            return
        for one, other in zip(before, after, strict=True):
            yield from self.faults(one, other, where)

    def _fields(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name not in after:
                yield f"{where}.{name}: removed"
            else:
                yield from self.faults(before[name], after[name], f"{where}.{name}")
        was, now = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(now - was):
            yield f"{where}.{name}: newly required"
        for name in sorted(was - now):
            if self._public and name in after:
                yield f"{where}.{name}: no longer always there"

    def _values(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        before, after = old.get("enum"), new.get("enum")
        if before is None and after is None:
            return
        if before is None or after is None:
            yield f"{where}: enum changed"
            return
        yield from (f"{where}: {value!r} is no longer known" for value in before if value not in after)
        if self._public:
            yield from (f"{where}: {value!r} is unknown to older readers" for value in after if value not in before)


def _followed(part: Schema, whole: Schema) -> Schema:
    if (reference := part.get("$ref")) is None:
        return part
    found: Schema = whole["$defs"][reference.removeprefix("#/$defs/")]
    return found
