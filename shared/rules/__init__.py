"""The desk's rules: what an article must have before readers may see it. One table, run everywhere.

The same code runs when a draft is checked at the door, when it is held, and when it is approved.
Levels and figures are the newsroom's own (`Rules.settled`); the table holds the defaults.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from shared.facts import Finding, RulesSettled, SectionsSettled
from shared.rules.message import filled
from shared.rules.table import RULES, Language, Rule
from shared.rules.text import PLACED, RELATED, Figures, Text, is_related, paragraphs, placed, prose

__all__ = [
    "DEFAULTS",
    "PLACED",
    "RELATED",
    "RULES",
    "Language",
    "Rule",
    "Rules",
    "Text",
    "blocks",
    "check",
    "is_related",
    "paragraphs",
    "placed",
    "prose",
    "say",
]

_BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}


@dataclass(frozen=True)
class Rules:
    """The rules as this newsroom has settled them; a rule it does not name keeps its default."""

    levels: Mapping[str, Literal["block", "warn", "off"]] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)
    messages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sections: frozenset[str] = frozenset()
    """Slugs of the newsroom's sections; empty where they are not known."""

    @classmethod
    def settled(cls, fact: RulesSettled) -> Rules:
        """What the desk settled. Figures are named `rule.figure`, such as `headline-long.characters`."""
        return cls(fact.levels, fact.figures, fact.messages)

    def with_rules(self, fact: RulesSettled) -> Rules:
        """The same sections, and these rules."""
        return replace(Rules.settled(fact), sections=self.sections)

    def with_sections(self, fact: SectionsSettled) -> Rules:
        """The same rules, and these sections."""
        return replace(self, sections=frozenset(one.slug for one in fact.sections))

    def figures_of(self, rule: Rule) -> Figures:
        """The rule's figures, the newsroom's own where it has settled one."""
        own = {name: self.figures.get(f"{rule.id}.{name}", default) for name, default in rule.figures.items()}
        figures = Figures(own)
        figures.sections = self.sections
        return figures

    @cached_property
    def in_force(self) -> tuple[tuple[Rule, Literal["block", "warn"], Figures], ...]:
        """The rules that are not off, in the order of the table, with what each goes by."""
        levels = [(rule, self.levels.get(rule.id, rule.level)) for rule in RULES]
        return tuple((rule, level, self.figures_of(rule)) for rule, level in levels if level != "off")


DEFAULTS = Rules()


def check(text: Text, rules: Rules = DEFAULTS) -> tuple[Finding, ...]:
    """Every rule this text breaks, in the order of the table. Nothing found means: fit to be approved."""
    found = []
    for rule, level, figures in rules.in_force:
        if broken := rule.breaks(text, figures):
            words = dict(rules.messages.get(rule.id, {}))
            fields = (rule.field,) if broken is True else broken
            found += [
                Finding(rule=rule.id, field=name, level=level, params=dict(figures), words=words) for name in fields
            ]
    return tuple(found)


def blocks(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Those that make approving impossible."""
    return tuple(finding for finding in findings if finding.level == "block")


def say(finding: Finding, language: Language = "id") -> str:
    """The finding in words that say what to do: the newsroom's own, else the table's.

    A rule of a newer release says its name.
    """
    if own := finding.words.get(language):
        return filled(own, finding.params)
    rule = _BY_ID.get(finding.rule)
    if rule is None:
        return f"{finding.field}: {finding.rule}"
    return filled(rule.words[language], finding.params)
