"""A service's process as the fault suite starts it: `python -m tests.faults.process SERVICE`.

The service itself is the real one. Before it starts, failpoints are wrapped around its steps, its clock is one that can
be set, and, for a negative control, one of its safeguards is taken out.
"""

from __future__ import annotations

import importlib
import os
import runpy
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from redaksi.runner.table import module_of
from tests.faults import controls, failpoints

FOLDER, NAME, CONTROL = "REDAKSI_FAULTS_FOLDER", "REDAKSI_FAULTS_NAME", "REDAKSI_FAULTS_CONTROL"
"""Settings: where traps and clocks lie, which process this is, which safeguard is taken out."""
CLOCKED = frozenset({"ingest", "moderation", "publish"})
"""Services that take the time from `now` of their `app.py`."""


def clock_of(folder: Path, name: str) -> Path:
    """The file that says by how many seconds this process's clock is wrong."""
    return folder / f"{name}.clock"


def main() -> None:
    """Become the service."""
    service, folder, name = sys.argv[1], Path(os.environ[FOLDER]), os.environ[NAME]
    failpoints.install(service, failpoints.Traps(folder))
    if service in CLOCKED:
        app: Any = importlib.import_module(f"services.{service}.app")
        app.now = _wrong(app.now, clock_of(folder, name))
    if control := os.environ.get(CONTROL):
        controls.CONTROLS[control].take_out()
    runpy.run_module(module_of(service), run_name="__main__", alter_sys=True)


def _wrong(now: Callable[[], datetime], by: Path) -> Callable[[], datetime]:
    def wrong() -> datetime:
        try:
            return now() + timedelta(seconds=float(by.read_text()))
        except FileNotFoundError:
            return now()

    return wrong


if __name__ == "__main__":
    main()
