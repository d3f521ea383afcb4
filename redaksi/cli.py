"""The newsroom from the command line: run it, send drafts, look after people, topics and databases."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from redaksi import dead, keys, people, publish, readers, send, site, status
from redaksi.backup import commands
from redaksi.runner.access import kafka_of
from redaksi.runner.plan import UNDO_SECONDS, Plan

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, help=__doc__
)

app.command("send", help=send.HELP, short_help="Send a draft, as a reporter (kirim naskah).")(send.send)
app.command("status", short_help="How each service is; exit code 1 where something is wrong.")(status.status)
app.command("backup", short_help="Take a backup, or check one.")(commands.backup)
app.command("restore", short_help="Put a backup in place of what was lost.")(commands.restore)
app.add_typer(people.reporters, name="reporters")
app.add_typer(people.editors, name="editors")
app.add_typer(publish.app, name="publish")
app.add_typer(site.app, name="site")
app.add_typer(readers.app, name="readers")
app.add_typer(dead.app, name="dead")
app.command("erase-commenter", short_help="Forget a commenter and erase their comments.")(people.erase_commenter)

app.command("keys", short_help="Make secrets and keys: redaksi keys > .env.")(keys.keys)
app.command("users", short_help="Give each service its user and rights in servers of your own.")(keys.users)

Data = Annotated[Path, typer.Option("--data", help="The folder of everything that is kept.")]
Base = Annotated[int, typer.Option("--port-base", help="The first port; every other follows from it.")]
Undo = Annotated[float, typer.Option("--undo-seconds", help="How long a decision can be undone.")]
Secure = Annotated[
    bool | None,
    typer.Option("--secure/--no-secure", help="Each service a user and rights of its own; else as it was last."),
]
New = Annotated[bool, typer.Option("--new-passwords", help="Give every user of Kafka and MongoDB a new one.")]
Brokers = Annotated[int, typer.Option("--brokers", help="Kafka nodes: 1, or 3 with everything on all three.")]


@app.command(short_help="Start the whole newsroom; Ctrl-C stops it.")
def up(
    data: Data = Path("var"),
    port_base: Base = 8000,
    brokers: Brokers = 1,
    undo_seconds: Undo = UNDO_SECONDS,
    no_sample: Annotated[bool, typer.Option("--no-sample", help="Leave the sample content out.")] = False,  # noqa: FBT002
    secure: Secure = None,
    new_passwords: New = False,  # noqa: FBT002
) -> None:
    """Start the whole newsroom on this machine; Ctrl-C stops it, and the data stays."""
    plan = _plan(data, port_base, brokers, secure)
    _run(replace(plan, undo_seconds=undo_seconds, sample=not no_sample, new_passwords=new_passwords))


@app.command(hidden=True)
def servers(
    data: Data = Path("var"),
    port_base: Base = 8000,
    brokers: Brokers = 1,
    secure: Secure = None,
    new_passwords: New = False,  # noqa: FBT002
) -> None:
    """Start only Kafka, with its topics, and mongod."""
    _run(replace(_plan(data, port_base, brokers, secure), new_passwords=new_passwords), only_servers=True)


@app.command(short_help="Make missing topics; say what differs.")
def topics(
    bootstrap: Annotated[str, typer.Option(envvar="KAFKA_BOOTSTRAP", help="Kafka's host:port.")] = "",
    data: Data = Path("var"),
    replication: Annotated[int, typer.Option(envvar="REDAKSI_REPLICATION", help="Copies of every topic.")] = 1,
) -> None:
    """Make the topics that are missing, and say what stands otherwise than it should."""
    from aiokafka.errors import KafkaError

    from redaksi.topics import make_topics

    kafka = kafka_of(bootstrap, data)
    try:
        made = asyncio.run(make_topics(kafka, replication))
    except KafkaError as error:
        _stop(f"Kafka at {kafka.bootstrap} does not do this: {error}. Is it running, and is the address right?")
    for name in made.made:
        print(f"made {name}")
    for line in made.differs:
        print(f"differs: {line}")
    print(f"{len(made.made)} made, {len(made.differs)} differ")
    raise typer.Exit(1 if made.differs else 0)


def _plan(data: Path, base: int, brokers: int, secure: bool | None) -> Plan:  # noqa: FBT001
    if brokers not in {1, 3}:
        _stop("--brokers is 1 or 3.")
    kafka, mongo = os.environ.get("KAFKA_BOOTSTRAP", ""), os.environ.get("MONGO_URL", "")
    return Plan(data.resolve(), base, brokers, kafka=kafka, mongo=mongo, secure=secure)


def _run(plan: Plan, *, only_servers: bool = False) -> None:
    import logging

    from redaksi.runner.fetch import Unavailable
    from redaksi.runner.newsroom import Newsroom

    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # while Kafka starts, its absence is no news
    try:
        asyncio.run(Newsroom(plan, _say).run(only_servers=only_servers))
    except Unavailable as error:
        _stop(str(error))


def _say(line: str) -> None:
    with suppress(OSError):  # where there is no room for words, work goes on
        print(line, flush=True)


def _stop(why: str) -> None:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
