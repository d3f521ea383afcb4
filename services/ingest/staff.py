"""Reporters, rules and zone, in memory, as the newsroom topic tells them: the door stays open while MongoDB is away."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from shared.bus import Heard
from shared.facts import Reporter, ReporterSettled, RulesSettled, SectionsSettled, ZoneSettled
from shared.rules import DEFAULTS, Rules


class Staff:
    """Who may send drafts, by the hash of their key, the rules drafts are checked by, and the newsroom's zone."""

    def __init__(self) -> None:
        self.rules: Rules = DEFAULTS
        self._rules_version = 0
        self._sections_version = 0
        self.zone = "Asia/Jakarta"
        self._zone_version = 0
        self._by_hash: dict[str, Reporter] = {}
        self._hashes: dict[str, tuple[int, tuple[str, ...]]] = {}

    async def heed(self, heard: Sequence[Heard]) -> None:
        """Take over what the desk has settled."""
        for one in heard:
            if isinstance(one.fact, ReporterSettled):
                self._settle(one.fact)
            elif isinstance(one.fact, RulesSettled) and one.fact.version >= self._rules_version:
                self.rules, self._rules_version = self.rules.with_rules(one.fact), one.fact.version
            elif isinstance(one.fact, SectionsSettled) and one.fact.version >= self._sections_version:
                self.rules, self._sections_version = self.rules.with_sections(one.fact), one.fact.version
            elif isinstance(one.fact, ZoneSettled) and one.fact.version >= self._zone_version:
                self.zone, self._zone_version = one.fact.zone, one.fact.version

    def reporter(self, key: str) -> Reporter | None:
        """Whose key this is; None for one that is unknown or revoked."""
        return self._by_hash.get(hashlib.sha256(key.encode()).hexdigest())

    def _settle(self, fact: ReporterSettled) -> None:
        version, old = self._hashes.get(fact.reporter_id, (0, ()))
        if fact.version < version:
            return
        for one in old:
            self._by_hash.pop(one, None)
        good = () if fact.revoked else tuple(key.sha256 for key in fact.keys if key.revoked_at is None)
        for one in good:
            self._by_hash[one] = Reporter(id=fact.reporter_id, name=fact.name)
        self._hashes[fact.reporter_id] = (fact.version, good)
