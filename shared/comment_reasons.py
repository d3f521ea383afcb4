"""Why a comment is not public: the newsroom's codes, and what its writer is told for each."""

from __future__ import annotations

from collections.abc import Mapping

from shared.rules import Language

REASONS: Mapping[str, Mapping[Language, str]] = {
    "kasar": {"id": "Bahasanya kasar atau menghina.", "en": "Its language is coarse or insulting."},
    "sara": {
        "id": "Menyerang suku, agama, ras, atau golongan.",
        "en": "It attacks people for their ethnicity, religion, race or group.",
    },
    "fitnah": {"id": "Menuduh seseorang tanpa dasar.", "en": "It accuses somebody without grounds."},
    "data_pribadi": {"id": "Memuat data pribadi.", "en": "It holds personal data."},
    "di_luar_topik": {"id": "Tidak membahas beritanya.", "en": "It is not about the article."},
    "iklan": {"id": "Berisi iklan.", "en": "It is an advertisement."},
    "judol": {"id": "Mempromosikan judi daring.", "en": "It promotes online gambling."},
    "tautan": {"id": "Berisi tautan yang tidak perlu.", "en": "It holds links that are not needed."},
    "berulang": {"id": "Sudah pernah dikirim.", "en": "It was sent before."},
    "lain": {"id": "Tidak sesuai dengan aturan komentar.", "en": "It does not keep to the rules for comments."},
}
"""Grounds in the order in which they are offered."""
SPAM = frozenset({"iklan", "judol", "tautan", "berulang"})
"""Those by which the guard learns that something is spam."""
_TAKEN_BACK: Mapping[Language, str] = {"id": "Ditarik oleh penulisnya.", "en": "Taken back by its writer."}


def reason(code: str | None, language: Language) -> str:
    """The sentence for a code; one that is not known is told as such a one."""
    if code is None:
        return ""
    if code == "ditarik":
        return _TAKEN_BACK[language]
    return REASONS.get(code, REASONS["lain"])[language]
