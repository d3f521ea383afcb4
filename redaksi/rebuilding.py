"""What the commands that make a database anew have in common: where the servers are, how far it is, what came out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from shared.settings import Settings

Data = Annotated[Path, typer.Option("--data", help="The data folder of a newsroom on this machine.")]
Kafka = Annotated[str, typer.Option(envvar="KAFKA_BOOTSTRAP", help="Kafka's host:port.")]
Mongo = Annotated[str, typer.Option(envvar="MONGO_URL", help="MongoDB's address.")]


def servers_of(data: Path, kafka: str, mongo: str) -> Settings:
    """Those that are named; the newsroom's on this folder where they are not."""
    if not (kafka and mongo):
        from redaksi.runner.access import Access

        try:
            access = Access.read(data)
        except FileNotFoundError:
            stop(f"No newsroom runs on {data}. Name its folder with --data, or give --kafka and --mongo.")
        kafka, mongo = kafka or access.kafka, mongo or access.mongo
    return Settings(KAFKA_BOOTSTRAP=kafka, MONGO_URL=mongo)


def progress(what: str, done: int, of: int) -> None:
    """On one line, over what stood there."""
    share = done / of if of else 1.0
    width = 30
    full = round(min(share, 1.0) * width)
    print(f"\r{what:>10} [{'█' * full}{' ' * (width - full)}] {done} of {of}\x1b[K", end="", flush=True)


def compared(items: int, kind: str, made: str, before_items: int, before: str) -> None:
    """How the new one compares with the old one."""
    print(f"\n{items} {kind}; sum {made}")
    print(f"before: {before_items} {kind}; sum {before}")
    print("the same, byte for byte" if made == before else "not the same as before")


def stop(why: str) -> NoReturn:
    """Say why, and end."""
    print(why, file=sys.stderr)
    raise typer.Exit(1)
