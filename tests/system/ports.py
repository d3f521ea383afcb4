"""Ports for what a test starts: no two tests are given the same, also where several processes run tests at once."""

from __future__ import annotations

import os
import socket
from itertools import count

_FIRST = 10_000
_FOR_EACH = 5_400  # four processes of tests, below where Linux takes ports for connections from
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 4
_GIVEN = count(os.getpid() * 30)


def free_ports(span: int = 1) -> int:
    """The first of so many ports in a row that are free; each call gives others."""
    start = _FIRST + _WORKER * _FOR_EACH
    for _ in range(_FOR_EACH):
        first = start + next(_GIVEN) % (_FOR_EACH - span)
        if all(_free(port) for port in range(first, first + span)):
            for _ in range(span - 1):
                next(_GIVEN)
            return first
    raise AssertionError("no free ports")


def _free(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) != 0
