"""Codes of the second factor, by RFC 6238: six digits, thirty seconds, one step of tolerance to each side."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

STEP_SECONDS = 30
_TOLERANCE = (0, -1, 1)
DIGITS = 6


def new_secret() -> str:
    """160 bits of chance in base32, as apps read it."""
    return pyotp.random_base32(32)


def uri(secret: str, *, name: str) -> str:
    """What an app takes from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Redaksi")


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The thirty seconds to which this code belongs, of those around now; None where it is wrong."""
    digits = "".join(char for char in code if not char.isspace())
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdecimal():
        return None
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    fitting = [current + by for by in _TOLERANCE if hmac.compare_digest(totp.generate_otp(current + by), digits)]
    return fitting[0] if fitting else None
