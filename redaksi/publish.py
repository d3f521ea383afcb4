"""`redaksi publish …`: looking after what publish keeps."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Look after what publish keeps.")


@app.callback()
def _group() -> None:
    """Keep `rebuild` a command of its own, though it is the only one yet."""


@app.command()
def rebuild(
    data: Annotated[Path, typer.Option("--data", help="The data folder of a newsroom on this machine.")] = Path("var"),
    kafka: Annotated[str, typer.Option(envvar="KAFKA_BOOTSTRAP", help="Kafka's host:port.")] = "",
    mongo: Annotated[str, typer.Option(envvar="MONGO_URL", help="MongoDB's address.")] = "",
) -> None:
    """Make publish's database anew from the decisions; it may run meanwhile. Everything is then told again."""
    from services.publish.rebuild import BrokeOff
    from services.publish.rebuild import rebuild as make_anew
    from shared.settings import Settings

    if not (kafka and mongo):
        from redaksi.runner.access import Access

        try:
            access = Access.read(data)
        except FileNotFoundError:
            _stop(f"No newsroom runs on {data}. Name its folder with --data, or give --kafka and --mongo.")
        kafka, mongo = kafka or access.kafka, mongo or access.mongo
    try:
        made = asyncio.run(make_anew(Settings(KAFKA_BOOTSTRAP=kafka, MONGO_URL=mongo), _progress))
    except BrokeOff as error:
        _stop(f"\n{error}")
    for kind in made:
        print(f"\n{kind.items} {kind.kind} from {kind.decisions} decisions; sum {kind.sum}")
        print(f"before: {kind.before_items} {kind.kind}; sum {kind.before}")
        print("the same, byte for byte" if kind.sum == kind.before else "not the same as before")


def _progress(done: int, of: int) -> None:
    print(f"\r{done} of {of} decisions read", end="", flush=True)


def _stop(why: str) -> None:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
