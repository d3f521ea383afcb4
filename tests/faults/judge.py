"""The laws of the promise, each judged by what is left. Pure: the same evidence, the same findings.

What a call's outcome allows: `ok` must be found, `refused` must not, `unknown` may.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from shared.topics import COMMENT_DECISIONS, DECISIONS, PUBLISHED, PUBLISHED_COMMENTS
from tests.faults.evidence import Evidence
from tests.faults.ledger import Call
from tests.faults.watch import Seen

DECIDING = frozenset({"approve", "return", "reject", "retract", "spam", "remove"})
_SHOWING = frozenset({"approve", "retract", "remove"})
_CHAINS = {"articles": (DECISIONS, PUBLISHED), "comments": (COMMENT_DECISIONS, PUBLISHED_COMMENTS)}
_WORDS = ("headline", "body", "status", "path")
_SLACK = 1.0
"""Seconds by which the watcher's clock and a call's beginning may differ: both are this machine's."""


@dataclass(frozen=True)
class Finding:
    """A law that does not hold, for which item, and what was found."""

    law: str
    item: str
    what: str


Broken = Iterator[tuple[str, str]]
"""Items, and what is wrong with each."""
Check = Callable[[Evidence], Broken]
LAWS: list[tuple[str, Check]] = []


def _law(name: str) -> Callable[[Check], Check]:
    def noted(check: Check) -> Check:
        LAWS.append((name, check))
        return check

    return noted


def judge(evidence: Evidence) -> list[Finding]:
    """Every law that does not hold, and where."""
    return [Finding(name, item, what) for name, check in LAWS for item, what in check(evidence)]


@_law("nothing waits")
def _rest(evidence: Evidence) -> Broken:
    yield from (("", what) for what in evidence.waiting)


@_law("no call fails by our fault")
def _no_500(evidence: Evidence) -> Broken:
    failed = (one for one in evidence.calls if one.status in {500, 502, 504})
    yield from ((one.item, f"{one.op} was answered {one.status}") for one in failed)


@_law("accepted is at the desk")
def _accepted(evidence: Evidence) -> Broken:
    for call in evidence.calls:
        if call.outcome != "ok":
            continue
        if call.op == "draft":
            article = evidence.desk["articles"].get(call.answer["article_id"])
            applied = Counter[str](article["submissions"] if article else ())
            times = applied[call.answer["submission_id"]]
            if times != 1:
                yield call.answer["article_id"], f"{call.about['words']}: applied {times} times"
        elif call.op == "comment" and call.answer["comment_id"] not in evidence.desk["comments"]:
            yield call.answer["comment_id"], f"{call.about['words']}: not at the desk"


@_law("what is at the desk was sent, once")
def _sent(evidence: Evidence) -> Broken:
    for op, kind, words in (("draft", "articles", _headline), ("comment", "comments", _text)):
        sent: dict[str, set[str]] = defaultdict(set)
        for call in evidence.calls:
            if call.op == op:
                sent[call.about["words"]].add(call.outcome)
        held = Counter(words(doc) for doc in evidence.desk[kind].values())
        for said, count in held.items():
            if count > 1:
                yield said, f"stands there {count} times"
            if not sent[said] & {"ok", "unknown"}:
                yield said, f"was never sent, or refused: {sent[said] or 'not in the ledger'}"


def _headline(article: Mapping[str, Any]) -> str:
    return str(article["content"]["headline"])


def _text(comment: Mapping[str, Any]) -> str:
    return str(comment["text"])


@_law("acknowledged decisions are told")
def _decided(evidence: Evidence) -> Broken:
    told = {topic: _versions(evidence, topic) for topic in evidence.told}
    undone = {(one.item, one.about["seen"]) for one in _of(evidence, "undo") if one.outcome != "refused"}
    for topic, call in _decisions(evidence):
        version = call.answer["version"]
        if (call.item, version) not in undone and version not in told[topic].get(call.item, ()):
            yield call.item, f"{call.op}, version {version}, is not on {topic}"


@_law("what was undone is never told")
def _undone(evidence: Evidence) -> Broken:
    told = {topic: _versions(evidence, topic) for topic in evidence.told}
    for call in evidence.calls:
        if call.op == "undo" and call.outcome == "ok":
            for topic in _CHAINS[call.about["kind"]]:
                if call.about["seen"] in told[topic].get(call.item, ()):
                    yield call.item, f"version {call.about['seen']} was undone, and is on {topic}"


def _decisions(evidence: Evidence) -> Iterator[tuple[str, Call]]:
    for call in evidence.calls:
        if call.op in DECIDING and call.outcome == "ok":
            yield _CHAINS[call.about["kind"]][0], call


def _of(evidence: Evidence, op: str) -> list[Call]:
    return [one for one in evidence.calls if one.op == op]


def _versions(evidence: Evidence, topic: str) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for one in evidence.told[topic]:
        found[one.item].add(one.version)
    return found


@_law("a key stays on its partition")
def _partitions(evidence: Evidence) -> Broken:
    for topic, records in evidence.told.items():
        places: dict[str, set[int]] = defaultdict(set)
        for one in records:
            places[one.item].add(one.partition)
        yield from ((item, f"on {len(on)} partitions of {topic}") for item, on in places.items() if len(on) > 1)


