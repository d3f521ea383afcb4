"""Facts as Kafka records: CloudEvents 1.0 in binary mode, and back.

Source of the rules: CloudEvents Kafka protocol binding 1.0.2 (3.2 binary mode, a null value is an
event without data) and the partitioning extension.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from pydantic import TypeAdapter, ValidationError

from shared.facts import canary, comment, decision, draft, newsroom, published
from shared.facts.fact import Fact, Tombstone

FACTS: tuple[type[Fact], ...] = (
    draft.DraftSubmitted,
    draft.DraftWithdrawn,
    decision.ArticleHeld,
    decision.ArticleReturned,
    decision.ArticleApproved,
    decision.ArticleCorrected,
    decision.ArticleRejected,
    decision.ArticleWithdrawn,
    decision.ArticleRetracted,
    decision.ArticleErased,
    decision.DraftRefused,
    published.ArticlePublished,
    published.ArticleUnpublished,
    newsroom.ReporterSettled,
    newsroom.RulesSettled,
    newsroom.SectionsSettled,
    newsroom.ZoneSettled,
    comment.CommentSubmitted,
    comment.CommentConfirmed,
    comment.WithdrawalAsked,
    comment.CommentHeld,
    comment.CommentApproved,
    comment.CommentRejected,
    comment.CommentMarkedSpam,
    comment.CommentRemoved,
    comment.CommentWithdrawn,
    comment.CommentErased,
    comment.CommentPublished,
    comment.CommentUnpublished,
    canary.BeatBegun,
    canary.BeatTold,
    canary.BeatPublished,
)
"""Everything that can be said in the newsroom."""

_BY_KIND: Mapping[str, type[Fact]] = {fact.kind: fact for fact in FACTS}
_READERS: Mapping[str, TypeAdapter[Fact]] = {fact.kind: TypeAdapter(fact) for fact in FACTS}
_TIME: TypeAdapter[datetime] = TypeAdapter(datetime)


class Poison(Exception):  # noqa: N818 - the newsroom's word for it
    """A record that can never be understood, with the reason in words that name no content."""


class Envelope(Fact):
    """What a record says without its value: which item, and at which version. Never written."""

    kind: ClassVar[str] = "redaksi.envelope"

    key: str
    version: int

    @property
    def item(self) -> str:
        return self.key

    @property
    def item_version(self) -> int:
        return self.version


class Record(NamedTuple):
    """A fact ready to be sent; `value` is None for an erased item."""

    topic: str
    key: bytes
    value: bytes | None
    headers: dict[str, str]


def encode(fact: Fact) -> Record:
    """The record that says this fact."""
    value = None if isinstance(fact, Tombstone) else _READERS[fact.kind].dump_json(fact)
    item = fact.item
    headers = {
        "ce_specversion": "1.0",
        "ce_id": fact.event_id,
        "ce_source": fact.source,
        "ce_type": fact.kind,
        "ce_time": fact.at.isoformat(),
        "ce_subject": item,
        "ce_partitionkey": item,
        "ce_version": str(fact.item_version),
        "content-type": "application/json",
    }
    return Record(fact.topic, item.encode(), value, headers)


def decode(topic: str, key: bytes | None, value: bytes | None, headers: Mapping[str, str]) -> Fact:
    """The fact that this record says. Raises `Poison` where it says none.

    `topic` is the one the record was first written to. What is wrong is told by field and rule,
    never by content: these words end up in headers and logs.
    """
    kind = headers.get("ce_type", "")
    fact = _BY_KIND.get(kind)
    if fact is None or fact.topic != topic:
        raise Poison(f"unknown type {kind[:100]!r} on {topic}")
    if issubclass(fact, Tombstone):
        return _decode_tombstone(fact, key, value, headers)
    if value is None:
        raise Poison(f"{kind} has no value")
    try:
        heard = _READERS[kind].validate_json(value)
    except ValidationError as error:
        raise Poison(_without_content(error)) from None
    if key != heard.item.encode():
        raise Poison(f"{kind} stands under a key that is not its item")
    return heard


def read_envelope(_: str, key: bytes | None, __: bytes | None, headers: Mapping[str, str]) -> Envelope:
    """Which item a record is about, at which version, without reading its value. Raises `Poison`."""
    try:
        at = _TIME.validate_python(headers.get("ce_time"))
        return Envelope(at=at, key=(key or b"").decode(), version=int(headers.get("ce_version", "")))
    except ValueError:
        raise Poison("no readable key, ce_version or ce_time") from None


def _decode_tombstone(
    fact: type[Tombstone], key: bytes | None, value: bytes | None, headers: Mapping[str, str]
) -> Tombstone:
    if value is not None:
        raise Poison(f"{fact.kind} must not have a value")
    try:
        at = _TIME.validate_python(headers.get("ce_time"))
        return fact.heard((key or b"").decode(), int(headers.get("ce_version", "")), at)
    except ValueError:
        raise Poison(f"{fact.kind} has no readable key, ce_version or ce_time") from None


def _without_content(error: ValidationError) -> str:
    faults: Sequence[Any] = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'value'}: {fault['type']}" for fault in faults[:5]
    )
