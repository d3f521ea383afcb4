"""Drafts through moderation's intake, beside a bare loop over the same topic in the same run, turn about.

Held means: the checklist filled in, the words of the revision kept, the article in the queue with its indexes, and the
fact said that it is held. The bare loop keeps each draft as it is and says it again. See `_turns.py`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from pymongo import MongoClient

from benchmarks import _beside, _turns
from benchmarks._beside import Subject
from benchmarks._turns import Begin, Process, Way
from benchmarks.ingest import DRAFT
from benchmarks.servers import Servers
from services.moderation.store.recovered import BEGUN, COLLECTION
from shared.facts import Draft, DraftSubmitted, Fact, Reporter
from shared.sealed import new_keys
from shared.topics import (
    DECISIONS,
    DRAFTS,
    MODERATION_COMMENTS,
    MODERATION_DRAFTS,
    MODERATION_LEARNING,
    MODERATION_LETTERS,
)

_DAWN = datetime(2026, 1, 1, tzinfo=UTC)
_RESTING = (MODERATION_LETTERS, MODERATION_COMMENTS, MODERATION_LEARNING)


def main(argv: list[str]) -> int:
    """Measure and print."""
    _beside.compare(SUBJECT, _beside.parser(SUBJECT, __doc__, "intake", 5_000).parse_args(argv))
    return 0


def _moderation(here: Servers) -> Begin:
    settings = {
        "REDAKSI_STATUS_SECRET": "a secret of at least thirty-two characters",
        "REDAKSI_SEAL_PRIVATE": new_keys().private,
    }

    def of(prefix: str) -> Process:
        with MongoClient[dict[str, object]](here.mongo, w="majority") as mongo:
            begun = mongo[f"{prefix}_moderation"][COLLECTION]  # else it takes itself for a desk whose database was lost
            begun.update_one({"_id": BEGUN}, {"$set": {"by": "a benchmark"}}, upsert=True)
        return _turns.begin(here, {**settings, "REDAKSI_DATABASE_PREFIX": prefix}, "services.moderation")

    return of


def _drafts(asked: argparse.Namespace) -> Iterable[Fact]:
    """As ingest would say them."""
    reporter = Reporter(id="rio", name="Rio")
    for number in range(asked.count):
        draft = Draft.model_validate({**DRAFT, "headline": f"{DRAFT['headline']} ({number})"})
        at = _DAWN + timedelta(seconds=number)
        yield DraftSubmitted.of(draft, article_id=uuid4(), reporter=reporter, key="", base=None, at=at)


SUBJECT = Subject(
    name="moderation",
    what="drafts a second through moderation's intake",
    limits="moderation: one core's time, for validation, rules and the checklist, mongod's for the queue's indexes; "
    "the bare loop: waiting for mongod, then for Kafka, one after the other",
    way=Way(
        DRAFTS,
        DECISIONS,
        MODERATION_DRAFTS.name,
        "moderation",
        "articles",
        {group.name: group.topic for group in _RESTING},
    ),
    bare_says="",
    begin=_moderation,
    facts=_drafts,
)
