"""Approving: the one decision that puts something before the public."""

from __future__ import annotations

from datetime import datetime, timedelta

from slugify import slugify

from services.moderation.model.article import Address, Article, Public, Workflow
from services.moderation.model.editor import Editor
from services.moderation.model.grounds import decide, refuse
from services.moderation.model.refusal import Forbidden, Incomplete, Missing, NotPossible, Refusal
from services.moderation.model.telling import By
from shared.facts import ArticleCorrected, Correction, Decision, Live
from shared.rules import Rules, blocks, check

_WORDS_OF_SLUG = 80


def approve(
    article: Article,
    *,
    seen: int,
    editor: Editor,
    by: By,
    window: timedelta,
    rules: Rules,
    second_person: bool,
    publish_at: datetime | None,
    correction: str = "",
    override: str = "",
) -> Article | Refusal:
    """For the public, now or at `publish_at` (aware, any zone). `correction` says what was wrong in what is live.

    `second_person`: the house wants another person's approval for what an editor wrote.
    """
    article = article.at_time(by.at)
    if refusal := refuse(article, seen, held=True):
        return refusal
    if second_person and (refusal := _needs_another(article, editor)):
        return refusal
    broken = blocks(check(article.content, rules))
    if broken and override and not editor.may("chief"):
        return Forbidden("chief")
    if broken and not override:
        return Incomplete(broken)
    if correction and article.public.live is None:
        return Missing("correction", "Belum ada yang tayang untuk diralat.", "Nothing is live that could be corrected.")
    decided = article.model_copy(
        update={
            "workflow": Workflow(state="approved", since=by.at, times_returned=article.workflow.times_returned),
            "public": _approved(article, editor, by.at, publish_at, correction),
            "claim": None,
            "conflicts": (),
        }
    )
    kind: type[Decision] | None = ArticleCorrected if correction else None
    return decide(article, decided, by, "correct" if correction else "approve", window, kind=kind, note=override)


def _needs_another(article: Article, editor: Editor) -> NotPossible | None:
    """Why this editor cannot be the one who approves it: they began it, or the newest words in it are theirs."""
    if article.begun_by == editor.id:
        return NotPossible(
            "Berita ini Anda tulis sendiri; mintalah redaktur lain menyetujuinya.",
            "You began this article yourself; ask another editor to approve it.",
        )
    if article.revisions and article.revisions[-1].kind == "edit" and article.revisions[-1].by == editor.id:
        return NotPossible(
            "Suntingan terakhir di berita ini milik Anda; mintalah redaktur lain menyetujuinya.",
            "The last edit of this article is yours; ask another editor to approve it.",
        )
    return None


def _approved(article: Article, editor: Editor, now: datetime, publish_at: datetime | None, correction: str) -> Public:
    old, text = article.public, article.content
    version = article.version + 1
    corrections = old.corrections
    if correction:
        corrections = (*corrections, Correction(text=correction, at=now, version=version))
    address = old.address or _address(article)
    first = old.first_approved_at or now
    live = Live(
        version=version,
        status="published",
        language=text.language,
        headline=text.headline,
        slug=address.slug,
        path=address.path,
        previous_paths=address.previous_paths,
        dateline=text.dateline,
        lead=text.lead,
        body=text.body,
        section=text.section,
        tags=text.tags,
        photo=text.photo,
        photos=text.photos,
        byline=text.byline,
        editor=editor.initials,
        first_approved_at=first,
        approved_at=now,
        publish_at=publish_at,
        corrections=corrections,
        comments=article.comments,
        front=article.front,
    )
    waits = publish_at is not None and publish_at > now
    return Public(
        live=old.live if waits else live,
        scheduled=live if waits else None,
        address=address,
        first_approved_at=first,
        corrections=corrections,
    )


def _address(article: Article) -> Address:
    """Words of the headline and eight characters of the id: never the same twice, whatever the order."""
    words = slugify(article.content.headline, max_length=_WORDS_OF_SLUG, word_boundary=True)
    slug = "-".join(part for part in (words, article.article_id.hex[:8]) if part)
    section = slugify(article.content.section) or "berita"
    return Address(slug=slug, path=f"/{section}/{slug}")
