"""`/account/second-factor`: the password, then a code of the app that took the secret, then recovery codes, once.

Whoever is made to set it up by the house can do nothing else until it is done.
"""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import Literal

import segno
from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.pages.admin.asking import lost
from services.moderation.pages.people.refusals import NOTHING, Told, told
from services.moderation.pages.posted import FormEntering
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Entering, Visitor
from services.moderation.parts import Here, Parts
from services.moderation.people import Offer
from services.moderation.people.orders import Code, Secret

router = APIRouter(prefix="/account/second-factor")
_GROUP = 4
Step = Literal["password", "scan"]


@router.get("")
async def second_factor(request: Request, visitor: Entering, here: Here, step: Step = "password") -> Response:
    """How it stands, or the step at hand; a secret is shown only right after the password was given."""
    return await _page(request, visitor, here, step)


@router.post("")
async def begin(request: Request, form: FormEntering, visitor: Entering, here: Here) -> Response:
    """The password, for a secret."""
    offer = await here.people.own.offer_factor(visitor.account, Secret(password=form.secret("password")))
    if not isinstance(offer, Offer):
        return await _page(request, visitor, here, "password", told(offer, visitor.language))
    return go("/account/second-factor?step=scan")


@router.get("/qr.svg")
async def qr(visitor: Entering, here: Here) -> Response:
    """The secret on offer as an app's camera takes it."""
    offer = _offer(visitor, here)
    if offer is None:
        raise lost()
    out = io.BytesIO()
    segno.make(offer.uri, error="m").save(out, kind="svg", border=4, light="#fff", omitsize=True)
    return Response(out.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@router.post("/confirm")
async def confirm(request: Request, form: FormEntering, visitor: Entering, here: Here) -> Response:
    """A code of the app. The recovery codes are on this page and never again."""
    code = Code(code=form.text("code")[:100])
    codes = await here.people.own.confirm_factor(visitor.account, visitor.session, code)
    if isinstance(codes, tuple):
        return show(request, visitor, "second_factor_codes.html", codes=codes)
    return await _page(request, visitor, here, "scan", told(codes, visitor.language))


async def _page(request: Request, visitor: Visitor, here: Parts, step: Step, wrong: Told = NOTHING) -> Response:
    offer = _offer(visitor, here) if step == "scan" else None
    done = visitor.account.has_second_factor
    return show(
        request,
        visitor,
        "second_factor.html",
        HTTPStatus.CONFLICT if done and wrong is not NOTHING else wrong.status,
        active=done,
        offer=offer,
        secret=" ".join(offer.secret[at : at + _GROUP] for at in range(0, len(offer.secret), _GROUP)) if offer else "",
        forced=await here.door.lacks_factor(visitor.account),
        faults=wrong.faults,
        why=wrong.why,
    )


def _offer(visitor: Visitor, here: Parts) -> Offer | None:
    """The secret that waits to be confirmed."""
    factor = visitor.account.second_factor
    waits = factor is not None and not factor.confirmed
    return here.people.own.offered(factor.secret, visitor.account) if factor and waits else None
