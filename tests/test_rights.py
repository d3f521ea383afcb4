"""The table of rights says what the services open, and what shared/topics.py says of them; nothing is forgotten."""

from __future__ import annotations

import importlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from redaksi_client import Follower

from redaksi import rights
from redaksi.readers import _NAME
from redaksi.rights import IN_KAFKA, SERVICES
from redaksi.runner import table
from services.ingest.tide import Tide
from shared.bus import Bus
from shared.topics import GROUPS, TOPICS
from tests.keys import KEYS

SETTINGS = {
    "ingest": "IngestSettings",
    "ingest-view": "Settings",
    "moderation": "DeskSettings",
    "publish": "Settings",
    "site": "SiteSettings",
}


@dataclass
class Opened:
    """What a service that was built has opened, noted as it does."""

    buses: list[Bus] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)
    watched: set[str] = field(default_factory=set)
    databases: set[str] = field(default_factory=set)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    seen = Opened()
    for name, value in {**KEYS, "REDAKSI_STATUS_SECRET": "a secret for the links of this test alone"}.items():
        monkeypatch.setenv(name, value)
    _noting(monkeypatch, Bus, "__init__", lambda bus, *_: seen.buses.append(bus))
    _noting(monkeypatch, Follower, "__init__", lambda _, model, *__: seen.topics.add(model.topic))
    _noting(monkeypatch, Tide, "__init__", lambda _, __, group, *___: seen.watched.add(group.name))
    _noting(monkeypatch, AsyncIOMotorClient, "__getitem__", lambda _, name: seen.databases.add(name))
    return seen


def _noting(monkeypatch: pytest.MonkeyPatch, kind: type, name: str, note: Any) -> None:
    real = getattr(kind, name)

    def noted(*arguments: Any, **named: Any) -> Any:
        note(*arguments)
        return real(*arguments, **named)

    monkeypatch.setattr(kind, name, noted)


def build(name: str) -> None:
    module = table.module_of(name)
    app = importlib.import_module(module if name == "ingest-view" else f"{module}.app")
    app.build(getattr(app, SETTINGS[name])())


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_opens_what_the_table_says_and_nothing_else(opened: Opened, name: str) -> None:
    build(name)
    one = SERVICES[name]
    subscribers: list[Any] = [each for bus in opened.buses for each in bus.broker.subscribers]
    grouped = {each.group_id: {topic.name for topic in each.topics} for each in subscribers if each.group_id}
    own = {name: topics - set(one.beside) for name, topics in grouped.items()}
    assert own == {group.name: {group.topic, group.redrive} for group in one.groups}
    assert {topic for topics in grouped.values() for topic in topics if topic in one.beside} == set(one.beside)
    alone = [topic.name for each in subscribers if not each.group_id for topic in each.topics]
    assert {*alone, *opened.topics} == set(one.follows)
    assert opened.watched == {group.name for group in one.watches}
    assert opened.databases == {f"redaksi_{one.database}"}


def test_every_process_has_rights() -> None:
    assert set(SERVICES) == set(table.SERVICES)


def test_each_topic_is_written_by_one_process_of_the_service_that_writes_it() -> None:
    for topic in TOPICS:
        writers = [name for name, one in SERVICES.items() if topic.name in one.writes]
        # What operators do they do at the desk, too.
        expected = ["moderation" if topic.writer == "operators" else topic.writer]
        assert [name.removesuffix("-view") for name in writers] == expected, topic.name


def test_each_topic_is_read_by_those_who_may() -> None:
    for topic in TOPICS:
        readers = {name.removesuffix("-view") for name, one in SERVICES.items() if topic.name in one.reads}
        if "anyone" not in topic.readers:
            wanted = {"moderation" if one == "operators" else one for one in topic.readers}
            assert readers - {"moderation"} == wanted - {"moderation"}, topic.name
            assert wanted <= readers, topic.name


def test_each_group_is_of_one_process_and_none_is_forgotten() -> None:
    count = Counter(group.name for one in SERVICES.values() for group in one.groups)
    assert count == {group.name: 1 for group in GROUPS}


@pytest.mark.parametrize("name", IN_KAFKA)
def test_no_reader_can_be_called_as_a_user_of_ours(name: str) -> None:
    assert not _NAME.fullmatch(rights.user(name))
