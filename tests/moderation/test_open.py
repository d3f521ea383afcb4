"""Whether readers may comment: at once for what is live, and no decision becomes stale by it."""

from __future__ import annotations

from services.moderation.model.article import Article
from services.moderation.model.open import settle_comments
from shared.facts import Comments
from tests.builders import later
from tests.moderation.people import approved, by, held, retracting, said, sent

CLOSED = Comments(open=False)


def settled(article: Article, comments: Comments = CLOSED) -> Article:
    outcome = settle_comments(article, seen=article.version, by=by(), comments=comments)
    assert isinstance(outcome, Article), outcome
    return outcome


def test_what_is_live_is_told_anew_with_it() -> None:
    article = settled(sent(approved()))
    (fact,) = said(article)
    assert fact.live is not None
    assert (fact.live.comments, fact.live.version) == (CLOSED, article.version)
    assert article.is_current(article.version - 1), "who saw the version before may still decide"


def test_what_is_held_is_approved_with_it() -> None:
    article = approved(settled(held()))
    assert article.public.live is not None
    assert article.public.live.comments == CLOSED


def test_the_same_again_changes_nothing_and_what_is_retracted_stays_as_it_is() -> None:
    article = settled(held())
    assert settled(article) is article
    gone = retracting(sent(approved()))
    assert isinstance(gone, Article)
    after = settled(gone, Comments(closes_at=later(60)))
    assert after.public.live == gone.public.live
