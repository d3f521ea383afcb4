"""Readers' comments at the desk: folders, one with its thread and its writer's record, and the verbs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator

from services.moderation.api.asking import EDITORS_ONLY, Asking
from services.moderation.api.refusals import refused
from services.moderation.desk import comment_orders as orders
from services.moderation.desk.comments import Outcome, Receipt
from services.moderation.model.afterwards import undo_until
from services.moderation.model.comment import Comment, Folder
from services.moderation.model.refusal import Stale, TooLate
from services.moderation.parts import Here
from services.moderation.store.comments import Order, a_place
from shared.comment_reasons import REASONS
from shared.problems import Problem

router = APIRouter(prefix="/api/comments", tags=["comments"])
Place = Annotated[str, Query(max_length=100), AfterValidator(a_place)]
_KEPT_BACK = {"sealed", "who", "pending", "undo", "stamp", "live"}


@router.get("", summary="A folder of comments, the oldest or the likeliest spam first", dependencies=[EDITORS_ONLY])
async def folder(
    here: Here,
    folder: Folder = "todo",
    article_id: UUID | None = None,
    order: Order = "time",
    after: Place | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """`further` is what to give as `after` for those that follow; null on the last page."""
    page = await here.commenting.comments.page(folder, article_id=article_id, order=order, after=after, limit=limit)
    counts = await here.commenting.comments.counts()
    return {"comments": [shown(one) for one in page.comments], "further": page.further, "counts": counts}


@router.get("/reasons", summary="The reason codes, with what the commenter is told", dependencies=[EDITORS_ONLY])
async def reasons() -> dict[str, Any]:
    """In both languages."""
    return {code: dict(words) for code, words in REASONS.items()}


@router.post("/commenters/erase", summary="Forget a commenter (chief)")
async def erase_commenter(body: orders.Commenter, editor: Asking, here: Here) -> dict[str, Any]:
    """Everything that came from this address is erased; the receipt says when its last sealed copy is gone."""
    outcome = await here.commenting.erase_commenter(body.email, editor)
    if not isinstance(outcome, Receipt):
        raise refused(outcome)
    return {"erased": outcome.erased, "gone": outcome.gone.isoformat()}


@router.get("/{comment_id}", summary="One comment", dependencies=[EDITORS_ONLY])
async def one(comment_id: UUID, here: Here) -> dict[str, Any]:
    """With what became of everything else that its writer wrote. Addresses are shown to nobody."""
    comment = await here.commenting.comments.get(comment_id)
    if comment is None:
        raise _unknown()
    record = await here.commenting.comments.record(comment.who)
    return {**shown(comment), "record": record.model_dump()}


@router.post("/{comment_id}/approve", summary="For the public")
async def approve(comment_id: UUID, body: orders.Seen, editor: Asking, here: Here) -> dict[str, Any]:
    """Also out of the spam folder, or after it was rejected."""
    return _answer(await here.commenting.approve(comment_id, body, editor))


@router.post("/{comment_id}/reject", summary="Not for the public; its writer is told why")
async def reject(comment_id: UUID, body: orders.Coded, editor: Asking, here: Here) -> dict[str, Any]:
    """With one of the reason codes."""
    return _answer(await here.commenting.reject(comment_id, body, editor))


@router.post("/{comment_id}/spam", summary="Into the spam folder")
async def spam(comment_id: UUID, body: orders.Seen, editor: Asking, here: Here) -> dict[str, Any]:
    """From which it can be fetched back."""
    return _answer(await here.commenting.spam(comment_id, body, editor))


@router.post("/{comment_id}/remove", summary="Away from the public, which is told why")
async def remove(comment_id: UUID, body: orders.Coded, editor: Asking, here: Here) -> dict[str, Any]:
    """What is public now."""
    return _answer(await here.commenting.remove(comment_id, body, editor))


@router.post("/{comment_id}/edit", summary="Put the desk's own words in its place")
async def edit(comment_id: UUID, body: orders.Rewording, editor: Asking, here: Here) -> dict[str, Any]:
    """Marked as such; what the reader wrote is kept at the desk."""
    return _answer(await here.commenting.edit(comment_id, body, editor))


@router.post("/{comment_id}/undo", summary="Take the last decision back")
async def undo(comment_id: UUID, body: orders.Seen, editor: Asking, here: Here) -> dict[str, Any]:
    """While it is not yet being sent."""
    return _answer(await here.commenting.undo(comment_id, body, editor))


@router.post("/{comment_id}/erase", summary="Delete everything of it, everywhere (chief)")
async def erase(comment_id: UUID, editor: Asking, here: Here) -> dict[str, Any]:
    """Id and version are remembered, so that nothing brings it back."""
    return _answer(await here.commenting.erase(comment_id, editor))


def shown(comment: Comment) -> dict[str, Any]:
    """A comment as editors see it: no address, nor what stands for one."""
    until = undo_until(comment)
    return {
        **comment.model_dump(mode="json", exclude=_KEPT_BACK),
        "folder": comment.folder,
        "public": comment.is_public,
        "undo_until": until.isoformat() if until else None,
    }


def _answer(outcome: Outcome) -> dict[str, Any]:
    match outcome:
        case Comment():
            return shown(outcome)
        case None:
            raise _unknown()
        case Stale(seen, current):
            detail = f"You saw version {seen}; it is at {current}. Load it again and decide anew."
            raise Problem(HTTPStatus.CONFLICT, "It was changed meanwhile", detail, "stale", extra={"current": current})
        case TooLate():
            detail = "It is on its way to the public. It can be removed once it is there."
            raise Problem(HTTPStatus.CONFLICT, "Too late to undo", detail, "too-late")
        case _:
            raise refused(outcome)


def _unknown() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "There is no such comment", kind="not-found")
