"""Every page there is, by name: what the walk visits and what is photographed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from string import Formatter
from typing import NamedTuple

from tests.system.browser.scene import ENDLESS, HOSTILE, Scene
from tests.system.browser.tabs import Tab


class Typed(NamedTuple):
    """What is typed into a page's form, which is then sent; `action` where it goes to another address."""

    fields: Mapping[str, str] = {}
    action: str = ""


@dataclass(frozen=True)
class Stop:
    """One page. `path` names articles of the scene in braces; `route` is how the application knows the page."""

    name: str
    path: str
    route: str = ""
    signed_in: bool = True
    status: int = 200
    typed: Typed | None = None

    async def visit(self, tab: Tab, scene: Scene) -> int:
        """Go there; the status of the page that one comes to."""
        status = await tab.open(self.at(scene))
        return await tab.send(self.typed.fields, self.typed.action) if self.typed else status

    def at(self, scene: Scene) -> str:
        """Its address in this newsroom."""
        return self.path.format_map(asdict(scene))

    def route_of(self) -> str:
        """The route's pattern without the names in it."""
        return _nameless(self.route or self.path.partition("?")[0])


def _nameless(path: str) -> str:
    return "".join(text + ("{}" if name is not None else "") for text, name, _, _ in Formatter().parse(path))


ARTICLE = "/articles/{article_id}"
OPERATOR = "/operator/letters"
LETTERS = f"{OPERATOR}/moderation-comments"
NO_PACE = {"per_second": "0"}
NOWHERE = "/v1/articles/00000000-0000-4000-8000-000000000000/comments"
WORDS = f"Semoga jembatannya lekas selesai.\n\n{ENDLESS} {HOSTILE}"
"""A comment that is long, and hostile."""
STOPS = (
    Stop("sign-in", "/sign-in", signed_in=False),
    Stop("welcome", "/welcome/{link}", "/welcome/{token}", signed_in=False),
    Stop("welcome-lost", "/welcome/none", "/welcome/{token}", signed_in=False, status=404),
    Stop("account", "/account"),
    Stop("account-factor", "/account/second-factor"),
    Stop("account-factor-scan", "/account/second-factor?step=scan"),
    Stop("queue", "/"),
    Stop("new", "/articles/new"),
    Stop("summary", "/summary"),
    Stop("front", "/front"),
    Stop("notices", "/notices"),
    Stop("comments", "/comments"),
    Stop("comments-empty", "/comments?folder=unconfirmed"),
    Stop("comment", "/comments/{comment}", "/comments/{comment_id}"),
    *(
        Stop(f"article-{name}", f"/articles/{{{name}}}", ARTICLE)
        for name in (
            "complete",
            "incomplete",
            "returned",
            "again",
            "edited",
            "approved",
            "retracted",
            "hostile",
            "conflicted",
        )
    ),
    *(Stop(f"edit-{name}", f"/articles/{{{name}}}/edit", f"{ARTICLE}/edit") for name in ("incomplete", "hostile")),
    *(
        Stop(f"compare-{name}", f"/articles/{{{name}}}/compare", f"{ARTICLE}/compare")
        for name in ("again", "edited", "hostile")
    ),
    Stop("photos", "/articles/{complete}/photos", f"{ARTICLE}/photos"),
    Stop("photos-none", "/articles/{incomplete}/photos", f"{ARTICLE}/photos"),
    Stop("conflict", "/articles/{conflicted}/conflicts/{late}", f"{ARTICLE}/conflicts/{{submission_id}}"),
    Stop("bulk", "/bulk?verb=return&pick={complete}:1&pick={incomplete}:1"),
    Stop("decided", "/articles/{complete}?decided={approved}", ARTICLE),
    Stop("status", "{status_page}", signed_in=False),
    Stop("comment-form", "{comment_form}", signed_in=False),
    Stop("comment-form-wrong", "{comment_form}", signed_in=False, status=422, typed=Typed({"text": HOSTILE})),
    Stop("comment-refused", "{comment_closed}", signed_in=False, status=403),
    Stop("comment-refused-kept", "{comment_form}", signed_in=False, status=404, typed=Typed({"text": WORDS}, NOWHERE)),
    Stop("comment-status", "{comment_status}", signed_in=False),
    Stop("comment-lost", "{comment_status}x", signed_in=False, status=404),
    Stop("comment-confirm", "{comment_confirm}", signed_in=False),
    Stop("comment-confirmed", "{comment_confirm}", signed_in=False, typed=Typed()),
    *(
        Stop(f"admin-{name}", f"/admin/{name}")
        for name in ("rules", "sections", "reporters", "house", "audit", "people")
    ),
    Stop("admin-person", "/admin/people/{person}", "/admin/people/{editor_id}"),
    Stop("admin", "/admin"),
    Stop("operator-overview", "/operator/letters"),
    Stop("operator-letters", LETTERS, f"{OPERATOR}/{{group}}"),
    Stop("operator-handed-back", f"{LETTERS}?side=back", f"{OPERATOR}/{{group}}"),
    Stop("operator-plan", f"{LETTERS}?error={{error}}", f"{OPERATOR}/{{group}}", typed=Typed()),
    Stop(
        "operator-wrong",
        f"{LETTERS}?error={{error}}",
        f"{OPERATOR}/{{group}}",
        status=422,
        typed=Typed(NO_PACE),
    ),
    Stop("operator-letter", f"{LETTERS}/{{letter}}", f"{OPERATOR}/{{group}}/{{partition}}/{{offset}}"),
    Stop("not-found", "/articles/00000000-0000-4000-8000-000000000000", ARTICLE, status=404),
)
"""Where the walk goes."""

NOT_WALKED = frozenset(
    {
        "/docs",
        "/articles/{article_id}/related",
        "/media/{media}/{name}",
        "/sign-in/code",
        "/account/second-factor/qr.svg",
        "/admin/audit.csv",
        "/operator/letters/{group}/run",
        "/operator/letters/{group}/{partition}/{offset}/value",
        "/admin/reporters/{reporter_id}",
        "/admin/sections/{slug}/remove",
    }
)
"""Routes that give no page of their own: fragments, streams, files, and the API's own documentation."""


def routes_without_a_stop(routes: Iterable[str]) -> list[str]:
    """Which of these routes nobody looks at."""
    known = {stop.route_of() for stop in STOPS}
    return [route for route in routes if route not in NOT_WALKED and _nameless(route) not in known]
