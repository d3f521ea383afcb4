"""An editor's revision: on what it is based, and what may have happened meanwhile."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from services.moderation.model.article import Article
from services.moderation.model.edit import edit
from services.moderation.model.intake import submitted
from services.moderation.model.refusal import Stale
from services.moderation.store.looked import Look
from shared.rules import DEFAULTS
from tests.builders import NOON, a_draft, a_submission
from tests.moderation.people import approved, by, held, returning


def editing(article: Article, **other: Any) -> Any:
    usual: dict[str, Any] = {
        "seen": article.version,
        "by": by(),
        "rules": DEFAULTS,
        "fields": {"headline": "Lain"},
        "edit_id": uuid4(),
    }
    return edit(article, **{**usual, **other})


def conflicted(article: Article) -> Article:
    """A submission on an outdated revision came in."""
    return submitted(article, a_submission(a_draft(lead="Terlambat."), base=7), DEFAULTS, by())


def test_what_touches_neither_words_nor_state_is_no_hindrance_to_who_names_the_base() -> None:
    article = held()
    moved = conflicted(article)
    assert (moved.version, moved.revision) == (2, 1)
    assert editing(moved, seen=1) == Stale(1, 2)
    done = editing(moved, seen=1, base=1)
    assert (done.version, done.revision, done.content.headline) == (3, 2, "Lain")
    assert done.conflicts == moved.conflicts


def test_another_revision_is_a_hindrance_whatever_base_is_named() -> None:
    article = held()
    other = editing(article)
    assert editing(other, seen=1, base=1) == Stale(1, 2)
    assert editing(other, seen=1, base=2) == Stale(1, 2)


def test_a_decision_is_a_hindrance_though_the_words_stand() -> None:
    article = held()
    for decided in (approved(article), returning(article)):
        assert editing(decided, seen=1, base=1) == Stale(1, 2)


def test_a_version_that_never_was_is_stale() -> None:
    assert editing(held(), seen=9, base=1) == Stale(9, 1)


def test_who_looks_again_still_compares_with_what_they_knew_before() -> None:
    first = Look(revision=1, at=NOON)
    assert (first.since(1), first.since(2)) == (None, 1)
    second = Look(revision=3, before=1, at=NOON)
    assert (second.since(3), second.since(4), second.since(1)) == (1, 3, None)
