"""How an article is read: the same at the desk, before it is public, and on the public page."""

from pathlib import Path

from shared.reading.flow import Figure, Flow, Related, flow, written
from shared.reading.markdown import html
from shared.reading.reading import Reading

__all__ = ["STYLE", "TEMPLATES", "WORDS", "Figure", "Flow", "Reading", "Related", "flow", "html", "written"]

_HERE = Path(__file__).parent
TEMPLATES = _HERE / "templates"
"""Holds `reading/article.html`, which shows a `reading`."""
STYLE = _HERE / "static"
"""Holds `reading.css`."""
WORDS = _HERE / "locale"
"""The English of that template."""
