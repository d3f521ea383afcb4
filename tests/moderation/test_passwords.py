"""Passwords and keys: only hashes are kept, and nobody learns which part was wrong."""

from __future__ import annotations

import asyncio
import os
import threading

import pytest

from services.moderation.model.people import digest, new_key, new_reporter, revoked, with_key, without_key
from services.moderation.passwords import Passwords, Throttle
from shared.problems import Problem
from tests.builders import NOON, later


async def test_only_the_password_itself_fits_its_hash() -> None:
    passwords = Passwords()
    kept = await passwords.hash("kata sandi yang panjang")
    assert kept.startswith("$argon2id$")
    assert await passwords.fits(kept, "kata sandi yang panjang")
    assert not await passwords.fits(kept, "kata sandi yang pendek")
    assert not await passwords.fits(None, "kata sandi yang panjang")


async def test_a_crowd_before_the_door_is_told_to_come_again_and_the_others_get_in() -> None:
    passwords = Passwords()
    kept = await passwords.hash("kata sandi yang panjang")
    tries = [passwords.fits(kept, "kata sandi yang panjang") for _ in range(40)]
    came = await asyncio.gather(*tries, return_exceptions=True)
    put_off = [one for one in came if isinstance(one, Problem)]
    assert (came.count(True), len(put_off)) == (12, 28)
    assert (put_off[0].status, put_off[0].headers["Retry-After"]) == (503, "5")
    assert await passwords.fits(kept, "kata sandi yang panjang")


async def test_hashing_waits_for_whatever_else_the_desk_has_to_do() -> None:
    def priority(*_: str) -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert await Passwords()._in_turn(priority) == priority() + 10


def test_made_up_names_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.moderation.passwords._REMEMBERED", 100)
    throttle = Throttle(1, 60, lambda: 0.0)
    for number in range(1_000):
        throttle.failed(str(number))
    assert len(throttle._failures) == 100
    assert throttle.wait("999") > 0


def test_after_so_many_failures_there_is_a_wait_and_then_none() -> None:
    now = [0.0]
    throttle = Throttle(3, 60, lambda: now[0])
    for _ in range(3):
        assert throttle.wait("a") == 0
        throttle.failed("a")
    assert throttle.wait("a") > 0
    assert throttle.wait("b") == 0
    now[0] = 61
    assert throttle.wait("a") == 0


def test_getting_in_forgets_the_failures() -> None:
    throttle = Throttle(1, 60, lambda: 0.0)
    throttle.failed("a")
    throttle.forget("a")
    assert throttle.wait("a") == 0


def test_of_a_key_only_the_hash_is_kept_and_no_two_are_alike() -> None:
    key = new_key()
    assert key.kept.sha256 == digest(key.shown)
    assert key.shown not in new_reporter("Rio", key.kept, NOON).model_dump_json()
    assert new_key().shown != key.shown


def test_a_revoked_key_stays_in_the_list_and_the_others_stay_good() -> None:
    first, second = new_key(), new_key()
    reporter = with_key(new_reporter("Rio", first.kept, NOON), second.kept, later(1))
    without = without_key(reporter, first.kept.id, later(2))
    assert [key.revoked_at for key in without.keys] == [later(2), None]
    assert (without.version, revoked(without, later(3)).revoked) == (3, True)
