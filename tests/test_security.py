"""The table of security tells the truth: every requirement is in it, every test that it names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from services.moderation.model.account import new_recovery_codes
from services.moderation.model.people import digest

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "services" / "moderation" / "templates"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+) \| (.+) \|$")
WITHOUT_A_TEST = {"this page", "not applicable"}
_V3 = {"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2}
_V6 = {"6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4}
_V7 = {"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2}
_V8 = {"8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1}
HOW_MANY = {**_V3, **_V6, **_V7, **_V8}
"""Requirements of levels 1 and 2 in the sections of ASVS 5.0.0 that have any; they are the first in each."""


def table() -> dict[str, str]:
    """Requirement → the tests that it names."""
    lines = (ROOT / "docs" / "security" / "asvs.md").read_text().splitlines()
    return {found[1]: found[4] for line in lines if (found := ROW.match(line))}


def functions_of(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, FUNCTIONS)}


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_every_requirement_of_levels_1_and_2_has_its_line() -> None:
    wanted = [f"{section}.{number}" for section, many in HOW_MANY.items() for number in range(1, many + 1)]
    assert list(table()) == wanted


@pytest.mark.parametrize("requirement", table())
def test_every_line_names_tests_that_are_there(requirement: str) -> None:
    named = table()[requirement]
    if named in WITHOUT_A_TEST:
        return
    for path, test in (name.strip("`").split("::") for name in named.split("<br>")):
        assert test in functions_of(ROOT / path), f"{path}::{test}"


def test_passwords_are_typed_unseen_and_managers_know_the_fields() -> None:
    found = [
        (path.name, call)
        for path in sorted(TEMPLATES.glob("*.html"))
        for call in re.findall(r"\{\{ line\(.*?\) \}\}|<input[^>]*>", path.read_text(), re.DOTALL)
        if re.search(r"password|sandi", call, re.IGNORECASE)
    ]
    assert {name for name, _ in found} >= {"sign_in.html"}
    wrong = [one for one in found if 'type="password"' not in one[1] or 'autocomplete="' not in one[1]]
    assert wrong == []


def test_every_page_of_the_signed_in_has_the_way_out() -> None:
    assert 'action="/sign-out"' in (TEMPLATES / "page.html").read_text()
    bare = {path.name for path in TEMPLATES.glob("*.html") if '{% extends "bare.html" %}' in path.read_text()}
    assert bare <= {
        "page.html",
        "sign_in.html",
        "sign_in_code.html",
        "problem.html",
        "welcome.html",
        "welcome_lost.html",
    }


def test_no_script_listens_to_messages_of_other_windows() -> None:
    ours = list(ROOT.glob("services/*/static/*.js"))
    assert ours
    assert [path.name for path in ours if re.search(r"\bonmessage\b|[\"']message[\"']", path.read_text())] == []


def test_recovery_codes_are_chance_and_kept_as_hashes() -> None:
    one, other = new_recovery_codes(digest), new_recovery_codes(digest)
    assert len({*one.shown, *other.shown}) == 20
    assert all(len(set(code)) > 6 and len(code.replace("-", "")) == 24 for code in one.shown)
    assert one.kept == tuple(digest(code.replace("-", "")) for code in one.shown)
