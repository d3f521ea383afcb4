"""What happened to an article, in words: each act as a sentence with names, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

from services.moderation.model.article import Act, Article
from shared.rules import Language

_SENTENCES: Mapping[str, Mapping[Language, str]] = {
    "submit": {"id": "$who mengirim naskah ini", "en": "$who handed this in"},
    "start": {"id": "$who mulai menulis berita ini di meja redaksi", "en": "$who began this article at the desk"},
    "edit": {"id": "$who menyunting berita ini", "en": "$who edited this"},
    "approve": {"id": "$who menyetujui berita ini", "en": "$who approved this"},
    "correct": {"id": "$who menyetujui ralat berita ini", "en": "$who approved a correction of this"},
    "return": {"id": "$who mengembalikan berita ini kepada pewarta", "en": "$who returned this to its reporter"},
    "reject": {"id": "$who menolak berita ini", "en": "$who rejected this"},
    "retract": {"id": "$who mencabut berita ini dari publik", "en": "$who retracted this"},
    "erase": {"id": "$who menghapus isi berita ini", "en": "$who erased this article's content"},
    "withdraw": {"id": "$who menarik kembali naskah ini", "en": "$who withdrew this"},
    "undo": {"id": "$who mengurungkan keputusan terakhir", "en": "$who undid the last decision"},
    "conflict": {"id": "$who mengirim naskah dari revisi lama", "en": "$who sent words based on an older revision"},
    "refuse": {"id": "Kiriman dari $who tidak diterima", "en": "What $who sent was not taken"},
    "assign": {"id": "$who menugaskan berita ini kepada $note", "en": "$who gave this to $note"},
    "unassign": {"id": "$who mencabut penugasan $note", "en": "$who took this off $note"},
    "take-over": {"id": "$who mengambil alih berita ini dari $note", "en": "$who took this over from $note"},
    "comments": {"id": "$who mengatur komentar pembaca", "en": "$who settled readers' comments"},
    "front": {
        "id": "$who mengatur tempat berita ini di halaman depan",
        "en": "$who settled its place on the front page",
    },
    "restore": {"id": "Dipulihkan dari cadangan", "en": "Brought back after a restore from backup"},
    "restore-part": {
        "id": "Dipulihkan dari cadangan; suntingan terakhirnya hilang",
        "en": "Brought back after a restore from backup; its last edit is lost",
    },
    "note": {"id": "$who meninggalkan catatan", "en": "$who left a note"},
    "note-done": {"id": "$who menandai satu catatan selesai", "en": "$who marked a note as done"},
    "note-open": {"id": "$who membuka lagi satu catatan", "en": "$who opened a note again"},
    "note-removed": {"id": "$who menghapus catatannya", "en": "$who removed their note"},
}
NAMES_SOMEBODY = frozenset({"assign", "unassign", "take-over"})
"""Acts whose note is the name of whom they are about."""
_NOBODY: Mapping[Language, str] = {"id": "Seseorang", "en": "Somebody"}
_ANOTHER: Mapping[Language, str] = {"id": "pewarta lain", "en": "another reporter"}


def sentence(what: str, who: str, note: str, language: Language) -> str:
    """What somebody of this name did. An act without a sentence is told by its own name."""
    if what not in _SENTENCES:
        return f"{who}: {what}"
    return Template(_SENTENCES[what][language]).substitute(who=who or _NOBODY[language], note=note or "…")


def told(act: Act, article: Article, names: Mapping[str, str], language: Language) -> str:
    """The act as a sentence; what was written with it, such as a reason, stands in `words_of`."""
    if act.who == article.reporter.id:
        who = article.reporter.name or names.get(article.begun_by or "", "")
    else:
        who = names.get(act.who, _ANOTHER[language] if act.what == "refuse" else "")
    return sentence(act.what, who, act.note, language)


def words_of(act: Act) -> str:
    """What was written with it; "" where the sentence says it already."""
    return "" if act.what in NAMES_SOMEBODY else act.note
