"""A comment after a restore: where its last decision left it, and what was erased stays so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.moderation.model import commenting, comments_catching_up
from services.moderation.model.catching_up import LEAP
from services.moderation.model.comment import Comment, Score
from services.moderation.model.comments_catching_up import caught_up
from services.moderation.model.telling import By
from services.moderation.model.verdict import teaches
from shared.facts import CommentDecision, CommentSubmitted, decode
from tests.builders import NOON, a_comment, later
from tests.moderation.people import CHIEF

NEVER = timedelta()
RESTORED = By(actor="redaksi", at=later(9_000))
FACT = a_comment()
SCORE = Score(value=0.4, weights=7)


def came_in() -> Comment:
    by = By(actor=commenting.READER, at=NOON)
    return commenting.submitted(None, FACT, by, who="sari", score=SCORE, confirm=False, to_spam=False)


def said(comment: Comment) -> CommentDecision:
    """What was said of it last."""
    record = comment.pending[-1].record()
    fact = decode(record.topic, record.key, record.value, record.headers)
    assert isinstance(fact, CommentDecision)
    return fact


def sent(comment: Comment) -> Comment:
    return comment.model_copy(update={"pending": (), "undo": None})


def after(verb: str) -> Comment:
    """Once it was decided on; said, but not yet taken off."""
    comment, by = sent(came_in()), By(actor="kb2", at=later(60))
    told: dict[str, Any] = {"seen": 1, "by": by}
    codes = {"kasar"}
    outcomes: dict[str, Any] = {
        "approve": lambda: commenting.approve(comment, **told, window=NEVER),
        "reject": lambda: commenting.reject(comment, **told, window=NEVER, code="kasar", codes=codes),
        "spam": lambda: commenting.mark_spam(comment, **told, window=NEVER),
        "withdraw": lambda: commenting.withdrawn(comment, by),
        "erase": lambda: commenting.erase(comment, by=by, editor=CHIEF),
    }
    outcome = outcomes[verb]()
    assert isinstance(outcome, Comment)
    return outcome


def restored(kept: Comment | None, last: CommentDecision, submitted: CommentSubmitted | None = FACT) -> Comment:
    return caught_up(kept, last, submitted, lambda _: "sari", lambda _: SCORE, RESTORED)


@pytest.mark.parametrize("verb", ["approve", "reject", "spam", "withdraw", "erase"])
@pytest.mark.parametrize("is_known", [True, False])
def test_it_ends_where_its_last_decision_left_it(verb: str, is_known: bool) -> None:
    lost = after(verb)
    now = restored(sent(came_in()) if is_known else None, said(lost))
    assert now.model_copy(update={"acts": (), "stamp": 0}) == sent(lost).model_copy(update={"acts": (), "stamp": 0})
    assert [act.what for act in now.acts][-2:] == [verb, "restore"]


def test_of_one_that_nobody_can_read_any_more_the_public_words_are_kept() -> None:
    now = restored(None, said(after("approve")), submitted=None)
    assert (now.name, now.text, now.state, now.is_public, now.sealed) == ("Sari", FACT.text, "approved", True, None)


def test_the_desks_own_words_are_those_that_the_public_has() -> None:
    edited = commenting.edit(sent(came_in()), seen=1, by=By("kb2", later(30)), text="Disunting.")
    assert isinstance(edited, Comment)
    lost = commenting.approve(sent(edited), seen=2, by=By("kb2", later(60)), window=NEVER)
    assert isinstance(lost, Comment)
    now = restored(sent(came_in()), said(lost))
    assert (now.text, now.original) == ("Disunting.", FACT.text)


def test_what_the_topic_has_is_not_said_again_and_can_no_longer_be_undone() -> None:
    waiting = after("approve")
    assert comments_catching_up.without_what_was_said(waiting, 1) is waiting
    known = comments_catching_up.without_what_was_said(waiting, 2)
    assert (known.pending, known.undo, known.state) == ((), None, "approved")


def test_where_the_topic_was_lost_it_is_told_at_a_version_that_nobody_has_seen_and_teaches_nothing() -> None:
    anew = comments_catching_up.told_anew(sent(after("approve")), 0, RESTORED)
    fact = said(anew)
    assert fact.version == 2 + LEAP + 1
    assert fact.live is not None
    assert fact.live.version == fact.version
    assert not teaches(fact)
