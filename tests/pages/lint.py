"""What no template may hold: htmx 2's idioms, what the content security policy forbids, and words in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.pages.places import bare

_VERBS = {"hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "hx-action", "hx-sse:connect"}
_ONLY_WITH_A_VERB = {"hx-headers", "hx-target", "hx-boost", "hx-include", "hx-swap", "hx-indicator", "hx-confirm"}
_OF_HTMX_2 = {"hx-ext", "sse-connect", "sse-swap", "hx-disabled-elt", "hx-vars", "hx-params", "hx-sse", "hx-disable"}
_SPOKEN = {"title", "alt", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label", "content"}
_NOT_WORDS = {"script", "style", "code", "kbd", "samp"}
_SAFE = re.compile(r"\|\s*safe\b|\bMarkup\s*\(|\{%-?\s*autoescape\b")
_OLD_EVENT = re.compile(r"htmx:[a-z]+[A-Z]\w*")
_WORD = re.compile(r"[^\W\d_]{2,}")
ALLOWED_WORDS = {"Redaksi", "RSS", "id", "en", "Indonesia", "English", "width", "device", "initial", "scale"}
"""Names that stand alike in every language, the two languages' own names, and the words of `<meta>`."""
_FOR_MACHINES = {("name", "robots"), ("name", "color-scheme"), ("property", "og:type")}
"""What a `<meta>` of these says is a word of the standard's, in no language."""
_DATA = ("type", "application/ld+json")
"""A `<script>` of this type is never run. All that may stand in it is one value that Jinja's `tojson` wrote."""


@dataclass
class Template(HTMLParser):
    """Reads one template; `faults` are its lines and what is wrong there."""

    text: str
    faults: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    data: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        for pattern, why in ((_SAFE, "escaping is left out"), (_OLD_EVENT, "an event of htmx 2")):
            for found in pattern.finditer(self.text):
                self._fault(f"{why}: {found[0]}", self.text.count("\n", 0, found.start()) + 1)
        self.feed(bare(self.text))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element's attributes."""
        names = {name for name, _ in attrs}
        if tag == "style":
            self._fault("<style> is blocked by the policy")
        spoken = attrs
        if tag == "meta" and _FOR_MACHINES & set(attrs):
            spoken = [(name, value) for name, value in attrs if name != "content"]
        for name, value in spoken:
            self._attribute(name, value or "", names)
        self.data = tag == "script" and _DATA in attrs
        if tag not in {"input", "img", "br", "hr", "meta", "link", "source", "wbr", "path", "rect", "line", "circle"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """As any other; it has no content."""
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Look at text."""
        if self.open and self.open[-1] == "script" and data.strip() and not (self.data and data.strip() == "·"):
            self._fault("a script with content is blocked by the policy")
        if not _NOT_WORDS & set(self.open):
            self._words(data)

    def _attribute(self, name: str, value: str, names: set[str]) -> None:
        if name == "style":
            self._fault("style= is blocked by the policy")
        elif name.startswith(("hx-on", "on")):
            self._fault(f"{name} is a script of its own: blocked by the policy")
        elif name in _OF_HTMX_2:
            self._fault(f"{name} says nothing to htmx 4")
        elif name in _ONLY_WITH_A_VERB and not names & _VERBS:
            self._fault(f"{name} without a verb is not inherited: write {name}:inherited")
        elif name == "hx-trigger" and "[" in value:
            self._fault("a filter in hx-trigger needs eval")
        elif name.startswith("hx-") and re.match(r"\s*(js|javascript):", value):
            self._fault(f"{name}: js: needs eval")
        elif name == "href" and value.lower().startswith("javascript:"):
            self._fault("a script as an address")
        elif name in _SPOKEN:
            self._words(value)

    def _words(self, text: str) -> None:
        alien = [word for word in _WORD.findall(text) if word not in ALLOWED_WORDS]
        if alien:
            self._fault(f"words that are not translated: {' '.join(alien)}")

    def _fault(self, what: str, line: int | None = None) -> None:
        self.faults.append(f"{line or self.getpos()[0]}: {what}")


def faults(template: str) -> list[str]:
    """What is wrong in a template."""
    return Template(template).faults
