"""A Kafka with its topics and a mongod to measure on: embedded ones of our own.

Or those that `REDAKSI_BENCH_KAFKA` and `REDAKSI_BENCH_MONGO` name. Measuring fills their topics with
articles nobody wrote, so the names a newsroom goes by (`KAFKA_BOOTSTRAP`, `MONGO_URL`) do not count here.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.stage import ROOT, running
from redaksi.runner.plan import PYTHONPATH

__all__ = ["ROOT", "Servers", "free_port", "free_ports_from", "servers"]


_GIVEN = iter(range(12_000 + os.getpid() % 400 * 20, 32_000))


@dataclass(frozen=True)
class Servers:
    """Where Kafka (`host:port`) and MongoDB (a URL) are."""

    kafka: str
    mongo: str

    @property
    def environment(self) -> dict[str, str]:
        """What a process is to be given so that it finds them."""
        return {**os.environ, "KAFKA_BOOTSTRAP": self.kafka, "MONGO_URL": self.mongo, "PYTHONPATH": PYTHONPATH}


@contextmanager
def servers() -> Iterator[Servers]:
    """Servers while this lasts."""
    kafka, mongo = os.environ.get("REDAKSI_BENCH_KAFKA", ""), os.environ.get("REDAKSI_BENCH_MONGO", "")
    if kafka and mongo:
        yield Servers(kafka, mongo)
        return
    os.environ.pop("KAFKA_BOOTSTRAP", None)
    os.environ.pop("MONGO_URL", None)
    with running("servers", base=free_ports_from(10_000 + os.getpid() % 30 * 30)) as access:
        yield Servers(access.kafka, access.mongo)


def free_port() -> int:
    """A port that nobody uses, below those that outgoing sockets take; each call gives another."""
    return next(port for port in _GIVEN if _free(port))


def free_ports_from(first: int) -> int:
    """A first port, from this one on, after which a newsroom's ports are free."""
    bases = range(first, 32_000, 30)
    return next(base for base in bases if all(_free(base + offset) for offset in range(24)))


def _free(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) != 0
