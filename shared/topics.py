"""Every topic and every consuming group: who writes, who reads, how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PARTITIONS = 12
"""Of every topic, never changed: changing it would move keys and break their order."""

_HOUR = 3_600_000
_DAY = 24 * _HOUR
_MEBIBYTE = 1 << 20
PERSONAL_KEPT = 72 * _HOUR
"""Milliseconds that a topic keeps what holds people's addresses, sealed as they are."""
PERSONAL_GONE = PERSONAL_KEPT + 2 * _HOUR
"""After so long the last copy is gone: a segment more, and an hour in which Kafka gets to it."""

LARGEST_DRAFT = 512 * 1024
"""Bytes of a draft's encoded fact; beyond it the door answers 413."""
LARGEST_SEND = 3 * _MEBIBYTE
"""Bytes of a record that a producer still sends; below what topics take, so a broker never refuses a batch."""
LARGEST_RECORD = 4 * _MEBIBYTE
"""`max.message.bytes` of every topic that holds facts."""
LARGEST_LETTER = 5 * _MEBIBYTE
"""`max.message.bytes` of dead letters and of what is handed back: the largest record, and the reasons."""

Service = Literal["ingest", "moderation", "publish", "site", "operators", "anyone"]


@dataclass(frozen=True)
class Topic:
    """A topic: one writing service, its readers, and `kept`: milliseconds, or None where it is compacted."""

    name: str
    writer: Service
    readers: tuple[Service, ...]
    kept: int | None
    largest: int = LARGEST_RECORD

    @property
    def config(self) -> dict[str, str]:
        """The topic's settings, as the broker names them."""
        if self.kept is not None:
            rest = {"cleanup.policy": "delete", "retention.ms": str(self.kept)}
            if self.kept <= PERSONAL_KEPT:
                # Kafka deletes whole segments: with large ones an old record would stay as long as new ones come.
                rest["segment.ms"] = str(_HOUR)
        else:
            rest = {
                "cleanup.policy": "compact",
                "min.compaction.lag.ms": str(_HOUR),
                "max.compaction.lag.ms": str(_DAY),
                "delete.retention.ms": str(7 * _DAY),
            }
        return {"max.message.bytes": str(self.largest), **rest}


@dataclass(frozen=True)
class Group:
    """A consuming group. `personal`: what it reads holds people's addresses, so its dead letters go soon."""

    name: str
    service: Service
    topic: str
    personal: bool = False

    @property
    def dead(self) -> str:
        """The topic of what this group could not handle."""
        return f"redaksi.dead.{self.name}.v1"

    @property
    def redrive(self) -> str:
        """The topic by which operators hand dead letters back to it."""
        return f"redaksi.redrive.{self.name}.v1"


DRAFTS = "redaksi.drafts.v1"
COMMENTS = "redaksi.comments.v1"
DECISIONS = "redaksi.decisions.articles.v1"
COMMENT_DECISIONS = "redaksi.decisions.comments.v1"
NEWSROOM = "redaksi.newsroom.v1"
PUBLISHED = "redaksi.published.articles.v1"
PUBLISHED_COMMENTS = "redaksi.published.comments.v1"
CANARY_INGEST = "redaksi.canary.ingest.v1"
CANARY_MODERATION = "redaksi.canary.moderation.v1"
CANARY_PUBLISH = "redaksi.canary.publish.v1"

MODERATION_DRAFTS = Group("moderation-drafts", "moderation", DRAFTS)
MODERATION_LETTERS = Group("moderation-letters", "moderation", DECISIONS)
INGEST_DRAFTS = Group("ingest-drafts", "ingest", DRAFTS)
INGEST_STATUS = Group("ingest-status", "ingest", DECISIONS)
INGEST_PUBLISHED = Group("ingest-published", "ingest", PUBLISHED)
PUBLISH_ARTICLES = Group("publish-articles", "publish", DECISIONS)
PUBLISH_WATCH = Group("publish-watch", "publish", PUBLISHED)
MODERATION_COMMENTS = Group("moderation-comments", "moderation", COMMENTS, personal=True)
INGEST_COMMENT_STATUS = Group("ingest-comment-status", "ingest", COMMENT_DECISIONS)
PUBLISH_COMMENTS = Group("publish-comments", "publish", COMMENT_DECISIONS)
PUBLISH_COMMENTS_WATCH = Group("publish-comments-watch", "publish", PUBLISHED_COMMENTS)
MODERATION_LEARNING = Group("moderation-learning", "moderation", COMMENT_DECISIONS)

GROUPS: tuple[Group, ...] = (
    MODERATION_DRAFTS,
    MODERATION_LETTERS,
    INGEST_DRAFTS,
    INGEST_STATUS,
    INGEST_PUBLISHED,
    PUBLISH_ARTICLES,
    PUBLISH_WATCH,
    MODERATION_COMMENTS,
    INGEST_COMMENT_STATUS,
    PUBLISH_COMMENTS,
    PUBLISH_COMMENTS_WATCH,
    MODERATION_LEARNING,
)

_FACTS: tuple[Topic, ...] = (
    Topic(DRAFTS, "ingest", ("moderation", "ingest"), 30 * _DAY),
    Topic(COMMENTS, "ingest", ("moderation",), PERSONAL_KEPT),
    Topic(DECISIONS, "moderation", ("publish", "ingest", "moderation"), None),
    Topic(COMMENT_DECISIONS, "moderation", ("publish", "ingest", "moderation"), None),
    Topic(NEWSROOM, "moderation", ("ingest", "moderation"), None),
    Topic(PUBLISHED, "publish", ("anyone",), None),
    Topic(PUBLISHED_COMMENTS, "publish", ("anyone",), None),
    Topic(CANARY_INGEST, "ingest", ("moderation",), _HOUR),
    Topic(CANARY_MODERATION, "moderation", ("publish",), _HOUR),
    Topic(CANARY_PUBLISH, "publish", ("site",), _HOUR),
)

TOPICS: tuple[Topic, ...] = (
    *_FACTS,
    # "operators" are the command line, and the desk on behalf of an operator.
    *(
        Topic(g.dead, g.service, ("operators",), PERSONAL_KEPT if g.personal else 30 * _DAY, LARGEST_LETTER)
        for g in GROUPS
    ),
    # As long as the dead letters: by what stands here it is known which were handed back.
    *(
        Topic(g.redrive, "operators", (g.service,), PERSONAL_KEPT if g.personal else 30 * _DAY, LARGEST_LETTER)
        for g in GROUPS
    ),
)
