"""The newsroom's rules, as this process has heard of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.bus import Heard
from shared.facts import RulesSettled, SectionsSettled
from shared.rules import DEFAULTS, Rules


@dataclass
class RulesHere:
    """The rules as they were last heard of; every process hears the same."""

    now: Rules = DEFAULTS

    async def heed(self, heard: Sequence[Heard]) -> None:
        """Take over what was settled."""
        for one in heard:
            if isinstance(one.fact, RulesSettled):
                self.now = self.now.with_rules(one.fact)
            elif isinstance(one.fact, SectionsSettled):
                self.now = self.now.with_sections(one.fact)