@_law("versions are first told in their order")
def _order(evidence: Evidence) -> Broken:
    for topic in (DECISIONS, COMMENT_DECISIONS):
        for item, versions in _in_order(evidence.told[topic]).items():
            first = list(dict.fromkeys(versions))
            yield from ((item, f"{b} after {a} on {topic}") for a, b in pairwise(first) if b < a)


@_law("a key's last record is its highest version")
def _last(evidence: Evidence) -> Broken:
    for topic, records in evidence.told.items():
        for item, versions in _in_order(records).items():
            if versions[-1] != max(versions):
                yield item, f"ends with {versions[-1]} after {max(versions)} on {topic}"


def _in_order(records: Iterable[Seen]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for one in records:
        found[one.item].append(one.version)
    return found


@_law("the same version says the same")
def _same(evidence: Evidence) -> Broken:
    for topic, records in evidence.told.items():
        known: dict[tuple[str, int], object] = {}
        for one in records:
            if known.setdefault((one.item, one.version), one.value) != one.value:
                yield one.item, f"version {one.version} says two things on {topic}"


@_law("what publish keeps is the last decision")
def _kept(evidence: Evidence) -> Broken:
    for kind, (decisions, _) in _CHAINS.items():
        last = _highest(evidence.told[decisions])
        for item, decision in last.items():
            kept = evidence.kept[kind].get(item)
            wanted = (decision.version, (decision.value or {}).get("live"))
            if kept is None or (kept["version"], kept["live"]) != wanted:
                yield item, f"decided: {decision.version}; kept: {kept['version'] if kept else 'nothing'}"
        for item in evidence.kept[kind].keys() - last.keys():
            yield item, "kept, though nothing was decided"


@_law("the desk's last word is told")
def _desk(evidence: Evidence) -> Broken:
    for kind, (decisions, _) in _CHAINS.items():
        last = _highest(evidence.told[decisions])
        for item, held in evidence.desk[kind].items():
            told = last.get(item)
            if told is None or told.version != held["version"]:
                yield item, f"the desk is at {held['version']}, told was {told.version if told else 'nothing'}"


@_law("the topic says what publish keeps")
def _folded(evidence: Evidence) -> Broken:
    yield from _folds(evidence, evidence.told)


@_law("so it does after compaction")
def _compacted(evidence: Evidence) -> Broken:
    if evidence.compacted:
        yield from _folds(evidence, evidence.compacted)


def _folds(evidence: Evidence, topics: Mapping[str, list[Seen]]) -> Broken:
    for kind, (_, public) in _CHAINS.items():
        last = _highest(topics[public])
        for item, kept in evidence.kept[kind].items():
            told = last.get(item)
            if (told.version if told else 0) != kept["public_version"]:
                yield item, f"kept public: {kept['public_version']}; told: {told.version if told else 'nothing'}"
            elif told and told.value and not _says(told.value, kept["live"], kind):
                yield item, f"version {told.version} says something else than is kept"
        yield from ((item, "public, though it is not kept") for item in last.keys() - evidence.kept[kind].keys())


def _says(told: Mapping[str, Any], live: Mapping[str, Any], kind: str) -> bool:
    if kind == "articles":
        corrected = [[one["text"] for one in of["corrections"]] for of in (told, live)]
        return corrected[0] == corrected[1] and all(told[name] == live[name] for name in _WORDS)
    removed = live["removed"] is not None
    return (told["status"] == "removed", told["text"]) == (removed, "" if removed else live["text"])


def _highest(records: Iterable[Seen]) -> dict[str, Seen]:
    highest: dict[str, Seen] = {}
    for one in records:
        if one.item not in highest or one.version > highest[one.item].version:
            highest[one.item] = one
    return highest


@_law("nothing public was unapproved")
def _approved(evidence: Evidence) -> Broken:
    """Of each public version there is an editor's call that may have made it, begun before it was first seen."""
    may: dict[tuple[str, int], float] = {}
    for call in evidence.calls:
        if call.op in _SHOWING and call.outcome != "refused":
            version = call.answer["version"] if call.outcome == "ok" else call.about["seen"] + 1
            may[call.item, version] = min(call.begun, may.get((call.item, version), call.begun))
    for one in evidence.seen:
        if one.topic in {PUBLISHED, PUBLISHED_COMMENTS}:
            begun = may.get((one.item, one.version))
            if begun is None or begun > one.at + _SLACK:
                yield one.item, f"version {one.version} was public, and nobody had approved it"


@_law("dead letters are the poison")
def _dead(evidence: Evidence) -> Broken:
    groups = ("moderation-drafts", "ingest-drafts")
    wanted = {f"{group} {key}" for key in evidence.poison for group in groups}
    may = {f"{group} {key}" for key in evidence.perhaps for group in groups}
    found = Counter(evidence.dead)
    yield from ((one, "is a dead letter, and no poison") for one in found.keys() - wanted - may)
    yield from ((one, "was not put aside") for one in wanted - found.keys())


@_law("a view made anew is the same")
def _anew(evidence: Evidence) -> Broken:
    yield from ((view, "is not the same as before") for view, (old, new) in evidence.rebuilt.items() if old != new)
