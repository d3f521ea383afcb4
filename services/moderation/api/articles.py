"""`/api/articles/…`: one article whole, and every verb of the desk."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query

from services.moderation.api.answers import answer, unknown, whole
from services.moderation.api.asking import EDITORS_ONLY, Asking
from services.moderation.desk import Outcome, orders
from services.moderation.diff import difference
from services.moderation.model.article import Article, RevisionRef
from services.moderation.parts import Here, Parts
from shared.facts import HIGHEST, Draft
from shared.problems import FieldError, Problem

router = APIRouter(prefix="/api/articles", tags=["articles"])
Revision = Annotated[int, Path(le=HIGHEST)]


@router.get("/{article_id}", summary="One article, whole", dependencies=[EDITORS_ONLY])
async def one(article_id: UUID, here: Here) -> dict[str, Any]:
    """State and version, words, checklist, revisions, conflicts, audit, what is live, what can be undone."""
    article = await _get(here, article_id)
    return whole(article, here.desk.clock(), await here.people.kept.accounts.names(act.who for act in article.acts))


@router.get("/{article_id}/revisions/{number}", summary="A revision's words", dependencies=[EDITORS_ONLY])
async def revision(article_id: UUID, number: Revision, here: Here) -> Draft:
    """As they were handed in or edited."""
    return await _revision(here, await _get(here, article_id), number)


@router.get("/{article_id}/diff", summary="What differs between two revisions", dependencies=[EDITORS_ONLY])
async def diff(
    article_id: UUID,
    here: Here,
    old: Annotated[int, Query(alias="from", le=HIGHEST)],
    new: Annotated[int, Query(alias="to", le=HIGHEST)],
) -> dict[str, Any]:
    """Field by field, paragraphs aligned, words marked as same, added or removed."""
    article = await _get(here, article_id)
    before, after = await _revision(here, article, old), await _revision(here, article, new)
    return {"from": old, "to": new, "differences": [d.model_dump(mode="json") for d in difference(before, after)]}


@router.get(
    "/{article_id}/conflicts/{submission_id}", summary="A submission that came too late", dependencies=[EDITORS_ONLY]
)
async def conflict(article_id: UUID, submission_id: UUID, here: Here) -> dict[str, Any]:
    """Its words, and what would change if they were taken over by an edit."""
    article = await _get(here, article_id)
    words = await here.desk.articles.revision(article_id, submission_id)
    if words is None or all(one.submission_id != submission_id for one in article.conflicts):
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such conflict", kind="not-found")
    differences = [one.model_dump(mode="json") for one in difference(article.content, words)]
    return {"content": words.model_dump(mode="json"), "differences": differences}


@router.post("/{article_id}/claim", summary="Say that you are at it")
async def claim(article_id: UUID, body: orders.Seen, editor: Asking, here: Here) -> dict[str, Any]:
    """For 90 seconds; takes over from whoever was. A courtesy, never a lock."""
    return await _answer(here, article_id, await here.desk.claim(article_id, body, editor))


@router.post("/{article_id}/release", summary="Say that nobody is at it", dependencies=[EDITORS_ONLY])
async def release(article_id: UUID, body: orders.Seen, here: Here) -> dict[str, Any]:
    """Ends a claim."""
    return await _answer(here, article_id, await here.desk.release(article_id, body))


@router.post("/{article_id}/edit", summary="Your own revision")
async def edit(article_id: UUID, body: orders.Edit, editor: Asking, here: Here) -> dict[str, Any]:
    """Holds what was approved again; what is live stays."""
    return await _answer(here, article_id, await here.desk.edit(article_id, body, editor))


@router.post("/{article_id}/approve", summary="For the public")
async def approve(article_id: UUID, body: orders.Approval, editor: Asking, here: Here) -> dict[str, Any]:
    """422 names every missing field; a chief may override with a reason."""
    return await _answer(here, article_id, await here.desk.approve(article_id, body, editor))


@router.post("/{article_id}/return", summary="Back to the reporter")
async def send_back(article_id: UUID, body: orders.Return, editor: Asking, here: Here) -> dict[str, Any]:
    """With a summary, and reasons at their fields."""
    return await _answer(here, article_id, await here.desk.send_back(article_id, body, editor))


@router.post("/{article_id}/reject", summary="It will not be published")
async def reject(article_id: UUID, body: orders.Rejection, editor: Asking, here: Here) -> dict[str, Any]:
    """The reporter is told why."""
    return await _answer(here, article_id, await here.desk.reject(article_id, body, editor))


@router.post("/{article_id}/retract", summary="Take back what is live (chief)")
async def retract(article_id: UUID, body: orders.Retraction, editor: Asking, here: Here) -> dict[str, Any]:
    """Code and text are shown to everyone; its address stays."""
    return await _answer(here, article_id, await here.desk.retract(article_id, body, editor))


@router.post("/{article_id}/erase", summary="Delete its content everywhere (chief)")
async def erase(article_id: UUID, body: orders.Erasure, editor: Asking, here: Here) -> dict[str, Any]:
    """Cannot be undone: only id and version are remembered."""
    return await _answer(here, article_id, await here.desk.erase(article_id, body, editor))


@router.post("/{article_id}/undo", summary="Take the last decision back")
async def undo(article_id: UUID, body: orders.Seen, editor: Asking, here: Here) -> dict[str, Any]:
    """While it is not yet being sent; later 409."""
    return await _answer(here, article_id, await here.desk.undo(article_id, body, editor))


@router.post("/{article_id}/now", summary="Do not wait for the undo window", dependencies=[EDITORS_ONLY])
async def now(article_id: UUID, body: orders.Seen, here: Here) -> dict[str, Any]:
    """For news that breaks."""
    return await _answer(here, article_id, await here.desk.send_now(article_id, body))


async def _answer(here: Parts, article_id: UUID, outcome: Outcome) -> dict[str, Any]:
    return await answer(here.desk.articles, article_id, outcome)


async def _get(here: Parts, article_id: UUID) -> Article:
    article = await here.desk.articles.get(article_id)
    if article is None:
        raise unknown()
    return article


async def _revision(here: Parts, article: Article, number: int) -> Draft:
    ref = next((ref for ref in article.revisions if ref.number == number), None)
    words = await here.desk.articles.revision(article.article_id, ref) if isinstance(ref, RevisionRef) else None
    if words is None:
        fault = FieldError("revision", f"there is no revision {number}; the newest is {article.revision}")
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such revision", "", "not-found", [fault])
    return words
