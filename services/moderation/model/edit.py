"""An editor's own revision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import ValidationError

from services.moderation.model.article import QUIET, Article, RevisionRef
from services.moderation.model.changes import changes
from services.moderation.model.grounds import refuse
from services.moderation.model.refusal import Missing, NotPossible, Refusal
from services.moderation.model.telling import By, tell
from shared.facts import Draft
from shared.rules import Rules, check

_ASIDE = QUIET | {"conflict"}
"""Acts that change neither the words nor where the article stands: what makes no decision stale, and one more."""


def edit(
    article: Article,
    *,
    seen: int,
    by: By,
    rules: Rules,
    fields: dict[str, Any],
    edit_id: UUID,
    base: int | None = None,
) -> Article | Refusal:
    """The editor's own revision. Editing what is approved holds it again; what is live stays.

    `base` is the revision they began with: while it is the newest, what does not touch words or state is passed over.
    """
    article = article.at_time(by.at)
    if base == article.revision and seen < article.version and _untouched_since(article, seen):
        seen = article.version
    if refusal := refuse(article, seen):
        return refusal
    if article.state not in {"held", "returned", "approved"}:
        return NotPossible("Berita ini tidak dapat disunting lagi.", "This article can no longer be edited.")
    try:
        content = Draft.model_validate({**article.content.model_dump(), **fields})
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return Missing(where, first["msg"], first["msg"])
    return tell(_revised(article, content, by, rules, edit_id), by, "edit")


def _revised(article: Article, content: Draft, by: By, rules: Rules, edit_id: UUID) -> Article:
    """Held, with these words as its next revision."""
    handed_in = article.handed_in or article.content
    number = article.revision + 1
    ref = RevisionRef(number=number, by=by.actor, at=by.at, id=edit_id, kind="edit")
    return article.model_copy(
        update={
            "revision": number,
            "workflow": article.workflow.model_copy(update={"state": "held"}),
            "content": content,
            "handed_in": handed_in,
            "changes": changes(handed_in, content),
            "revisions": (*article.revisions, ref),
            "findings": check(content, rules),
        }
    )


def _untouched_since(article: Article, seen: int) -> bool:
    return all(act.what in _ASIDE for act in article.acts if act.after > seen)
