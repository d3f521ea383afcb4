"""The newsroom from the command line: run it, send drafts, look after people, topics and databases."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from redaksi import dead, people, publish, readers, send, site, status
from redaksi.backup import commands
from redaksi.runner.plan import UNDO_SECONDS

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

Data = Annotated[Path, typer.Option("--data", help="The folder of everything that is kept.")]
Base = Annotated[int, typer.Option("--port-base", help="The first port; every other follows from it.")]
Undo = Annotated[float, typer.Option("--undo-seconds", help="How long a decision can be undone.")]
Brokers = Annotated[int, typer.Option("--brokers", help="Kafka nodes: 1, or 3 with everything on all three.")]


@app.command(short_help="Start the whole newsroom; Ctrl-C stops it.")
def up(
    data: Data = Path("var"),
    port_base: Base = 8000,
    brokers: Brokers = 1,
    undo_seconds: Annotated[
        float, typer.Option("--undo-seconds", help="How long a decision can be undone.")
    ] = UNDO_SECONDS,
    no_sample: Annotated[bool, typer.Option("--no-sample", help="Leave the sample content out.")] = False,  # noqa: FBT002
) -> None:
    """Start the whole newsroom on this machine; Ctrl-C stops it, and the data stays."""
    _run(data, port_base, brokers, undo_seconds, sample=not no_sample, only_servers=False)


@app.command(hidden=True)
def servers(data: Data = Path("var"), port_base: Base = 8000, brokers: Brokers = 1) -> None:
    """Start only Kafka, with its topics, and mongod."""
    _run(data, port_base, brokers, UNDO_SECONDS, sample=False, only_servers=True)


@app.command(short_help="Make missing topics; say what differs.")
def topics(
    bootstrap: Annotated[str, typer.Option(envvar="KAFKA_BOOTSTRAP", help="Kafka's host:port.")] = "",
    data: Data = Path("var"),
    replication: Annotated[int, typer.Option(envvar="REDAKSI_REPLICATION", help="Copies of every topic.")] = 1,
) -> None:
    """Make the topics that are missing, and say what stands otherwise than it should."""
    from aiokafka.errors import KafkaError

    from redaksi.topics import make_topics

    bootstrap = bootstrap or readers.access_of(data).kafka
    try:
        made = asyncio.run(make_topics(bootstrap, replication))
    except KafkaError as error:
        _stop(f"Kafka at {bootstrap} does not do this: {error}. Is it running, and is the address right?")
    for name in made.made:
        print(f"made {name}")
    for line in made.differs:
        print(f"differs: {line}")
    print(f"{len(made.made)} made, {len(made.differs)} differ")
    raise typer.Exit(1 if made.differs else 0)


@app.command(short_help="Make secrets and keys: redaksi keys > .env.")
def keys() -> None:
    """Make this newsroom's secrets and keys, once: `redaksi keys > .env` for compose, or for your own settings."""
    from secrets import token_urlsafe

    from shared.sealed import new_keys

    pair = new_keys()
    typer.echo(f"REDAKSI_STATUS_SECRET={token_urlsafe(32)}")
    typer.echo(f"REDAKSI_FORM_SECRET={token_urlsafe(32)}")
    typer.echo(f"REDAKSI_SEAL_PUBLIC={pair.public}")
    typer.echo(f"REDAKSI_SEAL_PRIVATE={pair.private}")


def _run(data: Path, base: int, brokers: int, undo: float, *, sample: bool, only_servers: bool) -> None:
    import logging

    from redaksi.runner.fetch import Unavailable
    from redaksi.runner.newsroom import Newsroom
    from redaksi.runner.plan import Plan

    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # while Kafka starts, its absence is no news
    if brokers not in {1, 3}:
        _stop("--brokers is 1 or 3.")
    kafka, mongo = os.environ.get("KAFKA_BOOTSTRAP", ""), os.environ.get("MONGO_URL", "")
    plan = Plan(data.resolve(), base, brokers, undo, sample, kafka, mongo)
    try:
        asyncio.run(Newsroom(plan, _say).run(only_servers=only_servers))
    except Unavailable as error:
        _stop(str(error))


def _say(line: str) -> None:
    print(line, flush=True)


def _stop(why: str) -> None:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
