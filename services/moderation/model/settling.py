"""What may be settled for the newsroom, and what a change of it comes to, in one line of the audit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from services.moderation.model.house import House
from services.moderation.model.refusal import Missing
from shared.facts import RulesSettled, Section
from shared.rules import RULES
from shared.rules.message import alien

LONGEST_MESSAGE = 300
LONGEST_SLUG = 40
LONGEST_NAME = 60
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGES = ("id", "en")


def faults_of_rules(fact: RulesSettled) -> tuple[Missing, ...]:
    """What names no rule or no figure of ours, and messages that cannot be said."""
    rules = {rule.id: rule for rule in RULES}
    figures = {f"{rule.id}.{name}" for rule in RULES for name in rule.figures}
    wrong = [_no_such(f"levels.{name}", "aturan", "rule") for name in fact.levels if name not in rules]
    wrong += [_no_such(f"figures.{name}", "angka", "figure") for name in fact.figures if name not in figures]
    for name, messages in fact.messages.items():
        if name not in rules:
            wrong.append(_no_such(f"messages.{name}", "aturan", "rule"))
            continue
        wrong += _faults_of_messages(name, messages, rules[name].figures)
    return tuple(wrong)


def _faults_of_messages(rule: str, messages: Mapping[str, str], figures: Mapping[str, int]) -> Iterator[Missing]:
    for language, words in messages.items():
        field = f"messages.{rule}.{language}"
        if language not in _LANGUAGES:
            yield _no_such(field, "bahasa", "language")
        elif len(words) > LONGEST_MESSAGE:
            yield Missing(field, f"Paling banyak {LONGEST_MESSAGE} huruf.", f"At most {LONGEST_MESSAGE} characters.")
        elif (strange := alien(words, figures)) is not None:
            known = ", ".join(f"{{{name}}}" for name in figures)
            yield Missing(
                field,
                f"“{strange}” tidak dikenal di sini. "
                + (f"Yang dapat dipakai: {known}." if known else "Aturan ini tidak punya angka; hapus kurungnya."),
                f"“{strange}” is not known here. "
                + (f"What can be used: {known}." if known else "This rule has no figures; remove the brace."),
            )


def faults_of_sections(sections: Sequence[Section]) -> tuple[Missing, ...]:
    """Slugs and names that cannot be, or are there twice."""
    wrong = []
    for place, one in enumerate(sections):
        before = sections[:place]
        if not _SLUG.fullmatch(one.slug) or len(one.slug) > LONGEST_SLUG:
            wrong.append(
                Missing(
                    f"sections.{place}.slug",
                    "Kode hanya huruf kecil a–z, angka, dan tanda hubung di antaranya, paling banyak 40.",
                    "A code is small letters a–z, digits and hyphens between them, at most 40.",
                )
            )
        elif any(one.slug == other.slug for other in before):
            wrong.append(
                Missing(
                    f"sections.{place}.slug", "Kode ini sudah dipakai rubrik lain.", "Another section has this code."
                )
            )
        if not one.name.strip() or len(one.name) > LONGEST_NAME or not one.name.isprintable():
            wrong.append(
                Missing(
                    f"sections.{place}.name",
                    "Tulis nama rubrik, satu baris, paling banyak 60 huruf.",
                    "Write the section's name, one line, at most 60 characters.",
                )
            )
        elif any(one.name.casefold() == other.name.casefold() for other in before):
            wrong.append(
                Missing(
                    f"sections.{place}.name", "Nama ini sudah dipakai rubrik lain.", "Another section has this name."
                )
            )
    if not sections:
        wrong.append(Missing("sections", "Sedikitnya satu rubrik harus ada.", "There must be at least one section."))
    return tuple(wrong)


def moved(sections: Sequence[Section], slug: str, *, up: bool) -> tuple[Section, ...]:
    """That section one place on; at the end of the way it stays."""
    order = list(sections)
    place = next((number for number, one in enumerate(order) if one.slug == slug), None)
    if place is not None and 0 <= (to := place + (-1 if up else 1)) < len(order):
        order[place], order[to] = order[to], order[place]
    return tuple(order)


def change_of_rules(before: RulesSettled | None, after: RulesSettled) -> str:
    """`photo: warn → off; headline-long.characters: 110 → 120`."""
    defaults: dict[str, object] = {rule.id: rule.level for rule in RULES}
    defaults |= {f"{rule.id}.{name}": value for rule in RULES for name, value in rule.figures.items()}
    old, new = ({**defaults, **_flat(fact)} if fact else defaults for fact in (before, after))
    return _difference(old, new)


def change_of_sections(before: Sequence[Section], after: Sequence[Section]) -> str:
    """Which were added, renamed or taken away, and the order where that is another."""
    old, new = {one.slug: one.name for one in before}, {one.slug: one.name for one in after}
    told = _difference(dict(old), dict(new))
    both = [slug for slug in old if slug in new]
    if both != [slug for slug in new if slug in old]:
        told = "; ".join(part for part in (told, f"[{', '.join(new)}]") if part)
    return told


def change_of_house(before: House, after: House) -> str:
    """`zone: Asia/Jakarta → Asia/Jayapura`."""
    return _difference(before.model_dump(exclude={"version"}), after.model_dump(exclude={"version"}))


def _flat(fact: RulesSettled) -> dict[str, object]:
    messages = {f"{rule}.{language}": words for rule, said in fact.messages.items() for language, words in said.items()}
    return {**fact.levels, **fact.figures, **messages}


def _difference(old: Mapping[str, object], new: Mapping[str, object]) -> str:
    names = dict.fromkeys((*old, *new))
    return "; ".join(
        f"{name}: {old.get(name, '∅')} → {new.get(name, '∅')}" for name in names if old.get(name) != new.get(name)
    )


def _no_such(field: str, in_id: str, in_en: str) -> Missing:
    return Missing(field, f"Tidak ada {in_id} seperti ini.", f"There is no such {in_en}.")
