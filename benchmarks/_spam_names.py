"""Names of houses of gambling that nobody has seen: made of syllables, written in look-alike letters."""

from __future__ import annotations

import random

_FIRST = [
    "zamrud",
    "kancil",
    "rajawali",
    "tembaga",
    "merpati",
    "samudra",
    "pendekar",
    "gerhana",
    "mustika",
    "bintara",
    "elang",
    "lautan",
]
_LAST = ["bet", "toto", "slot", "win", "play", "hoki", "jp", "77", "88", "99", "138", "303", "4d"]
_AROUND = (
    "main di {} modal receh hasilnya lumayan",
    "semalam {} kasih maxwin terus bro",
    "{} memang paling gacor",
    "cuma di {} bisa wd cepat",
    "kalau bosan coba saja {}",
    "iseng main {} malah dapat jutaan",
)
_ALPHABETS = (
    {**{chr(97 + n): chr(0x1D5D4 + n) for n in range(26)}, **{str(n): chr(0x1D7EC + n) for n in range(10)}},
    {**{chr(97 + n): chr(0x1D468 + n) for n in range(26)}, **{str(n): chr(0x1D7CE + n) for n in range(10)}},
    {chr(97 + n): chr(0x24B6 + n) for n in range(26)},
    {**{chr(97 + n): chr(0xFF21 + n) for n in range(26)}, **{str(n): chr(0xFF10 + n) for n in range(10)}},
    dict(zip("aeopcxykmtbh", "АЕОРСХУКМТВН", strict=True)),
    {"a": "4", "i": "1", "e": "3", "o": "0"},
)


def written(how_many: int, seed: int = 20260501) -> list[str]:
    """So many comments, each with a name of its own; the same ones for the same seed."""
    chance = random.Random(seed)
    return [chance.choice(_AROUND).format(_disguised(chance)) for _ in range(how_many)]


def _disguised(chance: random.Random) -> str:
    middle = chance.choice("aiueo") + chance.choice("bdgklmnprst") + chance.choice("aiueo")
    name = chance.choice(_FIRST) + middle + chance.choice(_LAST)
    match chance.randrange(4):
        case 0:
            return " ".join(name.upper())
        case 1:
            return "".join(letter + chr(0x33E) for letter in name)
        case _:
            alphabet = chance.choice(_ALPHABETS)
            return "".join(alphabet.get(letter, letter.upper()) for letter in name)
