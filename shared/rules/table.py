"""The rules themselves, in the order they are told."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal

from shared.facts import Level
from shared.rules.text import (
    Breaks,
    has_an_open_quote,
    has_prose,
    is_no_section_of_ours,
    missing,
    photos_without,
    places_a_photo_that_is_not_there,
    says_the_same,
    shouts,
)

Language = Literal["id", "en"]


@dataclasses.dataclass(frozen=True)
class Rule:
    """One rule: the field it looks at, when it is broken, how bad that is, and what to do, in words."""

    id: str
    field: str
    breaks: Breaks
    level: Level
    words: Mapping[Language, str]
    figures: Mapping[str, int] = dataclasses.field(default_factory=dict)


RULES: tuple[Rule, ...] = (
    # An article nobody could print.
    Rule(
        "headline",
        "headline",
        missing("headline"),
        "block",
        {"id": "Judul belum ada. Tulis judul.", "en": "There is no headline. Write one."},
    ),
    Rule(
        "dateline",
        "dateline",
        missing("dateline"),
        "block",
        {
            "id": "Dateline belum ada. Sebut tempat kejadian, misalnya Bengkulu Utara.",
            "en": "There is no dateline. Name the place, such as Bengkulu Utara.",
        },
    ),
    Rule(
        "body",
        "body",
        lambda text, figures: not has_prose(text.body, figures["paragraphs"]),
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
        missing("section"),
        "block",
        {"id": "Rubrik belum dipilih. Pilih satu rubrik.", "en": "There is no section. Choose one."},
    ),
    Rule(
        "section-known",
        "section",
        is_no_section_of_ours,
        "warn",
        {
            "id": "Rubrik ini tidak ada dalam daftar redaksi. Periksa ejaannya.",
            "en": "The newsroom has no such section. Check its spelling.",
        },
    ),
    Rule(
        "byline",
        "byline",
        missing("byline"),
        "block",
        {
            "id": "Nama pewarta belum ada. Tulis nama seperti akan dicetak.",
            "en": "There is no byline. Write the name as it is to be printed.",
        },
    ),
    Rule(
        "source",
        "source",
        missing("source"),
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
        photos_without("alt"),
        "block",
        {
            "id": "Teks alternatif foto belum ada. Ceritakan apa yang terlihat bagi yang tidak dapat melihatnya.",
            "en": "The photo has no alt text. Say what it shows to those who cannot see it.",
        },
    ),
    Rule(
        "photo-caption",
        "photo.caption",
        photos_without("caption"),
        "block",
        {
            "id": "Keterangan foto belum ada. Tulis siapa, di mana, kapan.",
            "en": "The photo has no caption. Write who, where and when.",
        },
    ),
    Rule(
        "photo-credit",
        "photo.credit",
        photos_without("credit"),
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
        "photo-placed",
        "body",
        places_a_photo_that_is_not_there,
        "warn",
        {
            "id": "FOTO: menyebut nomor yang tidak ada. Foto lain bernomor mulai 1; foto utama tidak bernomor.",
            "en": "FOTO: names a number that no photo has. Further photos count from 1; the main one has no number.",
        },
    ),
    Rule(
        "lead-repeats-headline",
        "lead",
        lambda text, _: says_the_same(text.lead, text.headline),
        "warn",
        {
            "id": "Teras mengulang judul. Sampaikan hal yang belum dikatakan judul.",
            "en": "The lead repeats the headline. Say what the headline does not.",
        },
    ),
    Rule(
        "headline-capitals",
        "headline",
        lambda text, figures: shouts(text.headline, figures["letters"]),
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
        lambda text, _: has_an_open_quote(text.body),
        "warn",
        {
            "id": "Ada kutipan yang tidak ditutup. Periksa tanda kutip di tiap paragraf.",
            "en": "A quotation is not closed. Check the quotation marks of each paragraph.",
        },
    ),
)
