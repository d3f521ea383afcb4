"""Beginning an article at the desk, giving it to somebody, notes, and who may approve what an editor wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.moderation.model import afterwards, decide
from services.moderation.model.article import Article, Assignment
from services.moderation.model.assigning import assign, unassign
from services.moderation.model.edit import edit
from services.moderation.model.editor import Editor
from services.moderation.model.intake import submitted
from services.moderation.model.notes import MOST, add_note, mark_note, remove_note
from services.moderation.model.people import new_key, new_reporter
from services.moderation.model.refusal import Missing, NotPossible, Stale
from services.moderation.model.start import author, start
from services.moderation.model.telling import By
from shared.facts import ArticleHeld, DraftRefused, Reporter
from shared.rules import DEFAULTS
from tests.builders import ARTICLE, NOON, a_draft, a_submission, later
from tests.moderation.people import CHIEF, EDITOR, approving, by, held, returning, said


def begun(**draft: Any) -> Article:
    outcome = start(None, article_id=ARTICLE, content=a_draft(**draft), editor=EDITOR, by=by(), rules=DEFAULTS)
    assert isinstance(outcome, Article)
    return outcome


def edited(article: Article, who: Editor, lead: str = "Lain.") -> Article:
    fields = {"lead": lead}
    outcome = edit(article, seen=article.version, by=by(who), rules=DEFAULTS, fields=fields, edit_id=uuid4())
    assert isinstance(outcome, Article)
    return outcome


def given(article: Article, to: Editor = CHIEF, **other: Any) -> Article:
    outcome = assign(article, **{"to": to, "due": None, "by": by(), **other})
    assert isinstance(outcome, Article)
    return outcome


def noted(article: Article, **other: Any) -> Any:
    usual = {"note_id": uuid4(), "field": "lead", "text": "Cek nama.", "editor": EDITOR, "by": by()}
    return add_note(article, **{**usual, **other})


class TestBeginning:
    def test_what_an_editor_begins_is_held_as_the_first_revision_and_said_like_any(self) -> None:
        article = begun(dateline="")
        assert (article.state, article.revision, article.version) == ("held", 1, 1)
        assert {one.field for one in article.findings} == {"dateline"}
        (fact,) = said(article)
        assert isinstance(fact, ArticleHeld)
        assert (fact.actor, fact.desk.reporter_id, fact.live) == ("kb1", "desk:kb1", None)

    def test_beginning_the_same_again_changes_nothing(self) -> None:
        article = begun()
        again: dict[str, Any] = {"article_id": ARTICLE, "editor": EDITOR, "by": by(seconds=99), "rules": DEFAULTS}
        assert start(article, content=a_draft(), **again) is article
        assert isinstance(start(article, content=a_draft(lead="Lain."), **again), NotPossible)
        assert isinstance(start(held(), content=a_draft(), **again), NotPossible)

    def test_an_editor_as_author_is_never_a_reporter(self) -> None:
        ids = {new_reporter("Rio", new_key().kept, NOON).reporter_id for _ in range(100)}
        assert not any(":" in one for one in ids)
        assert author(EDITOR).id == "desk:kb1"

    def test_no_reporter_can_take_it_over(self) -> None:
        for name in ("rio", "kb1"):
            fact = a_submission(a_draft(), base=1, reporter=Reporter(id=name, name="?"))
            after = submitted(begun(), fact, DEFAULTS, By(actor=name, at=NOON))
            (_, refused) = said(after)
            assert isinstance(refused, DraftRefused)
            assert after.content == a_draft()


class TestTheSecondPerson:
    def test_who_began_an_article_does_not_approve_it(self) -> None:
        assert isinstance(approving(begun(), second_person=True), NotPossible)
        assert isinstance(approving(begun(), second_person=True, editor=CHIEF), Article)

    def test_not_even_after_somebody_else_edited_it(self) -> None:
        article = edited(begun(), CHIEF)
        assert isinstance(approving(article, second_person=True), NotPossible)

    def test_who_edited_last_does_not_approve(self) -> None:
        article = edited(held(), EDITOR)
        assert isinstance(approving(article, second_person=True), NotPossible)
        assert isinstance(approving(article, second_person=True, editor=CHIEF), Article)
        assert isinstance(approving(edited(article, CHIEF), second_person=True), Article)

    def test_once_the_reporter_sent_a_revision_the_editor_may(self) -> None:
        article = edited(held(), EDITOR)
        again = a_submission(a_draft(lead="Baru."), base=article.revision)
        article = submitted(article, again, DEFAULTS, By(actor="rio", at=NOON))
        assert isinstance(approving(article, second_person=True), Article)

    def test_an_override_does_not_take_the_place_of_a_second_person(self) -> None:
        article = edited(held(dateline=""), CHIEF)
        assert isinstance(approving(article, second_person=True, editor=CHIEF, override="Mendesak."), NotPossible)

    def test_a_house_without_that_wish_lets_them(self) -> None:
        assert isinstance(approving(edited(begun(), EDITOR)), Article)


class TestGiving:
    def test_the_reporter_is_told_who_has_it(self) -> None:
        due = later(3600)
        article = given(held(), due=due)
        assert article.assigned == Assignment(editor_id="kb2", name="Budi", due=due)
        assert said(article)[-1].desk.editor == "Budi"
        assert (article.acts[-1].what, article.acts[-1].note) == ("assign", "Budi")
        freed = unassign(article, by=by())
        assert isinstance(freed, Article)
        assert said(freed)[-1].desk.editor is None

    def test_giving_it_again_or_taking_it_off_again_changes_nothing(self) -> None:
        article = given(held())
        assert given(article) is article
        assert unassign(held(), by=by()) == held()

    def test_a_decision_on_what_was_seen_before_is_not_stale(self) -> None:
        article = held()
        seen = article.version
        assert isinstance(approving(given(given(article), EDITOR), seen=seen), Article)
        assert isinstance(approving(given(edited(article, CHIEF)), seen=seen), Stale)
        assert isinstance(approving(given(article), seen=seen + 5), Stale)

    def test_a_refused_stranger_makes_no_decision_stale(self) -> None:
        article = held()
        stranger = a_submission(a_draft(lead="x"), reporter=Reporter(id="lain", name="Lain"))
        after = submitted(article, stranger, DEFAULTS, By(actor="lain", at=NOON))
        assert after.version > article.version
        assert isinstance(approving(after, seen=article.version), Article)

    def test_a_decision_is_undone_whole_when_somebody_was_given_it_since(self) -> None:
        article = given(returning(held()))
        undone = afterwards.undo(article, seen=article.version, by=by())
        assert isinstance(undone, Article)
        assert (undone.state, undone.assigned is not None) == ("held", True)
        assert [fact.desk.state for fact in said(undone)] == ["held", "held"]

    def test_an_approval_is_undone_whole_when_a_late_submission_came_since(self) -> None:
        approved = approving(held())
        late = a_submission(a_draft(lead="Terlambat."), base=None, at=later(70))
        article = submitted(approved, late, DEFAULTS, By(actor="rio", at=later(70)))
        undone = afterwards.undo(article, seen=article.version, by=by())
        assert isinstance(undone, Article)
        assert (undone.state, undone.public.live) == ("held", None)

    def test_what_is_decided_is_not_given_to_anybody(self) -> None:
        assert isinstance(assign(approving(held()), to=CHIEF, due=None, by=by()), NotPossible)

    def test_whose_it_was_is_not_told_once_it_is_decided(self) -> None:
        article = approving(given(held()))
        assert said(article)[-1].desk.editor is None


class TestNotes:
    def test_a_note_makes_no_version_and_its_words_are_in_no_act_and_no_fact(self) -> None:
        before = held()
        after = noted(before)
        assert (after.version, after.pending) == (before.version, before.pending)
        assert after.acts[-1].what == "note"
        assert "Cek nama." not in "".join(act.model_dump_json() for act in after.acts)
        approved = approving(after)
        assert "Cek nama." not in "".join(fact.model_dump_json() for fact in said(approved))

    def test_a_note_is_left_once_marked_by_anybody_and_removed_by_its_writer_alone(self) -> None:
        note_id = uuid4()
        article = noted(held(), note_id=note_id)
        assert noted(article, note_id=note_id) is article
        done = mark_note(article, note_id=note_id, done=True, by=by(CHIEF))
        assert isinstance(done, Article)
        assert done.notes[0].done
        assert mark_note(done, note_id=note_id, done=True, by=by(CHIEF)) is done
        assert isinstance(remove_note(done, note_id=note_id, editor=CHIEF, by=by(CHIEF)), NotPossible)
        gone = remove_note(done, note_id=note_id, editor=EDITOR, by=by())
        assert isinstance(gone, Article)
        assert gone.notes == ()
        assert remove_note(gone, note_id=note_id, editor=EDITOR, by=by()) is gone

    @pytest.mark.parametrize("wrong", [{"field": "warna"}, {"text": " "}])
    def test_a_note_has_words_at_a_field_that_there_is(self, wrong: dict[str, str]) -> None:
        assert isinstance(noted(held(), **wrong), Missing)

    def test_there_is_an_end_to_notes(self) -> None:
        article = held()
        for _ in range(MOST):
            article = noted(article)
        assert isinstance(noted(article), NotPossible)

    def test_erasing_forgets_notes_and_whose_it_was(self) -> None:
        article = given(noted(held()))
        gone = decide.erase(article, seen=article.version, editor=CHIEF, by=by(CHIEF), reason="Hukum.")
        assert isinstance(gone, Article)
        assert (gone.notes, gone.assigned) == ((), None)
        assert "Budi" not in gone.model_dump_json()
        assert isinstance(noted(gone), NotPossible)


class TestTakingOver:
    def test_a_claim_that_holds_is_taken_over_on_record_and_one_that_ended_is_not(self) -> None:
        mine = afterwards.claim(held(), seen=1, editor=EDITOR, now=NOON)
        assert isinstance(mine, Article)
        taken = afterwards.claim(mine, seen=1, editor=CHIEF, now=later(10))
        assert isinstance(taken, Article)
        assert (taken.acts[-1].what, taken.acts[-1].note, taken.version) == ("take-over", "Kartini", 1)
        after = afterwards.claim(mine, seen=1, editor=CHIEF, now=NOON + afterwards.LEASE + timedelta(seconds=1))
        assert isinstance(after, Article)
        assert after.acts == mine.acts

    def test_a_take_over_makes_no_decision_stale(self) -> None:
        mine = afterwards.claim(held(), seen=1, editor=EDITOR, now=NOON)
        assert isinstance(mine, Article)
        taken = afterwards.claim(mine, seen=1, editor=CHIEF, now=later(10))
        assert isinstance(taken, Article)
        assert isinstance(approving(taken, seen=1), Article)
