"""`/articles/new`, and what is done to an article before anybody decides on it: giving it away, and notes."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.desk import orders
from services.moderation.model.article import Article
from services.moderation.model.typed import Typed
from services.moderation.pages.deciding import Deciding
from services.moderation.pages.editing import Fault, draft_of, sections
from services.moderation.pages.posted import Faults, Form, order
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visiting, Visitor
from services.moderation.parts import Here, Parts
from shared.facts import Draft
from shared.pages import times

beginning = APIRouter()
router = APIRouter(prefix="/articles/{article_id}")


@beginning.get("/articles/new")
async def new(request: Request, visitor: Visiting, here: Here) -> Response:
    """A headline to begin with; the rest is written where it is kept as it is typed."""
    return await _new(request, visitor, here, Typed(), uuid4())


@beginning.post("/articles/new")
async def start(request: Request, form: Form, visitor: Visiting, here: Here) -> Response:
    """Begin it, and on to its words. Sent twice it is one article."""
    try:
        article_id = UUID(form.text("article_id"))
    except ValueError:
        article_id = uuid4()
    typed = Typed(headline=form.text("headline"), section=form.text("section"))
    words, faults = draft_of(typed, Draft(byline=visitor.editor.name), visitor.zone)
    if not typed.headline:
        faults["headline"] = Fault("empty")
    if faults:
        return await _new(request, visitor, here, typed, article_id, faults)
    made = orders.Start(article_id=article_id, **words.model_dump())
    outcome = await here.writing.start(made, visitor.editor)
    # Whatever is there under this id: begun a moment ago, or gone on from there.
    return go(f"/articles/{article_id}/edit" if isinstance(outcome, Article) else f"/articles/{article_id}")


@router.post("/assign")
async def assign(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Give it to an editor, or to nobody."""
    deciding = Deciding(request, article_id, form, visitor, here, "assign")
    if not form.text("editor_id"):
        return await deciding.do(None, lambda one, _, editor: here.writing.unassign(one, editor), stay=True)
    made: orders.Assign | Faults
    try:
        due = times.from_field(form.text("due"), visitor.zone) if form.text("due") else None
    except ValueError:
        made = {"due": "time"}
    else:
        made = order(orders.Assign, editor_id=form.text("editor_id"), due=due)
    return await deciding.do(made, here.writing.assign, stay=True)


@router.post("/comments")
async def comments(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Open or close readers' comments."""
    made: orders.Commenting | Faults
    try:
        ends = times.from_field(form.text("closes_at"), visitor.zone) if form.text("closes_at") else None
    except ValueError:
        made = {"closes_at": "time"}
    else:
        made = order(orders.Commenting, version=form.number("version"), open=form.has("open"), closes_at=ends)
    deciding = Deciding(request, article_id, form, visitor, here, "comments")
    return await deciding.do(made, here.desk.settle_comments, stay=True)


@router.post("/notes")
async def note(request: Request, article_id: UUID, form: Form, visitor: Visiting, here: Here) -> Response:
    """Leave one for the desk."""
    given = {name: form.text(name) for name in ("note_id", "field", "text")}
    deciding = Deciding(request, article_id, form, visitor, here, "note")
    return await deciding.do(order(orders.NewNote, **given), here.writing.note, to=_notes(article_id))


@router.post("/notes/{note_id}/mark")
async def mark(
    request: Request, article_id: UUID, note_id: UUID, form: Form, visitor: Visiting, here: Here
) -> Response:
    """It is done, or open again."""
    made = orders.Mark(done=form.has("done"))
    deciding = Deciding(request, article_id, form, visitor, here, "note")
    return await deciding.do(
        made, lambda one, marking, editor: here.writing.mark(one, note_id, marking, editor), to=_notes(article_id)
    )


@router.post("/notes/{note_id}/remove")
async def remove(
    request: Request, article_id: UUID, note_id: UUID, form: Form, visitor: Visiting, here: Here
) -> Response:
    """Take one's own away."""
    deciding = Deciding(request, article_id, form, visitor, here, "note")
    return await deciding.do(
        None, lambda one, _, editor: here.writing.remove(one, note_id, editor), to=_notes(article_id)
    )


async def _new(
    request: Request,
    visitor: Visitor,
    here: Parts,
    typed: Typed,
    article_id: UUID,
    faults: dict[str, Fault] | None = None,
) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return show(
        request,
        visitor,
        "new.html",
        status,
        typed=typed,
        article_id=article_id,
        faults=faults or {},
        choices=await sections(here, typed.section),
    )


def _notes(article_id: UUID) -> str:
    return f"/articles/{article_id}#notes"
