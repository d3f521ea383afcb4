"""Who may read the published topics from outside: SCRAM credentials and ACLs in Kafka itself."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    NewTopic,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from kafka.errors import KafkaError, TopicAlreadyExistsError

PUBLISHED = "redaksi.published."
"""With this begin the names of what anyone may read."""
MECHANISM = ScramMechanism.SCRAM_SHA_512
ITERATIONS = 16_384
_ALLOW = ACLPermissionType.ALLOW
_READS = (ACLOperation.READ, ACLOperation.DESCRIBE)
_WRITES = (*_READS, ACLOperation.WRITE)
_TIMEOUT_MS = 10_000
_USER = "User:"


class Refused(Exception):  # noqa: N818 - what a person is told
    """Kafka does not do it: why."""


@dataclass(frozen=True)
class Granted:
    """A reader's way in. The password is known to nobody else, Kafka included."""

    name: str
    password: str
    dead_letters: str = ""


def dead_letters_of(name: str) -> str:
    """The one topic that a reader may write, where it has one."""
    return f"{name}.dead.v1"


class Readers:
    """The readers that Kafka knows. Every method raises KafkaError where Kafka is away or refuses."""

    def __init__(self, admin: KafkaAdminClient) -> None:
        self._admin = admin

    def names(self) -> tuple[str, ...]:
        """Everybody who may read what is published."""
        published = ResourcePatternFilter(ResourceType.TOPIC, PUBLISHED, ACLResourcePatternType.PREFIXED)
        found, _ = self._admin.describe_acls(ACLFilter(None, None, ACLOperation.READ, _ALLOW, published))
        return tuple(sorted({one.principal.removeprefix(_USER) for one in found}))

    def grant(self, name: str, *, dead_letters: bool, replication: int) -> Granted:
        """Let this reader read what is published, in groups of its own; a new password each time."""
        if dead_letters:
            self._make(dead_letters_of(name), replication)
        made = self._admin.create_acls(_rights(name, dead_letters=dead_letters))
        if made["failed"]:
            raise made["failed"][0]
        password = self._new_password(name)
        return Granted(name, password, dead_letters_of(name) if dead_letters else "")

    def remove(self, name: str) -> None:
        """Take everything away again, from connections that stand as well.

        The password is not deleted but made one that nobody knows: a Kafka (seen in 4.3) that replays a deletion when
        it starts may forget all other passwords with it.
        """
        anything = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
        theirs = ACLFilter(_principal(name), "*", ACLOperation.ANY, ACLPermissionType.ANY, anything)
        for _, _, error in self._admin.delete_acls([theirs]):
            if error.errno:
                raise error
        self._new_password(name)

    def _new_password(self, name: str) -> str:
        password = secrets.token_urlsafe(24)
        new = UserScramCredentialUpsertion(name, MECHANISM, password, iterations=ITERATIONS)
        for message in self._admin.alter_user_scram_credentials([new]).values():
            if message is not None:
                raise Refused(message)
        return password

    def _make(self, topic: str, replication: int) -> None:
        try:
            self._admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=replication)])
        except TopicAlreadyExistsError:
            return


@contextmanager
def readers_of(bootstrap: str, **connection: Any) -> Iterator[Readers]:
    """Kafka's readers. Raises `Refused` with what a person can do about it."""
    with admin_of(bootstrap, **connection) as admin:
        yield Readers(admin)


@contextmanager
def admin_of(bootstrap: str, **connection: Any) -> Iterator[KafkaAdminClient]:
    """Whoever looks after users and rights. Raises `Refused` with what a person can do about it."""
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=bootstrap.split(","),
            request_timeout_ms=_TIMEOUT_MS,
            bootstrap_timeout_ms=_TIMEOUT_MS,
            **connection,
        )
    except KafkaError as error:
        raise Refused(f"Kafka at {bootstrap} does not answer: {error}") from error
    try:
        yield admin
    except KafkaError as error:
        raise Refused(_why(error)) from error
    finally:
        admin.close()


def _why(error: KafkaError) -> str:
    if type(error).__name__ == "SecurityDisabledError":
        return (
            "This Kafka checks nobody: it has no authorizer, so whoever reaches it may do everything. "
            "docs/readers.md says what it needs."
        )
    return f"Kafka refuses: {error}"


def _rights(name: str, *, dead_letters: bool) -> list[ACL]:
    topics = ResourcePattern(ResourceType.TOPIC, PUBLISHED, ACLResourcePatternType.PREFIXED)
    groups = ResourcePattern(ResourceType.GROUP, f"{name}.", ACLResourcePatternType.PREFIXED)
    rights = [(what, right) for what in (topics, groups) for right in _READS]
    if dead_letters:
        dead = ResourcePattern(ResourceType.TOPIC, dead_letters_of(name), ACLResourcePatternType.LITERAL)
        rights += [(dead, right) for right in _WRITES]
    return [ACL(_principal(name), "*", right, _ALLOW, what) for what, right in rights]


def _principal(name: str) -> str:
    return f"{_USER}{name}"
