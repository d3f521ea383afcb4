"""The language on the wire: what was ever said can always be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shared.facts import FACTS, ArticlePublished, Fact, Poison, Record, decode, encode, read_envelope
from shared.topics import TOPICS
from tests.builders import ARTICLE, a_live, a_submission
from tests.shared.every_fact import every_fact

GOLDEN = Path(__file__).parent / "wire"


def golden_files() -> list[Path]:
    return sorted(GOLDEN.glob("v*/*.json"))


def newest(kind: str) -> Path | None:
    """The golden message of this kind that was added last: each release that says more adds one."""
    return max(GOLDEN.glob(f"v*/{kind}.json"), key=lambda path: int(path.parent.name[1:]), default=None)


def as_json(record: Record) -> dict[str, Any]:
    value = json.loads(record.value) if record.value is not None else None
    return {"topic": record.topic, "key": record.key.decode(), "value": value, "headers": record.headers}


def read(golden: dict[str, Any]) -> Fact:
    value = json.dumps(golden["value"]).encode() if golden["value"] is not None else None
    return decode(golden["topic"], golden["key"].encode(), value, golden["headers"])


@pytest.mark.parametrize("path", golden_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_message_that_was_ever_said_can_still_be_read(path: Path) -> None:
    golden = json.loads(path.read_text())
    assert encode(read(golden)).headers["ce_id"] == golden["headers"]["ce_id"]


@pytest.mark.parametrize("fact", every_fact(), ids=lambda fact: fact.kind)
def test_what_is_said_today_is_what_the_golden_message_says(fact: Fact) -> None:
    path = newest(fact.kind)
    assert path is not None
    assert as_json(encode(fact)) == json.loads(path.read_text())


def test_every_fact_has_its_golden_message() -> None:
    assert {path.stem for path in golden_files()} == {fact.kind for fact in FACTS}


@pytest.mark.parametrize("fact", every_fact(), ids=lambda fact: fact.kind)
def test_a_fact_survives_the_wire_unchanged(fact: Fact) -> None:
    record = encode(fact)
    assert decode(record.topic, record.key, record.value, record.headers) == fact


@pytest.mark.parametrize("fact", every_fact(), ids=lambda fact: fact.kind)
def test_an_envelope_says_which_item_at_which_version_whatever_the_value_is(fact: Fact) -> None:
    record = encode(fact)
    envelope = read_envelope(record.topic, record.key, b"{", record.headers)
    assert (envelope.item, envelope.item_version, envelope.at) == (fact.item, fact.item_version, fact.at)


@pytest.mark.parametrize("wrong", [{"ce_version": "x"}, {"ce_version": ""}, {"ce_time": "noon"}])
def test_an_envelope_that_cannot_be_read_is_poison(wrong: dict[str, str]) -> None:
    record = encode(ArticlePublished.of(ARTICLE, a_live()))
    with pytest.raises(Poison, match="readable"):
        read_envelope(record.topic, record.key, record.value, {**record.headers, **wrong})


@pytest.mark.parametrize("fact", every_fact(), ids=lambda fact: fact.kind)
def test_every_record_is_a_cloudevent_with_its_version_even_a_null_one(fact: Fact) -> None:
    headers = encode(fact).headers
    assert headers["ce_specversion"] == "1.0"
    assert all(headers[name] for name in ("ce_id", "ce_source", "ce_type", "ce_time", "ce_subject", "ce_partitionkey"))
    assert int(headers["ce_version"]) == fact.item_version


def test_every_fact_travels_on_a_topic_that_exists() -> None:
    assert {fact.topic for fact in FACTS} <= {topic.name for topic in TOPICS}


def test_a_field_that_a_later_release_added_is_no_trouble_for_a_reader() -> None:
    record = encode(a_submission())
    richer = json.dumps({**json.loads(record.value or b""), "mood": "glad"}).encode()
    assert decode(record.topic, record.key, richer, record.headers) == a_submission()


def test_the_public_record_holds_nothing_but_the_named_fields() -> None:
    said = json.loads(encode(ArticlePublished.of(ARTICLE, a_live())).value or b"")
    assert set(said) == {
        "at", "article_id", "version", "status", "language", "headline", "slug", "path", "previous_paths", "dateline",
        "lead", "body", "section", "tags", "photo", "photos", "byline", "editor", "published_at", "updated_at",
        "corrections", "comments", "front", "retraction",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"value": b"{not json"}, "json_invalid"),
        ({"value": None}, "has no value"),
        ({"value": b'{"article_id": "rahasia"}'}, "article_id: uuid_parsing"),
        ({"key": b"another"}, "key that is not its item"),
        ({"headers": {}}, "unknown type"),
        ({"headers": {"ce_type": "somebody.elses.v9"}}, "unknown type"),
        ({"topic": "redaksi.newsroom.v1"}, "unknown type"),
    ],
)
def test_what_cannot_be_understood_is_poison_and_the_reason_names_no_content(change: Any, reason: str) -> None:
    record = encode(a_submission())._replace(**change)
    with pytest.raises(Poison, match=reason) as poison:
        decode(record.topic, record.key, record.value, record.headers)
    assert "rahasia" not in str(poison.value)
