"""Editors, articles and acts at the desk, valid until a test says otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from services.moderation.model import approval, decide
from services.moderation.model.article import Article
from services.moderation.model.editor import Editor
from services.moderation.model.intake import submitted
from services.moderation.model.telling import By
from shared.facts import Decision, Reason, decode
from shared.rules import DEFAULTS
from tests.builders import NOON, a_draft, a_submission, later

EDITOR = Editor(id="kb1", name="Kartini", initials="KB1", role="editor")
CHIEF = Editor(id="kb2", name="Budi", initials="KB2", role="chief")
WINDOW = timedelta(seconds=15)


def by(editor: Editor = EDITOR, seconds: float = 60) -> By:
    return By(actor=editor.id, at=later(seconds))


def held(**draft: Any) -> Article:
    """An article that was handed in."""
    return submitted(None, a_submission(a_draft(**draft)), DEFAULTS, By(actor="rio", at=NOON))


def approving(article: Article, **other: Any) -> Any:
    usual: dict[str, Any] = {
        "seen": article.version,
        "editor": EDITOR,
        "by": by(),
        "window": WINDOW,
        "rules": DEFAULTS,
        "second_person": False,
        "publish_at": None,
    }
    return approval.approve(article, **{**usual, **other})


def approved(article: Article | None = None, **other: Any) -> Article:
    outcome = approving(article or held(), **other)
    assert isinstance(outcome, Article), outcome
    return outcome


def returning(article: Article, **other: Any) -> Any:
    usual: dict[str, Any] = {
        "seen": article.version,
        "by": by(),
        "window": WINDOW,
        "summary": "Lengkapi keterangan foto.",
        "reasons": [Reason(field="photo.caption", text="Siapa di kiri?")],
        "initials": "KB1",
    }
    return decide.send_back(article, **{**usual, **other})


def retracting(article: Article, **other: Any) -> Any:
    usual: dict[str, Any] = {
        "seen": article.version,
        "editor": CHIEF,
        "by": by(CHIEF, 600),
        "window": WINDOW,
        "code": "keliru",
        "text": "Sumber menarik keterangannya.",
    }
    return decide.retract(article, **{**usual, **other})


def said(article: Article) -> list[Decision]:
    """What is pending, as it would be heard."""
    facts = []
    for entry in article.pending:
        record = entry.record()
        fact = decode(record.topic, record.key, record.value, record.headers)
        assert isinstance(fact, Decision)
        facts.append(fact)
    return facts


def sent(article: Article) -> Article:
    """The same once the relay has said everything."""
    return article.model_copy(update={"pending": ()})


def sending(article: Article, until: datetime) -> Article:
    """The same while the relay is saying its first fact."""
    first = article.pending[0].model_copy(update={"sending": until})
    return article.model_copy(update={"pending": (first, *article.pending[1:])})
