"""What editors decide."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from services.moderation.model import decide
from services.moderation.model.afterwards import claim, release, send_now, undo
from services.moderation.model.article import Article
from services.moderation.model.edit import edit
from services.moderation.model.intake import submitted
from services.moderation.model.refusal import Forbidden, Incomplete, Missing, NotPossible, Stale, TooLate
from services.moderation.model.telling import By
from shared.facts import ArticleApproved, ArticleCorrected, ArticleErased, ArticleHeld, ArticleRetracted
from shared.rules import DEFAULTS
from tests.builders import a_draft, a_submission, later
from tests.moderation.people import (
    CHIEF,
    EDITOR,
    WINDOW,
    approved,
    approving,
    by,
    held,
    retracting,
    returning,
    said,
    sending,
    sent,
)


def test_approving_puts_the_words_before_the_public_after_the_undo_window() -> None:
    article = approved()
    fact = said(article)[-1]
    assert isinstance(fact, ArticleApproved)
    assert fact.live is not None
    assert (fact.live.headline, fact.live.version, fact.live.editor) == (article.content.headline, 2, "KB1")
    assert article.pending[-1].not_before == later(60) + WINDOW


def test_no_article_is_approved_while_a_blocking_rule_is_broken() -> None:
    outcome = approving(held(dateline="", source=""))
    assert isinstance(outcome, Incomplete)
    assert [finding.field for finding in outcome.findings] == ["dateline", "source"]


def test_only_a_chief_overrides_a_rule_and_the_reason_stays_in_the_audit() -> None:
    article = held(dateline="")
    assert approving(article, override="Mendesak.") == Forbidden("chief")
    outcome = approving(article, editor=CHIEF, by=by(CHIEF), override="Mendesak.")
    assert isinstance(outcome, Article)
    assert outcome.acts[-1].note == "Mendesak."


@pytest.mark.parametrize("act", [approving, returning, retracting])
def test_a_decision_on_a_version_that_was_not_seen_is_stale(act: object) -> None:
    assert act(held(), seen=9) == Stale(9, 1)  # type: ignore[operator]


def test_what_is_not_held_is_not_decided_again() -> None:
    assert isinstance(approving(approved()), NotPossible)


def test_slug_and_path_are_fixed_at_the_first_approval() -> None:
    first = sent(approved())
    again = submitted(first, a_submission(a_draft(headline="Judul Lain Sama Sekali"), base=1), DEFAULTS, by())
    second = approved(again)
    assert second.public.address == first.public.address
    assert second.public.live is not None
    assert second.public.live.slug.endswith(first.article_id.hex[:8])
    assert second.public.live.first_approved_at == later(60)


def test_a_correction_note_needs_something_live_and_stays_with_the_article() -> None:
    assert isinstance(approving(held(), correction="Nama diperbaiki."), Missing)
    live = sent(approved())
    again = submitted(live, a_submission(a_draft(lead="Benar."), base=1), DEFAULTS, by())
    corrected = approved(again, correction="Nama diperbaiki.")
    fact = said(corrected)[-1]
    assert isinstance(fact, ArticleCorrected)
    assert [note.text for note in fact.live.corrections] == ["Nama diperbaiki."]  # type: ignore[union-attr]


@pytest.mark.parametrize("hours", [7, 8, 9])
def test_an_embargo_in_any_zone_keeps_what_is_live_until_its_moment(hours: int) -> None:
    moment = later(3600).astimezone(timezone(timedelta(hours=hours)))
    article = approved(publish_at=moment)
    assert article.public.live is None
    assert article.public.scheduled is not None
    assert article.at_time(later(3599)).public.live is None
    assert article.at_time(later(3600)).public.live == article.public.scheduled


def test_a_decision_after_the_embargo_carries_it_as_live() -> None:
    article = sent(approved(publish_at=later(100)))
    again = submitted(article, a_submission(a_draft(lead="Revisi."), base=1), DEFAULTS, By(actor="rio", at=later(200)))
    assert said(again)[-1].live == article.public.scheduled
    assert said(again)[-1].scheduled is None


def test_returning_or_rejecting_takes_an_embargo_off() -> None:
    waits = sent(approved(publish_at=later(3600)))
    assert returning(waits).public.scheduled is None
    rejected = decide.reject(waits, seen=waits.version, by=by(), window=WINDOW, reason="Batal.")
    assert isinstance(rejected, Article)
    assert rejected.public.scheduled is None


@pytest.mark.parametrize("missing", ["summary", "field"])
def test_a_return_says_why(missing: str) -> None:
    article = held()
    if missing == "summary":
        assert returning(article, summary=" ").field == "summary"
    else:
        from shared.facts import Reason

        outcome = returning(article, reasons=[Reason(field="warna", text="?")])
        assert outcome.field == "reasons.0.field"


def test_a_retraction_empties_the_words_and_keeps_the_address() -> None:
    live = sent(approved())
    article = retracting(live)
    fact = said(article)[-1]
    assert isinstance(fact, ArticleRetracted)
    assert fact.live is not None
    assert (fact.live.status, fact.live.body, fact.live.lead, fact.live.photo) == ("retracted", "", "", None)
    assert fact.live.path == live.public.live.path  # type: ignore[union-attr]
    assert fact.live.retraction is not None
    assert fact.live.retraction.code == "keliru"


def test_only_a_chief_retracts_and_only_what_is_live_and_with_a_known_code() -> None:
    live = sent(approved())
    assert retracting(live, editor=EDITOR) == Forbidden("chief")
    assert isinstance(retracting(held()), NotPossible)
    assert retracting(live, code="karena").field == "code"
    assert retracting(live, text=" ").field == "text"


def test_erasure_leaves_nothing_but_id_and_version() -> None:
    article = decide.erase(sent(approved()), seen=2, editor=CHIEF, by=by(CHIEF), reason="Permintaan.")
    assert isinstance(article, Article)
    words = article.model_dump_json()
    assert a_draft().headline not in words
    assert a_draft().source not in words
    assert isinstance(said(article)[-1], ArticleErased)
    assert isinstance(approving(article, seen=3), NotPossible)


def test_an_edit_is_a_revision_and_tells_the_reporter_what_changed() -> None:
    article = edit(
        held(), seen=1, by=by(), rules=DEFAULTS, fields={"headline": "Lebih Singkat"}, edit_id=held().article_id
    )
    assert isinstance(article, Article)
    assert (article.revision, article.content.headline) == (2, "Lebih Singkat")
    (change,) = said(article)[-1].desk.changes
    assert (change.field, change.after) == ("headline", "Lebih Singkat")


def test_editing_what_is_approved_holds_it_again_while_it_stays_live() -> None:
    live = sent(approved())
    article = edit(live, seen=2, by=by(), rules=DEFAULTS, fields={"lead": "Lain."}, edit_id=live.article_id)
    assert isinstance(article, Article)
    assert (article.state, article.public.live) == ("held", live.public.live)


def test_an_edit_with_a_wrong_field_names_it() -> None:
    outcome = edit(held(), seen=1, by=by(), rules=DEFAULTS, fields={"headline": 3}, edit_id=held().article_id)
    assert isinstance(outcome, Missing)
    assert outcome.field == "headline"


def test_an_undone_decision_was_never_said_and_the_article_is_as_before() -> None:
    before = sent(held())
    back = undo(approved(before), seen=2, by=by())
    assert isinstance(back, Article)
    assert (back.state, back.public, back.version) == ("held", before.public, 3)
    assert [(type(fact), fact.version) for fact in said(back)] == [(ArticleHeld, 3)]


def test_a_decision_that_is_being_sent_can_no_longer_be_undone() -> None:
    decided = approved(sent(held()))
    assert undo(sending(decided, later(999)), seen=2, by=by()) == TooLate(can_retract=True)
    assert undo(sent(decided), seen=2, by=by()) == TooLate(can_retract=True)


def test_undoing_after_a_new_draft_came_keeps_the_draft_and_takes_only_the_decision_back() -> None:
    decided = approved(sent(held()))
    revised = submitted(decided, a_submission(a_draft(lead="Baru."), base=1), DEFAULTS, by())
    assert said(revised)[-1].live is not None
    back = undo(revised, seen=3, by=by())
    assert isinstance(back, Article)
    assert (back.state, back.content.lead, back.public.live) == ("held", "Baru.", None)
    assert [fact.live for fact in said(back)] == [None]


def test_publish_now_ends_the_wait_and_changes_no_version() -> None:
    hurried = send_now(approved(), seen=2, now=later(61))
    assert isinstance(hurried, Article)
    assert hurried.version == 2
    assert all(entry.not_before <= later(61) for entry in hurried.pending)


def test_claims_change_no_version_and_are_taken_over_with_one_act() -> None:
    mine = claim(held(), seen=1, editor=EDITOR, now=later(1))
    assert isinstance(mine, Article)
    theirs = claim(mine, seen=1, editor=CHIEF, now=later(2))
    assert isinstance(theirs, Article)
    assert theirs.claim is not None
    assert (theirs.version, theirs.claim.editor_id) == (1, CHIEF.id)
    free = release(theirs, seen=1)
    assert isinstance(free, Article)
    assert free.claim is None
