"""The door: `/v1/drafts`."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from services.ingest.door import Door
from services.ingest.model import Accepted, Checked, DraftIn, Missing, RevisionIn, Status
from services.ingest.parts import Parts
from services.ingest.telling import Told, Withdrawn, tell
from shared.facts import DraftSubmitted, DraftWithdrawn, Frozen, Reporter, State, article_id_of
from shared.problems import Problem
from shared.rules import Language, blocks, check

router = APIRouter(prefix="/v1/drafts", tags=["drafts"])

_BEARER = HTTPBearer(auto_error=False, description="A reporter's key.")
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


# Asynchronous, though they wait for nothing: FastAPI runs plain functions in a thread, each time.
async def _parts(request: Request) -> Parts:
    found: Parts = request.app.state.parts
    return found


Here = Annotated[Parts, Depends(_parts)]


async def _sender(
    here: Here, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Reporter:
    return here.door.who(credentials.credentials if credentials else None)


async def _language(
    accept_language: Annotated[str, Header(description="`id` or `en`.")] = "",
) -> Language | None:
    wanted = accept_language.strip().lower()[:2]
    return "en" if wanted == "en" else "id" if wanted == "id" else None


Sender = Annotated[Reporter, Depends(_sender)]
In = Annotated[Language | None, Depends(_language)]
"""The language the reporter asks for; where they ask for none, it is the draft's own."""
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Your own name for this draft: the same key gives the same article, however often it is sent.",
    ),
]


@router.post("", status_code=HTTPStatus.ACCEPTED, summary="Send a draft", responses=_ANSWERS)
async def send(
    body: DraftIn, reporter: Sender, here: Here, language: In, response: Response, idempotency_key: Key = None
) -> Accepted:
    """Accepted, complete or not: it will not be lost. Without an Idempotency-Key each sending is a new article."""
    article_id = article_id_of(reporter.id, idempotency_key) if idempotency_key else uuid4()
    fact = DraftSubmitted.of(
        body.draft(),
        article_id=article_id,
        reporter=reporter,
        key=idempotency_key or "",
        base=None,
        at=here.door.clock(),
    )
    known = await here.door.knowledge.status(article_id) if idempotency_key else None
    here.door.must_own(reporter, known)
    here.door.must_be_the_same(fact.submission_id, known)
    return await _accept(here.door, fact, known, language, response)


@router.post("/check", summary="Only check a draft", responses={401: _ANSWERS[401], 422: _ANSWERS[422]})
async def only_check(body: DraftIn, reporter: Sender, here: Here, language: In) -> Checked:  # noqa: ARG001 - the door asks
    """What is missing. Nothing is kept."""
    found = check(body, here.door.staff.rules)
    missing = tuple(Missing.of(one, language or body.language) for one in found)
    return Checked(ready_to_approve=not blocks(found), missing=missing)


@router.put("/{article_id}", status_code=HTTPStatus.ACCEPTED, summary="Send a draft to an id", responses=_ANSWERS)
async def revise(
    article_id: UUID, body: RevisionIn, reporter: Sender, here: Here, language: In, response: Response
) -> Accepted:
    """A new article under an id you chose, or its next revision. Sending the same again changes nothing."""
    fact = DraftSubmitted.of(
        body.draft(), article_id=article_id, reporter=reporter, key="", base=body.base_revision, at=here.door.clock()
    )
    known = await here.door.knowledge.status(article_id)
    return await _accept(here.door, fact, known, language, response)


@router.delete("/{article_id}", summary="Withdraw what is not yet approved", responses=_WITHDRAWING)
async def withdraw(
    article_id: UUID, reporter: Sender, here: Here, language: In, response: Response
) -> Withdrawn | NotYet:
    """Waits two seconds for the desk: 200 it took, 409 it did not and why, 202 the desk has not answered yet."""
    known = await here.door.knowledge.status(article_id)
    version = known.desk_version if known else 0
    fact = DraftWithdrawn.of(article_id=article_id, reporter=reporter, version=version, at=here.door.clock())
    await here.door.take_back(fact, known)
    status = await _heard_from_desk(here, article_id, fact)
    if status is None:
        response.status_code = HTTPStatus.ACCEPTED
        return NotYet(article_id=article_id)
    here.door.must_own(reporter, status)
    told = tell(article_id, status, reporter.id, language, here.address)
    if told.state != "withdrawn":
        refusals = [one.model_dump(mode="json") for one in told.refusals]
        extra = {"withdrawn": False, "state": told.state, "refusals": refusals}
        detail = "It stays as it is; `refusals` says why. What is approved can only be taken back by the desk."
        raise Problem(HTTPStatus.CONFLICT, "It could not be withdrawn", detail, "not-withdrawn", extra=extra)
    return Withdrawn(**dict(told), withdrawn=True)


@router.get("/{article_id}", summary="How it stands", responses=_ASKING)
async def status_of(article_id: UUID, reporter: Sender, here: Here, language: In) -> Told:
    """State, version, what is missing, why it came back and at which field, what the editor changed, where it is."""
    status = await here.door.knowledge.asked(article_id)
    refused = status is not None and any(one.reporter_id == reporter.id for one in status.refusals)
    if status is None or (status.owner is None and not refused):
        detail = "If it was accepted only now, ask again in a moment."
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such draft", detail, "not-found")
    if not refused:
        here.door.must_own(reporter, status)
    return tell(article_id, status, reporter.id, language, here.address)


@router.get("", summary="All you have sent", responses={401: _ANSWERS[401]})
async def mine(
    reporter: Sender,
    here: Here,
    language: In,
    *,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
    before: Annotated[str | None, Query(max_length=100, description="`before` of the page before this one.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Page:
    """The last changed first. `before` of this answer is the next page's, null on the last."""
    rows = await here.door.knowledge.list_of(reporter.id, state=state, before=before, limit=limit + 1)
    shown = rows[:limit]
    told = tuple(tell(row.article_id, row.status, reporter.id, language, here.address) for row in shown)
    return Page(drafts=told, before=shown[-1].place if len(rows) > limit else None)


async def _accept(
    door: Door, fact: DraftSubmitted, known: Status | None, asked: Language | None, response: Response
) -> Accepted:
    await door.take(fact, known)
    where = f"/v1/drafts/{fact.article_id}"
    response.headers["Location"] = where
    language = asked or fact.draft.language
    missing = tuple(Missing.of(one, language) for one in check(fact.draft, door.staff.rules))
    return Accepted(article_id=fact.article_id, submission_id=fact.submission_id, status=where, missing=missing)


async def _heard_from_desk(here: Parts, article_id: UUID, fact: DraftWithdrawn) -> Status | None:
    """The status once the desk has dealt with this withdrawal; None where that takes too long."""
    deadline = asyncio.get_running_loop().time() + _WAIT_FOR_DESK
    while asyncio.get_running_loop().time() < deadline:
        status = await here.door.knowledge.status(article_id)
        refused = status is not None and any(one.submission_id == fact.submission_id for one in status.refusals)
        if status is not None and status.desk and (status.desk.state == "withdrawn" or refused):
            return status
        await asyncio.sleep(_LOOK_EVERY)
    return None
