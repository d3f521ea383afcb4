"""The topics as AsyncAPI 3.0: what anyone may read in full, everything else marked as the newsroom's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from redaksi.contract.schemas import name_of, payload_of
from redaksi.contract.words import ABOUT, kept_in_words, public_in_words
from shared.facts import Fact, Tombstone, encode
from shared.topics import PARTITIONS, TOPICS, Topic

Part = dict[str, Any]
Examples = Mapping[type[Fact], Sequence[Fact]]

BINDING = "0.5.0"


def document(examples: Examples, version: str) -> Part:
    """The whole description, of every kind that there is an example of."""
    kinds = tuple(examples)
    return {
        "asyncapi": "3.0.0",
        "id": "urn:redaksi:topics",
        "info": {
            "title": "Redaksi: the topics of a newsroom",
            "version": version,
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"newsroom": _server()},
        "channels": {topic.name: _channel(topic, kinds) for topic in TOPICS},
        "operations": {f"write.{topic.name}": _operation(topic, kinds) for topic in TOPICS if _said_on(topic, kinds)},
        "components": {"messages": {kind.kind: _message(kind, said) for kind, said in examples.items()}},
    }


def is_public(topic: Topic) -> bool:
    """Whether anyone may read it."""
    return "anyone" in topic.readers


def _server() -> Part:
    return {
        "host": "{bootstrap}",
        "protocol": "kafka",
        "description": "The newsroom's Kafka. `./run up` says where it is.",
        "variables": {"bootstrap": {"default": "127.0.0.1:8010", "description": "KAFKA_BOOTSTRAP"}},
    }


def _said_on(topic: Topic, kinds: Sequence[type[Fact]]) -> Sequence[type[Fact]]:
    return [kind for kind in kinds if kind.topic == topic.name]


def _channel(topic: Topic, kinds: Sequence[type[Fact]]) -> Part:
    public = is_public(topic)
    about = public_in_words(topic) if public else f"Internal: read by {', '.join(topic.readers)} alone."
    said = _said_on(topic, kinds)
    return {
        "address": topic.name,
        "title": topic.name,
        "summary": f"Written by {topic.writer}. {kept_in_words(topic)}",
        "description": about,
        **({"messages": {fact.kind: {"$ref": f"#/components/messages/{fact.kind}"} for fact in said}} if said else {}),
        "bindings": {"kafka": _topic_binding(topic)},
        "x-internal": not public,
    }


def _topic_binding(topic: Topic) -> Part:
    config: Part = dict(topic.config)
    for name, value in config.items():
        if name.endswith((".ms", ".bytes")):
            config[name] = int(value)
    return {
        "topic": topic.name,
        "partitions": PARTITIONS,
        "topicConfiguration": {**config, "cleanup.policy": [config["cleanup.policy"]]},
        "bindingVersion": BINDING,
    }


def _operation(topic: Topic, kinds: Sequence[type[Fact]]) -> Part:
    channel = topic.name
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": f"What {topic.writer} says here" + (", and anyone may read." if is_public(topic) else "."),
        "messages": [{"$ref": f"#/channels/{channel}/messages/{fact.kind}"} for fact in _said_on(topic, kinds)],
        "x-internal": not is_public(topic),
    }


def _message(fact: type[Fact], examples: Sequence[Fact]) -> Part:
    return {
        "name": fact.kind,
        "title": fact.__name__,
        "summary": (fact.__doc__ or "").splitlines()[0],
        "contentType": "application/json",
        "headers": _headers(fact),
        "payload": {"$ref": f"./schemas/{name_of(fact, 'reader')}"},
        "bindings": {"kafka": {"key": _key(examples[0].item), "bindingVersion": BINDING}},
        "examples": [_example(fact) for fact in examples],
        "tags": [{"name": "tombstone"}] if issubclass(fact, Tombstone) else [],
    }


def _example(fact: Fact) -> Part:
    return {
        "name": fact.event_id,
        "summary": f"Under the key {fact.item}.",
        "headers": encode(fact).headers,
        "payload": payload_of(fact),
    }


def _key(example: str) -> Part:
    return {
        "type": "string",
        "description": "The id of what it is about, in UTF-8: `ce_subject`.",
        "examples": [example],
    }


def _headers(fact: type[Fact]) -> Part:
    fields: Mapping[str, Part] = {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"description": "The same for the same fact, however often it is said: know repetitions by it."},
        "ce_source": {"const": fact.source},
        "ce_type": {"const": fact.kind},
        "ce_time": {"format": "date-time", "description": "When it happened."},
        "ce_subject": {"description": "The record's key."},
        "ce_partitionkey": {"description": "The record's key."},
        "ce_version": {"pattern": "^[0-9]+$", "description": "The item's version. Keep the highest, ignore the rest."},
        "content-type": {"const": "application/json"},
    }
    return {
        "type": "object",
        "description": "CloudEvents 1.0 in binary mode; every value is text in UTF-8.",
        "required": list(fields),
        "properties": {name: {"type": "string", **about} for name, about in fields.items()},
    }
