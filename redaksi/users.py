"""The services' users in Kafka and in MongoDB: made, given their rights, and kept to them. Safe to repeat.

The table is the law: a right that a user of ours has beside it is taken away. A password in Kafka is only ever
overwritten, never deleted (docs/decisions/0091).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    UserScramCredentialUpsertion,
)
from pymongo import AsyncMongoClient

from redaksi.granting import ITERATIONS, MECHANISM, Refused, admin_of
from redaksi.rights import BROKER, OPERATOR, SERVICES, Rights, user
from shared.kafka import Kafka

_ANYTHING = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)


class Right(NamedTuple):
    """One thing that may be done."""

    kind: ResourceType
    name: str
    what: ACLOperation


def rights_of(rights: Rights) -> frozenset[Right]:
    """A service's rights in Kafka. Writing and reading a topic let it be described; so does reading a group."""
    topic, group = ResourceType.TOPIC, ResourceType.GROUP
    return frozenset(
        {
            *(Right(topic, name, ACLOperation.WRITE) for name in rights.writes),
            *(Right(topic, name, ACLOperation.READ) for name in rights.reads),
            *(Right(group, one.name, ACLOperation.READ) for one in rights.groups),
            *(Right(group, one.name, ACLOperation.DESCRIBE) for one in rights.watches),
            *(Right(topic, one.topic, ACLOperation.DESCRIBE) for one in rights.watches),
        }
    )


def settle_kafka(kafka: Kafka, passwords: Mapping[str, str]) -> None:
    """Give each of these users its password, and each service its rights. Raises `Refused`.

    `kafka`: as one who may do everything. `passwords`: by name, as in `rights.IN_KAFKA`; Kafka's own node is left out.
    """
    new = [
        UserScramCredentialUpsertion(user(name), MECHANISM, password, iterations=ITERATIONS)
        for name, password in passwords.items()
        if name != BROKER
    ]
    with admin_of(kafka.bootstrap, **kafka.login) as admin:
        for message in admin.alter_user_scram_credentials(new).values():
            if message is not None:
                raise Refused(message)
        for name, rights in SERVICES.items():
            wanted = rights_of(rights)
            principal = f"User:{user(name)}"
            there, _ = admin.describe_acls(
                ACLFilter(principal, None, ACLOperation.ANY, ACLPermissionType.ANY, _ANYTHING)
            )
            has = {one: _right(one) for one in there}
            if beside := [_only(one) for one, right in has.items() if right not in wanted]:
                _checked(admin.delete_acls(beside))
            if missing := wanted - set(has.values()):
                _checked_too(admin.create_acls([_allowed(principal, one) for one in missing]))


def _right(acl: ACL) -> Right | None:
    """What of the table this is; None for anything that the table does not say: a pattern, a host, a denial."""
    pattern = acl.resource_pattern
    literal = pattern.pattern_type == ACLResourcePatternType.LITERAL
    usual = literal and acl.host == "*" and acl.permission_type == ACLPermissionType.ALLOW
    return Right(pattern.resource_type, pattern.resource_name, acl.operation) if usual else None


def _only(acl: ACL) -> ACLFilter:
    pattern = acl.resource_pattern
    exactly = ResourcePatternFilter(pattern.resource_type, pattern.resource_name, pattern.pattern_type)
    return ACLFilter(acl.principal, acl.host, acl.operation, acl.permission_type, exactly)


def _allowed(principal: str, right: Right) -> ACL:
    pattern = ResourcePattern(right.kind, right.name, ACLResourcePatternType.LITERAL)
    return ACL(principal, "*", right.what, ACLPermissionType.ALLOW, pattern)


def _checked(answers: Iterable[tuple[object, object, Exception]]) -> None:
    for _, _, error in answers:
        if getattr(error, "errno", 0):
            raise error


def _checked_too(made: Mapping[str, Sequence[Exception]]) -> None:
    if failed := made["failed"]:
        raise failed[0]


async def settle_mongo(url: str, passwords: Mapping[str, str], prefix: str = "redaksi") -> None:
    """Give each of these users its password, each service its own database and nothing else. Raises PyMongoError.

    `url`: as one who may make users. `passwords`: by name, as in `rights.IN_MONGO`.
    """
    client: AsyncMongoClient[dict[str, object]]
    async with AsyncMongoClient(url, serverSelectionTimeoutMS=10_000) as client:
        for name, password in passwords.items():
            known = (await client.admin.command("usersInfo", user(name)))["users"]
            verb = "updateUser" if known else "createUser"
            await client.admin.command(
                verb, user(name), pwd=password, roles=_roles(name, prefix), mechanisms=["SCRAM-SHA-256"]
            )


def _roles(name: str, prefix: str) -> list[dict[str, str]]:
    if name == OPERATOR:
        return [{"role": "root", "db": "admin"}]
    rights = SERVICES[name]
    return [{"role": "readWrite" if rights.keeps else "read", "db": f"{prefix}_{rights.database}"}]
