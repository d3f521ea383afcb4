"""One of each fact, whole, as the golden messages hold it."""

from __future__ import annotations

from uuid import UUID

from shared.facts import (
    ArticleCorrected,
    ArticleErased,
    ArticlePublished,
    ArticleRejected,
    ArticleRetracted,
    ArticleReturned,
    ArticleUnpublished,
    ArticleWithdrawn,
    BeatBegun,
    BeatPublished,
    BeatTold,
    Change,
    CommentApproved,
    CommentConfirmed,
    CommentDesk,
    CommentErased,
    CommentHeld,
    CommentLive,
    CommentMarkedSpam,
    CommentPublished,
    CommentRejected,
    CommentRemoved,
    CommentUnpublished,
    CommentWithdrawn,
    Conflict,
    Correction,
    DraftRefused,
    DraftWithdrawn,
    Fact,
    Finding,
    Front,
    Reason,
    ReporterKey,
    ReporterSettled,
    Retraction,
    Returned,
    RulesSettled,
    Section,
    SectionsSettled,
    WithdrawalAsked,
    ZoneSettled,
)
from tests.builders import (
    ARTICLE,
    NOON,
    RIO,
    a_comment,
    a_desk,
    a_draft,
    a_held,
    a_live,
    a_picture,
    a_submission,
    an_approval,
    later,
)

COMMENT = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
SUBMISSION = UUID("9f1c1d52-6d0f-5d8e-8a55-1e4f6f7f3a01")

_FINDING = Finding(rule="body", field="body", level="block", params={"paragraphs": 1}, words={"id": "Isinya kurang."})
_RETURNED = Returned(
    summary="Lengkapi keterangan foto.",
    reasons=(Reason(field="photo.caption", text="Siapa di kiri?", solved=True),),
    at=NOON,
    by="KB1",
)
_DECISION = {"article_id": ARTICLE, "actor": "kb1", "at": NOON}
_COMMENT = {"comment_id": COMMENT, "actor": "kb1", "at": NOON}
_COMMENT_LIVE = CommentLive(
    version=2,
    article_id=ARTICLE,
    name="Sari",
    text="Terima kasih.",
    html="<p>Terima kasih.</p>",
    written_at=NOON,
    approved_at=later(60),
)
_RETRACTION = Retraction(code="trauma_korban", text="Atas permintaan keluarga.", at=later(90))
_LEAD = Front(place="lead", since=NOON, until=later(7200))
_BEAT = BeatBegun.all_lanes(NOON)[0]
_CORRECTION = Correction(text="Nama ketua diperbaiki.", at=later(80), version=5)
_RETRACTED = a_live(6, status="retracted", lead="", body="", photo=None, tags=(), retraction=_RETRACTION)
_CORRECTED = a_live(5, photo=a_picture(), photos=(a_picture(2),), corrections=(_CORRECTION,), front=_LEAD)


def every_fact() -> tuple[Fact, ...]:
    """At least one of each kind; fields that may be empty are filled somewhere."""
    return (
        a_submission(a_draft(photo=a_picture(), photos=(a_picture(2),))),
        DraftWithdrawn.of(article_id=ARTICLE, reporter=RIO, version=1, at=NOON),
        a_held(
            desk=a_desk(
                findings=(_FINDING,),
                submission_id=SUBMISSION,
                returned=_RETURNED,
                times_returned=1,
                changes=(Change(field="body", paragraph=1, before="lama", after="baru"),),
                conflicts=(Conflict(submission_id=SUBMISSION, base_revision=1, at=NOON),),
                editor="Kartini",
            )
        ),
        ArticleReturned(version=2, desk=a_desk(state="returned", returned=_RETURNED, times_returned=1), **_DECISION),
        an_approval(3, scheduled=a_live(3, publish_at=later(3600)), live=None),
        ArticleCorrected(version=5, desk=a_desk(state="approved"), live=_CORRECTED, **_DECISION),
        ArticleRejected(version=2, desk=a_desk(state="rejected", rejection="Bukan berita."), **_DECISION),
        ArticleWithdrawn(version=2, desk=a_desk(state="withdrawn"), **_DECISION),
        ArticleRetracted(version=6, desk=a_desk(state="retracted"), live=_RETRACTED, **_DECISION),
        ArticleErased(version=7, desk=a_desk(state="erased"), **_DECISION),
        DraftRefused(
            version=3, desk=a_desk(), submission_id=SUBMISSION, reporter_id="lain", why="not_yours", **_DECISION
        ),
        ArticlePublished.of(ARTICLE, _CORRECTED),
        ArticleUnpublished(article_id=ARTICLE, version=7, at=NOON),
        ReporterSettled(
            at=NOON,
            version=2,
            reporter_id="rio",
            name="Rio",
            keys=(ReporterKey(id="k1", sha256="ab" * 32, revoked_at=NOON),),
        ),
        RulesSettled(
            at=NOON,
            version=1,
            levels={"photo": "off"},
            figures={"headline-long.characters": 120},
            messages={"headline-long": {"id": "Paling banyak {characters} huruf.", "en": "At most {characters}."}},
        ),
        SectionsSettled(at=NOON, version=1, sections=(Section(slug="daerah", name="Daerah"),)),
        ZoneSettled(at=NOON, version=1, zone="Asia/Makassar"),
        a_comment(comment_id=COMMENT, parent_id=ARTICLE, web="https://contoh.id", marks=("honeypot", "repeated")),
        CommentConfirmed(comment_id=COMMENT, at=NOON),
        WithdrawalAsked(comment_id=COMMENT, at=NOON),
        CommentHeld(
            version=1, desk=CommentDesk(state="held", article_id=ARTICLE, confirmed=False, since=NOON), **_COMMENT
        ),
        CommentApproved(version=2, desk=CommentDesk(state="approved"), live=_COMMENT_LIVE, **_COMMENT),
        CommentRejected(version=2, desk=CommentDesk(state="rejected", reason_code="kasar"), **_COMMENT),
        CommentMarkedSpam(version=2, desk=CommentDesk(state="spam", reason_code="judol"), **_COMMENT),
        CommentRemoved(version=3, desk=CommentDesk(state="removed", reason_code="kasar"), **_COMMENT),
        CommentWithdrawn(version=3, desk=CommentDesk(state="withdrawn"), **_COMMENT),
        CommentErased(version=4, desk=CommentDesk(state="erased"), **_COMMENT),
        CommentPublished(
            comment_id=COMMENT,
            article_id=ARTICLE,
            version=2,
            status="published",
            name="Sari",
            text="Terima kasih.",
            html="<p>Terima kasih.</p>",
            written_at=NOON,
            at=later(60),
        ),
        CommentUnpublished(comment_id=COMMENT, version=4, at=NOON),
        _BEAT,
        BeatTold.of(_BEAT, later(1)),
        BeatPublished.of(_BEAT, later(2)),
    )
