"""What happens to a comment, by its pure functions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.moderation.model import commenting
from services.moderation.model.comment import Comment
from services.moderation.model.refusal import Forbidden, Missing, NotPossible, Stale, TooLate
from services.moderation.model.telling import By
from shared.facts import CommentDecision, decode
from tests.builders import NOON, a_comment, later
from tests.moderation.people import CHIEF, EDITOR, by

WINDOW = timedelta(seconds=8)
CODES = ("kasar", "judol")


def held(**other: Any) -> Comment:
    how: dict[str, Any] = {"who": "w1", "score": None, "confirm": False, "to_spam": False}
    fact = a_comment(**{name: value for name, value in other.items() if name not in how})
    return commenting.submitted(
        None, fact, By(actor="reader", at=NOON), **{**how, **{n: v for n, v in other.items() if n in how}}
    )


def approved(comment: Comment | None = None) -> Comment:
    comment = comment or held()
    outcome = commenting.approve(comment, seen=comment.version, by=by(), window=WINDOW)
    assert isinstance(outcome, Comment), outcome
    return outcome


def rejected(comment: Comment | None = None, code: str = "kasar") -> Comment:
    comment = comment or held()
    outcome = commenting.reject(comment, seen=comment.version, by=by(), window=WINDOW, code=code, codes=CODES)
    assert isinstance(outcome, Comment), outcome
    return outcome


def removed(comment: Comment, code: str = "kasar") -> Any:
    return commenting.remove(comment, seen=comment.version, by=by(), window=WINDOW, code=code, codes=CODES)


def sent(comment: Comment) -> Comment:
    return comment.model_copy(update={"pending": ()})


def said(comment: Comment) -> list[CommentDecision]:
    facts = []
    for entry in comment.pending:
        record = entry.record()
        fact = decode(record.topic, record.key, record.value, record.headers)
        assert isinstance(fact, CommentDecision)
        facts.append(fact)
    return facts


def test_what_comes_in_is_held_and_nothing_of_it_is_public() -> None:
    comment = held()
    assert (comment.version, comment.state, comment.folder, comment.live) == (1, "held", "todo", None)
    (fact,) = said(comment)
    assert fact.kind == "redaksi.comment.held.v1"
    assert fact.live is None


def test_heard_again_it_changes_nothing() -> None:
    comment = approved()
    again = commenting.submitted(
        comment, a_comment(comment_id=comment.comment_id), by(), who="", score=None, confirm=True, to_spam=True
    )
    assert again is comment


def test_approving_puts_the_words_before_the_public_as_text() -> None:
    comment = approved(held(text="<b>Hebat</b> & benar\n\nhttps://contoh.id"))
    assert comment.is_public
    assert comment.live is not None
    assert comment.live.html == "<p>&lt;b&gt;Hebat&lt;/b&gt; &amp; benar</p><p>https://contoh.id</p>"
    assert comment.live.version == comment.version
    assert said(comment)[-1].live == comment.live
    assert comment.pending[-1].not_before == comment.since + WINDOW


def test_a_decision_can_be_undone_while_it_is_not_being_sent_and_was_never_said() -> None:
    comment = sent(held())
    decided = approved(comment)
    back = commenting.undo(decided, seen=decided.version, by=by(seconds=61))
    assert isinstance(back, Comment)
    assert (back.state, back.live, back.since) == ("held", None, comment.since)
    assert [fact.kind for fact in said(back)] == ["redaksi.comment.held.v1"]
    sending = decided.pending[-1].model_copy(update={"sending": later(70)})
    late = decided.model_copy(update={"pending": (sending,)})
    assert commenting.undo(late, seen=late.version, by=by()) == TooLate(can_retract=True)
    assert isinstance(commenting.undo(back, seen=back.version, by=by()), NotPossible)


def test_who_saw_another_version_decides_nothing() -> None:
    comment = approved()
    assert removed(comment.model_copy(update={"version": 9})) != Stale(9, 9)
    assert commenting.approve(held(), seen=7, by=by(), window=WINDOW) == Stale(7, 1)


def test_a_reason_is_one_of_the_newsrooms() -> None:
    comment = held()
    outcome = commenting.reject(comment, seen=1, by=by(), window=WINDOW, code="bosan", codes=CODES)
    assert isinstance(outcome, Missing)
    assert outcome.field == "code"


def test_spam_is_fetched_back_and_approved() -> None:
    comment = held()
    spam = commenting.mark_spam(comment, seen=1, by=by(), window=WINDOW)
    assert isinstance(spam, Comment)
    assert spam.folder == "spam"
    assert approved(sent(spam)).is_public


def test_of_what_is_removed_the_public_keeps_the_reason_alone() -> None:
    gone = removed(sent(approved()))
    assert isinstance(gone, Comment)
    assert gone.live is not None
    assert (gone.live.removed, gone.live.name, gone.live.text, gone.live.html) == ("kasar", "", "", "")
    assert not gone.is_public
    assert gone.live.version == gone.version


@pytest.mark.parametrize("state", ["held", "approved", "rejected"])
def test_a_reader_takes_theirs_back_whatever_was_decided(state: str) -> None:
    ways: dict[str, Callable[[], Comment]] = {"held": held, "approved": approved, "rejected": rejected}
    comment = ways[state]()
    gone = commenting.withdrawn(comment, by(seconds=90))
    assert gone is not None
    assert gone.state == "withdrawn"
    assert not gone.is_public
    assert [fact.kind for fact in said(gone)] == ["redaksi.comment.withdrawn.v1"], "what waited is overtaken"
    assert commenting.withdrawn(gone, by()) is gone


def test_until_its_address_is_confirmed_it_waits_outside_the_queue() -> None:
    comment = held(confirm=True)
    assert comment.folder == "unconfirmed"
    after = commenting.confirmed(comment, by())
    assert after is not None
    assert after.folder == "todo"
    assert [fact.desk.confirmed for fact in said(after)] == [False, True]
    assert commenting.confirmed(after, by()) is after


def test_the_desks_words_are_marked_and_the_readers_are_kept() -> None:
    comment = held(text="Kata kasar sekali")
    edited = commenting.edit(comment, seen=1, by=by(), text="Kata […] sekali")
    assert isinstance(edited, Comment)
    assert edited.original == "Kata kasar sekali"
    live = approved(edited).live
    assert live is not None
    assert (live.text, live.edited) == ("Kata […] sekali", True)
    back = commenting.edit(edited, seen=2, by=by(), text="Kata kasar sekali")
    assert isinstance(back, Comment)
    assert back.original is None
    assert isinstance(commenting.edit(sent(approved()), seen=2, by=by(), text="x"), NotPossible)


def test_of_an_erased_one_nothing_is_left_and_nothing_brings_it_back() -> None:
    comment = sent(approved(held(text="Rahasia", name="Sari")))
    assert commenting.erase(comment, by=by(), editor=EDITOR) == Forbidden("chief")
    gone = commenting.erase(comment, by=by(CHIEF), editor=CHIEF)
    assert isinstance(gone, Comment)
    dumped = gone.model_dump_json()
    assert "Rahasia" not in dumped
    assert "Sari" not in dumped
    assert (gone.who, gone.sealed, gone.live) == ("", None, None)
    assert isinstance(commenting.approve(gone, seen=gone.version, by=by(), window=WINDOW), NotPossible)
    assert commenting.withdrawn(gone, by()) is gone
    assert commenting.confirmed(gone, by()) is gone


VERBS: dict[str, Callable[[Comment], Any]] = {
    "approve": lambda c: commenting.approve(c, seen=c.version, by=by(), window=WINDOW),
    "reject": lambda c: commenting.reject(c, seen=c.version, by=by(), window=WINDOW, code="kasar", codes=CODES),
    "spam": lambda c: commenting.mark_spam(c, seen=c.version, by=by(), window=WINDOW),
    "remove": removed,
    "undo": lambda c: commenting.undo(c, seen=c.version, by=by()),
    "withdraw": lambda c: commenting.withdrawn(c, by()),
    "edit": lambda c: commenting.edit(c, seen=c.version, by=by(), text=f"Disunting {c.version}"),
    "send": sent,
}


@given(st.lists(st.sampled_from(sorted(VERBS)), max_size=12))
def test_whatever_is_done_only_what_was_approved_last_is_public(verbs: list[str]) -> None:
    comment, versions = held(), [1]
    for verb in verbs:
        after = VERBS[verb](comment)
        if not isinstance(after, Comment):
            continue
        comment = after
        versions.append(comment.version)
        assert comment.is_public == (comment.state == "approved")
        assert [fact.version for fact in said(comment)] == sorted({fact.version for fact in said(comment)})
    assert versions == sorted(versions)
