"""Where Kafka and MongoDB are, and as whom each process of this newsroom comes there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from redaksi.rights import BROKER, OPERATOR, user
from redaksi.runner.access import Secrets
from redaksi.runner.fetch import Unavailable
from redaksi.runner.plan import Plan
from redaksi.runner.ports import Ports
from redaksi.runner.servers import mongo_url
from redaksi.runner.table import SERVICES
from shared.kafka import Kafka


@dataclass(frozen=True)
class Doors:
    """`environment` names the user in a Kafka that is not ours: one for all services."""

    plan: Plan
    ports: Ports
    secrets: Secrets
    environment: Mapping[str, str]

    def kafka(self, name: str = OPERATOR) -> Kafka:
        """Kafka, for the service of this name or for the operator."""
        if self.plan.kafka:
            given = self.environment
            return Kafka(self.plan.kafka, given.get("KAFKA_USERNAME", ""), given.get("KAFKA_PASSWORD", ""))
        address = self.ports.addresses(self.ports.kafka, self.plan.brokers)
        return Kafka(address, user(name), self.secrets.kafka_passwords[name]) if self.secrets.secure else Kafka(address)

    def kafka_itself(self) -> Kafka:
        """Kafka, as one of its own nodes: before anybody else has a password."""
        address = self.ports.addresses(self.ports.kafka, self.plan.brokers)
        return Kafka(address, user(BROKER), self.secrets.kafka_passwords[BROKER], "PLAIN")

    def mongo(self, name: str = OPERATOR) -> str:
        """MongoDB's address, for the service of this name or for the operator."""
        if self.plan.mongo or not self.secrets.secure:
            return self.plan.mongo or mongo_url(self.ports)
        return mongo_url(self.ports, user(name), self.secrets.mongo_passwords[name])

    def values(self) -> dict[str, str]:
        """For the table of settings."""
        told: dict[str, str] = {}
        for name in SERVICES:
            kafka = self.kafka(name)
            told |= {
                f"kafka_username_{name}": kafka.username,
                f"kafka_password_{name}": kafka.password,
                f"mongo_{name}": self.mongo(name),
            }
        return {"kafka": self.kafka().bootstrap, **told}

    def in_words(self) -> str:
        """Where they are, without a password."""
        mongo = "as MONGO_URL says" if self.plan.mongo else mongo_url(self.ports)
        asked = ", each service with a password of its own" if self.secrets.secure else ""
        return f"Kafka {self.kafka().bootstrap}, MongoDB {mongo}{asked}"


def as_asked(known: Secrets, plan: Plan) -> Secrets:
    """The secrets with what was asked for; a newsroom that was made secure stays so until it is opened by name.

    Raises `Unavailable` where it cannot be had.
    """
    secure = known.secure if plan.secure is None else plan.secure
    if secure and plan.foreign:
        raise Unavailable(
            "--secure, which stays until --no-secure, is for the Kafka and the MongoDB of this folder, and "
            "KAFKA_BOOTSTRAP or MONGO_URL names another. `redaksi users` gives the services their users there: "
            "docs/operating.md."
        )
    whole = known.model_copy(update={"secure": secure})
    return whole.with_new_passwords() if plan.new_passwords else whole
