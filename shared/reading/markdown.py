"""From what people wrote to HTML: the one function by which their words become markup.

Markdown without HTML, images, tables and footnotes is made first; what comes out is then cleaned by a list of
tags, so that a fault in the first cannot put a script before the readers.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

TAGS = frozenset({"p", "em", "strong", "a", "blockquote", "ul", "ol", "li", "h2", "h3", "br", "hr", "code"})
"""All that can come out."""
_ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_LONGEST = 200_000
"""Characters; beyond it a text is shown as typed, for nothing of that length was meant to be marked up."""
_DEEPEST = 20
_BLOCKS = ("blockquote", "list", "heading", "hr")
_INSIDE = ("backticks", "emphasis", "link", "autolink", "newline", "escape", "entity")
# Not among them: what makes words vanish (HTML, link definitions), what reporters type without meaning it
# (indented code, a line of dashes under another), and pictures, which come as the article's photo.

_OURS = re.compile(r"/(?![/\\])|#")
_OUTSIDE = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_GAP = re.compile(r"\n\s*\n")


def html(text: str) -> Markup:
    """The HTML of a Markdown text, safe to be put into a page as it is. At most some seconds, whatever the text."""
    if len(text) > _LONGEST:
        return Markup("\n").join(Markup("<p>{}</p>").format(part) for part in _GAP.split(text) if part.strip())
    return clean(_PARSER.render(text))


def clean(markup: str) -> Markup:
    """Only the tags of the list, with only their attributes; of all others the words stay."""
    kept = nh3.clean(markup, tags=set(TAGS), attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    return Markup(kept)  # noqa: S704 - this is where markup becomes safe


def may_lead_to(address: str) -> bool:
    """Whether a link may lead there: the web, an e-mail, or a place on the same site."""
    return bool(_OURS.match(address) or _OUTSIDE.match(address))


def link(address: str, words: str) -> Markup:
    """A link with these words; only the words where it may not lead there."""
    if not may_lead_to(address):
        return escape(words)
    return Markup('<a href="{}"{}>{}</a>').format(address, rel(address), words)


def rel(address: str) -> Markup:
    """What a link to elsewhere says of itself."""
    return Markup() if _OURS.match(address) else Markup(' rel="external noopener"')


def _link_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, _: MutableMapping[str, Any]
) -> str:
    if not _OURS.match(str(tokens[index].attrGet("href") or "")):
        tokens[index].attrSet("rel", "external noopener")
    return renderer.renderToken(tokens, index, options, {})


def _heading(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, _: MutableMapping[str, Any]
) -> str:
    """Below the headline, which is the page's h1, there are two levels."""
    tokens[index].tag = "h2" if tokens[index].tag in {"h1", "h2"} else "h3"
    return renderer.renderToken(tokens, index, options, {})


def _parser() -> MarkdownIt:
    made = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": _DEEPEST})
    made.enable([*_BLOCKS, *_INSIDE])
    made.validateLink = may_lead_to  # type: ignore[assignment, method-assign]
    made.add_render_rule("link_open", _link_open)
    made.add_render_rule("heading_open", _heading)
    made.add_render_rule("heading_close", _heading)
    return made


_PARSER = _parser()
