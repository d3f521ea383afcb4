"""What each service may do in Kafka and in MongoDB: one table, from which users, passwords and rights are made.

A test compares it with what the services open, so that a new topic or group is noticed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from secrets import token_urlsafe

from shared.topics import (
    CANARY_INGEST,
    CANARY_MODERATION,
    CANARY_PUBLISH,
    COMMENT_DECISIONS,
    COMMENTS,
    DECISIONS,
    DRAFTS,
    GROUPS,
    INGEST_COMMENT_STATUS,
    INGEST_DRAFTS,
    INGEST_PUBLISHED,
    INGEST_STATUS,
    MODERATION_COMMENTS,
    MODERATION_DRAFTS,
    MODERATION_LEARNING,
    MODERATION_LETTERS,
    NEWSROOM,
    PUBLISH_ARTICLES,
    PUBLISH_COMMENTS,
    PUBLISH_COMMENTS_WATCH,
    PUBLISH_WATCH,
    PUBLISHED,
    PUBLISHED_COMMENTS,
    Group,
)


@dataclass(frozen=True)
class Rights:
    """Of one process: what it `says`, the topics it `follows` by itself, the `groups` in which it takes part."""

    database: str
    """Whose database it opens, without the prefix."""
    says: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    beside: tuple[str, ...] = ()
    """Topics that a group of its own reads beside the group's."""
    hands_back: tuple[Group, ...] = ()
    """Groups whose dead letters it shows to operators, and hands back for them."""
    watches: tuple[Group, ...] = ()
    """Groups of others, of which it asks how far they are."""
    keeps: bool = True
    """Whether it writes to that database; else it only reads there."""

    @property
    def writes(self) -> frozenset[str]:
        """Every topic that it may write: its facts, and its groups' dead letters."""
        handed_back = {group.redrive for group in self.hands_back}
        return frozenset(self.says) | {group.dead for group in self.groups} | handed_back

    @property
    def reads(self) -> frozenset[str]:
        """Every topic that it may read: its groups' with what is handed back to them, and what it follows."""
        heard = {topic for group in self.groups for topic in (group.topic, group.redrive)}
        put_aside = {group.dead for group in self.hands_back} | {group.redrive for group in self.hands_back}
        return frozenset(self.follows) | frozenset(self.beside) | heard | put_aside


SERVICES: Mapping[str, Rights] = {
    "ingest": Rights(
        "ingest",
        says=(DRAFTS, COMMENTS, CANARY_INGEST),
        follows=(NEWSROOM, PUBLISHED, PUBLISHED_COMMENTS),
        watches=(MODERATION_DRAFTS, MODERATION_COMMENTS),
        keeps=False,
    ),
    "ingest-view": Rights(
        "ingest",
        groups=(INGEST_DRAFTS, INGEST_STATUS, INGEST_PUBLISHED, INGEST_COMMENT_STATUS),
    ),
    "moderation": Rights(
        "moderation",
        says=(DECISIONS, COMMENT_DECISIONS, NEWSROOM, CANARY_MODERATION),
        follows=(NEWSROOM,),
        groups=(MODERATION_DRAFTS, MODERATION_COMMENTS, MODERATION_LETTERS, MODERATION_LEARNING),
        beside=(CANARY_INGEST,),
        hands_back=GROUPS,
    ),
    "publish": Rights(
        "publish",
        says=(PUBLISHED, PUBLISHED_COMMENTS, CANARY_PUBLISH),
        groups=(PUBLISH_ARTICLES, PUBLISH_COMMENTS, PUBLISH_WATCH, PUBLISH_COMMENTS_WATCH),
        beside=(CANARY_MODERATION,),
    ),
    "site": Rights("site", follows=(PUBLISHED, PUBLISHED_COMMENTS, CANARY_PUBLISH)),
}
"""By the name of the process."""

BROKER, OPERATOR = "kafka", "operator"
"""Who may do everything: Kafka's own nodes, and whoever looks after the newsroom."""
IN_KAFKA = (*SERVICES, OPERATOR, BROKER)
IN_MONGO = (*SERVICES, OPERATOR)


def user(name: str) -> str:
    """The user's name in Kafka and in MongoDB; with a dot, so that no reader can be called so."""
    return f"redaksi.{name}"


def new_passwords(names: Iterable[str]) -> dict[str, str]:
    """One by chance for each."""
    return {name: token_urlsafe(24) for name in names}


def variable(server: str, name: str) -> str:
    """The variable of the environment that holds a user's password; `server` is KAFKA or MONGO."""
    return f"REDAKSI_{server}_PASSWORD_{name.replace('-', '_').upper()}"
