"""The page of one article: the words as readers will see them, what is missing, and everything that can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.moderation.desk.looking import Look
from services.moderation.desk.meanwhile import Meanwhile
from services.moderation.model.afterwards import undo_until
from services.moderation.model.article import Act, Article
from services.moderation.model.changes import FIELDS
from services.moderation.model.decide import RETRACTION_CODES
from services.moderation.model.told import told, words_of
from services.moderation.pages.compared import Compared
from services.moderation.pages.posted import Faults
from services.moderation.pages.presence import Presence
from services.moderation.pages.shown import show
from services.moderation.pages.visitor import Visitor
from services.moderation.parts import Parts
from services.moderation.store.articles import Beside
from shared.facts import Draft, Finding
from shared.pages import Language
from shared.reading import Reading
from shared.rules import blocks, check, say


@dataclass(frozen=True)
class Attempt:
    """A decision that was not done: which, what was typed for it, and why not. Nothing that was typed is lost."""

    verb: str
    typed: dict[str, str] = field(default_factory=dict)
    faults: Faults = field(default_factory=dict)
    why: str = ""
    """A sentence in the reader's language, where it is not about a field."""
    meanwhile: Meanwhile | None = None
    """What others did since the version that was seen."""
    too_late: bool = False
    incomplete: bool = False

    @property
    def fields_typed(self) -> list[str]:
        """The fields for which a reason was typed."""
        return [
            name.removeprefix("reason-") for name, text in self.typed.items() if name.startswith("reason-") and text
        ]


@dataclass(frozen=True)
class Line:
    """A line of the checklist, with the field of the form where it is mended."""

    field: str
    level: str
    words: str

    @classmethod
    def of(cls, finding: Finding, language: Language) -> Line:
        """The finding in words."""
        return cls(finding.field, finding.level, say(finding, language))


@dataclass(frozen=True)
class Told:
    """An act as a sentence, and what was written with it."""

    at: datetime
    sentence: str
    words: str

    @classmethod
    def of(cls, act: Act, article: Article, names: Mapping[str, str], language: Language) -> Told:
        """The act in this language; `names` are those of editors, by id."""
        return cls(act.at, told(act, article, names, language), words_of(act))


@dataclass(frozen=True)
class Since:
    """What is otherwise than in the revision that this editor last looked at."""

    revision: int
    compared: Compared


async def sheet(
    request: Request,
    visitor: Visitor,
    here: Parts,
    article: Article,
    *,
    attempt: Attempt | None = None,
    status: int = 200,
    decided: Article | None = None,
    since: Since | None = None,
) -> HTMLResponse:
    """The article's page; `decided` is the one that was decided just before, which can perhaps be undone."""
    article = article.at_time(here.clock())
    names = await here.people.kept.accounts.names(act.who for act in article.acts)
    findings = check(article.content, here.desk.rules()) if article.state != "erased" else ()
    return show(
        request,
        visitor,
        "article.html",
        status,
        article=article,
        history=[Told.of(act, article, names, visitor.language) for act in reversed(article.acts)],
        reading=Reading.of_draft(article.content, corrections=article.public.corrections),
        checklist=[Line.of(one, visitor.language) for one in findings],
        blocked=bool(blocks(findings)),
        attempt=attempt or Attempt(""),
        fields=fields_of(article.content),
        codes=[(code, words[visitor.language]) for code, words in RETRACTION_CODES.items()],
        undo_until=undo_until(article),
        decided=decided,
        decided_until=undo_until(decided) if decided else None,
        live=article.public.live,
        scheduled=article.public.scheduled,
        since=since,
        presence=await Presence.at(article, visitor, here),
        colleagues=await _colleagues(here),
        beside=await _beside(here, visitor, article),
        note_id=uuid4(),
    )


async def _colleagues(here: Parts) -> Sequence[tuple[str, str]]:
    """Whom an article can be given to, by id and name."""
    return [(one.id, one.name) for one in await here.people.kept.accounts.every() if not one.disabled]


async def _beside(here: Parts, visitor: Visitor, article: Article) -> Beside:
    """What stands before and after it in what is to be done."""
    look = Look(tab="todo").search(visitor.editor.id, here.clock(), await here.houses.zone())
    return await here.desk.articles.beside(article, look)


TEXTS = ("alt", "caption", "credit")
_ORDER = (
    "headline",
    "lead",
    "body",
    "dateline",
    "section",
    "tags",
    "photo",
    "photo.alt",
    "photo.caption",
    "photo.credit",
    "byline",
    "source",
    "publish_at",
    "note",
)
FIELDS_IN_ORDER = tuple(name for name in _ORDER if name in FIELDS)
"""The fields that a reason can be given for, as the forms show them."""


def fields_of(text: Draft) -> tuple[str, ...]:
    """The same, with those of the further photos that this text has."""
    others = [f"photos.{number}.{name}" for number in range(1, len(text.photos) + 1) for name in TEXTS]
    at = FIELDS_IN_ORDER.index("photo.credit") + 1
    return (*FIELDS_IN_ORDER[:at], *others, *FIELDS_IN_ORDER[at:])
