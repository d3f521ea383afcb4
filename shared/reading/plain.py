"""Plain text as HTML: what readers write in comments. No mark-up of theirs means anything."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from shared.reading.markdown import clean

_BLANK = re.compile(r"\n\s*\n")


def html(text: str) -> Markup:
    """Paragraphs where blank lines part the text, breaks where its lines end; safe to be put into a page as it is."""
    parts = (part.strip() for part in _BLANK.split(text))
    return clean("".join(f"<p>{'<br>'.join(escape(line) for line in part.splitlines())}</p>" for part in parts if part))
