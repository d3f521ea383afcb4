"""What the API's and the pages' functions work with: everything `app.py` has built that a request may need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from services.moderation.desk import Attendance, CommentDesk, Desk, Words, Writing
from services.moderation.door import Door
from services.moderation.happenings import Happenings
from services.moderation.newsroom import Reporters, Settling
from services.moderation.passwords import Passwords
from services.moderation.people import People
from services.moderation.redriving import Redriving
from services.moderation.store.guard import GuardStore
from services.moderation.store.house import Houses
from services.moderation.store.letters import Contacts
from services.moderation.store.notices import Notices
from services.moderation.store.settled import Newsroom
from services.moderation.store.tallies import Tallies
from services.moderation.store.views import Views
from shared.pages import Pages


@dataclass(frozen=True)
class Parts:
    """Everything that is built. `public_url` is where people reach the desk; over TLS its cookie is bound to it."""

    desk: Desk
    commenting: CommentDesk
    guard: GuardStore
    writing: Writing
    attendance: Attendance
    notices: Notices
    tallies: Tallies
    door: Door
    people: People
    newsroom: Newsroom
    settling: Settling
    reporters: Reporters
    houses: Houses
    contacts: Contacts
    passwords: Passwords
    clock: Callable[[], datetime]
    wake: Callable[[], None]
    words: Words
    pages: Pages
    happenings: Happenings
    views: Views
    redriving: Redriving
    public_url: str = ""


def parts(request: Request) -> Parts:
    """The parts of the app that is asked."""
    found: Parts = request.app.state.parts
    return found


async def _here(request: Request) -> Parts:
    return parts(request)


Here = Annotated[Parts, Depends(_here)]
