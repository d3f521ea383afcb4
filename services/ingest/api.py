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
from services.ingest.telling import tell
from shared.facts import DraftSubmitted, DraftWithdrawn, Reporter, State, article_id_of
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


def _parts(request: Request) -> Parts:
    found: Parts = request.app.state.parts
    return found


Here = Annotated[Parts, Depends(_parts)]


async def _sender(
    here: Here, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Reporter:
    return here.door.who(credentials.credentials if credentials else None)


def _language(accept_language: Annotated[str, Header()] = "") -> Language:
    return "en" if accept_language.lower().startswith("en") else "id"


Sender = Annotated[Reporter, Depends(_sender)]
In = Annotated[Language, Depends(_language)]
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
    return Checked(ready_to_approve=not blocks(found), missing=tuple(Missing.of(one, language) for one in found))


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


@router.delete("/{article_id}", summary="Withdraw what is not yet approved", responses=_ANSWERS)
async def withdraw(article_id: UUID, reporter: Sender, here: Here, language: In, response: Response) -> dict[str, Any]:
    """Waits two seconds for the desk: 200 says whether it took, 202 that the desk has not answered yet."""
    known = await here.door.knowledge.status(article_id)
    version = known.desk_version if known else 0
    fact = DraftWithdrawn.of(article_id=article_id, reporter=reporter, version=version, at=here.door.clock())
    await here.door.take_back(fact, known)
    status = await _heard_from_desk(here, article_id, fact)
    if status is None:
        response.status_code = HTTPStatus.ACCEPTED
        return {"article_id": str(article_id), "withdrawn": None, "detail": "The desk has not answered yet; ask again."}
    assert status.desk is not None  # noqa: S101 - the desk has answered
    took = status.desk.state == "withdrawn"
    told = tell(article_id, status, reporter.id, language, here.address)
    if not took:
        extra = {"withdrawn": False, "state": status.desk.state, "refusals": told["refusals"]}
        detail = "It stays as it is; `refusals` says why. What is approved can only be taken back by the desk."
        raise Problem(HTTPStatus.CONFLICT, "It could not be withdrawn", detail, "not-withdrawn", extra=extra)
    return {"withdrawn": True, **told}


@router.get("/{article_id}", summary="How it stands", responses={403: _ANSWERS[403], 404: {"description": "Unknown."}})
async def status_of(article_id: UUID, reporter: Sender, here: Here, language: In) -> dict[str, Any]:
    """State, version, what is missing, why it came back and at which field, what the editor changed, where it is."""
    status = await here.statuses.get(article_id) or here.door.knowledge.recent(article_id)
    refused = status is not None and any(one.reporter_id == reporter.id for one in status.refusals)
    if status is None or (status.owner is None and not refused):
        detail = "If it was accepted only now, ask again in a moment."
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such draft", detail, "not-found")
    here.door.must_own(reporter, status)
    return tell(article_id, status, reporter.id, language, here.address)


@router.get("", summary="All you have sent")
async def mine(
    reporter: Sender,
    here: Here,
    language: In,
    *,
    state: Annotated[State | None, Query()] = None,
    before: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> dict[str, Any]:
    """The last changed first. `before` of this answer is the next page's, null on the last."""
    rows = await here.statuses.of_reporter(reporter.id, state=state, before=before, limit=limit)
    told = [tell(row.article_id, row.status, reporter.id, language, here.address) for row in rows]
    return {"drafts": told, "before": rows[-1].place if len(rows) == limit else None}


async def _accept(
    door: Door, fact: DraftSubmitted, known: Status | None, language: Language, response: Response
) -> Accepted:
    await door.take(fact, known)
    where = f"/v1/drafts/{fact.article_id}"
    response.headers["Location"] = where
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
