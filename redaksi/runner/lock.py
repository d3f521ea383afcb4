"""One data folder, one newsroom."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from redaksi.runner.fetch import Unavailable


class locked:  # noqa: N801 - reads as a verb
    """Nobody else uses this data folder while we do."""

    def __init__(self, data: Path) -> None:
        self._path = data / "lock"
        self._file: IO[str] | None = None

    def __enter__(self) -> None:
        self._file = self._path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.seek(0)
            raise Unavailable(
                f"A newsroom already runs on {self._path.parent} (pid {self._file.read().strip() or 'unknown'}). "
                "Stop it with Ctrl-C there, or name another folder with --data DIR and other ports with --port-base N."
            ) from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
