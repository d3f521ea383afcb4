"""What reporters' facts do to an article. Each submission is applied once, however often it is heard."""

from __future__ import annotations

from typing import Literal

from services.moderation.model.article import Article, RevisionRef, Workflow
from services.moderation.model.telling import By, tell
from shared.facts import Conflict, Draft, DraftRefused, DraftSubmitted, DraftWithdrawn, Returned
from shared.rules import Rules, check

Why = Literal["not_yours", "retracted", "erased", "approved", "nothing_to_withdraw"]


def submitted(article: Article | None, fact: DraftSubmitted, rules: Rules, by: By) -> Article:
    """The article after this submission; unchanged where it was applied before.

    The first submission owns the article. One on an outdated revision is kept as a conflict, never
    current. A rejected or withdrawn article is held anew; a retracted or erased one stays as it is.
    """
    if article is None:
        return _first(fact, rules, by)
    if fact.submission_id in article.submissions:
        return article
    article = article.at_time(by.at)
    if fact.reporter.id != article.reporter.id:
        return _refused(article, fact, "not_yours", by)
    if article.state == "retracted" or article.state == "erased":  # noqa: PLR1714 - so mypy knows which
        return _refused(article, fact, article.state, by)
    anew = article.state in {"rejected", "withdrawn"} and fact.base_revision is None
    if fact.base_revision != article.revision and not anew:
        return _conflict(article, fact, by)
    return _next(article, fact, rules, by)


def withdrawn(article: Article | None, fact: DraftWithdrawn, by: By) -> Article | None:
    """The article after its reporter took it back; refused where it is approved, or not theirs."""
    if article is None or fact.submission_id in article.submissions:
        return article
    article = article.at_time(by.at)
    if fact.reporter.id != article.reporter.id:
        return _refused(article, fact, "not_yours", by)
    if article.state == "approved":
        return _refused(article, fact, "approved", by)
    # One that was meant for nothing, heard again once there is something, must not take that away.
    too_early = article.submitted_at is not None and fact.at < article.submitted_at
    if too_early or article.state not in {"held", "returned"}:
        return _refused(article, fact, "nothing_to_withdraw", by)
    gone = article.model_copy(
        update={
            "workflow": Workflow(state="withdrawn", since=by.at, times_returned=article.workflow.times_returned),
            "public": article.public.model_copy(update={"scheduled": None}),
            "submissions": (*article.submissions, fact.submission_id),
            "undo": None,
        }
    )
    return tell(gone, by, "withdraw")


def _first(fact: DraftSubmitted, rules: Rules, by: By) -> Article:
    nothing = Article(
        article_id=fact.article_id,
        version=0,
        revision=0,
        workflow=Workflow(state="held", since=by.at),
        reporter=fact.reporter,
        content=fact.draft,
    )
    return _next(nothing, fact, rules, by)


def _next(article: Article, fact: DraftSubmitted, rules: Rules, by: By) -> Article:
    number = article.revision + 1
    ref = RevisionRef(number=number, by=fact.reporter.id, at=by.at, id=fact.submission_id, kind="submission")
    held = article.model_copy(
        update={
            "revision": number,
            "workflow": Workflow(
                state="held",
                since=by.at,
                returned=_with_what_is_solved(
                    article.workflow.returned, article.handed_in or article.content, fact.draft
                ),
                times_returned=article.workflow.times_returned,
            ),
            "reporter": fact.reporter,
            "content": fact.draft,
            "handed_in": None,
            "changes": (),
            "submission_id": fact.submission_id,
            "submitted_at": fact.at,
            "submissions": (*article.submissions, fact.submission_id),
            "revisions": (*article.revisions, ref),
            "findings": check(fact.draft, rules),
        }
    )
    return tell(held, by, "submit")


def _with_what_is_solved(returned: Returned | None, before: Draft, after: Draft) -> Returned | None:
    if returned is None:
        return None
    reasons = tuple(
        reason.model_copy(
            update={"solved": reason.solved or value_of(before, reason.field) != value_of(after, reason.field)}
        )
        for reason in returned.reasons
    )
    return returned.model_copy(update={"reasons": reasons})


def value_of(draft: Draft, field: str) -> object:
    """What a draft has at a field such as `photo.caption`; None where there is nothing."""
    value: object = draft
    for name in field.split("."):
        value = _numbered(value, name) if isinstance(value, tuple) else getattr(value, name, None)
    return value


def _numbered(several: tuple[object, ...], name: str) -> object:
    """The one of that number, counted from 1; None where there is none."""
    return several[int(name) - 1] if name.isdecimal() and 0 < int(name) <= len(several) else None


def _conflict(article: Article, fact: DraftSubmitted, by: By) -> Article:
    conflict = Conflict(submission_id=fact.submission_id, base_revision=fact.base_revision, at=by.at)
    kept = article.model_copy(
        update={
            "conflicts": (*article.conflicts, conflict),
            "submissions": (*article.submissions, fact.submission_id),
        }
    )
    return tell(kept, by, "conflict")


def _refused(article: Article, fact: DraftSubmitted | DraftWithdrawn, why: Why, by: By) -> Article:
    known = article.model_copy(update={"submissions": (*article.submissions, fact.submission_id)})
    return tell(
        known, by, "refuse", kind=DraftRefused, submission_id=fact.submission_id, reporter_id=fact.reporter.id, why=why
    )
