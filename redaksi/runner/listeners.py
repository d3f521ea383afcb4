"""Who is let into Kafka, by which listener, and as whom: its settings, for this machine and for compose alike."""

from __future__ import annotations

from redaksi.rights import BROKER, OPERATOR, user

_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
_AUTHORIZER = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found": "false",
}


def by_password(listener: str) -> dict[str, str]:
    """A listener that lets in whoever has a user and a password in Kafka."""
    return {
        f"listener.name.{listener}.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        f"listener.name.{listener}.scram-sha-512.sasl.jaas.config": _SCRAM,
    }


def open_inside() -> dict[str, str]:
    """Who comes by INSIDE, which must be reached by the newsroom alone, is asked nothing and may do everything."""
    return {
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,INSIDE:PLAINTEXT,READERS:SASL_PLAINTEXT",
        **by_password("readers"),
        **_AUTHORIZER,
        "super.users": "User:ANONYMOUS",
    }


def known_by_name(password: str) -> dict[str, str]:
    """Everybody is asked for a name, and may do what the rights of that name say.

    Kafka's nodes know each other by a password in these settings (PLAIN), which must be readable by their owner alone:
    a password that Kafka keeps itself (SCRAM) can be asked for only once Kafka runs.
    """
    nodes = (
        "org.apache.kafka.common.security.plain.PlainLoginModule required "
        f'username="{user(BROKER)}" password="{password}" user_{user(BROKER)}="{password}";'
    )
    return {
        "listener.security.protocol.map": "CONTROLLER:SASL_PLAINTEXT,INSIDE:SASL_PLAINTEXT,READERS:SASL_PLAINTEXT",
        "sasl.mechanism.inter.broker.protocol": "PLAIN",
        "sasl.mechanism.controller.protocol": "PLAIN",
        "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.controller.plain.sasl.jaas.config": nodes,
        **by_password("inside"),
        "listener.name.inside.sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
        "listener.name.inside.plain.sasl.jaas.config": nodes,
        **by_password("readers"),
        **_AUTHORIZER,
        "super.users": f"User:{user(BROKER)};User:{user(OPERATOR)}",
    }
