"""What a comment is sent with, and what is wrong with it. The same for JSON and for a plain form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID, uuid5

from pydantic import TypeAdapter, ValidationError

from shared.facts import NEWSROOM, Line, Prose
from shared.rules import Language

FIELDS = ("name", "email", "text", "consent", "parent_id", "web")
HONEYPOT = "subject"
"""A field that no reader sees, and that machines fill in."""
LONGEST_TEXT, LONGEST_NAME, LONGEST_EMAIL, LONGEST_WEB = 10_000, 100, 320, 300
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_LINE: TypeAdapter[str] = TypeAdapter(Line)
_PROSE: TypeAdapter[str] = TypeAdapter(Prose)
"""What a fact takes, so that nothing that is let in here is refused there."""
_YES = {"true", "on", "yes", "1"}

Words = Mapping[Language, str]
Faults = Mapping[str, Words]
"""What is wrong, by field."""

_NAME: Words = {
    "id": "Tulis nama Anda dalam satu baris, paling banyak 100 huruf.",
    "en": "Write your name on one line, at most 100 characters.",
}
_ADDRESS: Words = {
    "id": "Tulis satu alamat surel, misalnya sari@contoh.id. Alamat ini tidak dipublikasikan.",
    "en": "Write one e-mail address, such as sari@contoh.id. It is not published.",
}
_TEXT: Words = {
    "id": "Tulis komentar Anda, paling banyak 10.000 huruf.",
    "en": "Write your comment, at most 10,000 characters.",
}
_CONSENT: Words = {
    "id": "Centang bahwa Anda menyetujui aturan komentar.",
    "en": "Tick that you agree to the rules for comments.",
}
_PARENT: Words = {
    "id": "Komentar yang dijawab tidak ada di bawah berita ini.",
    "en": "The comment that this answers is not under this article.",
}
_NO_WEB: Words = {
    "id": "Alamat web tidak diterima di sini; kosongkan.",
    "en": "No web address is taken here; leave it out.",
}
_BAD_WEB: Words = {
    "id": "Tulis alamat web yang utuh, mulai dari https://.",
    "en": "Write a whole web address, beginning with https://.",
}
_UNKNOWN: Words = {
    "id": f"Tidak ada ruas ini; yang ada {', '.join(FIELDS)}, form, once dan language.",
    "en": f"There is no such field; there are {', '.join(FIELDS)}, form, once and language.",
}
_LONGEST_FIELD, _MOST_UNKNOWN = 60, 20
PARENT = {"parent_id": _PARENT}

_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "required": ["name", "email", "text", "consent"],
    "properties": {
        "name": {"type": "string", "maxLength": LONGEST_NAME, "description": "As it will be shown."},
        "email": {"type": "string", "maxLength": LONGEST_EMAIL, "description": "Sealed at once, never published."},
        "text": {"type": "string", "maxLength": LONGEST_TEXT, "description": "Plain; an empty line parts paragraphs."},
        "consent": {"type": "boolean", "description": "To the rules for comments. In a form: `on`."},
        "parent_id": {"type": "string", "format": "uuid", "description": "The comment that this answers."},
        "web": {"type": "string", "maxLength": LONGEST_WEB, "description": "Only where the house takes one."},
        "form": {"type": "string", "description": "The mark of a form that the site made."},
        "once": {"type": "string", "description": "Of your own making: the same one counts once. Or Idempotency-Key."},
        "language": {"type": "string", "enum": ["id", "en"], "description": "Of the answer."},
    },
    "example": {"name": "Sari", "email": "sari@contoh.id", "text": "Terima kasih.", "consent": True},
}
TOLD: dict[str, object] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": _SCHEMA} for kind in ("application/json", "application/x-www-form-urlencoded")},
    }
}
"""What OpenAPI has to say of a comment."""


@dataclass(frozen=True)
class Sent:
    """The fields as they came, all of them text; "" where one was left out."""

    name: str = ""
    email: str = ""
    text: str = ""
    consent: str = ""
    parent_id: str = ""
    web: str = ""
    trap: str = ""
    form: str = ""
    once: str = ""
    language: str = ""
    unknown: tuple[str, ...] = ()
    """Names of fields that there are not."""

    @classmethod
    def of(cls, fields: Mapping[str, object], *, closed: bool = False) -> Self:
        """From a form, which may hold fields of the page's own; or, `closed`, from a JSON object, which may not."""

        def text(name: str) -> str:
            value = fields.get(name)
            if value is True:
                return "true"
            # Half a character, which JSON can name and no text can hold, is left out.
            whole = value.encode("utf-8", "ignore").decode() if isinstance(value, str) else ""
            return whole.replace("\r\n", "\n").strip()

        known = (*FIELDS, "form", "once", "language")
        unknown = tuple(name[:_LONGEST_FIELD] for name in fields if closed and name not in {*known, HONEYPOT})
        sent = {name: text(name) for name in known}
        return cls(**sent, trap=text(HONEYPOT), unknown=unknown[:_MOST_UNKNOWN])

    def faults(self, *, web: bool, rules: str = "") -> Faults:
        """What is wrong at which field; `web` is whether an address of theirs is taken, `rules` what is agreed to."""
        checks: dict[str, tuple[bool, Words]] = {
            "name": (0 < len(self.name) <= LONGEST_NAME and _is(_LINE, self.name), _NAME),
            "email": (
                len(self.email) <= LONGEST_EMAIL and _is(_LINE, self.email) and bool(_EMAIL.fullmatch(self.email)),
                _ADDRESS,
            ),
            "text": (0 < len(self.text) <= LONGEST_TEXT and _is(_PROSE, self.text), _TEXT),
            "consent": (self.consent.lower() in _YES or (bool(rules) and self.consent == rules), _CONSENT),
            "parent_id": (not self.parent_id or _uuid(self.parent_id) is not None, _PARENT),
            "web": (not self.web or web, _NO_WEB),
        }
        found = {field: words for field, (right, words) in checks.items() if not right}
        found |= dict.fromkeys(self.unknown, _UNKNOWN)
        if (
            self.web
            and web
            and not (len(self.web) <= LONGEST_WEB and _is(_LINE, self.web) and _WEB.fullmatch(self.web))
        ):
            found["web"] = _BAD_WEB
        return found

    @property
    def parent(self) -> UUID | None:
        """The comment that this answers."""
        return _uuid(self.parent_id)

    def comment_id(self, article_id: UUID, at: datetime) -> UUID:
        """The same for the same words from the same address: by the sender's own key, else within an hour."""
        whole = [self.name, self.email.lower(), self.text, self.parent_id]
        content = hashlib.sha256("\0".join(whole).encode()).hexdigest()
        once = self.once or at.strftime("%Y-%m-%dT%H")
        return uuid5(NEWSROOM, f"comment/{article_id}/{once}/{content}")


def _is(kind: TypeAdapter[str], text: str) -> bool:
    try:
        kind.validate_python(text)
    except ValidationError:
        return False
    return True


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
