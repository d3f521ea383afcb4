"""Which port is whose: one setting, the base, and everything else follows from it. All below 32768."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass

import psutil

from redaksi.runner.fetch import Unavailable

HIGHEST = 32_767
"""Above it outgoing connections take ports as they please."""

LOWEST = 1_024
"""Below it only root may listen."""

SERVICES = {"site": 0, "ingest": 1, "moderation": 2, "publish": 3, "ingest-view": 4}
"""Each service's port, counted from the base."""

_KAFKA, _CONTROLLER, _MONGO, _READERS = 10, 15, 20, 21
_LAST = 23


@dataclass(frozen=True)
class Ports:
    """The ports of one newsroom on this machine."""

    base: int

    def __post_init__(self) -> None:
        if not LOWEST <= self.base <= HIGHEST - _LAST:
            raise Unavailable(f"--port-base {self.base}: choose one between {LOWEST} and {HIGHEST - _LAST}.")

    @property
    def mongo(self) -> int:
        """Mongod's port."""
        return self.base + _MONGO

    def service(self, name: str) -> int:
        """The port a service listens at."""
        return self.base + SERVICES[name]

    def url(self, name: str) -> str:
        """Where a service listens, as its neighbours call it."""
        return f"http://127.0.0.1:{self.service(name)}"

    def kafka(self, node: int) -> int:
        """The port of the node's broker; nodes count from 0."""
        return self.base + _KAFKA + node

    def readers(self, node: int) -> int:
        """The port at which the node's broker lets in whoever has a password for the published topics."""
        return self.base + _READERS + node

    def addresses(self, port: Callable[[int], int], nodes: int) -> str:
        """Where all nodes listen, as Kafka's clients are told."""
        return ",".join(f"127.0.0.1:{port(node)}" for node in range(nodes))

    def controller(self, node: int) -> int:
        """The port of the node's controller."""
        return self.base + _CONTROLLER + node


def must_be_free(wanted: dict[str, int]) -> None:
    """Raise `Unavailable` where a port is taken: which, for what, by whom, and what to do."""
    for name, port in wanted.items():
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError as error:
                raise Unavailable(
                    f"Port {port}, meant for {name}, is taken{_by_whom(port)}. Stop that process, or choose other "
                    "ports with --port-base N."
                ) from error


def _by_whom(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.laddr and connection.laddr.port == port and connection.status == psutil.CONN_LISTEN:
                name = psutil.Process(connection.pid).name() if connection.pid else "another user's process"
                return f" by {name} (pid {connection.pid})" if connection.pid else f" by {name}"
    except psutil.Error:
        return ""
    return ""
