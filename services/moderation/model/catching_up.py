"""An article after a restore: what the desk knew, brought up to what it said after the backup was taken.

Every decision carries both halves of an article's state, so the last one on the topic says where it stands and what
the public has. The words that reporters sent since stand on the topic of drafts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID, uuid5

from services.moderation.model.article import Act, Address, Article, Assignment, Public, RevisionRef, Workflow
from services.moderation.model.pending import Pending
from services.moderation.model.regained import Words, regained
from services.moderation.model.since import HandedIn, since_then
from services.moderation.model.start import editor_of
from services.moderation.model.telling import By, tell
from shared.facts import NEWSROOM, Comments, Decision, Draft, DraftSubmitted, Reporter

RESTORE = "redaksi"
"""Who acts where nobody does: what a restore says is no editor's decision."""
LEAP = 1_000
"""Versions left free where the topics were lost too: more than anything was told of since the backup."""
_DONE: Mapping[str, str] = {
    "held": "edit",
    "returned": "return",
    "approved": "approve",
    "corrected": "correct",
    "rejected": "reject",
    "withdrawn": "withdraw",
    "retracted": "retract",
    "erased": "erase",
    "refused": "refuse",
}
"""What was done, by the fact that says so."""


class CaughtUp(NamedTuple):
    """The article as it is now, and the words of revisions that it names and that are to be kept beside it."""

    article: Article
    words: tuple[tuple[UUID, Draft], ...] = ()


def said(pending: Sequence[Pending], version: int) -> tuple[Pending, ...]:
    """What of this is still to be said, where the topic is at `version`."""
    return tuple(entry for entry in pending if entry.version > version)


def without_what_was_said(article: Article, version: int) -> Article:
    """The same article where the topic says nothing newer; what it has already is not said again."""
    left = said(article.pending, version)
    if len(left) == len(article.pending):
        return article
    undo = article.undo if article.undo and any(one.version == article.undo.version for one in left) else None
    return article.model_copy(update={"pending": left, "undo": undo})


def told_anew(article: Article, version: int, by: By) -> Article:
    """The article, to be told whole once more, where the topic that is at `version` has lost what was said.

    Its version leaps, and that of what the public has with it: whoever read further than we know takes it for news.
    """
    leapt = article.model_copy(update={"version": max(article.version, version) + LEAP, "undo": None})
    news = {"version": leapt.version + 1}
    live, scheduled = (one and one.model_copy(update=news) for one in (article.public.live, article.public.scheduled))
    public = article.public.model_copy(update={"live": live, "scheduled": scheduled})
    return tell(leapt.model_copy(update={"public": public}), by, "restore")


def caught_up(
    kept: Article | None, last: Decision, handed_in: Sequence[HandedIn], editors: Mapping[str, str], by: By
) -> CaughtUp:
    """The article at its last decision, which is newer than what was kept (None: it is newer than the backup).

    `handed_in`: what its reporters said since, in order; `editors`: ids at the desk by name.
    """
    if last.desk.state == "erased":
        return CaughtUp(_erased(kept, last, handed_in, by))
    since = since_then(kept, last, handed_in)
    words, shown = regained(kept, last, since.applied), last.live or kept
    refs = _revisions(kept, last, since.applied, words)
    article = Article(
        article_id=last.article_id,
        version=last.version,
        revision=last.desk.revision,
        workflow=_workflow(last),
        public=_public(kept, last),
        reporter=_reporter(kept, last, since.theirs),
        content=words.content,
        handed_in=words.handed_in,
        submission_id=last.desk.submission_id,
        submitted_at=since.applied[-1].at if since.applied else kept.submitted_at if kept else None,
        submissions=_together(kept.submissions if kept else (), (one.submission_id for one in since.known)),
        revisions=refs,
        conflicts=last.desk.conflicts,
        findings=last.desk.findings,
        changes=last.desk.changes,
        comments=shown.comments if shown else Comments(),
        front=shown.front if shown else None,
        begun_by=editor_of(last.desk.reporter_id),
        assigned=_assigned(kept, last, editors),
        notes=kept.notes if kept else (),
        acts=(*(kept.acts if kept else ()), *_acts(kept, last, since.applied, by, words)),
        stamp=kept.stamp if kept else 0,
    )
    sent = [(one.submission_id, one.draft) for one in since.theirs]
    edited = [(ref.id, words.content) for ref in refs[-1:] if words.edited]
    return CaughtUp(article, (*sent, *edited))


