"""Words are found in whatever form they stand."""

from __future__ import annotations

import pytest
from redaksi_client import PublishedArticle

from services.site.search import asked, terms
from shared.facts import ArticlePublished
from tests.builders import ARTICLE, a_live


def an_article(**live: object) -> PublishedArticle:
    fact = ArticlePublished.of(ARTICLE, a_live(2, **live))
    return PublishedArticle.model_validate_json(fact.model_dump_json())


def finds(query: str, **live: object) -> bool:
    """As the store does: of each word, one form stands in the article."""
    there = set(terms(an_article(**live)))
    return all(there & set(forms) for forms in asked(query))


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("menyeberang", "Mereka menyeberangi sungai."),
        ("seberang", "Penyeberangan ditutup."),
        ("pemberitaan", "Hal itu diberitakan kemarin."),
        ("PETANI", "Para petaninya menunggu."),
        ("cafe", "Sebuah café dibuka."),
    ],
)
def test_an_indonesian_word_is_found_by_its_stem(query: str, body: str) -> None:
    assert finds(query, body=body)
    assert not finds(query, body="Lain sama sekali.", headline="Lain", lead="", tags=())


def test_an_english_article_is_found_by_english_forms() -> None:
    assert finds("reports", language="en", body="The ministry reported it.")


def test_every_word_must_stand_there() -> None:
    assert finds("jembatan dibuka")
    assert not finds("jembatan gajah")


def test_the_address_of_a_link_is_not_among_the_words() -> None:
    assert not finds("rahasia", body="[Teks](https://contoh.example/rahasia)")


def test_nothing_and_marks_alone_look_for_nothing() -> None:
    assert asked("") == asked("?! --") == []
    assert len(asked("kata " * 1000)) <= 8
