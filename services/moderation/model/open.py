"""Whether readers may comment on an article, and until when: settled at the desk, at any time."""

from __future__ import annotations

from services.moderation.model.article import Article
from services.moderation.model.grounds import refuse
from services.moderation.model.refusal import Refusal
from services.moderation.model.telling import By, tell
from shared.facts import Comments, Live


def settle_comments(article: Article, *, seen: int, by: By, comments: Comments) -> Article | Refusal:
    """Holds for what is live at once, for what is to come, and for every revision that follows."""
    article = article.at_time(by.at)
    if refusal := refuse(article, seen):
        return refusal
    if article.comments == comments:
        return article

    def with_it(live: Live | None) -> Live | None:
        if live is None or live.status == "retracted":
            return live
        return live.model_copy(update={"comments": comments, "version": article.version + 1})

    public = article.public.model_copy(
        update={"live": with_it(article.public.live), "scheduled": with_it(article.public.scheduled)}
    )
    return tell(article.model_copy(update={"comments": comments, "public": public}), by, "comments")
