"""`redaksi site …`: looking after the site's view."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer

from redaksi.rebuilding import Data, Kafka, Mongo, compared, progress, servers_of, stop

app = typer.Typer(no_args_is_help=True, help="Look after the site's view of the published topics.")


@app.callback()
def _group() -> None:
    """Keep `rebuild` a command of its own, though it is the only one yet."""


@app.command()
def rebuild(data: Data = Path("var"), kafka: Kafka = "", mongo: Mongo = "") -> None:
    """Make the site's view anew from the published topics; it may run meanwhile, and shows the old one until then."""
    from pymongo.errors import PyMongoError

    from services.site.rebuild import rebuild as make_anew

    settings = servers_of(data, kafka, mongo)
    try:
        made = asyncio.run(make_anew(settings, progress))
    except PyMongoError as error:
        stop(f"\nIt was not made anew to the end: {error}\nOnce that is mended, do it again: nothing is lost by it.")
    for kind in made:
        print(f"\n{kind.records} records read")
        compared(kind.items, kind.kind, kind.sum, kind.before_items, kind.before)
