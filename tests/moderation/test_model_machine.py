"""Any sequence of acts, redeliveries and crashes between any two steps, and what must hold all the same.

The store and the log are fakes of a few lines: a write is conditional on the stamp it was based on, a
relay leases, sends and takes off in three steps, and may crash between any two of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.moderation.model import afterwards, decide
from services.moderation.model.approval import approve
from services.moderation.model.article import Article
from services.moderation.model.assigning import assign, unassign
from services.moderation.model.edit import edit
from services.moderation.model.editor import Editor
from services.moderation.model.intake import submitted, withdrawn
from services.moderation.model.notes import add_note
from services.moderation.model.pending import Pending
from services.moderation.model.start import start
from services.moderation.model.telling import By
from shared.facts import NEWSROOM, Decision, DraftSubmitted, DraftWithdrawn, Reporter, decode
from shared.rules import DEFAULTS
from tests.builders import ARTICLE, NOON, RIO, a_draft, a_submission
from tests.moderation.people import CHIEF, EDITOR, WINDOW

DEWI = Reporter(id="dewi", name="Dewi")
LEASE = timedelta(seconds=20)


class Desk(RuleBasedStateMachine):
    """One article, its editors, its reporters, and a relay that crashes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.stored: Article | None = None
        self.heard: list[DraftSubmitted | DraftWithdrawn] = []
        self.log: list[Decision] = []
        self.undone: set[int] = set()
        self.leased: Pending | None = None
        self.held_back: set[int] = set()
        self.second_person = False

    @property
    def state(self) -> str:
        return self.stored.state if self.stored else ""

    def write(self, new: Article | None) -> None:
        if new is not None and new is not self.stored:
            self.stored = new.model_copy(update={"stamp": (self.stored.stamp if self.stored else 0) + 1})

    def by(self, actor: str = "kb2") -> By:
        return By(actor=actor, at=self.now)

    def take_in(self, fact: DraftSubmitted | DraftWithdrawn) -> None:
        if isinstance(fact, DraftSubmitted):
            self.write(submitted(self.stored, fact, DEFAULTS, self.by(fact.reporter.id)))
        else:
            self.write(withdrawn(self.stored, fact, self.by(fact.reporter.id)))

    def act(self, decided: Callable[[Article], Any]) -> Article | None:
        if self.stored is None:
            return None
        outcome = decided(self.stored)
        if not isinstance(outcome, Article):
            return None
        self.write(outcome)
        return outcome

    @initialize(at_the_desk=st.booleans(), second_person=st.booleans())
    def begin(self, at_the_desk: bool, second_person: bool) -> None:
        """Most of what is worth trying begins with an article at the desk, sent to it or begun there."""
        self.second_person = second_person
        if at_the_desk:
            self.start("kb1")
        else:
            self.submit(words="a", on_current=False, mine=True)

    @rule(who=st.sampled_from(["kb1", "kb2"]))
    def start(self, who: str) -> None:
        editor, words = CHIEF if who == "kb2" else EDITOR, a_draft(lead="a")
        new = start(self.stored, article_id=ARTICLE, content=words, editor=editor, by=self.by(who), rules=DEFAULTS)
        if isinstance(new, Article):
            assert self.stored is None or new is self.stored
            self.write(new)

    @rule(to=st.sampled_from([EDITOR, CHIEF, None]), due=st.booleans())
    def assign(self, to: Editor | None, due: bool) -> None:
        """Given to somebody, or taken off them: nobody's open decision becomes stale by it."""
        seen = self.stored.version if self.stored else 0
        at, by = self.now + timedelta(hours=1) if due else None, self.by("kb1")
        done = self.act(lambda a: assign(a, to=to, due=at, by=by) if to else unassign(a, by=by))
        assert done is None or done.is_current(seen)

    @rule(number=st.integers(min_value=0, max_value=2))
    def note(self, number: int) -> None:
        before, note_id, by = self.stored, uuid5(NEWSROOM, f"note/{number}"), self.by("kb1")
        done = self.act(lambda a: add_note(a, note_id=note_id, field="lead", text="Cek.", editor=EDITOR, by=by))
        if done is not None and before is not None:
            assert (done.version, done.desk(), done.pending) == (before.version, before.desk(), before.pending)

    # What people do.

    @rule(words=st.sampled_from("abc"), on_current=st.booleans(), mine=st.booleans())
    def submit(self, words: str, on_current: bool, mine: bool) -> None:
        base = self.stored.revision if self.stored and on_current else None
        self.now += timedelta(milliseconds=1)
        fact = a_submission(a_draft(lead=words), base=base, reporter=RIO if mine else DEWI, at=self.now)
        self.heard.append(fact)
        self.take_in(fact)

    @rule(mine=st.booleans())
    def withdraw(self, mine: bool) -> None:
        version = self.stored.version if self.stored else 0
        reporter = RIO if mine else DEWI
        fact = DraftWithdrawn.of(article_id=ARTICLE, reporter=reporter, version=version, at=self.now)
        self.heard.append(fact)
        self.take_in(fact)

    @rule(which=st.integers(min_value=0, max_value=50))
    def redeliver(self, which: int) -> None:
        if self.heard:
            before = self.stored.at_time(self.now) if self.stored else None
            self.take_in(self.heard[which % len(self.heard)])
            if before is not None and self.stored is not None:
                after = self.stored.at_time(self.now)
                assert (after.workflow, after.revision) == (before.workflow, before.revision)
                assert (after.content, after.public) == (before.content, before.public)

    @precondition(lambda self: self.state == "held")
    @rule(hours=st.sampled_from([None, 1, 2]), correct=st.booleans())
    def approve(self, hours: int | None, correct: bool) -> None:
        at = self.now + timedelta(hours=hours) if hours else None

        def decided(article: Article) -> Any:
            live = article.at_time(self.now).public.live
            return approve(
                article,
                seen=article.version,
                editor=CHIEF,
                by=self.by(),
                window=WINDOW,
                rules=DEFAULTS,
                second_person=self.second_person,
                publish_at=at,
                correction="Diralat." if correct and live else "",
            )

        self.act(decided)

    @precondition(lambda self: self.state in {"held", "approved"})
    @rule()
    def send_back(self) -> None:
        self.act(
            lambda a: decide.send_back(
                a, seen=a.version, by=self.by(), window=WINDOW, summary="Lagi.", reasons=[], initials="KB2"
            )
        )

    @precondition(lambda self: self.state in {"held", "approved"})
    @rule()
    def reject(self) -> None:
        self.act(lambda a: decide.reject(a, seen=a.version, by=self.by(), window=WINDOW, reason="Tidak."))

    @precondition(lambda self: self.stored is not None and self.stored.public.live is not None)
    @rule()
    def retract(self) -> None:
        def decided(article: Article) -> Any:
            return decide.retract(
                article, seen=article.version, editor=CHIEF, by=self.by(), window=WINDOW, code="keliru", text="Keliru."
            )

        self.act(decided)

    @rule(words=st.sampled_from("xyz"))
    def edit(self, words: str) -> None:
        edit_id = uuid5(NEWSROOM, f"edit/{self.stored.stamp if self.stored else 0}")
        self.act(
            lambda a: edit(a, seen=a.version, by=self.by(), rules=DEFAULTS, fields={"lead": words}, edit_id=edit_id)
        )

    @rule(really=st.integers(min_value=0, max_value=2))
    def erase(self, really: int) -> None:
        marked = self.stored.pending if self.stored else ()
        on_the_way = {fact.version for fact in self.log} | {entry.version for entry in marked if entry.sending}
        if really == 0 and (
            erased := self.act(lambda a: decide.erase(a, seen=a.version, editor=CHIEF, by=self.by(), reason="Hukum."))
        ):
            self.held_back = set(range(1, erased.version)) - on_the_way

    @precondition(lambda self: self.stored is not None and self.stored.undo is not None)
    @rule()
    def undo(self) -> None:
        before = self.stored
        if before and before.undo and self.act(lambda a: afterwards.undo(a, seen=a.version, by=self.by())):
            self.undone.add(before.undo.version)

    @precondition(lambda self: self.stored is not None and bool(self.stored.pending))
    @rule()
    def send_now(self) -> None:
        self.act(lambda a: afterwards.send_now(a, seen=a.version, now=self.now))

    # What the relay does, in three steps; not going on from one is a crash.

    @precondition(lambda self: self.stored is not None and bool(self.stored.pending))
    @rule()
    def lease(self) -> None:
        self.now = max(self.now, self._due_at())
        first = self._due()
        if first is not None and self.stored is not None:
            self.leased = first.model_copy(update={"sending": self.now + LEASE})
            self.write(self.stored.model_copy(update={"pending": (self.leased, *self.stored.pending[1:])}))

    @precondition(lambda self: self.leased is not None)
    @rule()
    def send(self) -> None:
        if self.leased is not None:
            record = self.leased.record()
            fact = decode(record.topic, record.key, record.value, record.headers)
            assert isinstance(fact, Decision)
            self.log.append(fact)

    @precondition(lambda self: self.leased is not None)
    @rule()
    def take_off(self) -> None:
        leased, self.leased = self.leased, None
        sent = leased is not None and any(fact.version == leased.version for fact in self.log)
        if self.stored and leased and sent and self.stored.pending:
            first = self.stored.pending[0]
            if first.version == leased.version and first.sending:
                self.write(self.stored.model_copy(update={"pending": self.stored.pending[1:]}))

    @precondition(lambda self: self.stored is not None and bool(self.stored.pending))
    @rule()
    def relay(self) -> None:
        """All three, as on most days."""
        self.lease()
        self.send()
        self.take_off()

    @rule(seconds=st.sampled_from([1, 16, 21, 3700]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def _due_at(self) -> datetime:
        first = self.stored.pending[0] if self.stored and self.stored.pending else None
        return (first.sending or first.not_before) if first else self.now

    def _due(self) -> Pending | None:
        if not self.stored or not self.stored.pending:
            return None
        first = self.stored.pending[0]
        due: datetime = first.sending or first.not_before
        return first if due <= self.now else None

    # What must hold, whatever happened.

    @invariant()
    def versions_first_appear_in_their_order(self) -> None:
        firsts = list(dict.fromkeys(fact.version for fact in self.log))
        assert firsts == sorted(firsts)

    @invariant()
    def nothing_undone_is_ever_said(self) -> None:
        assert not self.undone & {fact.version for fact in self.log}

    @invariant()
    def nothing_is_public_without_an_approval_on_record(self) -> None:
        acts = {act.after: act.what for act in self.stored.acts if act.after > act.before} if self.stored else {}
        for fact in self.log:
            for public in (fact.live, fact.scheduled):
                if public is not None:
                    assert acts[public.version] in {"approve", "correct", "retract"}
                    assert public.version not in self.undone

    @invariant()
    def where_the_house_wants_a_second_person_nobody_approves_their_own_words(self) -> None:
        words = None
        for act in self.stored.acts if self.stored and self.second_person else ():
            assert act.what not in {"approve", "correct"} or act.who not in {
                words,
                self.stored and self.stored.begun_by,
            }
            words = act.who if act.what in {"start", "edit", "submit"} else words

    @invariant()
    def what_is_undone_leaves_no_state_without_its_cause(self) -> None:
        if self.stored and self.stored.state == "approved":
            assert self.stored.public.live or self.stored.public.scheduled

    @invariant()
    def what_was_not_on_its_way_when_it_was_erased_is_never_said(self) -> None:
        assert not self.held_back & {fact.version for fact in self.log}

    @invariant()
    def what_is_live_is_not_under_an_embargo(self) -> None:
        for fact in self.log:
            if fact.live is not None and fact.live.publish_at is not None:
                assert fact.live.publish_at <= fact.at

    @invariant()
    def the_public_never_goes_back_to_an_older_version(self) -> None:
        last = 0
        for fact in {fact.version: fact for fact in self.log}.values():
            live = fact.live.version if fact.live else 0
            assert live >= last or fact.desk.state == "erased"
            last = max(last, live)

    @invariant()
    def each_submission_is_applied_once(self) -> None:
        if self.stored:
            ids = [ref.id for ref in self.stored.revisions if ref.kind == "submission"]
            assert len(ids) == len(set(ids))

    @invariant()
    def every_version_is_recorded_in_the_audit(self) -> None:
        if self.stored:
            assert self.stored.acts[-1].after == self.stored.version

    def teardown(self) -> None:
        """Once everything is quiet, the last thing said is what is stored."""
        while self.stored and self.stored.pending:
            self.now += timedelta(seconds=60)
            self.lease()
            self.send()
            self.take_off()
        if self.stored:
            last = max(self.log, key=lambda fact: fact.version)
            assert last.version == self.stored.version
            assert last.desk == self.stored.desk()
            assert (last.live, last.scheduled) == (self.stored.public.live, self.stored.public.scheduled)
            assert UUID(last.item) == self.stored.article_id
        self.versions_first_appear_in_their_order()
        self.nothing_undone_is_ever_said()
        self.nothing_is_public_without_an_approval_on_record()
        self.what_is_live_is_not_under_an_embargo()
        self.what_was_not_on_its_way_when_it_was_erased_is_never_said()
        self.the_public_never_goes_back_to_an_older_version()


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=400, stateful_step_count=40, deadline=None)
