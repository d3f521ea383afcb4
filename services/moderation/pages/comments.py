"""`/comments`: folders of readers' comments, made for going through them one key at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import AfterValidator

from services.moderation.model.afterwards import undo_until
from services.moderation.model.comment import Comment, Folder
from services.moderation.pages.shown import show
from services.moderation.pages.visitor import Visiting, Visitor
from services.moderation.parts import Here, Parts
from services.moderation.spam.explain import explain
from services.moderation.spam.model import score
from services.moderation.spam.weights import Weights
from services.moderation.store.comments import Order, Record, a_place
from shared.comment_reasons import REASONS
from shared.pages import Language
from shared.problems import Problem

router = APIRouter(prefix="/comments")
Place = Annotated[str, Query(max_length=100), AfterValidator(a_place)]
FOLDERS: tuple[Folder, ...] = ("todo", "spam", "rejected", "unconfirmed")


LIKELY = 0.5
"""From this score on the guard says what it thinks, and why."""


@dataclass(frozen=True)
class Guard:
    """What the guard thinks: percent, the text in pieces with whether each weighed, and the disguises it found."""

    percent: int
    pieces: tuple[tuple[str, bool], ...]
    disguises: tuple[str, ...]

    @classmethod
    def of(cls, comment: Comment, weights: Weights, language: Language) -> Guard | None:
        """Of a comment that looks like spam by what is known now; nothing of others."""
        if score(comment.text, weights) < LIKELY:
            return None
        found = explain(comment.text, weights)
        pieces, at = [], 0
        for span in found.spans:
            pieces += [(comment.text[at : span.start], False), (comment.text[span.start : span.end], True)]
            at = span.end
        pieces.append((comment.text[at:], False))
        names = tuple(one.indonesian if language == "id" else one.english for one in found.marks)
        return cls(round(found.score * 100), tuple(piece for piece in pieces if piece[0]), names)


@dataclass(frozen=True)
class Row:
    """A comment as its row shows it: under which headline, in answer to what, and what else its writer wrote."""

    comment: Comment
    headline: str
    parent: str
    record: Record
    undo_until: Any = None
    fault: str = ""
    guard: Guard | None = None


@router.get("")
async def folder(
    request: Request,
    visitor: Visiting,
    here: Here,
    folder: Folder = "todo",
    order: Order = "time",
    after: Place | None = None,
) -> Response:
    """The oldest first, or what looks most like spam."""
    page = await here.commenting.comments.page(folder, order=order, after=after)
    return show(
        request,
        visitor,
        "comments.html",
        rows=await rows(here, visitor, page.comments),
        further=page.further,
        folder=folder,
        order=order,
        folders=FOLDERS,
        undoable=await here.commenting.comments.just_decided(visitor.editor.id, here.clock()),
        counts=await here.commenting.comments.counts(),
        **words(visitor),
    )


@router.get("/{comment_id}")
async def one(request: Request, comment_id: UUID, visitor: Visiting, here: Here) -> Response:
    """One, within what is public under its article, with everything that was done to it."""
    comment = await found(here, comment_id)
    thread = await here.commenting.comments.thread(comment.article_id)
    (row,) = await rows(here, visitor, [comment])
    return show(
        request,
        visitor,
        "comment.html",
        row=row,
        thread=[other for other in thread if other.comment_id != comment_id],
        names=await here.people.kept.accounts.names(act.who for act in comment.acts),
        **words(visitor),
    )


async def found(here: Parts, comment_id: UUID) -> Comment:
    """The comment; 404 where there is none."""
    comment = await here.commenting.comments.get(comment_id)
    if comment is None:
        raise Problem(404, "There is no such comment", kind="not-found")
    return comment


async def rows(here: Parts, visitor: Visitor, comments: Sequence[Comment]) -> list[Row]:
    """As they are shown; asks once for each kind of thing."""
    store = here.commenting.comments
    headlines = await here.desk.articles.headlines(comment.article_id for comment in comments)
    parents = await store.get_many(comment.parent_id for comment in comments if comment.parent_id)
    records = await store.records(comment.who for comment in comments)
    weights = await here.guard.weights()
    return [
        Row(
            comment,
            headlines.get(comment.article_id, ""),
            parents[comment.parent_id].text if comment.parent_id in parents else "",
            records.get(comment.who, Record()),
            undo_until(comment),
            guard=Guard.of(comment, weights, visitor.language),
        )
        for comment in comments
    ]


def words(visitor: Visitor) -> dict[str, Any]:
    """The reasons that can be given, in the visitor's language."""
    return {"reasons": [(code, said[visitor.language]) for code, said in REASONS.items()]}
