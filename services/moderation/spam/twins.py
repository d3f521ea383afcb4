"""Letters that look like others: the Latin letter of which each is a twin, and what hides inside words unseen."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Literal, NamedTuple

Role = Literal["letter", "over", "joiner", "nothing", "region"]
"""`over` lies on the letter before it; a `joiner` is at home in emoji and in scripts that join their letters;
`nothing` is never seen; a `region` is half of a flag."""


class Disguise(StrEnum):
    """How a text was made to look like what it is not."""

    STYLED = "styled"
    """Mathematical, fullwidth and small-capital letters."""
    BOXED = "boxed"
    """Letters in circles and squares, and those that flags are made of."""
    STRUCK = "struck"
    """Strokes, dots and rings laid over letters."""
    UNSEEN = "unseen"
    """Characters without width inside words."""
    FOREIGN = "foreign"
    """Letters of another script amid Latin ones."""
    DIGITS = "digits"
    """Digits and signs that stand for letters."""
    SPACED = "spaced"
    """The same thing between all the letters of a word."""


class Kin(NamedTuple):
    """What a character beyond ASCII is read as in a Latin word, and the disguise that it then is."""

    reading: str
    disguise: Disguise | None = None
    role: Role = "letter"


def _table(rows: str) -> dict[str, str]:
    return {twin: letter for letter, twins in (row.split() for row in rows.strip().splitlines()) for twin in twins}


FOREIGN = _table("""
a АаΑαάΆᎪᗅᗩꓮΛᗋ𐊠дᐃ
b ВвΒβЬьᏴᗷꓐ𐊂Ᏸ฿бᑲ
c СсϹϲᏟᑕꓚ𐊢ↄ
d ԀԁᎠᗞᗪꓓδᑯ
e ЕеΕεέΈЄєЭэᎬꓰ𐊆ΣξէҽЁёᗴ
f ϜϝᖴꓝՖ𐊇
g ԌԍᏀꓖցᎶ
h НнΗһҺᎻᕼꓧհ𐋏Ꮒ
i ІіΙιίΊӀӏᎥꓲїЇ𐊊
j ЈјᎫᒍꓙյϳͿ
k КкΚκᏦꓗҚқ
l ᏞᒪꓡԼլ𐐛
m МмΜᎷᗰꓟϺ𐊰
n ИиΝηήᑎꓠոռПпЙй
o ОоΟοόΌσᎾꓳՕօ०০〇๐໐𐊒ѲѳΘθФфᗝ
p РрΡρᏢᑭꓑքҎ𐊕
q ԚԛᑫզգႭ
r ЯяᎡᖇꓣгՐᏒ
s ЅѕՏտᏚᔕꓢ𐊖ϨЗз
t ТтΤτᎢꓔ𐊗Ⲧ
u υύՍսᑌꓴЦцμ
v ѴѵνᏙᐯꓦ
w ԜԝωώᎳꓪШшЩщѠѡᗯա
x ХхΧχ᙭ꓫ𐊐Ⲭ
y УуΥγΎүҮЎўᎩꓬ𐊲Ч
z ΖᏃꓜᘔ
""")
"""Letters of other scripts, which are twins only amid Latin ones."""

_LATIN = _table("""
a ᴀɑɐÅȺⱥ
b ʙƀɃɓƁƄƅ
c ᴄɕȻȼƇƈ
d ᴅđĐɖɗƉƊð
e ᴇɛƐǝƎəƏɇɘ
f ꜰƑ
g ɢɡɠƓǥǤ
h ʜɦħĦⱨⱧ
i ɪıɨƗɩƖ
j ᴊɉʝȷɈ
k ᴋƙƘⱩⱪ
l ʟłŁɭƚȽɫⱠⱡ
m ᴍɱⱮ
n ɴɲƝŋŊɳƞ
o ᴏøØɔƆɵƟ
p ᴘƥƤþÞᵽ
q ǫɋʠꞯ
r ʀɾɽɹʁɌɍɼ
s ꜱʂȿƧƨ
t ᴛŧŦƭƬʈƮȾⱦ
u ᴜʉɄʊƱ
v ᴠʋƲɅʌ
w ᴡʍⱲⱳ
x ꭓ
y ʏɏɎƴƳʎ
z ᴢƶƵʐʑȤȥⱬ
""")
_AT_HOME = frozenset("øØłŁđĐðÞþħĦŋŊıÅəƏ")
"""Twins that are ordinary letters of ordinary languages."""
_NEVER_SEEN = frozenset("\xad\u034f\u115f\u1160\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0")
_BOXES = (0x1F150, 0x1F170)
_REGIONS = 0x1F1E6
_KEYCAP = "\u20e3"
_STROKES = (
    range(0x300, 0x370),
    range(0x483, 0x48A),
    range(0xA66F, 0xA67E),
    range(0x1AB0, 0x1B00),
    range(0x1DC0, 0x1E00),
    range(0x20D0, 0x2100),
    range(0xFE20, 0xFE30),
)
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0000, 0xE0200))
_STYLES = frozenset({"<font>", "<wide>", "<narrow>", "<sub>"})


@lru_cache(maxsize=4096)
def kin(char: str) -> Kin:
    """What a character beyond ASCII is kin to."""
    code = ord(char)
    if char in _LATIN:
        return Kin(_LATIN[char], None if char in _AT_HOME else Disguise.STYLED)
    if 0 <= code - _REGIONS < len(_ALPHABET):
        return Kin(_ALPHABET[code - _REGIONS], Disguise.BOXED, "region")
    for first in _BOXES:
        if 0 <= code - first < len(_ALPHABET):
            return Kin(_ALPHABET[code - first], Disguise.BOXED)
    return _without_width(char) or _taken_apart(char)


def lies_on_any(char: str) -> bool:
    """Whether it is a stroke for the letters of every script, and not how one script writes its vowels."""
    return any(ord(char) in strokes for strokes in _STROKES)


def _without_width(char: str) -> Kin | None:
    """What takes no room of its own."""
    category = unicodedata.category(char)
    if char in _NEVER_SEEN:
        return Kin("", Disguise.UNSEEN, "nothing")
    if category == "Cf" or any(ord(char) in selectors for selectors in _SELECTORS):
        return Kin("", Disguise.UNSEEN, "joiner")
    if category in {"Mn", "Me"}:
        return Kin("", Disguise.BOXED if char == _KEYCAP else Disguise.STRUCK, "over")
    return None


def _taken_apart(char: str) -> Kin:
    """What Unicode itself says the character is made of."""
    way = unicodedata.decomposition(char).partition(" ")[0]
    plain = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    if way in _STYLES and plain in FOREIGN:
        return Kin(plain, Disguise.STYLED)
    if plain.startswith("("):
        plain = plain[1:-1]
    if not (plain.isascii() and plain.isalnum()) or char in "ªº":
        return Kin(char)
    if way in _STYLES or (way == "<super>" and plain.isalpha()):
        return Kin(plain, Disguise.STYLED)
    return Kin(plain, Disguise.BOXED if way in {"<circle>", "<square>"} and len(plain) == 1 else None)


_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
