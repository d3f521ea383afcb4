"""An article that begins at the desk: an editor writes it, and it is held like any other."""

from __future__ import annotations

from uuid import UUID, uuid5

from services.moderation.model.article import Article, RevisionRef, Workflow
from services.moderation.model.editor import Editor
from services.moderation.model.refusal import NotPossible, Refusal
from services.moderation.model.telling import By, tell
from shared.facts import NEWSROOM, Draft, Reporter
from shared.rules import Rules, check

_AT_THE_DESK = "desk:"
_TAKEN = NotPossible(
    "Sudah ada berita lain dengan id ini. Mulailah yang baru.",
    "There is another article with this id already. Begin a new one.",
)


def author(editor: Editor) -> Reporter:
    """The editor as the one who wrote it. A reporter's id has no colon, so this is never one of theirs."""
    return Reporter(id=f"{_AT_THE_DESK}{editor.id}", name=editor.name)


def editor_of(reporter_id: str) -> str | None:
    """Which editor `author` stands for; None where it is a reporter."""
    return reporter_id.removeprefix(_AT_THE_DESK) if reporter_id.startswith(_AT_THE_DESK) else None


def _edit_id(article_id: UUID, content: Draft) -> UUID:
    """Under which the first words of an article that began at the desk are kept: the same for the same words."""
    return uuid5(NEWSROOM, f"start/{article_id}/{content.digest()}")


def start(
    article: Article | None, *, article_id: UUID, content: Draft, editor: Editor, by: By, rules: Rules
) -> Article | Refusal:
    """A new article, held as revision 1. Starting the same again changes nothing; another's id is refused."""
    if article is not None:
        again = article.begun_by == editor.id and article.revision == 1 and article.content == content
        return article if again else _TAKEN
    ref = RevisionRef(number=1, by=by.actor, at=by.at, id=_edit_id(article_id, content), kind="edit")
    held = Article(
        article_id=article_id,
        version=0,
        revision=1,
        workflow=Workflow(state="held", since=by.at),
        reporter=author(editor),
        begun_by=editor.id,
        content=content,
        revisions=(ref,),
        findings=check(content, rules),
    )
    return tell(held, by, "start")
