"""A comment at the door: what is wrong with it, whose it is, and how machines are known."""

from __future__ import annotations

import functools
import operator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.comments.crowd import OF_A_PLACE, Crowd, Print, Texts, simhash
from services.ingest.comments.form import Sent
from tests.builders import ARTICLE, NOON, a_comment

RIGHT: dict[str, Any] = {"name": "Sari", "email": "sari@contoh.id", "text": "Terima kasih.", "consent": True}


def faults(**other: Any) -> set[str]:
    return set(Sent.of({**RIGHT, **other}).faults(web=False))


def test_what_is_right_has_no_fault() -> None:
    assert faults() == set()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "S" * 101),
        ("name", "Sari\nBcc: semua"),
        ("email", ""),
        ("email", "sari"),
        ("email", "sari@contoh"),
        ("email", "sari@contoh.id, budi@contoh.id"),
        ("text", " "),
        ("text", "x" * 10_001),
        ("text", "nol \x00"),
        ("text", "baris\x85dua"),
        ("name", "Sari\tDewi"),
        ("consent", False),
        ("consent", "tidak"),
        ("parent_id", "bukan id"),
        ("web", "https://contoh.id"),
    ],
)
def test_each_fault_is_told_at_its_field(field: str, value: Any) -> None:
    assert faults(**{field: value}) == {field}


def test_a_field_that_there_is_not_is_told_to_programs_and_left_to_pages() -> None:
    more = {**RIGHT, "nama": "Sari", "subject": ""}
    assert set(Sent.of(more, closed=True).faults(web=False)) == {"nama"}
    assert Sent.of(more).faults(web=False) == {}


def test_everything_that_is_wrong_is_told_at_once_in_both_languages() -> None:
    found = Sent.of({}).faults(web=False)
    assert set(found) == {"name", "email", "text", "consent"}
    assert all(set(words) == {"id", "en"} for words in found.values())


def test_a_web_address_is_taken_where_the_newsroom_wants_it() -> None:
    assert Sent.of({**RIGHT, "web": "https://contoh.id"}).faults(web=True) == {}
    assert set(Sent.of({**RIGHT, "web": "javascript:x"}).faults(web=True)) == {"web"}


def test_the_same_sent_again_is_the_same_comment() -> None:
    one, again = Sent.of({**RIGHT, "once": "a"}), Sent.of({**RIGHT, "email": "SARI@contoh.id", "once": "a"})
    assert one.comment_id(ARTICLE, NOON) == again.comment_id(ARTICLE, NOON + timedelta(days=1))
    assert one.comment_id(ARTICLE, NOON) != one.comment_id(uuid4(), NOON)
    other = Sent.of({**RIGHT, "text": "Lain.", "once": "a"})
    assert one.comment_id(ARTICLE, NOON) != other.comment_id(ARTICLE, NOON)
    blank = Sent.of(RIGHT)
    assert blank.comment_id(ARTICLE, NOON) == blank.comment_id(ARTICLE, NOON + timedelta(minutes=1)), "pressed twice"
    assert blank.comment_id(ARTICLE, NOON) != blank.comment_id(ARTICLE, NOON + timedelta(hours=2))


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_many_from_one_place_are_marked_and_very_many_have_to_wait() -> None:
    clock = Clock()
    crowd = Crowd(clock)
    for number in range(OF_A_PLACE.shut):
        assert crowd.wait(crowd.visit("203.0.113.7", "a")) == 0
        assert crowd.many(crowd.visit("203.0.113.99", "b")) == (number >= OF_A_PLACE.many), "the same network"
        crowd.taken(crowd.visit("203.0.113.7", f"artikel {number}"), Print.of(f"kata {number}"))
    assert 0 < crowd.wait(crowd.visit("203.0.113.200", "a")) <= OF_A_PLACE.seconds
    assert crowd.wait(crowd.visit("203.0.114.7", "a")) == 0, "another network"
    clock.now += OF_A_PLACE.seconds + 1
    assert crowd.wait(crowd.visit("203.0.113.7", "a")) == 0


