"""Notes that the desk leaves for itself at a field. No reporter and no topic ever hears of them."""

from __future__ import annotations

from uuid import UUID

from services.moderation.model.article import Act, Article, Note
from services.moderation.model.changes import FIELDS, is_field
from services.moderation.model.editor import Editor
from services.moderation.model.refusal import Missing, NotPossible, Refusal
from services.moderation.model.telling import By

MOST = 100
"""As many notes as an article can have: all of them are in its one document."""
LONGEST = 2_000
"""Characters of a note."""
_NONE = NotPossible("Catatan ini sudah tidak ada.", "This note is no longer there.")


def add_note(article: Article, *, note_id: UUID, field: str, text: str, editor: Editor, by: By) -> Article | Refusal:
    """A note at a field, or at the whole article where `field` is empty. Adding it again changes nothing."""
    if any(note.id == note_id for note in article.notes):
        return article
    if article.state == "erased":
        return NotPossible("Berita ini sudah dihapus.", "This article is erased.")
    if field and not is_field(field):
        return Missing("field", "Ruas ini tidak dikenal.", f"Unknown; one of {', '.join(sorted(FIELDS))}")
    if not text.strip():
        return Missing("text", "Tulis catatannya.", "Write the note.")
    if len(article.notes) >= MOST:
        return NotPossible(
            "Catatan di berita ini sudah terlalu banyak; hapus yang sudah selesai.",
            "This article has too many notes already; remove those that are done.",
        )
    note = Note(id=note_id, field=field, text=text, who=editor.id, name=editor.name, at=by.at)
    return _noted(article, (*article.notes, note), by, "note")


def mark_note(article: Article, *, note_id: UUID, done: bool, by: By) -> Article | Refusal:
    """Done, or open again; anybody at the desk may say so."""
    found = _find(article, note_id)
    if found is None:
        return _NONE
    if found.done == done:
        return article
    marked = tuple(note.model_copy(update={"done": done}) if note.id == note_id else note for note in article.notes)
    return _noted(article, marked, by, "note-done" if done else "note-open")


def remove_note(article: Article, *, note_id: UUID, editor: Editor, by: By) -> Article | Refusal:
    """Taken away by who wrote it, and by nobody else. Removing it again changes nothing."""
    found = _find(article, note_id)
    if found is None:
        return article
    if found.who != editor.id:
        return NotPossible("Hanya penulisnya yang dapat menghapus catatan ini.", "Only who wrote it can remove it.")
    return _noted(article, tuple(note for note in article.notes if note.id != note_id), by, "note-removed")


def _find(article: Article, note_id: UUID) -> Note | None:
    return next((note for note in article.notes if note.id == note_id), None)


def _noted(article: Article, notes: tuple[Note, ...], by: By, what: str) -> Article:
    """No version: nothing is said. The act is recorded, its words are not."""
    act = Act(who=by.actor, what=what, at=by.at, before=article.version, after=article.version)
    return article.model_copy(update={"notes": notes, "acts": (*article.acts, act)})
