"""What reporters' facts do to an article."""

from __future__ import annotations

import pytest

from services.moderation.model import decide
from services.moderation.model.article import Article
from services.moderation.model.intake import submitted, withdrawn
from services.moderation.model.telling import By
from shared.facts import ArticleHeld, ArticleWithdrawn, DraftRefused, DraftWithdrawn, Reporter
from shared.rules import DEFAULTS
from tests.builders import ARTICLE, NOON, RIO, a_draft, a_photo, a_submission, later
from tests.moderation.people import (
    CHIEF,
    WINDOW,
    approved,
    by,
    held,
    retracting,
    returning,
    said,
    sent,
)

AT_TWO = By(actor="rio", at=later(120))
DEWI = Reporter(id="dewi", name="Dewi")


def a_withdrawal(reporter: Reporter = RIO) -> DraftWithdrawn:
    return DraftWithdrawn.of(article_id=ARTICLE, reporter=reporter, version=1, at=NOON)


def test_a_first_submission_is_held_as_version_and_revision_one() -> None:
    article = held()
    assert (article.state, article.version, article.revision) == ("held", 1, 1)
    (fact,) = said(article)
    assert isinstance(fact, ArticleHeld)
    assert fact.live is None


def test_hearing_the_same_submission_again_changes_nothing() -> None:
    article = held()
    assert submitted(article, a_submission(), DEFAULTS, AT_TWO) is article


def test_what_is_missing_is_told_with_what_is_held() -> None:
    (fact,) = said(held(dateline="", photo=None))
    assert [finding.rule for finding in fact.desk.findings] == ["dateline", "photo"]


def test_a_revision_of_the_current_one_takes_its_place() -> None:
    article = submitted(held(), a_submission(a_draft(lead="Baru."), base=1), DEFAULTS, AT_TWO)
    assert (article.version, article.revision, article.content.lead) == (2, 2, "Baru.")


@pytest.mark.parametrize("base", [None, 7])
def test_a_submission_on_another_base_is_kept_as_a_conflict_and_is_never_current(base: int | None) -> None:
    article = submitted(held(), a_submission(a_draft(lead="Lain."), base=base), DEFAULTS, AT_TWO)
    assert (article.revision, article.content.lead) == (1, a_draft().lead)
    assert [conflict.base_revision for conflict in said(article)[-1].desk.conflicts] == [base]


def test_another_reporters_submission_is_refused_and_leaves_the_article_as_it_was() -> None:
    article = submitted(held(), a_submission(a_draft(lead="Punya saya."), reporter=DEWI), DEFAULTS, AT_TWO)
    refusal = said(article)[-1]
    assert isinstance(refusal, DraftRefused)
    assert (refusal.why, refusal.reporter_id, refusal.desk.reporter_id) == ("not_yours", "dewi", "rio")
    assert article.content == a_draft()


def test_a_new_draft_holds_a_published_article_while_what_is_live_stays() -> None:
    published = sent(approved())
    article = submitted(published, a_submission(a_draft(lead="Revisi."), base=1), DEFAULTS, AT_TWO)
    assert article.state == "held"
    assert said(article)[-1].live == published.public.live


@pytest.mark.parametrize("how", ["rejected", "withdrawn"])
def test_a_draft_for_an_article_that_went_away_is_held_anew(how: str) -> None:
    article = held()
    if how == "rejected":
        outcome = decide.reject(article, seen=1, by=by(), window=WINDOW, reason="Bukan berita.")
        assert isinstance(outcome, Article)
        article = outcome
    else:
        article = withdrawn(article, a_withdrawal(), AT_TWO) or article
    again = submitted(article, a_submission(a_draft(lead="Sekali lagi.")), DEFAULTS, AT_TWO)
    assert (again.state, again.content.lead, again.workflow.rejection) == ("held", "Sekali lagi.", None)


@pytest.mark.parametrize("how", ["retracted", "erased"])
def test_a_draft_for_a_retracted_or_erased_article_is_refused(how: str) -> None:
    article = sent(approved())
    outcome = (
        retracting(article)
        if how == "retracted"
        else decide.erase(article, seen=article.version, editor=CHIEF, by=by(CHIEF), reason="Permintaan.")
    )
    assert isinstance(outcome, Article)
    refused = submitted(outcome, a_submission(a_draft(lead="Kembali."), base=1), DEFAULTS, AT_TWO)
    assert refused.state == how
    assert said(refused)[-1].why == how  # type: ignore[attr-defined]


def test_reasons_are_solved_where_their_field_has_changed_and_open_elsewhere() -> None:
    back = returning(held())
    other = submitted(back, a_submission(a_draft(lead="Baru."), base=1), DEFAULTS, AT_TWO)
    assert [reason.solved for reason in said(other)[-1].desk.returned.reasons] == [False]  # type: ignore[union-attr]
    photo = a_photo(caption="Sari di kiri.")
    mended = submitted(back, a_submission(a_draft(photo=photo), base=1), DEFAULTS, AT_TWO)
    assert [reason.solved for reason in said(mended)[-1].desk.returned.reasons] == [True]  # type: ignore[union-attr]


def test_a_reporter_takes_back_what_is_not_yet_approved() -> None:
    article = withdrawn(held(), a_withdrawal(), AT_TWO)
    assert article is not None
    assert article.state == "withdrawn"
    assert isinstance(said(article)[-1], ArticleWithdrawn)
    assert withdrawn(article, a_withdrawal(), AT_TWO) is article


def test_what_is_approved_is_not_taken_back_by_its_reporter() -> None:
    article = withdrawn(approved(), a_withdrawal(), AT_TWO)
    assert article is not None
    assert article.state == "approved"
    assert said(article)[-1].why == "approved"  # type: ignore[attr-defined]


def test_nobody_withdraws_another_reporters_article() -> None:
    article = withdrawn(held(), a_withdrawal(DEWI), AT_TWO)
    assert article is not None
    assert article.state == "held"


def test_a_withdrawal_that_was_meant_for_nothing_takes_nothing_away_when_it_is_heard_again() -> None:
    early = DraftWithdrawn.of(article_id=ARTICLE, reporter=RIO, version=0, at=later(-5))
    assert withdrawn(None, early, AT_TWO) is None
    article = withdrawn(held(), early, AT_TWO)
    assert article is not None
    assert article.state == "held"


def test_withdrawing_what_nobody_ever_sent_does_nothing() -> None:
    assert withdrawn(None, a_withdrawal(), AT_TWO) is None
