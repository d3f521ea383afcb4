"""One version, wherever it is told."""

import tomllib
from pathlib import Path

from shared.version import VERSION


def test_what_a_process_says_is_what_the_project_is() -> None:
    assert tomllib.loads(Path("pyproject.toml").read_text())["project"]["version"] == VERSION
