"""Beginning an article at the desk, giving it to somebody, and leaving notes at its fields."""

from __future__ import annotations

from uuid import UUID

from services.moderation.desk import orders
from services.moderation.desk.desk import Desk, Outcome
from services.moderation.model.article import Article
from services.moderation.model.assigning import assign, unassign
from services.moderation.model.editor import Editor
from services.moderation.model.notes import add_note, mark_note, remove_note
from services.moderation.model.refusal import Missing, Refusal
from services.moderation.model.start import start
from services.moderation.store.people import Accounts


class Writing:
    """What editors do to an article before anybody decides on it."""

    def __init__(self, desk: Desk, accounts: Accounts) -> None:
        self._desk = desk
        self._accounts = accounts

    async def start(self, order: orders.Start, editor: Editor) -> Article | Refusal:
        """A new article of this editor's, held; sending the order again changes nothing."""
        article_id, content, by, rules = order.article_id, order.draft(), self._desk.by(editor), self._desk.rules()
        while True:
            found = await self._desk.articles.get(article_id)
            outcome = start(found, article_id=article_id, content=content, editor=editor, by=by, rules=rules)
            if outcome is found or not isinstance(outcome, Article) or await self._desk.begin(outcome):
                return outcome

    async def assign(self, article_id: UUID, order: orders.Assign, editor: Editor) -> Outcome:
        """Give it to an editor, whoever asks; with a time by which it is due, or without."""
        account = await self._accounts.get(order.editor_id)
        if account is None or account.disabled:
            return Missing("editor_id", "Pilih redaktur yang ada.", "Choose an editor who works here.")
        to, by = account.editor(), self._desk.by(editor)
        return await self._desk.act(article_id, lambda a: assign(a, to=to, due=order.due, by=by))

    async def unassign(self, article_id: UUID, editor: Editor) -> Outcome:
        """It is nobody's."""
        by = self._desk.by(editor)
        return await self._desk.act(article_id, lambda a: unassign(a, by=by))

    async def note(self, article_id: UUID, order: orders.NewNote, editor: Editor) -> Outcome:
        """Leave a note for the desk."""
        by = self._desk.by(editor)

        def noted(article: Article) -> Article | Refusal:
            return add_note(article, note_id=order.note_id, field=order.field, text=order.text, editor=editor, by=by)

        return await self._desk.act(article_id, noted)

    async def mark(self, article_id: UUID, note_id: UUID, order: orders.Mark, editor: Editor) -> Outcome:
        """A note is done, or open again."""
        by = self._desk.by(editor)
        return await self._desk.act(article_id, lambda a: mark_note(a, note_id=note_id, done=order.done, by=by))

    async def remove(self, article_id: UUID, note_id: UUID, editor: Editor) -> Outcome:
        """Take one's own note away."""
        by = self._desk.by(editor)
        return await self._desk.act(article_id, lambda a: remove_note(a, note_id=note_id, editor=editor, by=by))
