"""What the commands that make a database anew have in common: where the servers are, how far it is, what came out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from redaksi.runner.access import access_of, kafka_of
from shared.settings import Settings

Data = Annotated[Path, typer.Option("--data", help="The data folder of a newsroom on this machine.")]
Kafka = Annotated[str, typer.Option(envvar="KAFKA_BOOTSTRAP", help="Kafka's host:port.")]
Mongo = Annotated[str, typer.Option(envvar="MONGO_URL", help="MongoDB's address.")]


def servers_of(data: Path, kafka: str, mongo: str) -> Settings:
    """Those that are named; the newsroom's on this folder where they are not."""
    there = kafka_of(kafka, data)
    return Settings(
        KAFKA_BOOTSTRAP=there.bootstrap,
        KAFKA_USERNAME=there.username,
        KAFKA_PASSWORD=there.password,
        MONGO_URL=mongo or access_of(data).mongo,
    )


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
