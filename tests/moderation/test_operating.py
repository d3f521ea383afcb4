"""Operators: what the role opens and what it does not; bytes made readable; a run that nobody hears of any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from services.moderation.model.decoding import LARGEST_SHOWN, decoded, escaped, in_hex, indented
from services.moderation.model.editor import Editor, Role
from services.moderation.model.people import duties
from services.moderation.model.redriving import Redrive, Run

NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)
ROLES: tuple[Role, ...] = ("editor", "chief", "admin")


def someone(role: Role, *, operator: bool = False) -> Editor:
    return Editor(id="1", name="Rio", initials="RI", role=role, operator=operator)


@pytest.mark.parametrize("role", ROLES)
def test_no_other_role_is_an_operator_by_itself(role: Role) -> None:
    assert not someone(role).may("operator")
    assert someone(role, operator=True).may("operator")
    assert someone(role, operator=True).may(role)


@pytest.mark.parametrize("role", ROLES)
def test_an_operator_may_nothing_else(role: Role) -> None:
    assert someone("operator").may("operator")
    assert not someone("operator", operator=True).may(role)


def test_the_audit_names_both() -> None:
    assert duties("chief", operator=True) == "chief + operator"
    assert duties("operator", operator=True) == "operator"


@pytest.mark.parametrize(
    "wrong",
    [{}, {"places": ["0/1"], "everything": True}, {"error": "x", "everything": True}, {"places": ["../1"]},
     {"everything": True, "per_second": 0}, {"everything": True, "per_second": 1e9}],
)  # fmt: skip
def test_an_order_says_one_way_of_choosing_and_a_pace_that_can_be_kept(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Redrive.model_validate(wrong)


def test_a_run_without_a_sign_broke_off() -> None:
    run = Run(group="g", by="1", name="R", began=NOON, lease=NOON + timedelta(seconds=30), total=2, per_second=1)
    assert run.at(NOON + timedelta(seconds=30)).state == "running"
    assert run.at(NOON + timedelta(seconds=31)).state == "broke_off"
    assert run.model_copy(update={"state": "done"}).at(NOON + timedelta(hours=1)).state == "done"


def test_bytes_are_shown_as_they_are() -> None:
    value = b'{"teks": "\xff\x00<b>\xe2\x80\xae"}'
    assert decoded(value) is None
    assert escaped(value) == '{"teks": "\\xff\\x00<b>\\u202e"}'
    assert in_hex(value)[0] == ("000000", "7b 22 74 65 6b 73 22 3a 20 22 ff 00 3c 62 3e e2", '{"teks": "..<b>.')
    assert indented(b'{"a": "\xc3\xa9"}') == '{\n  "a": "é"\n}'
    assert indented(b"[" * 100_000) == ""


def test_what_is_endless_is_cut() -> None:
    assert len(escaped(b"a" * LARGEST_SHOWN * 2)) == LARGEST_SHOWN
    assert len(in_hex(b"a" * LARGEST_SHOWN)) == 64
