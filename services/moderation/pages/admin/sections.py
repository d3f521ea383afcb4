"""`/admin/sections`: add, rename, order and take away the newsroom's sections."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response
from slugify import slugify

from services.moderation.model.settling import LONGEST_SLUG, moved
from services.moderation.newsroom.orders import NewSections
from services.moderation.pages.admin.asking import Admin, lost, told
from services.moderation.pages.posted import Faults, Form, Posted
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visitor
from services.moderation.parts import Here, Parts
from shared.facts import Section, SectionsSettled

router = APIRouter(prefix="/admin/sections")


@router.get("")
async def sections(request: Request, visitor: Admin, here: Here) -> Response:
    """All of them, in their order."""
    return await _page(request, visitor, here)


@router.post("")
async def add(request: Request, form: Form, visitor: Admin, here: Here) -> Response:
    """One more, at the end; without a code it gets one from its name."""
    name = form.text("name")
    slug = form.text("slug") or slugify(name, max_length=LONGEST_SLUG)
    new = [*await _now(here), Section(slug=slug, name=name)]
    return await _settle(request, form, visitor, here, new, typed={"name": name, "slug": form.text("slug")})


@router.post("/{slug}/rename")
async def rename(request: Request, slug: str, form: Form, visitor: Admin, here: Here) -> Response:
    """As readers see it; its code stays, since drafts name it."""
    name = form.text("name")
    new = [Section(slug=slug, name=name) if one.slug == slug else one for one in await _known(here, slug)]
    return await _settle(request, form, visitor, here, new, typed={slug: name})


@router.post("/{slug}/move")
async def move(request: Request, slug: str, form: Form, visitor: Admin, here: Here) -> Response:
    """One place up or down."""
    new = moved(await _known(here, slug), slug, up=form.text("to") == "up")
    return await _settle(request, form, visitor, here, new, back=f"/admin/sections#{slug}")


@router.get("/{slug}/remove")
async def removing(request: Request, slug: str, visitor: Admin, here: Here) -> Response:
    """Asked once more, with how many held articles use it."""
    section = next(one for one in await _known(here, slug) if one.slug == slug)
    held = await here.desk.articles.held_in(slug)
    return show(request, visitor, "admin_section_remove.html", section=section, held=held, version=await _version(here))


@router.post("/{slug}/remove")
async def remove(request: Request, slug: str, form: Form, visitor: Admin, here: Here) -> Response:
    """Drafts cannot name it any more; articles that do keep it."""
    new = [one for one in await _known(here, slug) if one.slug != slug]
    return await _settle(request, form, visitor, here, new)


async def _settle(
    request: Request,
    form: Posted,
    visitor: Visitor,
    here: Parts,
    new: Sequence[Section],
    *,
    typed: dict[str, str] | None = None,
    back: str = "/admin/sections",
) -> Response:
    made = NewSections.model_construct(version=form.number("version"), sections=list(new))
    outcome = await here.settling.sections(made, visitor.editor)
    if isinstance(outcome, SectionsSettled):
        return go(back)
    status, faults = told(outcome, visitor.language)
    return await _page(
        request, visitor, here, _by_section(faults, new, adding="name" in (typed or {})), typed or {}, status
    )


async def _page(
    request: Request,
    visitor: Visitor,
    here: Parts,
    faults: Faults | None = None,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    return show(
        request,
        visitor,
        "admin_sections.html",
        status,
        sections=await _now(here),
        version=await _version(here),
        faults=faults or {},
        typed=typed or {},
        stale=status == HTTPStatus.CONFLICT,
    )


def _by_section(faults: Faults, new: Sequence[Section], *, adding: bool) -> Faults:
    """`sections.3.name` → the field on the page: `name-daerah`, or `name` and `slug` of the form for one more."""
    known: dict[str, str] = {}
    for field, words in faults.items():
        _, place, name = (*field.split("."), "", "")[:3]
        last = adding and bool(place) and int(place) == len(new) - 1
        known["sections" if not place else name if last else f"name-{new[int(place)].slug}"] = words
    return known


async def _now(here: Parts) -> tuple[Section, ...]:
    settled = await here.newsroom.get(SectionsSettled, "sections")
    return settled.sections if settled else ()


async def _version(here: Parts) -> int:
    settled = await here.newsroom.get(SectionsSettled, "sections")
    return settled.version if settled else 0


async def _known(here: Parts, slug: str) -> tuple[Section, ...]:
    """All of them, where this is one; otherwise 404."""
    sections = await _now(here)
    if all(one.slug != slug for one in sections):
        raise lost()
    return sections
