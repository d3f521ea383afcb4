"""Every address of the site. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

Kind = Literal["section", "tag", "person"]
WORDS: dict[Kind, str] = {"section": "rubrik", "tag": "tag", "person": "pewarta"}
"""By what a list is found, and how its address begins."""
FEEDS = ("rss.xml", "atom.xml", "feed.json")


@dataclass(frozen=True)
class List:
    """Everything, or what stands in one section, under one tag or by one person."""

    kind: Kind | None = None
    slug: str = ""

    @property
    def path(self) -> str:
        """Its page; the front page is that of a name that has no letters."""
        return f"/{WORDS[self.kind]}/{quote(self.slug)}" if self.kind and self.slug else "/"

    @property
    def of(self) -> dict[str, str]:
        """What the store looks for."""
        return {str(self.kind): self.slug} if self.kind else {}

    def feed(self, name: str) -> str:
        """Its feed in one of the three forms."""
        return f"{self.path.rstrip('/')}/{name}"


@dataclass(frozen=True)
class Addresses:
    """As others see them: whole."""

    site: str
    """The site's own, such as `https://kabar.example`."""
    door: str
    """Ingest's, where comments are sent."""

    def whole(self, path: str) -> str:
        """With the site before it."""
        return f"{self.site.rstrip('/')}{path}"

    def comment_form(self, article_id: object) -> str:
        """Where the form under an article is sent."""
        return f"{self.door.rstrip('/')}/v1/articles/{article_id}/comments"


def share(url: str, headline: str) -> tuple[tuple[str, str], ...]:
    """Plain links by which a reader passes an article on: where, and the address. Nobody else is told."""
    return (
        ("WhatsApp", f"https://wa.me/?{urlencode({'text': f'{headline} {url}'})}"),
        ("Telegram", f"https://t.me/share/url?{urlencode({'url': url, 'text': headline})}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': url})}"),
        ("X", f"https://x.com/intent/post?{urlencode({'url': url, 'text': headline})}"),
        ("Surel", f"mailto:?{urlencode({'subject': headline, 'body': url}, quote_via=quote)}"),
    )
