"""The desk's verbs. Each takes who acts and an order that names the version they saw; each can be refused."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from uuid import UUID, uuid4

from services.moderation.desk import orders
from services.moderation.model import afterwards, approval, decide
from services.moderation.model.article import Article
from services.moderation.model.edit import edit
from services.moderation.model.editor import Editor
from services.moderation.model.house import House
from services.moderation.model.onlooker import Onlooker
from services.moderation.model.open import place, settle_comments
from services.moderation.model.pending import Telling, at_once
from services.moderation.model.refusal import Refusal
from services.moderation.model.telling import By
from services.moderation.store.articles import Articles
from services.moderation.store.pictures import Pictures
from shared import observe
from shared.facts import Comments, Front
from shared.rules import Rules

Outcome = Article | Refusal | None
"""The article after it, or why it was not done; None where there is no such article."""

Decide = Callable[[Article], Article | Refusal]


class Beside(Protocol):
    """What keeps something of an article beside it."""

    async def forget(self, article_id: UUID) -> None:
        """Forget it, since the article is erased."""


class Desk:
    """Acts on articles. `window` is how long a decision waits to be undone."""

    def __init__(
        self,
        articles: Articles,
        rules: Callable[[], Rules],
        clock: Callable[[], datetime],
        telling: Telling,
        window: timedelta,
        house: Callable[[], Awaitable[House]],
        pictures: Pictures,
        beside: Sequence[Beside] = (),
        onlookers: Sequence[Onlooker] = (),
    ) -> None:
        self.articles = articles
        self.rules = rules
        self.clock = clock
        self.window = window
        self.pictures = pictures
        self._beside = beside
        self._onlookers = onlookers
        self.house = house
        self._telling = telling

    def by(self, editor: Editor) -> By:
        """This editor, now, within the trace at hand."""
        return By(actor=editor.id, at=self.clock(), trace=observe.traceparent())

    async def act(self, article_id: UUID, decide_: Decide) -> Outcome:
        """Do it to the article as it is now. Never half done.

        A write that misses since the relay or an autosave was quicker is decided again: only a version
        that the editor has not seen is stale.
        """
        while (article := await self.articles.get(article_id)) is not None:
            outcome = decide_(article)
            if outcome is article or not isinstance(outcome, Article):
                return outcome
            if (done := await self._put(article, outcome)) is not None:
                return done
        return None

    async def _put(self, before: Article, after: Article) -> Article | None:
        """Put it in its place; None where that was written to meanwhile.

        What is due at once is leased by this very writing, and said by us: the relay need not look for it and lease it.
        """
        say = self._telling.say
        first = () if before.pending or say is None else at_once(after.pending, self.clock())
        leased = after.model_copy(update={"pending": first}) if first else after
        tell = partial(say, str(after.article_id), first[0]) if first and say is not None else self._telling.wake

        async def written() -> None:
            tell()
            await self._shown(before, leased)

        return leased if await self.articles.replace(before, leased, written) else None

    async def _shown(self, before: Article | None, after: Article) -> None:
        await asyncio.gather(*(onlooker.saw([(before, after)]) for onlooker in self._onlookers))

    async def begin(self, article: Article) -> bool:
        """Put a new article where there was none; False where there is one of its id."""
        await self.articles.keep_revisions([(article.article_id, article.revisions[0].id, article.content)])

        async def written() -> None:
            self._telling.wake()
            await self._shown(None, article)

        return await self.articles.replace_many([(None, article)], written)

    async def claim(self, article_id: UUID, order: orders.Seen, editor: Editor) -> Outcome:
        """Say that this editor is at it."""
        now = self.clock()
        return await self.act(article_id, lambda a: afterwards.claim(a, seen=order.version, editor=editor, now=now))

    async def release(self, article_id: UUID, order: orders.Seen) -> Outcome:
        """Say that nobody is at it."""
        return await self.act(article_id, lambda a: afterwards.release(a, seen=order.version))

    async def edit(self, article_id: UUID, order: orders.Edit, editor: Editor) -> Outcome:
        """The editor's own revision: its words are kept first, then the article that names them."""
        by, edit_id, rules = self.by(editor), uuid4(), self.rules()
        while (article := await self.articles.get(article_id)) is not None:
            outcome = edit(
                article,
                seen=order.version,
                base=order.base_revision,
                by=by,
                rules=rules,
                fields=order.fields,
                edit_id=edit_id,
            )
            if not isinstance(outcome, Article):
                return outcome
            await self.articles.keep_revisions([(article_id, edit_id, outcome.content)])
            if (done := await self._put(article, outcome)) is not None:
                return done
        return None

    async def approve(self, article_id: UUID, order: orders.Approval, editor: Editor) -> Outcome:
        """For the public, now or at the order's time; where it names none, as the reporter asked."""
        by, rules, house = self.by(editor), self.rules(), await self.house()

        def decided(article: Article) -> Article | Refusal:
            asked = order.publish_at if "publish_at" in order.model_fields_set else article.content.publish_at
            return approval.approve(
                article,
                seen=order.version,
                editor=editor,
                by=by,
                window=self.window,
                rules=rules,
                second_person=house.second_person,
                publish_at=asked,
                correction=order.correction,
                override=order.override,
            )

        return await self.act(article_id, decided)

    async def send_back(self, article_id: UUID, order: orders.Return, editor: Editor) -> Outcome:
        """To the reporter, with a summary and reasons at their fields."""
        by, reasons = self.by(editor), [one.reason() for one in order.reasons]

        def decided(article: Article) -> Article | Refusal:
            return decide.send_back(
                article,
                seen=order.version,
                by=by,
                window=self.window,
                summary=order.summary,
                reasons=reasons,
                initials=editor.initials,
            )

        return await self.act(article_id, decided)

    async def reject(self, article_id: UUID, order: orders.Rejection, editor: Editor) -> Outcome:
        """It will not be published; the reporter is told why."""
        by = self.by(editor)
        return await self.act(
            article_id,
            lambda a: decide.reject(a, seen=order.version, by=by, window=self.window, reason=order.reason),
        )

    async def retract(self, article_id: UUID, order: orders.Retraction, editor: Editor) -> Outcome:
        """Take back what is live (chief); code and text are shown to everyone."""
        by = self.by(editor)

        def decided(article: Article) -> Article | Refusal:
            return decide.retract(
                article,
                seen=order.version,
                editor=editor,
                by=by,
                window=self.window,
                code=order.code,
                text=order.text,
            )

        return await self.act(article_id, decided)

    async def settle_comments(self, article_id: UUID, order: orders.Commenting, editor: Editor) -> Outcome:
        """Whether readers may comment on it."""
        by, comments = self.by(editor), Comments(open=order.open, closes_at=order.closes_at)
        return await self.act(article_id, lambda a: settle_comments(a, seen=order.version, by=by, comments=comments))

    async def place(self, article_id: UUID, order: orders.Placing, editor: Editor) -> Outcome:
        """Where it stands on the front page."""
        by = self.by(editor)
        front = Front(place=order.place, since=by.at, until=order.until) if order.place else None
        return await self.act(article_id, lambda a: place(a, seen=order.version, by=by, front=front))

    async def erase(self, article_id: UUID, order: orders.Erasure, editor: Editor) -> Outcome:
        """Delete its content everywhere (chief); the words of its revisions go last."""
        by, pictures = self.by(editor), await self.pictures.of(article_id)
        outcome = await self.act(
            article_id, lambda a: decide.erase(a, seen=order.version, editor=editor, by=by, reason=order.reason)
        )
        if isinstance(outcome, Article):
            await self.articles.forget_revisions(article_id)
            for store in self._beside:
                await store.forget(article_id)
            await self.pictures.forget(pictures)
        return outcome

    async def undo(self, article_id: UUID, order: orders.Seen, editor: Editor) -> Outcome:
        """Take the last decision back while it is not yet being sent."""
        by = self.by(editor)
        return await self.act(article_id, lambda a: afterwards.undo(a, seen=order.version, by=by))

    async def send_now(self, article_id: UUID, order: orders.Seen) -> Outcome:
        """Do not wait for the undo window."""
        at = self.clock()
        return await self.act(article_id, lambda a: afterwards.send_now(a, seen=order.version, now=at))
