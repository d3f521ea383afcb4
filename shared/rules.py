"""The desk's rules: what an article must have before readers may see it. One table, run everywhere.

The same code runs when a draft is checked at the door, when it is held, and when it is approved.
Levels and figures are the newsroom's own (`Rules.settled`); the table holds the defaults.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from shared.facts import Finding, Level, Photo, RulesSettled

Language = Literal["id", "en"]

RELATED = "BACA JUGA:"
"""A paragraph of the body that begins so is a related link in the flow."""

_PARAGRAPHS = re.compile(r"\n\s*\n")
_LETTER = re.compile(r"[^\W\d_]")
_STRAIGHT, _OPENING, _CLOSING = '"', "“", "”"


class Text(Protocol):
    """What the rules look at: a draft, or an article at the desk."""

    @property
    def headline(self) -> str: ...
    @property
    def dateline(self) -> str: ...
    @property
    def lead(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def section(self) -> str: ...
    @property
    def byline(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def photo(self) -> Photo | None: ...


Figures = Mapping[str, int]
Breaks = Callable[[Text, Figures], bool]


@dataclass(frozen=True)
class Rule:
    """One rule: the field it looks at, when it is broken, how bad that is, and what to do, in words."""

    id: str
    field: str
    breaks: Breaks
    level: Level
    words: Mapping[Language, str]
    figures: Mapping[str, int] = field(default_factory=dict)


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a body, in order, related links among them."""
    return [part.strip() for part in _PARAGRAPHS.split(body) if part.strip()]


def prose(body: str) -> list[str]:
    """The paragraphs that are the article's own words: no related links."""
    return [part for part in paragraphs(body) if not part.upper().startswith(RELATED)]


def _says_the_same(one: str, other: str) -> bool:
    return bool(one) and re.sub(r"\W+", " ", one).strip().casefold() == re.sub(r"\W+", " ", other).strip().casefold()


def _shouts(text: str, least: int) -> bool:
    letters = _LETTER.findall(text)
    return len(letters) >= least and all(letter.isupper() for letter in letters)


def _has_an_open_quote(body: str) -> bool:
    for paragraph in prose(body):
        marks = [mark for mark in paragraph if mark in {_OPENING, _CLOSING, _STRAIGHT}]
        # Reporters open with either curly mark; what counts is that each quotation has two.
        if len(marks) % 2:
            return True
    return False


def _missing(name: str) -> Breaks:
    return lambda text, _: not str(getattr(text, name)).strip()


def _photo_lacks(name: str) -> Breaks:
    return lambda text, _: text.photo is not None and not str(getattr(text.photo, name)).strip()


