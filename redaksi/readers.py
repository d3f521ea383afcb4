"""`redaksi readers …`: credentials for systems that read the published topics, and nothing else."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from redaksi.runner.access import Access

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


@app.command("add")
def add(
    name: Name,
    dead_letters: Annotated[bool, typer.Option("--dead-letters", help="And write NAME.dead.v1.")] = False,  # noqa: FBT002
    renew: Annotated[bool, typer.Option("--renew", help="It is there: give it a new password.")] = False,  # noqa: FBT002
    replication: Annotated[int, typer.Option(envvar="REDAKSI_REPLICATION", help="Copies of that topic.")] = 1,
    data: Data = Path("var"),
    kafka: Kafka = "",
    username: Username = "",
    password: Password = "",
    protocol: Protocol = "",
) -> None:
    """Let one more system read redaksi.published.*; its password is shown now and never again."""
    if not _NAME.fullmatch(name):
        _stop(f"{name!r} cannot be a name: take 2 to 40 small letters, digits and hyphens, beginning with no hyphen.")
    with _readers(data, kafka, username, password, protocol) as readers:
        if name in readers.names() and not renew:
            _stop(f"There is a reader {name}. --renew gives it a new password, and ends the one it has.")
        granted = readers.grant(name, dead_letters=dead_letters, replication=replication)
    print(f"username        {granted.name}\npassword        {granted.password}")
    print(f"mechanism       SCRAM-SHA-512\ntopics          redaksi.published.*\ngroups          {name}.…")
    if granted.dead_letters:
        print(f"dead letters    {granted.dead_letters}")
    if not kafka and (address := access_of(data).readers):
        print(f"kafka           {address}  (SASL_PLAINTEXT)")
    print("Keep the password: it is shown only now.", file=sys.stderr)


@app.command("list")
def list_readers(
    data: Data = Path("var"),
    kafka: Kafka = "",
    username: Username = "",
    password: Password = "",
    protocol: Protocol = "",
) -> None:
    """Everybody who may read at this Kafka."""
    with _readers(data, kafka, username, password, protocol) as readers:
        for name in readers.names():
            print(name)


@app.command("remove")
def remove(
    name: Name,
    data: Data = Path("var"),
    kafka: Kafka = "",
    username: Username = "",
    password: Password = "",
    protocol: Protocol = "",
) -> None:
    """Take a reader's rights and password away, at once."""
    with _readers(data, kafka, username, password, protocol) as readers:
        if name not in readers.names():
            _stop(f"There is no reader {name}. `redaksi readers list` shows who there is.")
        readers.remove(name)
    print("removed")


@contextmanager
def _readers(data: Path, kafka: str, username: str, password: str, protocol: str) -> Iterator[Readers]:
    from redaksi.granting import Refused, readers_of

    usual = "SASL_SSL" if username else "PLAINTEXT"
    connection: dict[str, Any] = {"security_protocol": protocol or usual}
    if username:
        connection |= {"sasl_mechanism": "SCRAM-SHA-512", "sasl_plain_username": username}
        connection |= {"sasl_plain_password": password}
    try:
        with readers_of(kafka or access_of(data).kafka, **connection) as readers:
            yield readers
    except Refused as why:
        _stop(str(why))


def access_of(data: Path) -> Access:
    """How to get into the newsroom of this folder. Ends with words where none runs there."""
    try:
        return Access.read(data)
    except FileNotFoundError:
        _stop(f"No newsroom runs in {data}. Start one (./run up), name another --data, or its servers (see --help).")


def _stop(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
