"""What editors decide about an article. Each names the version it saw; each can be refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from services.moderation.model.article import Article, Workflow
from services.moderation.model.changes import FIELDS, is_field
from services.moderation.model.editor import Editor
from services.moderation.model.grounds import decide, refuse
from services.moderation.model.refusal import Forbidden, Missing, NotPossible, Refusal
from services.moderation.model.telling import By, tell
from shared.facts import Draft, Reason, Retraction, Returned

RETRACTION_CODES: dict[str, dict[str, str]] = {
    # Pedoman Pemberitaan Media Siber 2012, 5.a, and mistakes, which the press code asks to be taken back.
    "sara": {"id": "SARA", "en": "Ethnicity, religion, race, group"},
    "kesusilaan": {"id": "Kesusilaan", "en": "Decency"},
    "masa_depan_anak": {"id": "Masa depan anak", "en": "A child's future"},
    "trauma_korban": {"id": "Pengalaman traumatik korban", "en": "A victim's trauma"},
    "pertimbangan_dewan_pers": {"id": "Pertimbangan khusus Dewan Pers", "en": "The press council's judgement"},
    "keliru": {"id": "Keliru secara mendasar", "en": "Fundamentally wrong"},
}
"""The grounds on which something public may be taken back."""


def send_back(
    article: Article, *, seen: int, by: By, window: timedelta, summary: str, reasons: Sequence[Reason], initials: str
) -> Article | Refusal:
    """To the reporter, with a summary and reasons at their fields. An embargo that still waited is taken off."""
    article = article.at_time(by.at)
    if refusal := refuse(article, seen, held=True, or_scheduled=True):
        return refusal
    if not summary.strip():
        return Missing("summary", "Tulis ringkasan alasan.", "Write a summary of why.")
    for number, reason in enumerate(reasons):
        if not is_field(reason.field):
            return Missing(
                f"reasons.{number}.field", "Ruas ini tidak dikenal.", f"Unknown; one of {', '.join(sorted(FIELDS))}"
            )
    times = article.workflow.times_returned + 1
    back = Returned(summary=summary, reasons=tuple(reasons), at=by.at, by=initials)
    workflow = Workflow(state="returned", since=by.at, returned=back, times_returned=times)
    return decide(article, _no_longer_coming(article, workflow), by, "return", window, note=summary)


def reject(article: Article, *, seen: int, by: By, window: timedelta, reason: str) -> Article | Refusal:
    """It will not be published; the reporter is told why. What is live stays; an embargo is taken off."""
    article = article.at_time(by.at)
    if refusal := refuse(article, seen, held=True, or_scheduled=True):
        return refusal
    if not reason.strip():
        return Missing("reason", "Tulis alasannya.", "Write the reason.")
    times = article.workflow.times_returned
    workflow = Workflow(state="rejected", since=by.at, rejection=reason, times_returned=times)
    return decide(article, _no_longer_coming(article, workflow), by, "reject", window, note=reason)


def retract(
    article: Article, *, seen: int, editor: Editor, by: By, window: timedelta, code: str, text: str
) -> Article | Refusal:
    """What is live is taken back, its words emptied; code and text are shown to everyone."""
    article = article.at_time(by.at)
    if refusal := refuse(article, seen):
        return refusal
    if not editor.may("chief"):
        return Forbidden("chief")
    live = article.public.live
    if live is None or live.status == "retracted":
        return NotPossible("Tidak ada yang sedang tayang.", "Nothing is live.")
    if code not in RETRACTION_CODES:
        return Missing(
            "code", f"Pilih salah satu: {', '.join(RETRACTION_CODES)}.", f"One of {', '.join(RETRACTION_CODES)}."
        )
    if not text.strip():
        return Missing("text", "Tulis alasan yang akan dibaca publik.", "Write the reason that readers will see.")
    empty = {"lead": "", "body": "", "photo": None, "photos": (), "tags": (), "front": None}
    taken = Retraction(code=code, text=text, at=by.at)
    gone = live.model_copy(
        update={
            **empty,
            "version": article.version + 1,
            "status": "retracted",
            "retraction": taken,
            "approved_at": by.at,
        }
    )
    decided = article.model_copy(
        update={
            "workflow": Workflow(state="retracted", since=by.at),
            "public": article.public.model_copy(update={"live": gone, "scheduled": None}),
            "front": None,
            "claim": None,
        }
    )
    return decide(article, decided, by, "retract", window, note=f"{code}: {text}")


def erase(article: Article, *, seen: int, editor: Editor, by: By, reason: str) -> Article | Refusal:
    """Its content is deleted everywhere; only id and version are remembered. It cannot be undone."""
    if refusal := refuse(article, seen):
        return refusal
    if not editor.may("chief"):
        return Forbidden("chief")
    if not reason.strip():
        return Missing("reason", "Tulis alasannya.", "Write the reason.")
    nobody = article.reporter.model_copy(update={"name": ""})
    empty = Article(
        article_id=article.article_id,
        version=article.version,
        revision=article.revision,
        workflow=Workflow(state="erased", since=by.at),
        reporter=nobody,
        content=Draft(),
        submissions=article.submissions,
        acts=tuple(act.model_copy(update={"note": ""}) for act in article.acts),
        # What is being sent this moment cannot be held back; the erasure follows it.
        pending=tuple(entry for entry in article.pending if entry.sending),
        stamp=article.stamp,
    )
    return tell(empty, by, "erase", note=reason)


def _no_longer_coming(article: Article, workflow: Workflow) -> Article:
    public = article.public.model_copy(update={"scheduled": None})
    return article.model_copy(update={"workflow": workflow, "public": public, "claim": None})
