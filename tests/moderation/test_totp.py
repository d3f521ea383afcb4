"""Codes of the second factor: those of RFC 6238, and no others."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from services.moderation.people.totp import STEP_SECONDS, new_secret, step_of, uri

OF_THE_RFC = base64.b32encode(b"12345678901234567890").decode()
VECTORS = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
"""RFC 6238, appendix B, SHA-1: seconds since 1970, and the eight digits of which ours are the last six."""
NOW = datetime(2026, 11, 24, 3, 15, 10, tzinfo=UTC)
STEP = int(NOW.timestamp()) // STEP_SECONDS


def code(at: datetime) -> str:
    return pyotp.TOTP(OF_THE_RFC).at(at)


@pytest.mark.parametrize("seconds", VECTORS)
def test_the_codes_are_those_of_the_rfc(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert step_of(OF_THE_RFC, VECTORS[seconds][-6:], at) == seconds // STEP_SECONDS


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_that_is_one_step_off_is_borne_with_and_the_step_is_the_codes_own(steps: int) -> None:
    assert step_of(OF_THE_RFC, code(NOW + timedelta(seconds=STEP_SECONDS * steps)), NOW) == STEP + steps


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_clock_that_is_further_off_is_not(steps: int) -> None:
    assert step_of(OF_THE_RFC, code(NOW + timedelta(seconds=STEP_SECONDS * steps)), NOW) is None


def test_spaces_are_what_people_and_apps_put_between() -> None:
    digits = code(NOW)
    for written in (f"{digits[:3]} {digits[3:]}", f" {digits}\n", f"{digits[:3]}\u00a0{digits[3:]}"):
        assert step_of(OF_THE_RFC, written, NOW) == STEP


def test_what_is_not_six_digits_is_no_code() -> None:
    right = code(NOW)
    arabic = right.translate({ord("0") + one: 0x660 + one for one in range(10)})
    for written in ("", right[:5], right + "0", f"{right[:3]}-{right[3:]}", f"+{right[1:]}", arabic, VECTORS[59]):
        assert step_of(OF_THE_RFC, written, NOW) is None


def test_a_code_of_another_secret_is_wrong() -> None:
    other = pyotp.TOTP("A" * 32).at(NOW)
    assert step_of(OF_THE_RFC, other, NOW) is None


def test_a_secret_is_160_bits_and_an_app_is_told_whose_it_is() -> None:
    secret = new_secret()
    assert len(base64.b32decode(secret)) * 8 == 160
    assert secret != new_secret()
    told = pyotp.parse_uri(uri(secret, name="sari@contoh.id"))
    assert (told.secret, told.name, told.issuer) == (secret, "sari@contoh.id", "Redaksi")
