"""Which passwords are too weak, and that it is said in words that help."""

from __future__ import annotations

import time

import pytest

from services.moderation.model.refusal import Missing
from services.moderation.people.strength import weakness

GOOD = ("kuda hujan lampu seberang", "perahu jendela kering tujuh", "x7!mQp2#vR9z", "бщжю ыэлг дцйф")


def judged(password: str, name: str = "Sari Dewi", email: str = "sari.dewi@contoh.id") -> Missing | None:
    return weakness(password, field="new", name=name, email=email)


@pytest.mark.parametrize("password", GOOD)
def test_what_is_long_and_not_known_will_do_whatever_it_is_made_of(password: str) -> None:
    assert judged(password) is None


@pytest.mark.parametrize("length", [0, 1, 11])
def test_what_is_short_is_refused_at_its_field_however_odd_it_is(length: int) -> None:
    refusal = judged("x7!mQp2#vR9zK"[:length])
    assert refusal is not None
    assert (refusal.field, "Terlalu pendek" in refusal.id, "Too short" in refusal.en) == ("new", True, True)


@pytest.mark.parametrize("password", ["password1234", "aaaaaaaaaaaaaa", "123456789012", "qwertyuiop[]", "abcabcabcabc"])
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    refusal = judged(password)
    assert refusal is not None
    assert "umum dipakai" in refusal.id


@pytest.mark.parametrize("password", ["saridewi2026", "Sari.Dewi.12", "redaksiredaksi", "contoh.id2026"])
def test_ones_own_name_and_address_and_the_newsrooms_are_known(password: str) -> None:
    refusal = judged(password)
    assert refusal is not None
    assert "nama, surel" in refusal.id
    assert "your name" in refusal.en


def test_four_words_are_not_refused_for_one_that_is_in_the_name() -> None:
    assert judged("sari perahu jendela kering") is None


def test_a_password_of_the_greatest_length_is_judged_at_once() -> None:
    began = time.monotonic()
    assert judged("perahu jendela kering tujuh " * 35) is None
    assert time.monotonic() - began < 5
