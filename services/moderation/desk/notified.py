"""What an editor was told, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.moderation.model.notices import Notice
from services.moderation.model.told import sentence
from services.moderation.store.notices import Notices
from services.moderation.store.people import Accounts
from shared.rules import Language


@dataclass(frozen=True)
class Notified:
    """A notice, and the sentence it is in each language."""

    notice: Notice
    words: Mapping[Language, str]


async def in_words(notices: Sequence[Notice], accounts: Accounts) -> list[Notified]:
    """Each with whoever acted by name."""
    names = await accounts.names(one.who for one in notices)

    def say(one: Notice, language: Language) -> str:
        return sentence(one.what, one.name or names.get(one.who, ""), one.whom, language)

    return [Notified(one, {"id": say(one, "id"), "en": say(one, "en")}) for one in notices]


async def as_it_happens(notice: Notice, notices: Notices, accounts: Accounts) -> dict[str, object] | None:
    """What an open page of its editor is told: the words, and how many they have not read now.

    None where they have read it: a page is told of the seconds before it was made, too.
    """
    if not await notices.is_unread(notice.id):
        return None
    (told,) = await in_words([notice], accounts)
    return {
        "id": notice.id,
        "article_id": str(notice.article_id),
        "headline": notice.headline,
        "what": notice.what,
        "words": dict(told.words),
        "unread": await notices.unread(notice.editor_id),
    }
