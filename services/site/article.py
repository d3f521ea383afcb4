"""The page of one article, with what readers said under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from redaksi_client import PublishedArticle, PublishedComment

from services.site import structured
from services.site.addresses import List, share
from services.site.kept import Made
from services.site.model import Thread, by_title, people, place, slug, threads
from services.site.pictures import in_three_ratios, shared
from services.site.press import Press
from services.site.reading import linked, reading_of, unlinked
from services.site.store import Articles, Comments
from shared.form_token import FormTokens
from shared.reading import Reading
from shared.reading.markdown import clean

_THREADS, _ANSWERS = 50, 500
EVERY_ARTICLE = "articles"


@dataclass(frozen=True)
class Said:
    """A page of what readers said."""

    threads: tuple[Thread, ...]
    many: int
    further: str


@dataclass(frozen=True)
class Shown:
    """What stands on the page besides: `marks` of what it names, comments after a place, what is being answered."""

    reading: Reading
    marks: set[str]
    said: Said
    after: str
    parent: PublishedComment | None


@dataclass(frozen=True)
class ArticlePages:
    """Makes them. `forms` marks comment forms as ours."""

    press: Press
    articles: Articles
    comments: Comments
    forms: FormTokens

    async def at(self, path: str, after: str = "", answering: str = "") -> Made | None:
        """What stands at this path. `after`: the comments after this place; `answering`: the form answers this one."""
        article = await self.articles.at(path)
        if article is None:
            return None
        if article.path != path:
            return _moved(article)
        said = await self._said(article, after)
        parent = await self._answered(article, answering)
        reading = reading_of(article)
        related = await self.articles.titled(titles := unlinked(reading))
        marks = {*(by_title(one) for one in titles), *(str(one.article_id) for one in related.values())}
        reading = linked(reading, {name: one.path for name, one in related.items()})
        return await self._page(article, Shown(reading, marks, said, after, parent))

    async def _page(self, article: PublishedArticle, shown: Shown) -> Made:
        press, now = self.press, self.press.clock()
        url = press.addresses.whole(article.path)
        section = List("section", slug(article.section))
        is_open = _is_open(article, now)
        name = press.house.section(article.section)
        steps = [
            (press.house.name, press.addresses.whole("/")),
            (name, press.addresses.whole(section.path)),
            (article.headline, url),
        ]
        images = [press.addresses.whole(one) for one in in_three_ratios(article)]
        about = structured.article(article, press.house, press.addresses, shown.said.many, images)
        return await press.page(
            "article.html",
            marks={str(article.article_id), EVERY_ARTICLE, *shown.marks},
            until=_until(article, now),
            changed_at=None if shown.said.many or shown.marks else article.updated_at,
            article=article,
            reading=shown.reading,
            section=(name, section.path),
            people=[(one.name, List("person", one.slug).path) for one in people(article.byline)],
            tags=[(tag, List("tag", slug(tag)).path) for tag in article.tags if slug(tag)],
            clean=clean,
            picture=shared(article),
            links=share(url, article.headline),
            said=shown.said,
            after=shown.after,
            parent=shown.parent,
            is_open=is_open,
            action=press.addresses.comment_form(article.article_id),
            token=self.forms.token(article.article_id, now) if is_open else "",
            data=[about, structured.crumbs(steps)],
        )

    async def _said(self, article: PublishedArticle, after: str) -> Said:
        if article.status != "published":
            return Said((), 0, "")
        found = await self.comments.under(article.article_id, [None], _THREADS + 1, after)
        heads = found[:_THREADS]
        answers = (
            await self.comments.under(article.article_id, [one.comment_id for one in heads], _ANSWERS) if heads else []
        )
        further = place(heads[-1].written_at, heads[-1].comment_id) if len(found) > _THREADS else ""
        return Said(threads(heads, answers), await self.comments.count(article.article_id), further)

    async def _answered(self, article: PublishedArticle, comment: str) -> PublishedComment | None:
        """The comment that is to be answered, where one can."""
        try:
            wanted = UUID(comment) if comment else None
        except ValueError:
            return None
        found = await self.comments.get(wanted) if wanted else None
        fits = found and found.article_id == article.article_id and found.status == "published"
        return found if fits else None


def _moved(article: PublishedArticle) -> Made:
    """Its former paths lead to the one it has, for ever; told anew now and then, for it may move again."""
    headers = (("Location", article.path), ("Cache-Control", "public, max-age=300"))
    return Made(b"", status=HTTPStatus.MOVED_PERMANENTLY, marks=frozenset({str(article.article_id)}), headers=headers)


def _is_open(article: PublishedArticle, now: datetime) -> bool:
    """Whether readers may comment now."""
    closes = article.comments.closes_at
    return article.status == "published" and article.comments.open and (closes is None or now < closes)


def _until(article: PublishedArticle, now: datetime) -> datetime | None:
    """How long the page is right: the mark in its form is of this hour, and comments may close."""
    if not _is_open(article, now):
        return None
    hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return min(hour, article.comments.closes_at or hour)
