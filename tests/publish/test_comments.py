"""What publish keeps of a comment, and what it says of it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.publish.model import KeptComment, Sum, newest
from shared.facts import (
    CommentApproved,
    CommentDecision,
    CommentDesk,
    CommentErased,
    CommentHeld,
    CommentLive,
    CommentPublished,
    CommentRemoved,
    CommentUnpublished,
)
from tests.builders import ARTICLE, NOON, later
from tests.shared.every_fact import COMMENT


def a_live(version: int = 2, **other: Any) -> CommentLive:
    usual = {
        "version": version,
        "article_id": ARTICLE,
        "name": "Sari",
        "text": "Terima kasih.",
        "html": "<p>Terima kasih.</p>",
        "written_at": NOON,
        "approved_at": later(60),
    }
    return CommentLive(**{**usual, **other})


def decided(kind: type[CommentDecision], version: int, state: Any, live: CommentLive | None = None) -> CommentDecision:
    return kind(comment_id=COMMENT, version=version, actor="kb1", at=NOON, desk=CommentDesk(state=state), live=live)


HELD = decided(CommentHeld, 1, "held")
APPROVED = decided(CommentApproved, 2, "approved", a_live())
GAP = a_live(3, name="", text="", html="", removed="kasar")
REMOVED = decided(CommentRemoved, 3, "removed", GAP)
ERASED = decided(CommentErased, 4, "erased")


def test_of_what_was_never_approved_nothing_is_said() -> None:
    assert KeptComment.of(HELD).fact() is None
    assert KeptComment.of(HELD).public_version == 0


def test_what_is_live_is_said_whole() -> None:
    fact = KeptComment.of(APPROVED).fact()
    assert isinstance(fact, CommentPublished)
    assert (fact.status, fact.version, fact.html, fact.reason) == ("published", 2, "<p>Terima kasih.</p>", None)


def test_of_what_was_removed_only_the_reason_is_said() -> None:
    fact = KeptComment.of(REMOVED).fact()
    assert isinstance(fact, CommentPublished)
    assert (fact.status, fact.version, fact.name, fact.text, fact.reason) == ("removed", 3, "", "", "kasar")


def test_what_is_said_again_is_the_same_whatever_was_decided_since() -> None:
    later_on = REMOVED.model_copy(update={"version": 9, "at": later(999)})
    assert KeptComment.of(later_on).fact() == KeptComment.of(REMOVED).fact()


def test_no_word_of_what_was_removed_is_said_whatever_stands_in_it() -> None:
    fact = KeptComment.of(decided(CommentRemoved, 3, "removed", a_live(3, removed=""))).fact()
    assert isinstance(fact, CommentPublished)
    assert (fact.status, fact.name, fact.text, fact.html) == ("removed", "", "", "")


def test_an_erased_one_is_a_tombstone_and_keeps_nothing() -> None:
    kept = KeptComment.of(ERASED)
    assert kept.fact() == CommentUnpublished(comment_id=COMMENT, version=4, at=NOON)
    assert kept.live is None


@given(st.permutations([HELD, APPROVED, REMOVED, ERASED, APPROVED]))
def test_in_whatever_order_they_are_heard_the_newest_counts(facts: list[CommentDecision]) -> None:
    assert newest(facts) == [ERASED]


def test_the_sum_is_the_same_whatever_the_order() -> None:
    states = [KeptComment.of(one) for one in (HELD, APPROVED, REMOVED)]
    sums = []
    for order in (states, states[::-1]):
        total = Sum()
        for one in order:
            total.add(one)
        sums.append(str(total))
    assert sums[0] == sums[1]
