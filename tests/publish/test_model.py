"""What publish keeps of an article, and what it says of it."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from services.publish.model import Kept, Sum, newest
from shared.facts import ArticleErased, ArticlePublished, ArticleUnpublished
from tests.builders import ARTICLE, NOON, a_desk, a_held, a_live, an_approval, later


def an_erasure(version: int = 9) -> ArticleErased:
    return ArticleErased(article_id=ARTICLE, version=version, actor="kb2", at=NOON, desk=a_desk(state="erased"))


def test_what_was_never_approved_is_kept_and_nothing_is_said_of_it() -> None:
    kept = Kept.of(a_held(), NOON)
    assert kept.fact() is None
    assert (kept.public_version, kept.place) == (0, None)


def test_what_is_live_is_said_at_the_version_at_which_it_came_to_be_so() -> None:
    fact = Kept.of(a_held(5, live=a_live(2)), NOON).fact()
    assert isinstance(fact, ArticlePublished)
    assert fact.version == 2


def test_an_erased_article_is_a_tombstone_at_its_own_version_and_keeps_nothing() -> None:
    kept = Kept.of(an_erasure(), NOON)
    assert kept.fact() == ArticleUnpublished(article_id=ARTICLE, version=9, at=NOON)
    assert kept.live is None


@pytest.mark.parametrize("hours", [7, 8, 9])
def test_an_embargo_is_lifted_at_its_moment_whatever_the_zone(hours: int) -> None:
    coming = a_live(4, publish_at=later(3600).astimezone(timezone(timedelta(hours=hours))))
    kept = Kept.of(an_approval(4, live=a_live(2), scheduled=coming), NOON)
    assert (kept.public_version, kept.due_at) == (2, later(3600))
    assert kept.at_time(later(3599)) == kept
    lifted = kept.at_time(later(3600))
    assert (lifted.public_version, lifted.scheduled) == (4, None)


def test_lifting_late_and_hearing_late_end_in_the_same_state() -> None:
    decision = an_approval(4, live=a_live(2), scheduled=a_live(4, publish_at=later(60)))
    assert Kept.of(decision, NOON).at_time(later(99)) == Kept.of(decision, later(99))


def test_time_of_publication_is_the_later_of_first_approval_and_embargo() -> None:
    fact = Kept.of(an_approval(live=a_live(2, publish_at=later(60), first_approved_at=NOON)), later(99)).fact()
    assert isinstance(fact, ArticlePublished)
    assert fact.published_at == later(60)


def test_of_several_decisions_only_the_highest_version_counts() -> None:
    assert newest([a_held(3), an_approval(2), a_held(1)]) == [a_held(3)]


def test_equal_states_have_equal_sums_in_any_order() -> None:
    one, other = Kept.of(an_approval(), NOON), Kept.of(an_erasure(), NOON)
    forth, back = Sum(), Sum()
    for kept in (one, other):
        forth.add(kept)
    for kept in (other, one):
        back.add(kept)
    assert str(forth) == str(back)
    back.add(one)
    assert str(forth) != str(back)
