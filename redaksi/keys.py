"""`redaksi keys` and `redaksi users`: the secrets of a newsroom, and users in servers that it is given."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import Annotated, NoReturn

import typer

from redaksi.rights import IN_KAFKA, IN_MONGO, new_passwords, variable
from shared.kafka import Kafka, Mechanism

_KEYS = "redaksi keys --besides .env >> .env"


def new_keys_of(besides: Iterable[str] = ()) -> dict[str, str]:
    """Every secret of a newsroom made anew, by its variable, but those that are named."""
    from shared.sealed import new_keys

    pair = new_keys()
    made = {
        "REDAKSI_STATUS_SECRET": token_urlsafe(32),
        "REDAKSI_FORM_SECRET": token_urlsafe(32),
        "REDAKSI_SEAL_PUBLIC": pair.public,
        "REDAKSI_SEAL_PRIVATE": pair.private,
        "REDAKSI_MONGO_KEY": token_hex(32),
        **{variable("KAFKA", name): password for name, password in new_passwords(IN_KAFKA).items()},
        **{variable("MONGO", name): password for name, password in new_passwords(IN_MONGO).items()},
    }
    return {name: value for name, value in made.items() if name not in set(besides)}


def keys(
    besides: Annotated[
        Path | None, typer.Option("--besides", help="Only what this file does not have yet.", exists=True)
    ] = None,
) -> None:
    """Make this newsroom's secrets and keys, once: `redaksi keys > .env` for compose, or for your own settings.

    After an update: `redaksi keys --besides .env >> .env`.
    """
    known = [line.partition("=")[0].strip() for line in besides.read_text().splitlines()] if besides else []
    for name, value in new_keys_of(known).items():
        typer.echo(f"{name}={value}")


def users(
    kafka: Annotated[str, typer.Option(envvar="KAFKA_BOOTSTRAP", help="Kafka's host:port.")],
    mongo: Annotated[str, typer.Option(envvar="MONGO_URL", help="MongoDB's address, with a user who may make users.")],
    username: Annotated[str, typer.Option(envvar="KAFKA_USERNAME", help="One who may do everything in Kafka.")],
    password: Annotated[str, typer.Option(envvar="KAFKA_PASSWORD", help="Theirs.")],
    plain: Annotated[bool, typer.Option("--plain", help="They come by PLAIN, not by SCRAM.")] = False,  # noqa: FBT002
    prefix: Annotated[str, typer.Option(envvar="REDAKSI_DATABASE_PREFIX", help="Of the databases.")] = "redaksi",
) -> None:
    """Give every service its user in Kafka and MongoDB, its password and its rights; what it has beside is taken away.

    The passwords stand in the environment, as `redaksi keys` names them. Safe to repeat, also to change them.
    """
    from pymongo.errors import PyMongoError

    from redaksi.granting import Refused
    from redaksi.users import settle_kafka, settle_mongo

    mechanism: Mechanism = "PLAIN" if plain else "SCRAM-SHA-512"
    in_kafka, in_mongo = _passwords("KAFKA", IN_KAFKA, os.environ), _passwords("MONGO", IN_MONGO, os.environ)
    try:
        settle_kafka(Kafka(kafka, username, password, mechanism), in_kafka)
        asyncio.run(settle_mongo(mongo, in_mongo, prefix))
    except Refused as error:
        _stop(str(error))
    except PyMongoError as error:
        _stop(f"MongoDB does not take the users: {error}")
    print(f"{len(in_kafka) - 1} users in Kafka, {len(in_mongo)} in MongoDB")


def _passwords(server: str, names: Iterable[str], environment: Mapping[str, str]) -> dict[str, str]:
    found = {name: environment.get(variable(server, name), "") for name in names}
    if missing := [variable(server, name) for name, password in found.items() if not password]:
        _stop(f"{missing[0]} is missing. `{_KEYS}` makes what is missing.")
    return found


def _stop(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
