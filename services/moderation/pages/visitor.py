"""Who looks at a page: known by the session's cookie, or sent to sign in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request, Response

from services.moderation.model.editor import Editor
from services.moderation.model.people import Account, Session
from services.moderation.parts import Here, Parts
from shared.pages import Language, preferred, times
from shared.problems import Problem

ZONE = "Asia/Jakarta"


@dataclass(frozen=True)
class Visitor:
    """A person at a page. `token` is their session's; it goes nowhere but into the cookie."""

    editor: Editor
    account: Account
    session: Session
    token: str
    language: Language
    zone: str = ZONE
    theme: str = "auto"
    keys: str = "redaksi"
    """Their preset of keys; "" where they have turned keys off."""
    unread: int = 0
    """How many notices they have not read, a hundred at most."""

    @property
    def zone_name(self) -> str:
        """The newsroom's zone by its name: WIB."""
        return times.zone_name(datetime.now(UTC), self.zone)

    @property
    def csrf(self) -> str:
        """What every form of theirs carries, and no other site can know."""
        return csrf_of(self.token)


def csrf_of(token: str) -> str:
    """Derived from the session's token, so that it need not be kept; it does not give the token away."""
    return hashlib.sha256(f"csrf/{token}".encode()).hexdigest()


class SignInFirst(Exception):  # noqa: N818 - not an error: the way to a page
    """They are not signed in, or not any more; `back` is where they wanted to go."""

    def __init__(self, back: str) -> None:
        super().__init__(back)
        self.back = back


class SetUpFirst(Exception):  # noqa: N818 - not an error: the way to a page
    """They have to set up a second factor before they do anything else."""


class LettersFirst(Exception):  # noqa: N818 - not an error: the way to a page
    """They are no editor: what operators do is what there is for them."""


def cookie_name(here: Parts) -> str:
    """`__Host-` binds a cookie to this host and to TLS; on loopback without TLS browsers would not keep such a one."""
    return "__Host-redaksi" if is_secure(here) else "redaksi"


def is_secure(here: Parts) -> bool:
    """Whether people reach the desk over TLS."""
    return here.public_url.startswith("https://")


def remember(answer: Response, here: Parts, token: str) -> None:
    """Give the session's cookie; it ends with the browser, or with the session."""
    answer.set_cookie(cookie_name(here), token, secure=is_secure(here), httponly=True, samesite="lax", path="/")


def forget(answer: Response, here: Parts) -> None:
    """Take the cookie away."""
    answer.delete_cookie(cookie_name(here), secure=is_secure(here), httponly=True, samesite="lax", path="/")


def token_of(request: Request, here: Parts) -> str:
    """The token in the cookie, or ""."""
    return request.cookies.get(cookie_name(here), "")


def language_of(request: Request) -> Language:
    """What somebody who is not signed in reads: what their browser asks for."""
    return preferred(request.headers.get("accept-language", ""))


async def entering(request: Request, here: Here) -> Visitor:
    """Who is at this page, even where they still lack a second factor that the house wants. Raises SignInFirst."""
    token = token_of(request, here)
    found = await here.door.visiting(token)
    if found is None:
        raise SignInFirst(_where(request))
    session, account = found
    likes = account.preferences
    return Visitor(
        account.editor(),
        account,
        session,
        token,
        language_of(request) if likes.language == "auto" else likes.language,
        zone=(await here.houses.now()).zone,
        theme=likes.theme,
        keys=likes.keys if likes.keys_on else "",
        unread=await _unread(request, here, account),
    )


Entering = Annotated[Visitor, Depends(entering)]


async def anyone(here: Here, visitor: Entering) -> Visitor:
    """Who is at this page, an editor or not. Raises SignInFirst, and SetUpFirst where they lack a second factor."""
    if await here.door.lacks_factor(visitor.account):
        raise SetUpFirst
    return visitor


Anyone = Annotated[Visitor, Depends(anyone)]


async def visiting(request: Request, visitor: Anyone) -> Visitor:
    """Who is at this page, where they are an editor; otherwise 403, and from the front page the way to their own."""
    if visitor.editor.may("editor"):
        return visitor
    if request.url.path == "/":
        raise LettersFirst
    raise forbidden("editor")


def forbidden(needs: str) -> Problem:
    """403."""
    return Problem(HTTPStatus.FORBIDDEN, "Your role may not do this", f"It takes the role {needs}.", "forbidden")


async def _unread(request: Request, here: Parts, account: Account) -> int:
    """Asked for whole pages only: parts of pages do not show it."""
    whole = "text/html" in request.headers.get("accept", "")
    return await here.notices.unread(account.id) if whole and not request.headers.get("hx-request") else 0


def _where(request: Request) -> str:
    """The page to come back to: this one, or for what was sent from a form the front page."""
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


Visiting = Annotated[Visitor, Depends(visiting)]
