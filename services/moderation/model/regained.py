"""An article's words after a restore: from the backup, from what reporters sent since, from what the public has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from services.moderation.model.article import Article
from services.moderation.model.changes import changes
from shared.facts import Change, Decision, Draft, DraftSubmitted, Live
from shared.rules import paragraphs

_PRINTED = (
    "language",
    "headline",
    "dateline",
    "lead",
    "body",
    "section",
    "tags",
    "photo",
    "photos",
    "byline",
)
"""What approving puts before the public as it stands."""


class Words(NamedTuple):
    """The newest words, and the reporter's own where the desk changed them.

    `edited`: they are the desk's, and newer than the backup. `whole`: nothing of them is missing.
    """

    content: Draft
    handed_in: Draft | None = None
    edited: bool = False
    whole: bool = True


def regained(kept: Article | None, last: Decision, applied: Sequence[DraftSubmitted]) -> Words:
    """The words that the last decision was about. `applied`: what its reporter sent since the backup, in order."""
    desk, since = last.desk, {one.submission_id: one.draft for one in applied}
    if kept and kept.revision == desk.revision:
        return Words(kept.content, kept.handed_in)
    sent = since.get(desk.submission_id) if desk.submission_id else None
    if sent is None and kept and kept.submission_id == desk.submission_id:
        sent = kept.handed_in or kept.content
    content = _newest(sent, kept, last)
    if content is None:
        lost = sent or (kept.content if kept else _of_live(Draft(), last.live))
        return Words(lost.model_copy(update={"ready": desk.ready}), whole=False)
    content = content.model_copy(update={"ready": desk.ready})
    if content == sent:
        return Words(content)
    return Words(content, sent, edited=True)


def _newest(sent: Draft | None, kept: Article | None, last: Decision) -> Draft | None:
    """The newest words; None where they can be had from nowhere."""
    if last.desk.state == "approved" and (text := last.scheduled or last.live):
        # What was approved is what the public has; what it never sees stays as it was.
        return _of_live(sent or (kept.content if kept else Draft()), text)
    if last.desk.state == "retracted":
        return sent or (kept.content if kept else None)
    return _changed(sent, last.desk.changes) if sent is not None else None


def _of_live(draft: Draft, live: Live | None) -> Draft:
    return draft.model_copy(update={name: getattr(live, name) for name in _PRINTED}) if live else draft


def _changed(sent: Draft, wanted: Sequence[Change]) -> Draft | None:
    """What an editor made of this, from the changes that the reporter was shown; None where they do not say it all."""
    fields = {one.field: one.after for one in wanted if one.field != "body"}
    if any(field not in _PRINTED for field in fields):
        return None  # photos: what the changes say of them is less than there is
    texts: dict[str, object] = dict(fields)
    if "tags" in fields:
        texts["tags"] = tuple(part for part in fields["tags"].split(", ") if part)
    body = [one for one in wanted if one.field == "body"]
    if body:
        texts["body"] = _body(sent.body, body)
    after = sent.model_copy(update=texts)
    return after if changes(sent, after) == tuple(wanted) else None


def _body(before: str, wanted: Sequence[Change]) -> str:
    """The paragraphs with these changes; whether that is right is seen by comparing again."""
    old, new = paragraphs(before), list[str]()
    at = 0
    for one in wanted:
        is_gone = bool(one.before and not one.after)
        while at < len(old) and len(new) < (one.paragraph or 1) - 1 and not (is_gone and old[at] == one.before):
            new.append(old[at])
            at += 1
        at += 1 if one.before else 0
        new += [one.after] if one.after else []
    return "\n\n".join((*new, *old[at:]))
