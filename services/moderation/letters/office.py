"""Writes a letter for each decision that its reporter is told of, and sees to it that it goes.

At least once: a letter that a process left in the middle of sending is sent again, as the same message.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pymongo.errors import PyMongoError

from services.moderation.letters.carriers import Carrier, NeverWill, NotNow
from services.moderation.letters.message import Compose
from services.moderation.model.article import Article
from services.moderation.model.comment import Comment
from services.moderation.model.letter import COMMENTER, Letter, Told, confirmation, write
from services.moderation.store.articles import Articles
from services.moderation.store.house import Houses
from services.moderation.store.letters import Contacts, Letters, OnTheWay
from shared import metrics
from shared.bus import Heard
from shared.comment_link import CommentLinks
from shared.facts import ArticleErased
from shared.mongo import until_prepared
from shared.pages import Language, Pages, times
from shared.status_link import StatusLinks

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""How long a process may take to hand one in before another tries; longer than a server is waited for."""
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)
_TOO_LATE = timedelta(days=3)
"""After so long it is no news any more; the status page has it all the same."""
_LOOK_AGAIN = 1.0


@dataclass(frozen=True)
class Stationery:
    """What a letter is written from: articles, words, links to their status, the house's zone, and the time."""

    articles: Articles
    houses: Houses
    pages: Pages
    links: StatusLinks
    clock: Callable[[], datetime]


@dataclass(frozen=True)
class Readers:
    """Where readers' comments came from: `email` opens one's address, `links` lead to where it is confirmed."""

    email: Callable[[UUID], Awaitable[str]]
    links: CommentLinks


class Office:
    """Hears decisions and sends letters. Without a carrier it writes none."""

    def __init__(
        self,
        stationery: Stationery,
        contacts: Contacts,
        readers: Readers,
        letters: Letters,
        carrier: Carrier | None,
        compose: Compose,
    ) -> None:
        self._stationery = stationery
        self._readers = readers
        self._contacts = contacts
        self._letters = letters
        self._carrier = carrier
        self._compose = compose
        self._bell = asyncio.Event()

    async def on_decisions(self, heard: Sequence[Heard]) -> bool:
        """Keep the letters that these decisions call for. Of what was decided before somebody had an address, none.

        Gives whether there was one to keep, or to forget.
        """
        facts = [one.fact for one in heard if isinstance(one.fact, Told)] if self._carrier else []
        contacts = await self._contacts.get_many({one.desk.reporter_id for one in facts}) if facts else {}
        wanted = [
            one for one in facts if (contact := contacts.get(one.desk.reporter_id)) and contact.since < one.desk.since
        ]
        articles = await self._stationery.articles.get_many({one.article_id for one in wanted}) if wanted else {}
        changed = [
            await self._letters.keep(await self._written(one, article))
            for one in wanted
            if (article := articles.get(one.article_id)) and article.state != "erased"
        ]
        erased = [one.fact.article_id for one in heard if isinstance(one.fact, ArticleErased)]
        if erased:
            changed.append(await self._letters.forget(erased))
        self._bell.set()
        return any(changed)

    async def ask_confirmation(self, comments: Sequence[Comment]) -> None:
        """Write to whoever these are from whether the address is theirs; asked again nothing more is written."""
        known = await self._stationery.articles.headlines({one.article_id for one in comments})
        for one in comments if self._carrier else ():
            link = self._readers.links.confirmation(one.comment_id)

            def say(words: str, language: Language = one.language) -> str:
                return self._stationery.pages.say(words, language)

            await self._letters.keep(confirmation(one, known.get(one.article_id, ""), link, say))
        self._bell.set()

    async def run(self) -> None:
        """For ever: send what is due, when woken and each second."""
        await until_prepared(self._letters.prepare)
        while True:
            self._bell.clear()
            try:
                await self.send_due()
            except PyMongoError as error:
                log.warning("letters will be looked for again", extra={"error": type(error).__name__})
            try:
                async with asyncio.timeout(_LOOK_AGAIN):
                    await self._bell.wait()
            except TimeoutError:
                pass

    async def send_due(self) -> None:
        """Send what is due now; what does not go is due again later."""
        while self._carrier and (one := await self._due()) is not None:
            await self._send(self._carrier, one)

    async def _written(self, fact: Told, article: Article) -> Letter:
        zone, language = (await self._stationery.houses.now()).zone, article.content.language
        return write(
            fact,
            article.content,
            article.reporter.name,
            self._stationery.links.link(fact.article_id, fact.desk.reporter_id),
            say=lambda words: self._stationery.pages.say(words, language),
            when=lambda at: times.when(at, language, zone),
        )

    async def _due(self) -> OnTheWay | None:
        now = self._stationery.clock()
        return await self._letters.lease(now, now + LEASE)

    async def _send(self, carrier: Carrier, one: OnTheWay) -> None:
        """Hand one in; whatever comes of that is kept, and told without an address."""
        address = await self._address(one.letter.reporter_id)
        if not address:
            await self._done(one.letter, "nobody")
            return
        try:
            await carrier.carry(self._compose(one.letter, address))
        except NotNow as trouble:
            await self._later(one, str(trouble))
        except NeverWill as trouble:
            log.warning("a letter was refused", extra={"letter": str(one.letter.id), "why": str(trouble)})
            await self._done(one.letter, "refused")
        else:
            await self._done(one.letter, "sent")

    async def _address(self, reader: str) -> str:
        """A reporter's, or that of whoever wrote a comment; "" where there is none any more."""
        if reader.startswith(COMMENTER):
            return await self._readers.email(UUID(reader.removeprefix(COMMENTER)))
        contact = await self._contacts.get(reader)
        return contact.email if contact else ""

    async def _later(self, one: OnTheWay, why: str) -> None:
        now = self._stationery.clock()
        if now - one.letter.at > _TOO_LATE:
            log.warning("a letter did not go in time", extra={"letter": str(one.letter.id), "why": why})
            await self._done(one.letter, "too_late")
            return
        log.warning("a letter has to wait", extra={"letter": str(one.letter.id), "tries": one.tries, "why": why})
        wait = min(_FIRST_WAIT * 2 ** min(one.tries - 1, 20), _LONGEST_WAIT)
        await self._letters.later(one.letter, now + wait)

    async def _done(self, letter: Letter, outcome: str) -> None:
        metrics.LETTERS.labels(outcome).inc()
        await self._letters.done(letter, outcome, self._stationery.clock())
