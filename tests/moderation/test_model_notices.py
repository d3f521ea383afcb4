"""Who is told of what, what is counted, and how an act reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.moderation.model import afterwards, decide
from services.moderation.model.article import Article, Claim
from services.moderation.model.assigning import assign
from services.moderation.model.intake import submitted
from services.moderation.model.notices import notices
from services.moderation.model.tally import counting
from services.moderation.model.telling import By
from services.moderation.model.told import told, words_of
from shared.rules import DEFAULTS
from tests.builders import NOON, a_draft, a_submission, later
from tests.moderation.people import CHIEF, EDITOR, WINDOW, approving, by, held, returning

NAMES = {"kb1": "Kartini", "kb2": "Budi"}


def claimed(article: Article, seconds: float = 600) -> Article:
    return article.model_copy(update={"claim": Claim(editor_id="kb1", name="Kartini", until=later(seconds))})


def given(article: Article) -> Article:
    outcome = assign(article, to=EDITOR, due=None, by=by(CHIEF))
    assert isinstance(outcome, Article)
    return outcome


class TestNotices:
    def test_who_is_at_it_hears_that_somebody_else_decided(self) -> None:
        before = claimed(held())
        (one,) = notices(before, approving(before, editor=CHIEF, by=by(CHIEF)))
        assert (one.editor_id, one.what, one.who, one.headline) == ("kb1", "approve", "kb2", before.content.headline)

    def test_nobody_hears_of_what_they_did_themselves(self) -> None:
        before = claimed(held())
        assert notices(before, approving(before)) == ()

    def test_whose_claim_has_ended_hears_nothing(self) -> None:
        before = claimed(held(), seconds=30)
        assert notices(before, approving(before, editor=CHIEF, by=by(CHIEF))) == ()

    def test_whose_it_is_hears_that_it_was_given_to_them_and_that_a_revision_came(self) -> None:
        before = held()
        after = given(before)
        (one,) = notices(before, after)
        assert (one.editor_id, one.what, one.whom) == ("kb1", "assign", "Kartini")
        again = submitted(after, a_submission(a_draft(lead="Baru."), base=1), DEFAULTS, By("rio", later(90)))
        (two,) = notices(after, again)
        assert (two.editor_id, two.what, two.name) == ("kb1", "submit", "Rio")
        assert one.id != two.id

    def test_a_take_over_is_told_to_the_former_holder(self) -> None:
        before = claimed(held())
        after = afterwards.claim(before, seen=1, editor=CHIEF, now=later(10))
        assert isinstance(after, Article)
        (one,) = notices(before, after)
        assert (one.editor_id, one.what) == ("kb1", "take-over")

    def test_the_same_change_makes_the_same_notice(self) -> None:
        before = claimed(held())
        after = approving(before, editor=CHIEF, by=by(CHIEF))
        assert notices(before, after) == notices(before, after)


class TestTallies:
    def test_a_return_is_counted_with_its_fields_and_how_long_it_was_waited_for(self) -> None:
        before = held()
        (one,) = counting(before, returning(before)).made
        assert (one.what, one.fields, one.waited, one.reporter_id) == ("return", ("photo.caption",), 60.0, "rio")

    def test_what_is_undone_is_taken_out_again(self) -> None:
        before = held()
        after = returning(before)
        (made,) = counting(before, after).made
        undone = afterwards.undo(after, seen=after.version, by=by())
        assert isinstance(undone, Article)
        assert counting(after, undone).undone == (made.id,)
        (again,) = counting(undone, approving(undone)).made
        assert again.waited == 60.0

    def test_only_the_first_decision_after_handing_in_has_been_waited_for(self) -> None:
        live = approving(held())
        gone = decide.retract(
            live, seen=live.version, editor=CHIEF, by=by(CHIEF), window=WINDOW, code="keliru", text="Keliru."
        )
        assert isinstance(gone, Article)
        assert [one.waited for one in counting(live, gone).made] == [None]

    def test_what_decides_nothing_is_not_counted(self) -> None:
        before = held()
        assert counting(before, given(before)).made == ()
        assert counting(None, before).made == ()


class TestHistory:
    @pytest.mark.parametrize(
        ("language", "words"),
        [("id", "Budi menyetujui berita ini"), ("en", "Budi approved this")],
    )
    def test_an_act_reads_as_a_sentence_with_a_name(self, language: str, words: str) -> None:
        article = approving(held(), by=by(CHIEF))
        assert told(article.acts[-1], article, NAMES, "en" if language == "en" else "id") == words

    def test_no_act_shows_an_id(self) -> None:
        article = given(held())
        sentences = [told(act, article, NAMES, "id") for act in article.acts]
        assert sentences == ["Rio mengirim naskah ini", "Budi menugaskan berita ini kepada Kartini"]
        assert words_of(article.acts[-1]) == ""

    def test_somebody_who_is_not_known_any_more_is_somebody(self) -> None:
        article = approving(held())
        assert told(article.acts[-1], article, {}, "id") == "Seseorang menyetujui berita ini"
        assert timedelta(0) <= article.acts[-1].at - NOON
