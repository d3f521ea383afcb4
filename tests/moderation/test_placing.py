"""The front page: placed at once for what is live, kept for what is to come, and no decision becomes stale by it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from services.moderation.model.article import Article
from services.moderation.model.open import place
from services.moderation.model.refusal import Missing
from services.moderation.pages.front import placed
from shared.facts import Front
from tests.builders import NOON, later
from tests.moderation.people import approved, by, held, retracting, said, sent

LEAD = Front(place="lead", since=later(60))


def placing(article: Article, front: Front | None = LEAD) -> Any:
    return place(article, seen=article.version, by=by(), front=front)


def test_what_is_live_is_told_anew_with_its_place() -> None:
    article = placing(sent(approved()))
    (fact,) = said(article)
    assert fact.live is not None
    assert (fact.live.front, fact.live.version) == (LEAD, article.version)
    assert article.is_current(article.version - 1), "who saw the version before may still decide"


def test_what_is_held_is_approved_with_it_and_loses_it_when_it_is_taken_off() -> None:
    article = approved(placing(held()))
    assert article.public.live is not None
    assert article.public.live.front == LEAD
    off = placing(article, None)
    assert (off.front, off.public.live.front) == (None, None)


def test_the_same_place_again_changes_nothing_not_even_since_when() -> None:
    article = placing(held())
    assert placing(article, Front(place="lead", since=later(90))) is article


@pytest.mark.parametrize("until", [NOON, later(60)])
def test_a_time_that_is_over_is_refused_at_its_field(until: datetime) -> None:
    outcome = placing(held(), Front(place="pin", since=later(60), until=until))
    assert isinstance(outcome, Missing)
    assert outcome.field == "until"


def test_what_is_retracted_leaves_the_front_page() -> None:
    gone = retracting(sent(placing(approved())))
    assert isinstance(gone, Article)
    assert gone.public.live is not None
    assert (gone.front, gone.public.live.front) == (None, None)


def test_the_desk_sees_what_stands_there_and_why_the_rest_does_not() -> None:
    def one(front: Front, *, live: bool = True) -> Article:
        article = held().model_copy(update={"article_id": uuid4(), "front": front})
        return approved(article) if live else article

    lead, former = one(Front(place="lead", since=later(30))), one(Front(place="lead", since=later(20)))
    pin, over = one(Front(place="pin", since=later(10))), one(Front(place="pin", since=NOON, until=later(61)))
    waits = one(Front(place="pin", since=NOON), live=False)
    found = placed([lead, former, pin, over, waits], later(100))
    assert [(line.article, line.why_not) for line in found] == [
        (lead, ""),
        (pin, ""),
        (former, "followed"),
        (over, "over"),
        (waits, "waits"),
    ]
