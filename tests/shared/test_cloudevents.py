"""Our messages are CloudEvents to others too: the official SDK reads every kind."""

from __future__ import annotations

import json

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event

from shared.facts import Fact, encode
from tests.shared.every_fact import every_fact


@pytest.mark.parametrize("fact", every_fact(), ids=lambda fact: fact.kind)
def test_the_official_sdk_reads_what_we_say(fact: Fact) -> None:
    record = encode(fact)
    headers = {name: text.encode() for name, text in record.headers.items()}
    event = from_binary_event(KafkaMessage(headers=headers, key=record.key, value=record.value or b""))
    assert event.get_type() == fact.kind
    assert event.get_id() == fact.event_id
    assert event.get_source() == fact.source
    assert event.get_subject() == fact.item
    assert event.get_time() == fact.at
    if record.value is not None:
        assert event.get_data() == json.loads(record.value)
