"""Approved articles through publish, beside a bare loop over the same topic in the same run, turn about.

Each is a process of its own and passes on everything from the first offset (see `_turns.py`). With `--processes` so
many of publish share the work, beside one of it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from itertools import islice

from benchmarks import _beside, _turns
from benchmarks._beside import Subject
from benchmarks._turns import Begin, Way
from benchmarks.approved import approvals
from benchmarks.servers import Servers
from shared.facts import Fact
from shared.topics import DECISIONS, PUBLISH_ARTICLES, PUBLISH_WATCH, PUBLISHED


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = _beside.parser(SUBJECT, __doc__, "publish", 20_000)
    parser.add_argument("--size", type=int, default=4096, help="bytes of each body (4096)")
    _beside.compare(SUBJECT, parser.parse_args(argv))
    return 0


def _publish(here: Servers) -> Begin:
    return lambda prefix: _turns.begin(here, {"REDAKSI_DATABASE_PREFIX": prefix}, "services.publish")


def _approved(asked: argparse.Namespace) -> Iterable[Fact]:
    return islice(approvals(asked.size), asked.count)


SUBJECT = Subject(
    name="publish",
    what="approved articles a second through publish",
    limits="publish: one core's time, for types, guards, marks and reading its own topic; "
    "the bare loop: waiting for mongod, then for Kafka, one after the other",
    way=Way(DECISIONS, PUBLISHED, PUBLISH_ARTICLES.name, "publish", "articles", {PUBLISH_WATCH.name: PUBLISHED}),
    bare_says="live",
    begin=_publish,
    facts=_approved,
)
