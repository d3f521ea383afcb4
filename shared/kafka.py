"""Where Kafka is, and as whom one comes there: the same for every client that a process opens."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from aiokafka.conn import create_conn
from aiokafka.errors import (
    AuthenticationFailedError,
    IllegalSaslStateError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from faststream.security import SASLScram512

log = logging.getLogger(__name__)

Mechanism = Literal["SCRAM-SHA-512", "PLAIN"]
_PATIENCE_MS = 3_000
_LOOK_EVERY = 2.0
_WRONG = (AuthenticationFailedError, SaslAuthenticationFailed)
_OTHER_DOOR = (UnsupportedSaslMechanismError, IllegalSaslStateError)


@dataclass(frozen=True)
class Kafka:
    """Kafka's `host:port`, several separated by commas; a user's name and password, "" where it asks for none."""

    bootstrap: str
    username: str = ""
    password: str = field(default="", repr=False)
    mechanism: Mechanism = "SCRAM-SHA-512"
    """PLAIN is for Kafka's own nodes, whose password stands in its settings."""

    @property
    def connection(self) -> dict[str, Any]:
        """What a client of aiokafka, and one of kafka-python, is told."""
        return {"bootstrap_servers": self.bootstrap.split(","), **self.login}

    @property
    def login(self) -> dict[str, Any]:
        """The same without the address."""
        if not self.username:
            return {}
        return {
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.username,
            "sasl_plain_password": self.password,
        }

    @property
    def security(self) -> SASLScram512 | None:
        """What FastStream's broker is told."""
        from faststream.security import SASLScram512

        return SASLScram512(self.username, self.password, use_ssl=False) if self.username else None


async def refusal(kafka: Kafka) -> str | None:
    """Why Kafka, which may be there, does not let us in, in words for an operator; None where that is not the reason.

    Asked for itself: to aiokafka's clients a wrong password looks like a server that is away.
    """
    for address in kafka.bootstrap.split(","):
        host, _, port = address.rpartition(":")
        try:
            connection = await create_conn(host, int(port), request_timeout_ms=_PATIENCE_MS, **kafka.login)
        except _WRONG:
            return f"Kafka at {address} refuses the user {kafka.username!r}: its name or its password is wrong"
        except _OTHER_DOOR:
            return f"Kafka at {address} does not ask for a name in the way that {kafka.username!r} gives one"
        except (KafkaError, OSError, ValueError):
            continue
        connection.close()
    return None


class Refusal:
    """Whether it is the password, for an operator to read in the log and at `/readyz`."""

    def __init__(self, kafka: Kafka) -> None:
        self.why: str | None = None
        """What was last found, or None."""
        self._kafka = kafka

    async def look(self) -> None:
        """Ask Kafka now; said in the log once for as long as it lasts."""
        why = await refusal(self._kafka)
        if why and why != self.why:
            log.error("Kafka does not let this process in", extra={"reason": why})
        self.why = why

    async def watch(self, ready: Callable[[], object]) -> None:
        """Ask every few seconds until `ready`."""
        while not ready():
            await asyncio.sleep(_LOOK_EVERY)
            await self.look()
        self.why = None
