"""The article that an address names, and the words of its revisions."""

from __future__ import annotations

from uuid import UUID

from services.moderation.model.article import Article
from services.moderation.parts import Parts
from shared.facts import Draft
from shared.problems import Problem


async def found(here: Parts, article_id: UUID) -> Article:
    """The article; 404 where there is none."""
    article = await here.desk.articles.get(article_id)
    if article is None:
        raise Problem(404, "There is no such article", kind="not-found")
    return article


async def words_of(here: Parts, article: Article, revision: int) -> Draft | None:
    """The words of a revision, or None where there is no such one."""
    if revision == article.revision:
        return article.content
    ref = next((one for one in article.revisions if one.number == revision), None)
    return await here.desk.articles.revision(article.article_id, ref) if ref else None
