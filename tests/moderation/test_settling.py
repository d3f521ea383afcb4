"""What may be settled for the newsroom, and how the audit tells of it."""

from __future__ import annotations

import pytest

from services.moderation.model.house import House
from services.moderation.model.settling import (
    change_of_house,
    change_of_rules,
    change_of_sections,
    faults_of_rules,
    faults_of_sections,
    moved,
)
from services.moderation.pages.admin.audit import plain
from shared.facts import RulesSettled, Section
from tests.builders import NOON

A, B, C = (Section(slug=slug, name=slug.upper()) for slug in "abc")


def settled(**other: object) -> RulesSettled:
    return RulesSettled.model_validate({"at": NOON, "version": 2, **other})


def test_every_rule_and_figure_that_is_not_ours_is_named_at_its_field() -> None:
    fact = settled(levels={"x": "off"}, figures={"photo.y": 1}, messages={"z": {"id": "a"}, "photo": {"fr": "b"}})
    fields = [fault.field for fault in faults_of_rules(fact)]
    assert fields == ["levels.x", "figures.photo.y", "messages.z", "messages.photo.fr"]


@pytest.mark.parametrize("words", ["{letters} huruf", "{", "x" * 301])
def test_a_message_that_cannot_be_said_is_not_settled(words: str) -> None:
    (fault,) = faults_of_rules(settled(messages={"headline-long": {"id": words}}))
    assert fault.field == "messages.headline-long.id"


def test_a_message_may_say_the_figures_of_its_rule() -> None:
    assert faults_of_rules(settled(messages={"headline-long": {"id": "Paling banyak {characters}."}})) == ()


@pytest.mark.parametrize("slug", ["", "Daerah", "a b", "-a", "a-", "a--b", "x" * 41, "é"])
def test_a_code_is_one_that_addresses_can_hold(slug: str) -> None:
    assert [fault.field for fault in faults_of_sections([Section(slug=slug, name="Daerah")])] == ["sections.0.slug"]


def test_no_two_sections_have_one_code_or_one_name_and_there_is_one_at_least() -> None:
    twice = [A, Section(slug="a", name="B"), Section(slug="c", name="a")]
    assert [fault.field for fault in faults_of_sections(twice)] == ["sections.1.slug", "sections.2.name"]
    assert [fault.field for fault in faults_of_sections([])] == ["sections"]
    assert faults_of_sections([A, B]) == ()


def test_a_section_moves_one_place_and_stays_at_the_end_of_its_way() -> None:
    assert moved((A, B, C), "b", up=True) == (B, A, C)
    assert moved((A, B, C), "b", up=False) == (A, C, B)
    assert moved((A, B, C), "a", up=True) == moved((A, B, C), "c", up=False) == (A, B, C)


def test_the_audit_tells_what_became_of_what() -> None:
    before = settled(levels={"photo": "off"}, messages={"photo": {"id": "Lama"}})
    after = settled(figures={"headline-long.characters": 90}, messages={"photo": {"id": "Baru"}})
    assert change_of_rules(before, after) == (
        "photo: off → warn; headline-long.characters: 110 → 90; photo.id: Lama → Baru"
    )
    assert change_of_rules(None, settled(levels={"photo": "warn"})) == ""
    assert change_of_sections((A, B), (B, A)) == "[b, a]"
    assert change_of_sections((A, B), (A, C)) == "b: B → ∅; c: ∅ → C"
    assert change_of_house(House(), House(version=1, zone="Asia/Jayapura")) == "zone: Asia/Jakarta → Asia/Jayapura"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t="])
def test_no_cell_of_a_table_begins_a_formula(cell: str) -> None:
    assert plain(cell) == f"'{cell}"
    assert plain("Rio =") == "Rio ="
