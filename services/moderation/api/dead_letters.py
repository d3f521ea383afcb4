"""`/api/dead-letters`: what could not be handled, why, and handing it back, for operators."""

from __future__ import annotations

import base64
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from services.moderation.api.asking import OPERATORS_ONLY, Operator
from services.moderation.api.refusals import refused
from services.moderation.model.decoding import decoded
from services.moderation.model.redriving import Redrive, Run, part
from services.moderation.model.refusal import Forbidden, NotPossible
from services.moderation.parts import Here
from shared.bus.letters import Fate, Pile, Plan, bundled
from shared.problems import Problem

router = APIRouter(prefix="/api/dead-letters", tags=["dead letters"])
GroupName = Annotated[str, Path(max_length=100, description="As `GET /api/dead-letters` names it.")]
Partition = Annotated[int, Path(ge=0, le=9_999)]
Offset = Annotated[int, Path(ge=0, lt=10**18)]


class LetterShown(BaseModel):
    """A letter in a list: where it stands, what it died of, how often it came back, and what became of it."""

    place: str
    at: str
    kind: str
    error: str
    reason: str
    times: int
    tired: bool
    size: int | None
    state: Literal["waiting", "sent", "handled", "unchanged", "heard", "died"]
    handed_back_at: str | None = None
    handed_back_by: str | None = None
    answered_at: str | None = None
    again: str | None = None


class PlanShown(BaseModel):
    """What a handing back would do, or why it does nothing: places where no letter waits any more are `gone`."""

    going: list[str]
    tired: list[str]
    gone: list[str]


class GroupShown(BaseModel):
    """A group: how many of its letters wait, by what they died of; and its last handing back."""

    group: str
    service: str
    topic: str
    waiting: int
    bundles: list[dict[str, Any]]
    run: Run | None


class Page(BaseModel):
    """Some of a group's letters, the oldest first; `further` is what to give as `after`."""

    letters: list[LetterShown]
    further: str | None
    run: Run | None


@router.get("", summary="Every group's dead letters, by what they died of", dependencies=[OPERATORS_ONLY])
async def overview(here: Here) -> list[GroupShown]:
    """Those that nobody has handed back."""
    runs = await here.redriving.runs()
    return [_group(pile, runs.get(name)) for name, pile in (await here.redriving.piles()).items()]


@router.get("/{group}", summary="One group's dead letters", dependencies=[OPERATORS_ONLY])
async def letters(
    group: GroupName,
    here: Here,
    state: Literal["waiting", "handed-back"] = "waiting",
    error: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page:
    """Those that wait, or what became of those that were handed back."""
    fates = [
        one for one in (await here.redriving.pile(group)).fates() if (one.state == "waiting") == (state == "waiting")
    ]
    found, further = part([one for one in fates if error in {"", one.letter.error}], after, limit)
    return Page(letters=[_shown(one) for one in found], further=further, run=(await here.redriving.runs()).get(group))


@router.get("/{group}/redrive", summary="How far the last handing back is", dependencies=[OPERATORS_ONLY])
async def run(group: GroupName, here: Here) -> Run:
    """404 where there was none."""
    found = (await here.redriving.runs()).get(group)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, "Nothing was handed back yet", kind="not-found")
    return found


@router.post(
    "/{group}/redrive",
    summary="Hand letters back to their group",
    response_model=PlanShown,
    responses={HTTPStatus.ACCEPTED: {"model": Run, "description": "It has begun, and goes on by itself."}},
)
async def redrive(group: GroupName, body: Redrive, editor: Operator, here: Here) -> Response:
    """202 with the run that has begun; 200 with the plan where it is a dry run, or nothing is there to go.

    One at a time for each group. A letter whose fact is known already changes nothing, and its state says so.
    """
    outcome = await here.redriving.hand_back(group, body, editor)
    match outcome:
        case Run():
            return JSONResponse(outcome.model_dump(mode="json"), HTTPStatus.ACCEPTED)
        case Plan():
            return JSONResponse(_plan(outcome).model_dump())
        case _:
            raise refused(outcome)


@router.delete("/{group}/redrive", summary="Stop handing back", status_code=HTTPStatus.ACCEPTED)
async def stop(group: GroupName, editor: Operator, here: Here) -> dict[str, str]:
    """Within a second; what has gone has gone, and the rest waits."""
    outcome: Forbidden | NotPossible | None = await here.redriving.stop(group, editor)
    if outcome is not None:
        raise refused(outcome)
    return {"state": "stopping"}


@router.get("/{group}/{partition}/{offset}", summary="One dead letter, whole", dependencies=[OPERATORS_ONLY])
async def letter(group: GroupName, partition: Partition, offset: Offset, here: Here) -> dict[str, Any]:
    """Its headers, its value decoded where it is JSON, and its bytes in base64."""
    fate, value = await here.redriving.letter(group, f"{partition}/{offset}")
    return {
        **_shown(fate).model_dump(),
        "headers": [[name, text.decode("utf-8", "backslashreplace")] for name, text in fate.letter.headers],
        "key": None if fate.letter.key is None else fate.letter.key.decode("utf-8", "backslashreplace"),
        "decoded": decoded(value),
        "bytes": None if value is None else base64.b64encode(value).decode(),
    }


def _group(pile_: Pile, run_: Run | None) -> GroupShown:
    waiting = pile_.waiting()
    bundles = [{**one._asdict(), "oldest": one.oldest.isoformat()} for one in bundled(waiting)]
    group = pile_.group
    return GroupShown(
        group=group.name, service=group.service, topic=group.topic, waiting=len(waiting), bundles=bundles, run=run_
    )


def _plan(plan: Plan) -> PlanShown:
    return PlanShown(
        going=[one.place for one in plan.going], tired=[one.place for one in plan.tired], gone=list(plan.gone)
    )


def _shown(fate: Fate) -> LetterShown:
    one = fate.letter
    return LetterShown(
        place=one.place,
        at=one.at.isoformat(),
        kind=one.kind,
        error=one.error,
        reason=one.reason,
        times=one.times,
        tired=one.tired,
        size=one.size,
        state=fate.state,
        handed_back_at=fate.back.at.isoformat() if fate.back else None,
        handed_back_by=fate.back.by if fate.back else None,
        answered_at=fate.answered.isoformat() if fate.answered else None,
        again=fate.again or None,
    )