def _together(kept: Iterable[UUID], more: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys((*kept, *more)))


def _workflow(last: Decision) -> Workflow:
    desk = last.desk
    return Workflow(
        state=desk.state,
        since=desk.since,
        returned=desk.returned,
        times_returned=desk.times_returned,
        rejection=desk.rejection,
    )


def _public(kept: Article | None, last: Decision) -> Public:
    before = kept.public if kept else Public()
    texts = [one for one in (last.scheduled, last.live) if one]
    if not texts:
        return before.model_copy(update={"live": None, "scheduled": None})
    newest = texts[0]
    return Public(
        live=last.live,
        scheduled=last.scheduled,
        address=Address(slug=newest.slug, path=newest.path, previous_paths=newest.previous_paths),
        first_approved_at=newest.first_approved_at,
        corrections=newest.corrections,
    )


def _reporter(kept: Article | None, last: Decision, mine: Sequence[DraftSubmitted]) -> Reporter:
    if mine:
        return mine[-1].reporter
    if kept:
        return kept.reporter
    return Reporter(id=last.desk.reporter_id, name=last.live.byline if last.live else "")


def _assigned(kept: Article | None, last: Decision, editors: Mapping[str, str]) -> Assignment | None:
    name = last.desk.editor
    if kept and kept.assigned and name in {None, kept.assigned.name}:
        # Once it is decided the reporter is told of nobody; at the desk it stays somebody's.
        return kept.assigned if name or last.desk.state not in {"held", "returned"} else None
    return Assignment(editor_id=editors[name], name=name) if name and name in editors else None


def _revisions(
    kept: Article | None, last: Decision, applied: Sequence[DraftSubmitted], words: Words
) -> tuple[RevisionRef, ...]:
    """Those that were kept, those that came since, and the newest as the desk left it."""
    refs = list(kept.revisions if kept else ())
    highest = last.desk.revision - (1 if words.edited else 0)
    for fact in applied:
        before = refs[-1].number if refs else 0
        is_current = fact.submission_id == last.desk.submission_id
        # One that worked from a revision which was not the newest was a conflict, and is none any more.
        number = fact.base_revision + 1 if fact.base_revision else before + 1 if not before or is_current else 0
        if is_current or before < number < highest:
            by, at, key = fact.reporter.id, fact.at, fact.submission_id
            place = min(max(number, before + 1), highest)
            refs.append(RevisionRef(number=place, by=by, at=at, id=key, kind="submission"))
    if words.edited:
        key = uuid5(NEWSROOM, f"restore/{last.article_id}/{last.desk.revision}/{words.content.digest()}")
        refs.append(RevisionRef(number=last.desk.revision, by=last.actor, at=last.at, id=key, kind="edit"))
    return tuple(refs)


def _acts(
    kept: Article | None, last: Decision, applied: Sequence[DraftSubmitted], by: By, words: Words
) -> tuple[Act, ...]:
    """What is known to have been done since; what was not told last is not known any more."""
    before, after = kept.version if kept else 0, last.version
    sent = [Act(who=one.reporter.id, what="submit", at=one.at, before=before, after=before) for one in applied]
    what = _DONE[last.kind.split(".")[2]]
    # A fact is said again by much that decides nothing, such as who it is given to.
    news = words.edited if what == "edit" else kept is None or kept.workflow.since != last.desk.since
    done = [Act(who=last.actor, what=what, at=last.at, before=after, after=after)] if news else []
    restored = "restore" if words.whole else "restore-part"
    return (*sent, *done, Act(who=RESTORE, what=restored, at=by.at, before=before, after=after))


def _erased(kept: Article | None, last: Decision, handed_in: Sequence[HandedIn], by: By) -> Article:
    """Nothing of it comes back: id and version are left, and by which submissions it is known when heard again."""
    sent = (one.fact.submission_id for one in handed_in if one.handled)
    acts = tuple(act.model_copy(update={"note": ""}) for act in (kept.acts if kept else ()))
    done = Act(who=last.actor, what="erase", at=last.at, before=kept.version if kept else 0, after=last.version)
    return Article(
        article_id=last.article_id,
        version=last.version,
        revision=last.desk.revision,
        workflow=_workflow(last),
        reporter=Reporter(id=last.desk.reporter_id, name=""),
        content=Draft(),
        submissions=_together(kept.submissions if kept else (), sent),
        acts=(*acts, done, Act(who=RESTORE, what="restore", at=by.at, before=last.version, after=last.version)),
        stamp=kept.stamp if kept else 0,
    )
