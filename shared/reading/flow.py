"""The body of an article as it flows: stretches of the article's own words, and related links between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from shared.facts import Photo
from shared.reading.markdown import html, may_lead_to
from shared.rules import RELATED, is_related, paragraphs, placed

_LINK = re.compile(r"\[(?P<title>[^\]]*)\]\((?P<path>\S*?)\)\Z")
_NO_BRACKETS = str.maketrans("", "", "[]")


@dataclass(frozen=True)
class Flow:
    """Paragraphs in the article's own words."""

    html: Markup


@dataclass(frozen=True)
class Related:
    """A link to another article; `path` is empty where only its title was given."""

    title: str
    path: str = ""


@dataclass(frozen=True)
class Figure:
    """A photo between the paragraphs."""

    photo: Photo


Part = Flow | Related | Figure


def flow(body: str, dateline: str = "", photos: Sequence[Photo] = ()) -> tuple[Part, ...]:
    """The body in order. A `dateline` begins its first paragraph, as it is printed: KOTA –.

    A photo stands where a paragraph `FOTO: 1` puts it, once; those that none names stand after the text.
    """
    found: list[Part] = []
    own: list[str] = []
    left = dict(enumerate(photos, 1))

    def flush() -> None:
        if own:
            found.append(Flow(html("\n\n".join(own))))
            own.clear()

    for part in paragraphs(body):
        if is_related(part):
            flush()
            found.append(related_link(part))
        elif (number := placed(part)) is not None:
            flush()
            found += [Figure(left.pop(number))] if number in left else []
        else:
            own.append(part)
    flush()
    found += map(Figure, left.values())
    return _begun(dateline, tuple(found)) if dateline else tuple(found)


def related_link(paragraph: str) -> Related:
    """The article that a `BACA JUGA:` paragraph names."""
    text = " ".join(paragraph[len(RELATED) :].split())
    link = _LINK.match(text)
    if link and may_lead_to(link["path"]) and link["title"].strip():
        return Related(link["title"].strip(), link["path"])
    return Related(text)


def written(title: str, path: str) -> str:
    """A related link as it is written into a body, so that `related_link` reads it again."""
    plain = " ".join(title.translate(_NO_BRACKETS).split())
    return f"{RELATED} [{plain}]({path})"


def _begun(dateline: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    place = Markup('<span class="dateline">{} –</span>').format(dateline)
    first = parts[0] if parts else None
    if isinstance(first, Flow) and first.html.startswith("<p>"):
        return (Flow(Markup("<p>{} {}").format(place, first.html[len("<p>") :])), *parts[1:])
    return (Flow(Markup("<p>{}</p>").format(place)), *parts)
