"""The description of the topics: as the code says, valid AsyncAPI 3.0, and true of what is really sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, Draft202012Validator

from shared.facts import FACTS
from shared.topics import TOPICS
from tests.contract.made import ASYNCAPI, DOCS, asyncapi_file
from tests.shared.test_wire import golden_files

META = Path(__file__).parent / "asyncapi" / "asyncapi-3.0.0.json"
PUBLIC = {"redaksi.published.articles.v1", "redaksi.published.comments.v1"}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DOCS / ASYNCAPI).read_text())
    return read


def followed(described: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """The part that a reference names, in this file or beside it."""
    while (reference := part.get("$ref")) is not None:
        if reference.startswith("./"):
            part = json.loads((DOCS / reference).read_text())
            break
        part = described
        for name in reference.removeprefix("#/").split("/"):
            part = part[name]
    return part


def references(part: Any) -> list[dict[str, Any]]:
    match part:
        case {"$ref": str()}:
            return [part]
        case dict():
            return [found for inner in part.values() for found in references(inner)]
        case list():
            return [found for inner in part for found in references(inner)]
    return []


def test_the_file_is_what_the_code_says() -> None:
    assert (DOCS / ASYNCAPI).read_text() == asyncapi_file(), "run `python -m tests.contract.write`"


def test_it_is_valid_asyncapi_3(described: dict[str, Any]) -> None:
    faults = [
        f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}"
        for fault in Draft7Validator(json.loads(META.read_text())).iter_errors(described)
    ]
    assert faults == []


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    for part in references(described):
        assert followed(described, part)


def test_an_operation_names_messages_of_its_own_channel(described: dict[str, Any]) -> None:
    for operation in described["operations"].values():
        channel = operation["channel"]["$ref"]
        assert all(message["$ref"].startswith(f"{channel}/messages/") for message in operation["messages"])


def test_every_topic_and_every_fact_is_there(described: dict[str, Any]) -> None:
    assert set(described["channels"]) == {topic.name for topic in TOPICS}
    said = {kind for channel in described["channels"].values() for kind in channel.get("messages", {})}
    assert said == {fact.kind for fact in FACTS}


def test_what_anyone_may_read_is_public_and_all_else_is_marked(described: dict[str, Any]) -> None:
    assert {name for name, channel in described["channels"].items() if not channel["x-internal"]} == PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_topic_says_how_it_is_read(described: dict[str, Any], name: str) -> None:
    channel = described["channels"][name]
    settings = channel["bindings"]["kafka"]["topicConfiguration"]
    assert settings["cleanup.policy"] == ["compact"]
    assert settings["delete.retention.ms"] > 0
    assert "null value means that the item is erased" in channel["description"]
    erased = [kind for kind in channel["messages"] if kind.endswith(".erased.v1")]
    assert len(erased) == 1
    assert described["components"]["messages"][erased[0]]["examples"][0]["payload"] is None


@pytest.mark.parametrize("path", golden_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_message_that_was_ever_said_is_as_described(described: dict[str, Any], path: Path) -> None:
    golden = json.loads(path.read_text())
    message = followed(described, described["channels"][golden["topic"]]["messages"][path.stem])
    Draft202012Validator(message["headers"]).validate(golden["headers"])
    Draft202012Validator(message["bindings"]["kafka"]["key"]).validate(golden["key"])
    Draft202012Validator(followed(described, message["payload"])).validate(golden["value"])


@pytest.mark.parametrize("kind", [fact.kind for fact in FACTS])
def test_an_example_is_as_described(described: dict[str, Any], kind: str) -> None:
    message = described["components"]["messages"][kind]
    assert message["examples"]
    for example in message["examples"]:
        Draft202012Validator(message["headers"]).validate(example["headers"])
        Draft202012Validator(followed(described, message["payload"])).validate(example["payload"])
