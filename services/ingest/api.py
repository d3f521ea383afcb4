"""The door: `/v1/drafts`."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from services.ingest.bodies import draft_of, told
from services.ingest.door import Door
from services.ingest.malformed import must_say_something
from services.ingest.media import Media
from services.ingest.model import Accepted, Checked, DraftIn, Missing, RevisionIn, Status
from services.ingest.parts import Caller, Parts
from services.ingest.telling import Told, Withdrawn, tell
from shared.facts import DraftSubmitted, DraftWithdrawn, Frozen, State, article_id_of
from shared.problems import FieldError, Problem
from shared.rules import Language, blocks, check

router = APIRouter(prefix="/v1/drafts", tags=["drafts"])

_BEARER = HTTPBearer(auto_error=False, description="A reporter's key.")
_LONGEST_KEY = 200
_WAIT_FOR_DESK = 2.0
_LOOK_EVERY = 0.05

_ANSWERS: dict[int | str, dict[str, Any]] = {
    401: {"description": "No reporter has this key."},
    403: {"description": "The article is another reporter's."},
    413: {"description": "The draft is too large."},
    422: {"description": "`errors` names every field that has the wrong form."},
    503: {"description": "Not accepted, or outcome unknown: send the same again after `Retry-After`."},
}
_WITHDRAWING: dict[int | str, dict[str, Any]] = {
    202: {"description": "The desk has not answered yet."},
    401: _ANSWERS[401],
    403: _ANSWERS[403],
    409: {"description": "It stays as it is; `refusals` says why."},
    503: _ANSWERS[503],
}
_ASKING: dict[int | str, dict[str, Any]] = {
    401: _ANSWERS[401],
    403: _ANSWERS[403],
    404: {"description": "Unknown."},
    503: {"description": "Not known just now: ask again after `Retry-After`."},
}


class NotYet(Frozen):
    """The withdrawal is on its way to the desk."""

    article_id: UUID
    withdrawn: None = None
    detail: str = "The desk has not answered yet; ask again."


class Page(Frozen):
    """Some of a reporter's drafts; `before` asks for the next page, null on the last."""

    drafts: tuple[Told, ...]
    before: str | None


def caller_of(request: Request) -> Caller:
    """Whose key the request carries. Raises the problem of one that does not let in."""
    parts: Parts = request.app.state.parts
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    reporter = parts.door.who(key.strip() if scheme.lower() == "bearer" else None)
    wanted = request.headers.get("accept-language", "").strip().lower()[:2]
    language: Language | None = "en" if wanted == "en" else "id" if wanted == "id" else None
    return Caller(reporter, language, parts.door, parts.places)


