"""The shape of the code: budgets that keep it readable. Mend the code, not the budget."""

from __future__ import annotations

import ast
import statistics
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = ("shared", "services", "redaksi", "clients", "examples")
CHECKS = ("tests", "benchmarks")
LONGEST_FILE = 250
LONGEST_CHECK = 350
LONGEST_FUNCTION = 40
USUAL_FUNCTION = 15
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "common", "base", "misc"}


def files(*rooms: str) -> list[Path]:
    return sorted(chain.from_iterable((ROOT / room).rglob("*.py") for room in rooms))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> list[tuple[str, int]]:
    """Each function of a file and its lines, its docstring not counted."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            words = ast.get_docstring(node, clean=False)
            found.append((f"{place(path)}:{node.lineno} {node.name}", lines - (words.count("\n") + 1 if words else 0)))
    return found


def test_no_file_has_outgrown_its_room() -> None:
    long = [place(p) for p in files(*PRODUCT) if p.read_text().count("\n") > LONGEST_FILE]
    long += [place(p) for p in files(*CHECKS) if p.read_text().count("\n") > LONGEST_CHECK]
    assert long == []


def test_functions_fit_on_half_a_screen() -> None:
    lengths = list(chain.from_iterable(functions(path) for path in files(*PRODUCT)))
    assert [where for where, lines in lengths if lines > LONGEST_FUNCTION] == []
    assert statistics.quantiles([lines for _, lines in lengths], n=10)[-1] <= USUAL_FUNCTION


def broad(*folders: str) -> list[str]:
    """Where everything is caught, whatever it is."""
    return [
        place(path)
        for path in files(*folders)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    ]


def test_there_is_one_broad_except_and_it_is_on_the_bus() -> None:
    assert broad("shared", "services", "redaksi") == ["shared/bus/chain.py"]


def test_the_client_has_one_too_around_the_code_of_those_who_use_it() -> None:
    assert broad("clients", "examples") == ["clients/python/redaksi_client/worker.py"]


@pytest.mark.parametrize("name", sorted(SAYS_NOTHING))
def test_no_file_has_a_name_that_says_nothing(name: str) -> None:
    assert [place(p) for p in files(*PRODUCT, *CHECKS) if p.stem == name] == []


def test_every_file_says_what_it_is_for() -> None:
    silent = [place(p) for p in files(*PRODUCT, *CHECKS) if p.read_text().strip() and not ast.get_docstring(tree(p))]
    assert silent == []
