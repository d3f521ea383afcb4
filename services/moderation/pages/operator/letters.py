"""`/operator/letters`: dead letters by what they died of, one by one, and handing them back."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from services.moderation.model.decoding import LARGEST_SHOWN, escaped, in_hex, indented
from services.moderation.model.redriving import MOST_PLACES, USUAL_PACE, Redrive, Run, part
from services.moderation.model.refusal import Forbidden, NotPossible
from services.moderation.pages.operator.asking import Operator, OperatorForm
from services.moderation.pages.people.refusals import told
from services.moderation.pages.posted import Faults, Posted, order
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visitor
from services.moderation.parts import Here, Parts
from shared.bus.letters import ENOUGH, Pile, Plan, bundled

router = APIRouter(prefix="/operator/letters")
Side = Literal["waiting", "back"]
GroupName = Annotated[str, Path(max_length=100)]
Partition = Annotated[int, Path(ge=0, le=9_999)]
Offset = Annotated[int, Path(ge=0, lt=10**18)]
Wanted = Annotated[str, Query(max_length=2_000)]
_A_PAGE = 100


@router.get("")
async def overview(request: Request, visitor: Operator, here: Here) -> Response:
    """Every group with what waits, by what it died of."""
    piles, runs = await here.redriving.piles(), await here.redriving.runs()
    groups = [(one.group, bundled(one.waiting()), runs.get(name)) for name, one in piles.items()]
    return show(
        request,
        visitor,
        "operator_overview.html",
        full=[one for one in groups if one[1]],
        empty=[group for group, bundles, _ in groups if not bundles],
        runs=runs,
    )


@router.get("/{group}")
async def letters(
    request: Request,
    group: GroupName,
    visitor: Operator,
    here: Here,
    side: Side = "waiting",
    error: Wanted = "",
    reason: Wanted = "",
    after: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """What waits, to choose from; or what became of what was handed back, the latest first."""
    return await _list(request, visitor, here, await here.redriving.pile(group), side, (error, reason), after)


@router.get("/{group}/run")
async def run(request: Request, group: GroupName, visitor: Operator, here: Here) -> Response:
    """How far handing back is: a part of a page."""
    return show(request, visitor, "_run.html", run=(await here.redriving.runs()).get(group))


@router.post("/{group}")
async def act(request: Request, group: GroupName, form: OperatorForm, visitor: Operator, here: Here) -> Response:
    """Hand back what is chosen, only say what that would do, or stop."""
    found = await here.redriving.pile(group)
    verb, _, which = form.text("do").partition("-")
    if verb == "stop":
        refusal = await here.redriving.stop(group, visitor.editor)
        return await _refused(request, visitor, here, found, refusal) if refusal else go(_page_of(group))
    made = _order(form, which, dry_run=verb == "try")
    if not isinstance(made, Redrive):
        sent = Sent(form.text("per_second"), form.has("again"), frozenset(form.texts("pick")))
        wanted = form.text("error"), form.text("reason")
        return await _list(request, visitor, here, found, "waiting", wanted, status=422, faults=made, sent=sent)
    outcome = await here.redriving.hand_back(group, made, visitor.editor)
    match outcome:
        case Run():
            return go(_page_of(group))
        case Plan():
            group_, tried = found.group, made.dry_run
            return show(request, visitor, "operator_plan.html", group=group_, plan=outcome, order=made, tried=tried)
        case _:
            return await _refused(request, visitor, here, found, outcome)


@router.get("/{group}/{partition}/{offset}")
async def letter(
    request: Request, group: GroupName, partition: Partition, offset: Offset, visitor: Operator, here: Here
) -> Response:
    """One, whole: where it comes from, why it died, its headers, its value decoded and raw."""
    fate, value = await here.redriving.letter(group, f"{partition}/{offset}")
    return show(
        request,
        visitor,
        "operator_letter.html",
        group=fate.letter.group,
        fate=fate,
        names=await _names(here, [fate.back.by] if fate.back else []),
        headers=[(name, escaped(text)) for name, text in fate.letter.headers],
        letter_key=None if fate.letter.key is None else escaped(fate.letter.key),
        json=indented(value),
        text=escaped(value or b""),
        hexed=in_hex(value or b""),
        cut=len(value or b"") > LARGEST_SHOWN,
        enough=ENOUGH,
    )


@router.get("/{group}/{partition}/{offset}/value")
async def raw(group: GroupName, partition: Partition, offset: Offset, visitor: Operator, here: Here) -> Response:
    """Its bytes as they are, as a file."""
    del visitor  # to be one is enough
    fate, value = await here.redriving.letter(group, f"{partition}/{offset}")
    name = f"{fate.letter.group.name}-{partition}-{offset}.bin"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(value or b"", media_type="application/octet-stream", headers=headers)


class Sent(NamedTuple):
    """What was typed and ticked, to stand there again: how many a second, those that came back too, which."""

    pace: str
    again: bool = False
    picked: frozenset[str] = frozenset()


async def _list(
    request: Request,
    visitor: Visitor,
    here: Parts,
    found: Pile,
    side: Side,
    wanted: tuple[str, str] = ("", ""),
    after: str = "",
    *,
    status: int = 200,
    faults: Faults | None = None,
    why: str = "",
    sent: Sent | None = None,
) -> Response:
    error, reason = wanted
    fates = found.fates()
    mine = [one for one in fates if (one.state == "waiting") == (side == "waiting")]
    chosen = [one for one in mine if error in {"", one.letter.error} and reason in {"", one.letter.reason}]
    shown, further = part(chosen if side == "waiting" else reversed(chosen), after, _A_PAGE)
    waiting = sum(one.state == "waiting" for one in fates)
    return show(
        request,
        visitor,
        "operator_letters.html",
        status,
        group=found.group,
        side=side,
        counts={"waiting": waiting, "back": len(fates) - waiting},
        shown=shown,
        further=further,
        many=len(chosen),
        error=error,
        reason=reason,
        names=await _names(here, [one.back.by for one in shown if one.back]),
        run=(await here.redriving.runs()).get(found.group.name),
        sent=sent or Sent(f"{USUAL_PACE:g}"),
        faults=faults or {},
        why=why,
    )


async def _refused(
    request: Request, visitor: Visitor, here: Parts, found: Pile, refusal: Forbidden | NotPossible
) -> Response:
    said = told(refusal, visitor.language)
    return await _list(request, visitor, here, found, "waiting", status=said.status, why=said.why)


async def _names(here: Parts, ids: list[str]) -> dict[str, str]:
    return await here.people.kept.accounts.names(one for one in ids if one)


def _page_of(group: str) -> str:
    return f"/operator/letters/{group}"


def _order(form: Posted, which: str, *, dry_run: bool) -> Redrive | Faults:
    """What the form asks for: what is ticked, or with another button all of what is looked at."""
    alike = which == "alike"
    return order(
        Redrive,
        places=form.texts("pick")[:MOST_PLACES] if which == "picked" else [],
        error=form.text("error") if alike else "",
        reason=form.text("reason") if alike else "",
        everything=which == "all",
        again=form.has("again"),
        per_second=form.text("per_second") or USUAL_PACE,
        dry_run=dry_run,
    )
