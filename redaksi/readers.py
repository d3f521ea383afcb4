"""`redaksi readers …`: credentials for systems that read the published topics, and nothing else."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from redaksi.runner.access import access_of

if TYPE_CHECKING:
    from redaksi.granting import Readers

app = typer.Typer(no_args_is_help=True, help="Other systems that may read the published topics.")

Name = Annotated[str, typer.Argument(help="Letters, digits and hyphens, such as `perpustakaan`.")]
Data = Annotated[Path, typer.Option("--data", help="The data folder of a newsroom on this machine.")]
Kafka = Annotated[str, typer.Option("--kafka", envvar="KAFKA_BOOTSTRAP", help="Kafka's host:port, as an admin.")]
Username = Annotated[str, typer.Option("--username", envvar="KAFKA_USERNAME", help="An admin's, by SCRAM-SHA-512.")]
Password = Annotated[str, typer.Option("--password", envvar="KAFKA_PASSWORD", help="Theirs.")]
Protocol = Annotated[
    str, typer.Option("--protocol", envvar="KAFKA_SECURITY_PROTOCOL", help="SASL_SSL where there is a username.")
]
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


@dataclass(frozen=True)
class Elsewhere:
    """A Kafka that is named; "" for the newsroom's own."""

    kafka: str
    username: str
    password: str
    protocol: str

    @property
    def connection(self) -> dict[str, Any]:
        """What kafka-python is told."""
        usual = "SASL_SSL" if self.username else "PLAINTEXT"
        connection: dict[str, Any] = {"security_protocol": self.protocol or usual}
        if self.username:
            connection |= {"sasl_mechanism": "SCRAM-SHA-512", "sasl_plain_username": self.username}
            connection |= {"sasl_plain_password": self.password}
        return connection


@app.callback()
def of_kafka(
    there: typer.Context, kafka: Kafka = "", username: Username = "", password: Password = "", protocol: Protocol = ""
) -> None:
    """Other systems that may read the published topics."""
    there.obj = Elsewhere(kafka, username, password, protocol)


@app.command("add")
def add(
    there: typer.Context,
    name: Name,
    dead_letters: Annotated[bool, typer.Option("--dead-letters", help="And write NAME.dead.v1.")] = False,  # noqa: FBT002
    renew: Annotated[bool, typer.Option("--renew", help="It is there: give it a new password.")] = False,  # noqa: FBT002
    replication: Annotated[int, typer.Option(envvar="REDAKSI_REPLICATION", help="Copies of that topic.")] = 1,
    data: Data = Path("var"),
) -> None:
    """Let one more system read redaksi.published.*; its password is shown now and never again."""
    if not _NAME.fullmatch(name):
        _stop(f"{name!r} cannot be a name: take 2 to 40 small letters, digits and hyphens, beginning with no hyphen.")
    with _readers(there, data) as readers:
        if name in readers.names() and not renew:
            _stop(f"There is a reader {name}. --renew gives it a new password, and ends the one it has.")
        granted = readers.grant(name, dead_letters=dead_letters, replication=replication)
    print(f"username        {granted.name}\npassword        {granted.password}")
    print(f"mechanism       SCRAM-SHA-512\ntopics          redaksi.published.*\ngroups          {name}.…")
    if granted.dead_letters:
        print(f"dead letters    {granted.dead_letters}")
    if not there.obj.kafka and (address := access_of(data).readers):
        print(f"kafka           {address}  (SASL_PLAINTEXT)")
    print("Keep the password: it is shown only now.", file=sys.stderr)


@app.command("list")
def list_readers(there: typer.Context, data: Data = Path("var")) -> None:
    """Everybody who may read at this Kafka."""
    with _readers(there, data) as readers:
        names = readers.names()
    for name in names:
        print(name)
    if not names:
        print("Nobody yet; `redaksi readers add NAME` makes one.", file=sys.stderr)


@app.command("remove")
def remove(there: typer.Context, name: Name, data: Data = Path("var")) -> None:
    """Take a reader's rights and password away, at once."""
    with _readers(there, data) as readers:
        if name not in readers.names():
            _stop(f"There is no reader {name}. `redaksi readers list` shows who there is.")
        readers.remove(name)
    print("removed")


@contextmanager
def _readers(there: typer.Context, data: Path) -> Iterator[Readers]:
    from redaksi.granting import Refused, readers_of

    named: Elsewhere = there.obj
    address, connection = named.kafka, named.connection
    if not address:
        kafka = access_of(data).as_operator
        address, connection = kafka.bootstrap, kafka.login
    try:
        with readers_of(address, **connection) as readers:
            yield readers
    except Refused as why:
        _stop(str(why))


def _stop(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
