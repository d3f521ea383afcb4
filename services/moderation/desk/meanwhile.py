"""What happened to an article since the version that an editor saw."""

from __future__ import annotations

from dataclasses import dataclass

from services.moderation.diff import Difference, difference
from services.moderation.model.article import Act, Article
from services.moderation.store.articles import Articles


@dataclass(frozen=True)
class Meanwhile:
    """The acts since then, and what is otherwise in the words; None where the words of then are not known."""

    acts: tuple[Act, ...]
    differences: tuple[Difference, ...] | None


async def since(articles: Articles, article: Article, seen: int) -> Meanwhile:
    """What happened to it after version `seen`."""
    seen_at = next((act.at for act in article.acts if act.after == seen), None)
    known = [ref for ref in article.revisions if seen_at is not None and ref.at <= seen_at]
    words = await articles.revision(article.article_id, known[-1]) if known else None
    acts = tuple(act for act in article.acts if act.after > seen)
    return Meanwhile(acts, difference(words, article.content) if words is not None else None)
