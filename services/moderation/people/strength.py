"""What makes a password too weak: short, common, or made of what everybody knows. Nothing about its composition."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zxcvbn import zxcvbn

from services.moderation.model.refusal import Missing

SHORTEST = 12
_JUDGED = 72
"""Characters that are looked at: longer ones are strong by their length, and time is not given away."""
_STRONG = 3
_HOUSE = ("redaksi", "meja", "berita")
_OWN = 8
"""Characters that must be left when the words are taken out that somebody who knows the person would try first."""


def weakness(password: str, *, field: str, name: str, email: str) -> Missing | None:
    """Why this password of somebody with this name and address is refused, or None."""
    if len(password) < SHORTEST:
        return Missing(
            field,
            f"Terlalu pendek: pakai sedikitnya {SHORTEST} karakter, misalnya empat kata yang tidak berhubungan.",
            f"Too short: use at least {SHORTEST} characters, such as four unrelated words.",
        )
    known = [word for word in re.split(r"[\W_]+", f"{name} {email}".lower()) if len(word) > 2]  # noqa: PLR2004
    if len(_without([*known, *_HOUSE], password.lower())) < _OWN:
        return _of_names(field)
    found = zxcvbn(password[:_JUDGED], user_inputs=[*known, email.lower(), name.lower(), *_HOUSE])
    if found["score"] >= _STRONG:
        return None
    if any(part.get("dictionary_name") == "user_inputs" for part in found["sequence"]):
        return _of_names(field)
    return Missing(
        field,
        "Terlalu mudah ditebak: umum dipakai, berurutan, atau berulang. Pakai empat kata yang tidak berhubungan.",
        "Too easy to guess: common, in sequence or repeated. Use four unrelated words.",
    )


def _without(known: Sequence[str], password: str) -> str:
    for word in sorted(known, key=len, reverse=True):
        password = password.replace(word, "")
    return password


def _of_names(field: str) -> Missing:
    return Missing(
        field,
        "Terlalu mudah ditebak: berisi nama, surel, atau nama redaksi. Pakai kata-kata lain.",
        "Too easy to guess: it holds your name, your address or the newsroom's. Use other words.",
    )
