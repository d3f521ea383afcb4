"""`/`: the queue, the editors' front page. Everything asked of it stands in the address."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from services.moderation.desk.looking import Look
from services.moderation.model.afterwards import undo_until
from services.moderation.model.queue import Tab
from services.moderation.pages.article import Decided
from services.moderation.pages.posted import Form, posted
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visiting, Visitor
from services.moderation.parts import Here, Parts
from services.moderation.store.search import Row, Search
from shared.facts import SectionsSettled
from shared.rules import RULES

router = APIRouter()
_MOST_OF_MINE = 100
TABS: tuple[Tab, ...] = ("todo", "mine", "returned", "approved_today", "retracted", "all")
FIELDS = tuple(dict.fromkeys(rule.field for rule in RULES))
"""The fields that a rule may miss."""

Looking = Annotated[Look, Query()]


@router.get("/")
async def queue(request: Request, look: Looking, visitor: Visiting, here: Here, decided: Decided = None) -> Response:
    """What is asked for, the pressing first; above it, where an article was decided just before, the way back."""
    look = at_a_tab(look)
    search = look.search(visitor.editor.id, here.clock(), await here.houses.zone())
    found = await here.desk.articles.search(search)
    before = await here.desk.articles.get(decided) if decided else None
    return show(
        request,
        visitor,
        "queue.html",
        found=found,
        decided=before,
        decided_until=undo_until(before) if before else None,
        counts=await counts(here, search),
        views=await here.views.of(visitor.editor.id),
        sections=await sections(here),
        reporters=[(one.reporter_id, one.name) for one in await here.newsroom.reporters()],
        fields=FIELDS,
        **of_look(look, search),
    )


@router.post("/views")
async def keep_view(form: Form, visitor: Visiting, here: Here) -> Response:
    """Keep what is looked at under a name, and look at it."""
    try:
        query = Look.of(form.text("query")).lasting()
    except ValueError:
        return go("/")
    if name := form.text("name")[:60]:
        await here.views.keep(name, query, visitor.editor.id, shared=form.has("shared"))
    return go(f"/?{query}")


@router.post("/views/{view_id}/rename")
async def rename_view(view_id: str, form: Form, visitor: Visiting, here: Here) -> Response:
    """Call it otherwise."""
    if name := form.text("name")[:60]:
        await here.views.rename(view_id, name, visitor.editor.id)
    return go("/")


@router.post("/views/{view_id}/delete", dependencies=[Depends(posted)])
async def delete_view(view_id: str, visitor: Visiting, here: Here) -> Response:
    """Delete it; where somebody did already, nothing is left to do."""
    await here.views.delete(view_id, visitor.editor.id)
    return go("/")


def at_a_tab(look: Look) -> Look:
    """The same; what is to be done, where no tab is asked for."""
    return look if look.tab else look.model_copy(update={"tab": "todo"})


def of_look(look: Look, search: Search) -> dict[str, Any]:
    """What the templates of the queue need of what is looked at."""
    return {"look": look, "tabs": TABS, "since": search.at}


async def counts(here: Parts, search: Search) -> dict[str, int]:
    """How many there are in each tab; of one's own up to a hundred."""
    tally = await here.desk.articles.counts.tally(search.at)
    mine = Look(tab="mine").search(search.editor_id, search.at, await here.houses.zone())
    return {**tally.model_dump(), "mine": await here.desk.articles.how_many(mine, _MOST_OF_MINE)}


async def sections(here: Parts) -> dict[str, str]:
    """The names of the sections, in order."""
    settled = await here.newsroom.get(SectionsSettled, "sections")
    return {one.slug: one.name for one in settled.sections} if settled else {}


async def one_row(request: Request, visitor: Visitor, here: Parts, article_id: UUID, look: Look) -> HTMLResponse | None:
    """A row as it is now: inert, with who did what, where it does not stand in this tab any more."""
    search = look.search(visitor.editor.id, here.clock(), await here.houses.zone())
    row = await here.desk.articles.row(article_id, search.at)
    if row is None:
        return None
    stands = await here.desk.articles.stands_in(article_id, search)
    values: dict[str, Any] = {
        "row": row,
        "gone": not stands,
        "who": await who(here, row),
        "sections": await sections(here),
    }
    return show(request, visitor, "_one_row.html", **values, **of_look(look, search))


async def who(here: Parts, row: Row) -> str:
    """Who acted on it last: an editor's initials, or the reporter's name."""
    if row.last is None:
        return ""
    return (
        row.reporter.name if row.last.who == row.reporter.id else await here.people.kept.accounts.initials(row.last.who)
    )