RULES: tuple[Rule, ...] = (
    # An article nobody could print.
    Rule(
        "headline",
        "headline",
        _missing("headline"),
        "block",
        {"id": "Judul belum ada. Tulis judul.", "en": "There is no headline. Write one."},
    ),
    Rule(
        "dateline",
        "dateline",
        _missing("dateline"),
        "block",
        {
            "id": "Dateline belum ada. Sebut tempat kejadian, misalnya Bengkulu Utara.",
            "en": "There is no dateline. Name the place, such as Bengkulu Utara.",
        },
    ),
    Rule(
        "body",
        "body",
        lambda text, figures: len(prose(text.body)) < figures["paragraphs"],
        "block",
        {
            "id": "Isi berita kurang. Tulis sedikitnya {paragraphs} paragraf.",
            "en": "The body is too short. Write at least {paragraphs} paragraph(s).",
        },
        {"paragraphs": 1},
    ),
    Rule(
        "section",
        "section",
        _missing("section"),
        "block",
        {"id": "Rubrik belum dipilih. Pilih satu rubrik.", "en": "There is no section. Choose one."},
    ),
    Rule(
        "byline",
        "byline",
        _missing("byline"),
        "block",
        {
            "id": "Nama pewarta belum ada. Tulis nama seperti akan dicetak.",
            "en": "There is no byline. Write the name as it is to be printed.",
        },
    ),
    Rule(
        "source",
        "source",
        _missing("source"),
        "block",
        {
            "id": "Sumber belum disebut. Tulis dari mana berita diperoleh; ini tidak diterbitkan.",
            "en": "There is no source. Say how it was obtained; this is never published.",
        },
    ),
    # A picture nobody could print.
    Rule(
        "photo-alt",
        "photo.alt",
        _photo_lacks("alt"),
        "block",
        {
            "id": "Teks alternatif foto belum ada. Ceritakan apa yang terlihat bagi yang tidak dapat melihatnya.",
            "en": "The photo has no alt text. Say what it shows to those who cannot see it.",
        },
    ),
    Rule(
        "photo-caption",
        "photo.caption",
        _photo_lacks("caption"),
        "block",
        {
            "id": "Keterangan foto belum ada. Tulis siapa, di mana, kapan.",
            "en": "The photo has no caption. Write who, where and when.",
        },
    ),
    Rule(
        "photo-credit",
        "photo.credit",
        _photo_lacks("credit"),
        "block",
        {
            "id": "Kredit foto belum ada. Tulis nama pemotret atau pemiliknya.",
            "en": "The photo has no credit. Name its photographer or owner.",
        },
    ),
    # Words that need a second look.
    Rule(
        "photo",
        "photo",
        lambda text, _: text.photo is None,
        "warn",
        {"id": "Belum ada foto. Tambahkan bila ada.", "en": "There is no photo. Add one if you have it."},
    ),
    Rule(
        "lead-repeats-headline",
        "lead",
        lambda text, _: _says_the_same(text.lead, text.headline),
        "warn",
        {
            "id": "Teras mengulang judul. Sampaikan hal yang belum dikatakan judul.",
            "en": "The lead repeats the headline. Say what the headline does not.",
        },
    ),
    Rule(
        "headline-capitals",
        "headline",
        lambda text, figures: _shouts(text.headline, figures["letters"]),
        "warn",
        {
            "id": "Judul ditulis dengan huruf kapital semua. Pakai huruf besar seperlunya.",
            "en": "The headline is all in capitals. Use them only where they belong.",
        },
        {"letters": 8},
    ),
    Rule(
        "headline-long",
        "headline",
        lambda text, figures: len(text.headline) > figures["characters"],
        "warn",
        {
            "id": "Judul lebih dari {characters} huruf. Ringkaskan.",
            "en": "The headline is over {characters} characters. Shorten it.",
        },
        {"characters": 110},
    ),
    Rule(
        "quote-open",
        "body",
        lambda text, _: _has_an_open_quote(text.body),
        "warn",
        {
            "id": "Ada kutipan yang tidak ditutup. Periksa tanda kutip di tiap paragraf.",
            "en": "A quotation is not closed. Check the quotation marks of each paragraph.",
        },
    ),
)

_BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}


@dataclass(frozen=True)
class Rules:
    """The rules as this newsroom has settled them; a rule it does not name keeps its default."""

    levels: Mapping[str, Literal["block", "warn", "off"]] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def settled(cls, fact: RulesSettled) -> Rules:
        """What the desk settled. Figures are named `rule.figure`, such as `headline-long.characters`."""
        return cls(fact.levels, fact.figures)

    def figures_of(self, rule: Rule) -> dict[str, int]:
        """The rule's figures, the newsroom's own where it has settled one."""
        return {name: self.figures.get(f"{rule.id}.{name}", default) for name, default in rule.figures.items()}


DEFAULTS = Rules()


def check(text: Text, rules: Rules = DEFAULTS) -> tuple[Finding, ...]:
    """Every rule this text breaks, in the order of the table. Nothing found means: fit to be approved."""
    found = []
    for rule in RULES:
        level = rules.levels.get(rule.id, rule.level)
        figures = rules.figures_of(rule)
        if level != "off" and rule.breaks(text, figures):
            found.append(Finding(rule=rule.id, field=rule.field, level=level, params=dict(figures)))
    return tuple(found)


def blocks(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those that make approving impossible."""
    return tuple(finding for finding in findings if finding.level == "block")


def say(finding: Finding, language: Language = "id") -> str:
    """The finding in words that say what to do; a rule of a newer release says its name."""
    rule = _BY_ID.get(finding.rule)
    if rule is None:
        return f"{finding.field}: {finding.rule}"
    return rule.words[language].format_map(finding.params)


