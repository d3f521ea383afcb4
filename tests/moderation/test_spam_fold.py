"""Look-alike letters are read as people read them, and everything else is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.moderation.spam.fold import LONGEST, fold
from services.moderation.spam.twins import Disguise

WRITTEN = "abcdeghijklmnoprstu 0189 .-🎉❤️𝐚𝗕𝒞𝟕ＡⒷ🅲🄳🇸🇱🇮🇩аЕРΛᏚᴋɢ\u0301\u033e\u0336\u200b\u200d\ufe0f\u20e3سَꦲ꧀中²ﬁİßЙй@$"


@pytest.mark.parametrize(
    ("written", "disguise"),
    [
        ("𝐬𝐥𝐨𝐭", Disguise.STYLED),
        ("𝙎𝙇𝙊𝙏", Disguise.STYLED),
        ("𝔰𝔩𝔬𝔱", Disguise.STYLED),
        ("𝕊𝕃𝕆𝕋", Disguise.STYLED),
        ("𝓼𝓵𝓸𝓽", Disguise.STYLED),
        ("𝚜𝚕𝚘𝚝", Disguise.STYLED),
        ("ｓｌｏｔ", Disguise.STYLED),
        ("ꜱʟᴏᴛ", Disguise.STYLED),
        ("ˢˡᵒᵗ", Disguise.STYLED),
        ("ⓢⓛⓞⓣ", Disguise.BOXED),
        ("🄂🄻🄾🅃".replace("🄂", "🅂"), Disguise.BOXED),
        ("🆂🅻🅾🆃", Disguise.BOXED),
        ("🅢🅛🅞🅣", Disguise.BOXED),
        ("🇸🇱🇴🇹", Disguise.BOXED),
        ("s\u033el\u033eo\u033et\u033e", Disguise.STRUCK),
        ("s̶l̶o̶t̶", Disguise.STRUCK),
        ("s\u200bl\u200bo\u200bt", Disguise.UNSEEN),
        ("s\ufe0fl\u2060o\u200dt", Disguise.UNSEEN),
        ("ЅLОТ", Disguise.FOREIGN),
        ("SLΟΤ", Disguise.FOREIGN),
        ("slօt", Disguise.FOREIGN),
        ("ᏚᏞOᎢ", Disguise.FOREIGN),
        ("ᔕᒪOT", Disguise.FOREIGN),
        ("sl0t", Disguise.DIGITS),
        ("s l o t", Disguise.SPACED),
        ("S.L.O.T", Disguise.SPACED),
        ("s⭐l⭐o⭐t", Disguise.SPACED),
    ],
)
def test_each_disguise_is_read_and_named(written: str, disguise: Disguise) -> None:
    folded = fold(written)
    assert folded.text == "slot"
    assert disguise in folded.disguises
    assert folded.span(0, 4) == (0, len(written))


@pytest.mark.parametrize(
    "ordinary",
    [
        "Jembatan Air Rami dibuka kembali, kata Bupati.",
        "The mayor said it's open again - at last!",
        "12/03/2024 pukul 07.30, Rp 1.250.000 atau 1-2-3-4-5",
        "Rumah P3K, lagu mp3nya, jam7an, era 90an, teman2nya, covid19, 4G, H2O",
        "Tulis ke budi@kantor.example atau https://kabar.example/h4l3m4n",
        "🎉 mantap 👨‍👩‍👧 ❤️ 🇮🇩🇲🇾 👍🏽",
        "السَّلَامُ عَلَيْكُمْ",
        "你好，世界",
        "ꦲꦏ꧀ꦱꦫꦗꦮ",
        "Привет, мой друг",
        "Και όμως κινείται",
        "ไทย हिन्दी",
    ],
)
def test_ordinary_text_is_only_put_in_small_letters(ordinary: str) -> None:
    folded = fold(ordinary)
    assert folded.text == ordinary.lower()
    assert not folded.disguises


def test_accents_of_ordinary_words_are_no_disguise() -> None:
    assert fold("café cafe\u0301 reformasi²").text == "cafe cafe reformasi2"
    assert not fold("café cafe\u0301 reformasi²").disguises


def test_strokes_belong_to_the_letter_below_them() -> None:
    folded = fold("a\u033e\u0336b")
    assert (folded.text, list(folded.starts), list(folded.ends)) == ("ab", [0, 3], [3, 4])


@given(st.text(alphabet=WRITTEN, max_size=60) | st.text(max_size=60))
def test_every_character_read_knows_where_it_was_written(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    for at, char in enumerate(folded.text):
        start, end = folded.starts[at], folded.ends[at]
        assert 0 <= start < end <= len(text)
        if text[start].isascii() and not any(fold(text).disguises.get(one) for one in (Disguise.DIGITS,)):
            assert text[start].lower() == char
    for one, other in zip(range(len(folded.text)), range(1, len(folded.text)), strict=False):
        assert folded.ends[one] <= folded.starts[other] or folded.starts[one] == folded.starts[other]


@given(st.text(max_size=60))
def test_plain_letters_are_their_own_reading(text: str) -> None:
    plain = "".join(char for char in text if char.isascii() and not char.isdigit() and char not in "@$")
    assert fold(plain.replace(" ", "")).written == plain.replace(" ", "")


@pytest.mark.parametrize("piece", ["a@$", "$a$", "a.b", "a b c ", "A\u033e", "𝐀 ", "🇸🇱", "\u200b", "x"])
def test_the_time_grows_with_the_length_and_no_faster(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    since = time.process_time()
    fold(text)
    assert time.process_time() - since < 0.5
    assert fold(text + "slot").written == text
