"""The judge finds each wrong that is planted, and none where there is none."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from shared.topics import COMMENT_DECISIONS, DECISIONS, PUBLISHED, PUBLISHED_COMMENTS
from tests.faults.controls import CONTROLS
from tests.faults.evidence import Evidence
from tests.faults.judge import LAWS, judge
from tests.faults.ledger import Call
from tests.faults.watch import Seen

LIVE = {"version": 2, "headline": "Satu", "body": "Isi.", "status": "published", "path": "/satu", "corrections": []}
TOLD: dict[str, Any] = {name: LIVE[name] for name in ("headline", "body", "status", "path", "corrections")}


def seen(topic: str, version: int, value: dict[str, Any] | None, at: float = 0.0, **other: Any) -> Seen:
    usual = {"partition": 1, "offset": version, "item": "a", "record": None}
    return Seen(**{**usual, "topic": topic, "version": version, "at": at, "value": value, **other})


def well() -> Evidence:
    """One article, sent, approved and public; another sent whose answer nobody heard; a poison put aside."""
    calls = [
        Call(0, "draft", 1.0, {"words": "Satu"}, "ok", 202, 1.1, {"article_id": "a", "submission_id": "s"}),
        Call(1, "approve", 2.0, {"item": "a", "seen": 1, "kind": "articles"}, "ok", 200, 2.1, {"version": 2}),
        Call(2, "draft", 3.0, {"words": "Dua"}),
        Call(3, "draft", 4.0, {"words": "Tiga"}, "refused", 422, 4.1),
    ]
    decisions = [seen(DECISIONS, 1, {"live": None}), seen(DECISIONS, 2, {"live": LIVE})]
    public = [seen(PUBLISHED, 2, TOLD, at=2.5)]
    told = {DECISIONS: decisions, PUBLISHED: public, COMMENT_DECISIONS: [], PUBLISHED_COMMENTS: []}
    return Evidence(
        calls,
        seen=[*decisions, *public],
        poison={"p"},
        desk={"articles": {"a": {"submissions": ["s"], "content": {"headline": "Satu"}, "version": 2}}, "comments": {}},
        kept={"articles": {"a": {"version": 2, "public_version": 2, "live": LIVE}}, "comments": {}},
        told=told,
        compacted=dict(told),
        dead=["moderation-drafts p", "ingest-drafts p"],
        rebuilt={"site articles": ("7", "7")},
    )


def test_where_nothing_is_wrong_nothing_is_found() -> None:
    assert judge(well()) == []


def _lost(it: Evidence) -> None:
    it.desk["articles"]["a"]["submissions"] = []


def _twice(it: Evidence) -> None:
    it.desk["articles"]["a"]["submissions"] = ["s", "s"]


def _doubled(it: Evidence) -> None:
    it.desk["articles"]["b"] = it.desk["articles"]["a"]


def _refused_yet_there(it: Evidence) -> None:
    it.desk["articles"]["a"]["content"] = {"headline": "Tiga"}


def _not_told(it: Evidence) -> None:
    del it.told[DECISIONS][1]


def _undone_yet_told(it: Evidence) -> None:
    it.calls.append(Call(9, "undo", 2.2, {"item": "a", "seen": 2, "kind": "articles"}, "ok", 200, 2.3, {"version": 3}))


def _elsewhere(it: Evidence) -> None:
    it.told[DECISIONS].append(seen(DECISIONS, 2, {"live": LIVE}, partition=5))


def _out_of_order(it: Evidence) -> None:
    it.told[DECISIONS].reverse()


def _old_at_the_end(it: Evidence) -> None:
    it.told[PUBLISHED].append(seen(PUBLISHED, 1, TOLD))


def _two_things(it: Evidence) -> None:
    it.told[PUBLISHED].append(seen(PUBLISHED, 2, {**TOLD, "headline": "Lain"}))


def _kept_old(it: Evidence) -> None:
    it.kept["articles"]["a"]["version"] = 1


def _desk_ahead(it: Evidence) -> None:
    it.desk["articles"]["a"]["version"] = 3


def _topic_behind(it: Evidence) -> None:
    it.told[PUBLISHED].clear()


def _compacted_away(it: Evidence) -> None:
    it.compacted[PUBLISHED] = [seen(PUBLISHED, 1, TOLD)]


def _nobody_approved(it: Evidence) -> None:
    it.calls[1] = replace(it.calls[1], outcome="refused")


def _approved_afterwards(it: Evidence) -> None:
    it.calls[1] = replace(it.calls[1], begun=60.0)


def _died_without_poison(it: Evidence) -> None:
    it.dead.append("publish-articles a")


def _poison_gone(it: Evidence) -> None:
    it.dead.pop()


def _not_the_same_anew(it: Evidence) -> None:
    it.rebuilt["site articles"] = ("7", "8")


def _at_work(it: Evidence) -> None:
    it.waiting.append("3 marks on articles")


def _failed(it: Evidence) -> None:
    it.calls[2] = replace(it.calls[2], status=500)


WRONGS: list[tuple[Callable[[Evidence], None], str]] = [
    (_lost, "accepted is at the desk"),
    (_twice, "accepted is at the desk"),
    (_doubled, "what is at the desk was sent, once"),
    (_refused_yet_there, "what is at the desk was sent, once"),
    (_not_told, "acknowledged decisions are told"),
    (_undone_yet_told, "what was undone is never told"),
    (_elsewhere, "a key stays on its partition"),
    (_out_of_order, "versions are first told in their order"),
    (_old_at_the_end, "a key's last record is its highest version"),
    (_two_things, "the same version says the same"),
    (_kept_old, "what publish keeps is the last decision"),
    (_desk_ahead, "the desk's last word is told"),
    (_topic_behind, "the topic says what publish keeps"),
    (_compacted_away, "so it does after compaction"),
    (_nobody_approved, "nothing public was unapproved"),
    (_approved_afterwards, "nothing public was unapproved"),
    (_died_without_poison, "dead letters are the poison"),
    (_poison_gone, "dead letters are the poison"),
    (_not_the_same_anew, "a view made anew is the same"),
    (_at_work, "nothing waits"),
    (_failed, "no call fails by our fault"),
]


@pytest.mark.parametrize(("plant", "law"), WRONGS, ids=[plant.__name__.strip("_") for plant, _ in WRONGS])
def test_each_wrong_is_found(plant: Callable[[Evidence], None], law: str) -> None:
    evidence = deepcopy(well())
    plant(evidence)
    assert law in {one.law for one in judge(evidence)}


def test_every_law_can_be_broken() -> None:
    assert {law for _, law in WRONGS} == {name for name, _ in LAWS}


def test_a_decision_whose_answer_was_not_heard_may_have_been_made() -> None:
    evidence = well()
    evidence.calls[1] = Call(1, "approve", 2.0, {"item": "a", "seen": 1, "kind": "articles"})
    assert judge(evidence) == []


def test_controls_break_laws_that_there_are() -> None:
    assert {law for one in CONTROLS.values() for law in one.breaks} <= {name for name, _ in LAWS}