def test_of_places_that_nobody_came_from_lately_nothing_is_kept() -> None:
    clock = Clock()
    crowd = Crowd(clock)
    for number in range(5_000):
        clock.now += 1
        crowd.taken(crowd.visit(f"10.{number >> 8}.{number & 255}.1", "a"), Print.of("kata"))
    assert len(crowd._times) == OF_A_PLACE.seconds + 1, "those of the last ten minutes, and one article"
    assert crowd.wait(crowd.visit("10.0.0.1", "b")) == 0


@pytest.mark.parametrize(("one", "other"), [("2001:db8:1:2::1", "2001:db8:1:ffff::9"), ("bukan", "bukan")])
def test_a_place_is_a_network(one: str, other: str) -> None:
    crowd = Crowd(Clock())
    for number in range(OF_A_PLACE.many):
        crowd.taken(crowd.visit(one, f"{number}"), Print.of("kata"))
    assert crowd.many(crowd.visit(other, "x"))
    assert not crowd.many(crowd.visit("2001:db8:2::1", "x"))


LONG = "Selamat pagi semuanya, saya mau berbagi pengalaman tentang jalan desa yang rusak di tempat kami tinggal ini."


def test_nearly_the_same_words_are_known_again_and_others_are_not() -> None:
    crowd = Crowd(Clock())
    crowd.taken(crowd.visit("1.2.3.4", "a"), Print.of(LONG))
    assert crowd.repeated(Print.of(LONG.upper()))
    assert crowd.repeated(Print.of(LONG + "!"))
    assert not crowd.repeated(
        Print.of("Menurut saya jembatan itu seharusnya sudah selesai tahun lalu, bukan tahun ini.")
    )
    crowd.taken(crowd.visit("1.2.3.4", "a"), Print.of("Setuju"))
    assert crowd.repeated(Print.of("setuju"))
    assert not crowd.repeated(Print.of("Setujui"))


@given(st.text(max_size=120), st.text(max_size=120))
def test_what_is_let_in_the_fact_takes(name: str, text: str) -> None:
    sent = Sent.of({**RIGHT, "name": name, "text": text})
    if not sent.faults(web=False):
        a_comment(name=sent.name, text=sent.text)


def test_half_a_character_is_left_out_and_the_rules_by_their_name_are_agreed_to() -> None:
    assert Sent.of({**RIGHT, "text": "ya \ud800"}).text == "ya"
    agreed = Sent.of({**RIGHT, "consent": "2026-01"})
    assert agreed.faults(web=False, rules="2026-01") == {}
    assert set(agreed.faults(web=False, rules="2026-02")) == {"consent"}


FEW_BITS = st.integers(0, 63).map(lambda at: 1 << at)


NEAR_EACH_OTHER = st.tuples(st.sampled_from([0, (1 << 64) - 1, 0xF0F0 << 20]), st.lists(FEW_BITS, max_size=5))


@given(st.lists(NEAR_EACH_OTHER, max_size=30))
def test_prints_are_found_by_their_quarters_as_by_looking_at_all(made: list[tuple[int, list[int]]]) -> None:
    prints = [Print(functools.reduce(operator.xor, flips, base), "") for base, flips in made]
    texts = Texts()
    for number, one in enumerate(prints):
        near = any((one.bits ^ other.bits).bit_count() <= 3 for other in prints[:number])
        assert texts.has(one) == near
        texts.add(one)


def test_the_oldest_print_is_forgotten() -> None:
    texts, first = Texts(), Print.of(LONG)
    texts.add(first)
    for number in range(1_000):
        assert texts.has(first)
        texts.add(Print.of(f"kata {number}"))
    assert not texts.has(first)
    assert len(texts._under) <= 4_000


@given(st.text(max_size=200))
def test_any_text_has_a_print(text: str) -> None:
    assert 0 <= simhash(text) < 1 << 64


def test_no_address_is_remembered_as_it_is() -> None:
    crowd = Crowd(Clock())
    crowd.taken(crowd.visit("203.0.113.7", "a"), Print.of("kata"))
    assert "203.0.113" not in repr(crowd.__dict__)
