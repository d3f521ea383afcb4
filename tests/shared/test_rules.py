"""The rules: what an article must have before readers may see it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.facts import RulesSettled, Section, SectionsSettled
from shared.rules import RULES, Rules, blocks, check, paragraphs, prose, say
from shared.rules.message import alien, filled
from shared.rules.text import has_prose
from tests.builders import NOON, a_draft, a_photo


def broken(**other: Any) -> list[str]:
    return [finding.rule for finding in check(a_draft(**other))]


def test_a_whole_article_breaks_no_rule() -> None:
    assert broken() == []


@pytest.mark.parametrize("name", ["headline", "dateline", "body", "section", "byline", "source"])
def test_an_article_without_this_cannot_be_approved(name: str) -> None:
    (finding,) = blocks(check(a_draft(**{name: "  "})))
    assert (finding.field, finding.level) == (name, "block")


@pytest.mark.parametrize("name", ["alt", "caption", "credit"])
def test_a_photo_without_this_cannot_be_approved(name: str) -> None:
    (finding,) = blocks(check(a_draft(photo=a_photo(**{name: ""}))))
    assert finding.field == f"photo.{name}"


@pytest.mark.parametrize("name", ["alt", "caption", "credit"])
def test_each_further_photo_needs_it_too_and_is_named_by_its_number(name: str) -> None:
    photos = (a_photo(), a_photo(**{name: " "}), a_photo(**{name: ""}))
    assert [one.field for one in blocks(check(a_draft(photos=photos)))] == [f"photos.2.{name}", f"photos.3.{name}"]


@pytest.mark.parametrize("number", ["0", "2", "99"])
def test_a_photo_that_is_not_there_cannot_be_placed_unnoticed(number: str) -> None:
    found = check(a_draft(body=f"Isi.\n\nfoto: {number}", photos=(a_photo(),)))
    assert [(one.rule, one.field, one.level) for one in found] == [("photo-placed", "body", "warn")]
    assert broken(body="Isi.\n\nFOTO: 1", photos=(a_photo(),)) == []
    assert broken(body="Isi.\n\nFOTO: Rio memotretnya.", photos=(a_photo(),)) == []


def test_no_photo_is_only_a_warning_and_asks_for_no_caption() -> None:
    assert [(f.rule, f.level) for f in check(a_draft(photo=None))] == [("photo", "warn")]


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        ("lead-repeats-headline", {"lead": "JEMBATAN Air Rami dibuka kembali."}),
        ("headline-capitals", {"headline": "JEMBATAN AIR RAMI DIBUKA"}),
        ("headline-long", {"headline": "a" * 111}),
        ("quote-open", {"body": "“Kami lega, kata Sari."}),
        ("quote-open", {"body": 'Ia berkata, "kami lega.\n\nSelesai."'}),
    ],
)
def test_words_that_need_a_second_look_are_a_warning(rule: str, other: dict[str, Any]) -> None:
    assert [(f.rule, f.level) for f in check(a_draft(**other))] == [(rule, "warn")]


@pytest.mark.parametrize("headline", ["KPU Tetapkan DPT", "a" * 110, "PSSI"])
def test_a_headline_that_is_only_brief_or_has_initials_is_well(headline: str) -> None:
    assert broken(headline=headline) == []


def test_a_quote_that_opens_with_the_closing_mark_is_closed_all_the_same() -> None:
    assert broken(body="”Pertemuan ini penting,” katanya.") == []


def test_related_links_are_in_the_flow_but_are_no_body() -> None:
    body = "Satu.\n\nBACA JUGA: Berita lain\n\nDua."
    assert paragraphs(body) == ["Satu.", "BACA JUGA: Berita lain", "Dua."]
    assert prose(body) == ["Satu.", "Dua."]
    assert broken(body="BACA JUGA: Berita lain") == ["body"]


def test_the_newsroom_settles_how_strict_a_rule_is_and_its_figures() -> None:
    settled = RulesSettled(
        at=NOON, version=1, levels={"photo": "block", "source": "off"}, figures={"body.paragraphs": 3}
    )
    found = check(a_draft(photo=None, source="", body="Satu.\n\nDua."), Rules.settled(settled))
    assert [(f.rule, f.level, f.params) for f in found] == [
        ("body", "block", {"paragraphs": 3}),
        ("photo", "block", {}),
    ]


def test_a_section_that_the_newsroom_does_not_have_is_a_warning_whatever_is_heard_first() -> None:
    sections = SectionsSettled(at=NOON, version=1, sections=(Section(slug="daerah", name="Daerah"),))
    rules = RulesSettled(at=NOON, version=1, levels={"source": "off"})
    for known in (Rules().with_sections(sections).with_rules(rules), Rules().with_rules(rules).with_sections(sections)):
        assert known.levels == {"source": "off"}
        assert check(a_draft(), known) == ()
        assert [(f.rule, f.level) for f in check(a_draft(section="derah"), known)] == [("section-known", "warn")]
        assert [f.rule for f in check(a_draft(section=""), known)] == ["section"]
    assert check(a_draft(section="derah")) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_rule_says_in_both_languages_what_to_do(rule: Any, language: Any) -> None:
    assert set(rule.words) == {"id", "en"}
    assert "{" not in rule.words[language].format_map(rule.figures)


def test_a_finding_is_told_with_its_figures() -> None:
    (finding,) = check(a_draft(headline="a" * 111))
    assert "110" in say(finding, "id")
    assert "110" in say(finding, "en")


def test_no_two_rules_have_one_name() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


@given(
    st.lists(st.sampled_from(["BACA JUGA: x", "baca juga:", "a", "\n", " ", "\t", "\n\n"]), max_size=12).map("".join),
    st.integers(0, 5),
)
def test_counting_paragraphs_stops_early_and_counts_the_same(body: str, least: int) -> None:
    assert has_prose(body, least) == (len(prose(body)) >= least)


OWN = RulesSettled(at=NOON, version=1, messages={"headline-long": {"id": "Judul paling banyak {characters} huruf."}})


def test_a_newsroom_says_a_rule_in_its_own_words_and_the_rest_in_those_of_the_table() -> None:
    (finding,) = check(a_draft(headline="a" * 111), Rules.settled(OWN))
    assert say(finding, "id") == "Judul paling banyak 110 huruf."
    assert say(finding, "en") == "The headline is over 110 characters. Shorten it."


@pytest.mark.parametrize(
    "words", ["{letters}", "{", "}", "{0}", "{characters.__class__}", "{characters!r}", "{{", "{}"]
)
def test_a_message_may_only_name_the_figures_of_its_rule(words: str) -> None:
    assert alien(f"Judul {words}", ["characters"]) is not None


@given(st.text(alphabet="ab{}._![]0"))
def test_a_message_can_always_be_said(words: str) -> None:
    assert isinstance(filled(words, {"a": 1}), str)


def test_a_message_with_the_figures_of_its_rule_is_well() -> None:
    assert alien("Paling banyak {characters} huruf, {characters}!", ["characters"]) is None
