"""The client without Kafka: it knows what the newsroom says, never goes back, and its fakes are the real thing."""

from __future__ import annotations

import ast
import json
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from redaksi_client import (
    Change,
    Event,
    FakeTable,
    FakeWorker,
    Published,
    PublishedArticle,
    PublishedComment,
    Rows,
    TryLater,
    Unreadable,
)
from redaksi_client.events import read
from redaksi_client.fake import erasure, event_of

from redaksi.contract.compatible import breaks
from redaksi.contract.schemas import shape_of
from shared.facts import ArticlePublished, CommentPublished, encode
from tests.builders import ARTICLE, a_live
from tests.shared.test_wire import golden_files

CLIENT = Path(__file__).parent.parent.parent / "clients" / "python"


def an_article(version: int = 2, **other: Any) -> PublishedArticle:
    said = encode(ArticlePublished.of(ARTICLE, a_live(version, **other))).value
    return PublishedArticle.model_validate_json(said or b"")


def a_record(**other: Any) -> Any:
    record = encode(ArticlePublished.of(ARTICLE, a_live()))
    headers = tuple((name, text.encode()) for name, text in record.headers.items())
    return SimpleNamespace(**{"key": record.key, "value": record.value, "headers": headers, **other})


def set_open(shape: dict[str, Any]) -> dict[str, Any]:
    """Without what the client need not check: how long texts are, and whether there are more fields."""
    unchecked = {"additionalProperties", "maxLength", "maxItems", "minimum", "maximum"}
    names = {"PublicCorrection": "Correction", "PublicRetraction": "Retraction"}
    text = json.dumps(shape)
    for ours, theirs in names.items():
        text = text.replace(ours, theirs)
    return dict(json.loads(text, object_hook=lambda part: {k: v for k, v in part.items() if k not in unchecked}))


def test_the_client_needs_nothing_of_ours() -> None:
    needed = {"aiokafka", "pydantic"}
    assert {
        name.split(">")[0] for name in tomllib.loads((CLIENT / "pyproject.toml").read_text())["project"]["dependencies"]
    } == needed
    for path in (CLIENT / "redaksi_client").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"shared", "services", "redaksi", "tests"}


@pytest.mark.parametrize(
    ("ours", "theirs"), [(ArticlePublished, PublishedArticle), (CommentPublished, PublishedComment)]
)
def test_its_models_are_what_we_say(ours: Any, theirs: type[Published]) -> None:
    assert (theirs.topic, theirs.kind) == (ours.topic, ours.kind)
    assert set(theirs.model_fields) == set(ours.model_fields)
    promised = set_open(shape_of(ours.model_json_schema()))
    assert breaks(promised, set_open(shape_of(theirs.model_json_schema())), public=True) == []


@pytest.mark.parametrize("path", [path for path in golden_files() if path.stem.startswith("redaksi.published")])
def test_it_reads_every_message_that_was_ever_published(path: Path) -> None:
    golden = json.loads(path.read_text())
    model: type[Published] = PublishedArticle if golden["topic"] == PublishedArticle.topic else PublishedComment
    value = None if golden["value"] is None else json.dumps(golden["value"]).encode()
    headers = tuple((name, text.encode()) for name, text in golden["headers"].items())
    event = read(model, SimpleNamespace(key=golden["key"].encode(), value=value, headers=headers))
    assert (event.key, event.id) == (golden["key"], golden["headers"]["ce_id"])
    assert event.version == int(golden["headers"]["ce_version"])
    assert (event.item is None) == (value is None)
    assert event.item is None or event.item.key == golden["key"]


def test_a_field_of_a_later_release_is_kept() -> None:
    richer = json.dumps({**json.loads(a_record().value), "mood": "glad"}).encode()
    event = read(PublishedArticle, a_record(value=richer))
    assert event.item is not None
    assert event.item.model_extra == {"mood": "glad"}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"key": None}, "no key"),
        ({"headers": (("ce_type", b"another.v1"),)}, "another type"),
        ({"value": b'{"headline": "rahasia"}'}, "article_id"),
        ({"value": b"{"}, "value"),
    ],
)
def test_what_cannot_be_read_is_told_without_its_content(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(Unreadable, match=why) as unreadable:
        read(PublishedArticle, a_record(**wrong))
    assert "rahasia" not in str(unreadable.value)


def test_a_plain_record_without_headers_is_read_too() -> None:
    assert read(PublishedArticle, a_record(headers=())).version == 2
    assert read(PublishedArticle, a_record(headers=(), value=None)).version is None


def test_the_newest_is_kept_whatever_comes_in_whichever_order() -> None:
    rows: Rows[PublishedArticle] = Rows()
    assert rows.take(event_of(an_article(2))) == Change(str(ARTICLE), None, an_article(2))
    assert rows.take(event_of(an_article(4))) == Change(str(ARTICLE), an_article(2), an_article(4))
    assert rows.take(event_of(an_article(4, headline="Lain"))) is None
    assert rows.take(event_of(an_article(3))) is None
    assert rows.get(ARTICLE) == rows.get(str(ARTICLE)) == an_article(4)
    assert (list(rows), len(rows), ARTICLE in rows) == ([an_article(4)], 1, True)


@pytest.mark.parametrize("version", [5, 4, None])
def test_what_was_erased_stays_away(version: int | None) -> None:
    rows: Rows[PublishedArticle] = Rows()
    rows.take(event_of(an_article(4)))
    assert rows.take(erasure(str(ARTICLE), version)) == Change(str(ARTICLE), an_article(4), None)
    assert rows.take(erasure(str(ARTICLE), version)) is None
    for older in (3, 4):
        assert rows.take(event_of(an_article(older))) is None
    assert (rows.get(ARTICLE), len(rows), ARTICLE in rows) == (None, 0, False)


def test_an_erasure_that_is_late_erases_nothing_newer() -> None:
    rows: Rows[PublishedArticle] = Rows()
    rows.take(event_of(an_article(6)))
    assert rows.take(erasure(str(ARTICLE), 5)) is None
    assert ARTICLE in rows


def test_an_erasure_that_comes_first_keeps_what_is_older_away() -> None:
    rows: Rows[PublishedArticle] = Rows()
    assert rows.take(erasure(str(ARTICLE), 5)) is None
    assert rows.take(event_of(an_article(4))) is None


async def test_the_fake_table_tells_changes_as_the_real_one() -> None:
    heard: list[Change[PublishedArticle]] = []

    async def on_change(change: Change[PublishedArticle]) -> None:
        heard.append(change)

    async with FakeTable(an_article(2), on_change=on_change) as articles:
        await articles.until_caught_up()
        await articles.say(an_article(3))
        await articles.say(an_article(2))
        await articles.erase(str(ARTICLE), 4)
    key = str(ARTICLE)
    assert heard == [Change(key, an_article(2), an_article(3)), Change(key, an_article(3), None)]


async def test_the_fake_worker_tries_again_and_buries() -> None:
    tried: list[UUID | str] = []

    async def fail(event: Event[PublishedArticle]) -> None:
        tried.append(event.key)
        raise LookupError("rahasia")

    worker = FakeWorker(fail, tries=3)
    await worker.say(an_article())
    assert len(tried) == 3
    assert [(event.item, why) for event, why in worker.dead] == [(an_article(), "LookupError")]


async def test_the_fake_worker_buries_nothing_that_is_to_be_tried_later() -> None:
    async def later(_: Event[PublishedArticle]) -> None:
        raise TryLater

    worker = FakeWorker(later)
    with pytest.raises(TryLater):
        await worker.erase(str(ARTICLE), 3)
    assert worker.dead == []
