"""Whose key it is, as the newsroom topic tells: in any order, more than once."""

from __future__ import annotations

import hashlib

import pytest
from aiokafka import ConsumerRecord

from services.ingest.staff import Staff
from shared.bus import Heard
from shared.facts import Fact, ReporterKey, ReporterSettled, RulesSettled, ZoneSettled
from shared.topics import NEWSROOM
from tests.builders import NOON


def heard(fact: Fact) -> Heard:
    record = ConsumerRecord(NEWSROOM, 0, 0, 0, 0, b"", b"", None, 0, 0, ())
    return Heard(fact=fact, trace="", record=record)


def a_key(key: str, *, revoked: bool = False) -> ReporterKey:
    sha = hashlib.sha256(key.encode()).hexdigest()
    return ReporterKey(id=key, sha256=sha, revoked_at=NOON if revoked else None)


def settled(version: int, *keys: ReporterKey, revoked: bool = False) -> ReporterSettled:
    return ReporterSettled(at=NOON, version=version, reporter_id="rio", name="Rio", keys=keys, revoked=revoked)


@pytest.fixture
def staff() -> Staff:
    return Staff()


async def test_a_key_is_known_from_its_hash(staff: Staff) -> None:
    await staff.heed([heard(settled(1, a_key("rdk_1_a")))])
    assert (reporter := staff.reporter("rdk_1_a")) is not None
    assert (reporter.id, reporter.name) == ("rio", "Rio")
    assert staff.reporter("rdk_1_b") is None
    assert staff.reporter("") is None


async def test_a_revoked_key_stops_and_the_others_do_not(staff: Staff) -> None:
    await staff.heed([heard(settled(1, a_key("a"), a_key("b")))])
    await staff.heed([heard(settled(2, a_key("a", revoked=True), a_key("b")))])
    assert staff.reporter("a") is None
    assert staff.reporter("b") is not None


async def test_a_reporter_who_is_revoked_has_no_key(staff: Staff) -> None:
    await staff.heed([heard(settled(1, a_key("a"))), heard(settled(2, a_key("a"), revoked=True))])
    assert staff.reporter("a") is None


async def test_what_is_old_and_heard_again_brings_no_key_back(staff: Staff) -> None:
    old, new = heard(settled(1, a_key("a"))), heard(settled(2, a_key("a", revoked=True)))
    await staff.heed([new, old])
    assert staff.reporter("a") is None


async def test_the_newest_rules_count(staff: Staff) -> None:
    new = RulesSettled(at=NOON, version=2, levels={"dateline": "off"})
    old = RulesSettled(at=NOON, version=1, levels={"dateline": "warn"})
    await staff.heed([heard(new), heard(old)])
    assert staff.rules.levels == {"dateline": "off"}


async def test_the_zone_is_the_one_that_was_settled_last(staff: Staff) -> None:
    assert staff.zone == "Asia/Jakarta"
    for version, zone in ((2, "Asia/Jayapura"), (1, "Asia/Makassar")):
        await staff.heed([heard(ZoneSettled(at=NOON, version=version, zone=zone))])
    assert staff.zone == "Asia/Jayapura"
