"""An article after a restore: whatever was done since the backup, the desk ends where its last decision left it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.moderation.model import afterwards, catching_up, decide
from services.moderation.model.approval import approve
from services.moderation.model.article import Article
from services.moderation.model.assigning import assign
from services.moderation.model.catching_up import LEAP, caught_up
from services.moderation.model.edit import edit
from services.moderation.model.intake import submitted, withdrawn
from services.moderation.model.since import HandedIn
from services.moderation.model.start import start
from services.moderation.model.telling import By
from shared.facts import Decision, DraftSubmitted, DraftWithdrawn, Reason, Reporter
from shared.rules import DEFAULTS
from tests.builders import ARTICLE, NOON, RIO, a_draft, a_submission, later
from tests.moderation.people import CHIEF, EDITOR, approved, held, retracting, said, sent

NEVER = timedelta()
RESTORED = By(actor="redaksi", at=later(9_000))
DEWI = Reporter(id="dewi", name="Dewi")
EDITORS = {EDITOR.name: EDITOR.id}
LOST = {"acts", "stamp", "revisions", "claim", "notes", "begun_by", "pending", "undo", "submitted_at"}
"""What no decision tells, or tells in another way."""


class Newsroom:
    """One article in a desk that says everything at once, and what its reporters said."""

    def __init__(self) -> None:
        self.now = NOON
        self.article: Article | None = None
        self.handed_in: list[DraftSubmitted | DraftWithdrawn] = []
        self.log: list[Decision] = []

    def by(self, actor: str = "kb2") -> By:
        self.now += timedelta(seconds=1)
        return By(actor=actor, at=self.now)

    def put(self, new: Any) -> None:
        if isinstance(new, Article) and new is not self.article:
            self.log += said(new)
            self.article = sent(new).model_copy(update={"undo": None})

    def submit(self, reporter: Reporter, words: str, base: int | None) -> None:
        by = self.by(reporter.id)
        fact = a_submission(a_draft(lead=f"{reporter.name}: {words}"), reporter=reporter, base=base, at=by.at)
        self.handed_in.append(fact)
        self.put(submitted(self.article, fact, DEFAULTS, by))

    def withdraw(self) -> None:
        by = self.by("rio")
        version = self.article.version if self.article else 0
        fact = DraftWithdrawn.of(article_id=ARTICLE, reporter=RIO, version=version, at=by.at)
        self.handed_in.append(fact)
        self.put(withdrawn(self.article, fact, by))

    def act(self, verb: str, words: str) -> None:
        if self.article is not None:
            self.put(ACTS[verb](self.article, self.by(), words))


APPROVING: dict[str, Any] = {"window": NEVER, "rules": DEFAULTS, "second_person": False, "editor": EDITOR}


def approving(article: Article, by: By, publish_at: datetime | None = None, correction: str = "") -> Any:
    return approve(article, seen=article.version, by=by, publish_at=publish_at, correction=correction, **APPROVING)


def editing(article: Article, by: By, words: str) -> Any:
    fields = {"body": f"{words}\n\nParagraf kedua.\n\n{words} lagi.", "tags": ("satu", words)}
    return edit(article, seen=article.version, by=by, rules=DEFAULTS, fields=fields, edit_id=uuid4())


def returning(article: Article, by: By, words: str) -> Any:
    reasons = [Reason(field="lead", text="Kurang.")]
    told: dict[str, Any] = {"window": NEVER, "summary": words, "reasons": reasons, "initials": "KB2"}
    return decide.send_back(article, seen=article.version, by=by, **told)


def taking_back(article: Article, by: By, words: str) -> Any:
    told: dict[str, Any] = {"editor": CHIEF, "window": NEVER, "code": "keliru", "text": words}
    return decide.retract(article, seen=article.version, by=by, **told)


ACTS: dict[str, Callable[[Article, By, str], Any]] = {
    "approve": lambda article, by, _: approving(article, by),
    "correct": lambda article, by, words: approving(article, by, correction=words),
    "schedule": lambda article, by, _: approving(article, by, publish_at=later(100_000)),
    "edit": editing,
    "return": returning,
    "reject": lambda article, by, words: decide.reject(
        article, seen=article.version, by=by, window=NEVER, reason=words
    ),
    "retract": taking_back,
    "assign": lambda article, by, _: assign(article, to=EDITOR, by=by, due=None),
    "erase": lambda article, by, words: decide.erase(article, seen=article.version, by=by, editor=CHIEF, reason=words),
}
WORDS = st.sampled_from(["Satu.", "Dua.", "Tiga."])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("submit"), WORDS, st.sampled_from([RIO, RIO, RIO, DEWI]), st.booleans()),
        st.tuples(st.just("withdraw")),
        st.tuples(st.sampled_from(sorted(ACTS)), WORDS),
    ),
    max_size=9,
)


def live_through(newsroom: Newsroom, steps: list[tuple[Any, ...]]) -> None:
    for step in steps:
        if step[0] == "submit":
            revision = newsroom.article.revision if newsroom.article else 0
            newsroom.submit(step[2], step[1], (revision if step[3] else max(revision - 1, 0)) or None)
        elif step[0] == "withdraw":
            newsroom.withdraw()
        else:
            newsroom.act(step[0], step[1])


def restored(kept: Article | None, newsroom: Newsroom, handled: int = 99) -> Article:
    """As `moderation` does it: from the last decision, where that is newer, and all that stands on the drafts."""
    last = max(newsroom.log, key=lambda one: one.version)
    if kept is not None and last.version <= kept.version:
        return catching_up.without_what_was_said(kept, last.version)
    handed_in = [HandedIn(fact, place < handled) for place, fact in enumerate(newsroom.handed_in)]
    return caught_up(kept, last, handed_in, EDITORS, RESTORED).article


@settings(max_examples=400, deadline=None)
@given(STEPS, STEPS)
def test_the_desk_ends_where_its_last_decision_left_it(first: list[Any], then: list[Any]) -> None:
    newsroom = Newsroom()
    newsroom.submit(RIO, "Awal.", None)
    live_through(newsroom, first)
    kept = newsroom.article
    live_through(newsroom, then)
    lost, now = newsroom.article, restored(kept, newsroom)
    assert lost is not None
    assert now.version == lost.version
    assert now.pending == ()
    # Both halves of its state are those that were told last, and so the next decision builds on what the public has.
    last = max(newsroom.log, key=lambda one: one.version)
    assert (now.desk(), now.public.live, now.public.scheduled) == (last.desk, last.live, last.scheduled)
    assert now.revision == lost.revision
    assert len({ref.number for ref in now.revisions}) == len(now.revisions)
    assert now.content == lost.content
    assert now.handed_in in {None, lost.handed_in, lost.content}


@settings(max_examples=400, deadline=None)
@given(STEPS, STEPS, st.integers(0, 9))
def test_what_reporters_sent_is_never_lost_and_an_erased_article_stays_erased(
    first: list[Any], then: list[Any], handled: int
) -> None:
    """The topic of drafts is heard again, after it; of what it holds nothing is unknown to the desk then."""
    newsroom = Newsroom()
    newsroom.submit(RIO, "Awal.", None)
    live_through(newsroom, first)
    kept = newsroom.article
    live_through(newsroom, then)
    now = restored(kept, newsroom, handled)
    was = now.state
    # Some were accepted, but the desk had not come to them.
    again = [*newsroom.handed_in, a_submission(a_draft(lead="Belum dibaca."), base=now.revision, at=later(8_000))]
    for fact in again:
        by = By(actor=fact.reporter.id, at=later(9_500))
        heard = submitted(now, fact, DEFAULTS, by) if isinstance(fact, DraftSubmitted) else withdrawn(now, fact, by)
        assert heard is not None
        now = heard
    assert {fact.submission_id for fact in again} <= set(now.submissions)
    assert (now.state == "erased") == (was == "erased")
    if was == "erased":
        assert now.content == a_draft().model_validate({})
        assert now.public.live is None


def test_an_article_that_the_backup_does_not_know_is_made_of_its_decision_and_its_draft() -> None:
    newsroom = Newsroom()
    newsroom.submit(RIO, "Awal.", None)
    newsroom.act("edit", "Dua.")
    newsroom.act("approve", "")
    now = restored(None, newsroom)
    lost = newsroom.article
    assert lost is not None
    assert (now.content, now.handed_in, now.public) == (lost.content, lost.handed_in, lost.public)
    assert [act.what for act in now.acts] == ["submit", "approve", "restore"]
    assert [(ref.number, ref.kind) for ref in now.revisions] == [(1, "submission"), (2, "edit")]


def test_what_an_editor_changed_and_nobody_approved_is_made_again_of_what_the_reporter_was_shown() -> None:
    newsroom = Newsroom()
    newsroom.submit(RIO, "Awal.", None)
    kept = newsroom.article
    newsroom.act("edit", "Dua.")
    now = restored(kept, newsroom)
    lost = newsroom.article
    assert lost is not None
    assert now.content == lost.content
    assert now.acts[-1].what == "restore"


def test_where_words_can_be_had_from_nowhere_that_is_said() -> None:
    newsroom = Newsroom()
    newsroom.submit(RIO, "Awal.", None)
    kept = newsroom.article
    assert kept is not None
    newsroom.put(edit(kept, seen=1, by=newsroom.by(), rules=DEFAULTS, fields={"photo": None}, edit_id=uuid4()))
    now = restored(kept, newsroom)
    assert (now.revision, now.content, now.acts[-1].what) == (2, kept.content, "restore-part")


def test_an_article_begun_at_the_desk_keeps_what_the_public_has_of_it() -> None:
    begun = start(None, article_id=ARTICLE, content=a_draft(), editor=EDITOR, by=By("kb1", NOON), rules=DEFAULTS)
    assert isinstance(begun, Article)
    newsroom = Newsroom()
    newsroom.put(begun)
    newsroom.act("approve", "")
    now = restored(None, newsroom)
    assert (now.content.headline, now.begun_by, now.state) == (a_draft().headline, EDITOR.id, "approved")


def test_what_the_topic_has_is_not_said_again_and_can_no_longer_be_undone() -> None:
    waiting = approved(sent(held()))
    assert catching_up.without_what_was_said(waiting, 1) is waiting
    known = catching_up.without_what_was_said(waiting, 2)
    assert (known.pending, known.undo, known.state) == ((), None, "approved")
    assert not isinstance(afterwards.undo(known, seen=2, by=RESTORED), Article)


@pytest.mark.parametrize("topic", [0, 2, 7])
def test_where_the_topic_was_lost_all_is_told_at_versions_that_nobody_has_seen(topic: int) -> None:
    article = sent(retracting(approved(sent(held()))))
    anew = catching_up.told_anew(article, topic, RESTORED)
    (fact,) = said(anew)
    assert fact.version == anew.version == max(article.version, topic) + LEAP + 1
    assert fact.live is not None
    assert (fact.live.version, fact.live.status, fact.desk) == (fact.version, "retracted", article.desk())


def test_times_are_those_of_the_decision() -> None:
    newsroom = Newsroom()
    newsroom.submit(RIO, "Awal.", None)
    kept = newsroom.article
    newsroom.act("approve", "")
    now = restored(kept, newsroom)
    approve_act = next(act for act in now.acts if act.what == "approve")
    assert isinstance(approve_act.at, datetime)
    assert (approve_act.who, approve_act.at, approve_act.after) == ("kb2", newsroom.log[-1].at, 2)