# Asynchronous, though it waits for nothing: FastAPI runs plain functions in a thread, each time.
async def _caller(request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> Caller:
    return caller_of(request)


CALLER = Annotated[Caller, Depends(_caller)]


@router.post(
    "",
    status_code=HTTPStatus.ACCEPTED,
    summary="Send a draft",
    response_model=Accepted,
    responses=_ANSWERS,
    openapi_extra=told(DraftIn, with_key=True),
)
async def send(request: Request) -> Response:
    """Accepted, complete or not: it will not be lost. Without an Idempotency-Key each sending is a new article."""
    caller = caller_of(request)
    door, reporter = caller.door, caller.reporter
    key, body = _key_of(request), await _pictured(request, await draft_of(request, DraftIn))
    article_id = article_id_of(reporter.id, key) if key else uuid4()
    fact = DraftSubmitted.of(body, article_id=article_id, reporter=reporter, key=key, base=None, at=door.clock())
    known = await door.knowledge.status(article_id) if key else None
    door.must_own(reporter, known)
    door.must_be_the_same(fact.submission_id, known)
    return await _accept(caller, fact, known)


@router.post(
    "/check",
    summary="Only check a draft",
    responses={401: _ANSWERS[401], 422: _ANSWERS[422]},
    openapi_extra=told(DraftIn),
)
async def only_check(request: Request) -> Checked:
    """What is missing. Nothing is kept."""
    caller = caller_of(request)
    body = await _pictured(request, await draft_of(request, DraftIn))
    found = check(body, caller.door.staff.rules)
    missing = tuple(Missing.of(one, caller.language or body.language) for one in found)
    return Checked(ready_to_approve=not blocks(found), missing=missing)


@router.put(
    "/{article_id}",
    status_code=HTTPStatus.ACCEPTED,
    summary="Send a draft to an id",
    response_model=Accepted,
    responses=_ANSWERS,
    openapi_extra=told(RevisionIn),
)
async def revise(article_id: UUID, request: Request) -> Response:
    """A new article under an id you chose, or its next revision. Sending the same again changes nothing."""
    caller = caller_of(request)
    body = await _pictured(request, sent := await draft_of(request, RevisionIn))
    door, base = caller.door, sent.base_revision
    fact = DraftSubmitted.of(body, article_id=article_id, reporter=caller.reporter, key="", base=base, at=door.clock())
    return await _accept(caller, fact, await door.knowledge.status(article_id))


@router.delete("/{article_id}", summary="Withdraw what is not yet approved", responses=_WITHDRAWING)
async def withdraw(article_id: UUID, caller: CALLER, response: Response) -> Withdrawn | NotYet:
    """Waits two seconds for the desk: 200 it took, 409 it did not and why, 202 the desk has not answered yet."""
    door, reporter = caller.door, caller.reporter
    known = await door.knowledge.status(article_id)
    version = known.desk_version if known else 0
    fact = DraftWithdrawn.of(article_id=article_id, reporter=reporter, version=version, at=door.clock())
    await door.take_back(fact, known)
    status = await _heard_from_desk(door, article_id, fact)
    if status is None:
        response.status_code = HTTPStatus.ACCEPTED
        return NotYet(article_id=article_id)
    door.must_own(reporter, status)
    told = tell(article_id, status, reporter.id, caller.language, caller.places)
    if told.state != "withdrawn":
        refusals = [one.model_dump(mode="json") for one in told.refusals]
        extra = {"withdrawn": False, "state": told.state, "refusals": refusals}
        detail = "It stays as it is; `refusals` says why. What is approved can only be taken back by the desk."
        raise Problem(HTTPStatus.CONFLICT, "It could not be withdrawn", detail, "not-withdrawn", extra=extra)
    return Withdrawn(**dict(told), withdrawn=True)


@router.get("/{article_id}", summary="How it stands", responses=_ASKING)
async def status_of(article_id: UUID, caller: CALLER) -> Told:
    """State, version, what is missing, why it came back and at which field, what the editor changed, where it is."""
    door, reporter = caller.door, caller.reporter
    status = await door.knowledge.asked(article_id)
    refused = status is not None and any(one.reporter_id == reporter.id for one in status.refusals)
    if status is None or (status.owner is None and not refused):
        detail = "If it was accepted only now, ask again in a moment."
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such draft", detail, "not-found")
    if not refused:
        door.must_own(reporter, status)
    return tell(article_id, status, reporter.id, caller.language, caller.places)


@router.get("", summary="All you have sent", responses={401: _ANSWERS[401]})
async def mine(
    caller: CALLER,
    *,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
    before: Annotated[str | None, Query(max_length=100, description="`before` of the page before this one.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Page:
    """The last changed first. `before` of this answer is the next page's, null on the last."""
    reporter = caller.reporter.id
    rows = await caller.door.knowledge.list_of(reporter, state=state, before=before, limit=limit + 1)
    shown = rows[:limit]
    told = tuple(tell(row.article_id, row.status, reporter, caller.language, caller.places) for row in shown)
    return Page(drafts=told, before=shown[-1].place if len(rows) > limit else None)


async def _pictured(request: Request, draft: DraftIn) -> DraftIn:
    """With the sizes of the pictures it names."""
    media: Media = request.app.state.media
    return await media.filled(draft)


def _key_of(request: Request) -> str:
    """The Idempotency-Key, "" where there is none."""
    key = request.headers.get("idempotency-key")
    if key is not None and not 0 < len(key) <= _LONGEST_KEY:
        fault = FieldError("Idempotency-Key", f"give a key of 1 to {_LONGEST_KEY} characters, or leave the header out")
        title = "The request does not have the right form"
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, title, "Nothing was kept.", "malformed", [fault])
    return key or ""


async def _accept(caller: Caller, fact: DraftSubmitted, known: Status | None) -> Response:
    must_say_something(fact.draft)
    await caller.door.take(fact, known)
    where = f"/v1/drafts/{fact.article_id}"
    language = caller.language or fact.draft.language
    missing = tuple(Missing.of(one, language) for one in check(fact.draft, caller.door.staff.rules))
    page = caller.places.links.link(fact.article_id, fact.reporter.id)
    said = Accepted(
        article_id=fact.article_id, submission_id=fact.submission_id, status=where, page=page, missing=missing
    )
    headers = {"Location": where}
    return Response(said.model_dump_json(), HTTPStatus.ACCEPTED, headers, media_type="application/json")


async def _heard_from_desk(door: Door, article_id: UUID, fact: DraftWithdrawn) -> Status | None:
    """The status once the desk has dealt with this withdrawal; None where that takes too long."""
    deadline = asyncio.get_running_loop().time() + _WAIT_FOR_DESK
    while asyncio.get_running_loop().time() < deadline:
        status = await door.knowledge.status(article_id)
        refused = status is not None and any(one.submission_id == fact.submission_id for one in status.refusals)
        if status is not None and status.desk and (status.desk.state == "withdrawn" or refused):
            return status
        await asyncio.sleep(_LOOK_EVERY)
    return None
