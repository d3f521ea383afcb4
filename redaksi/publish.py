"""`redaksi publish …`: looking after what publish keeps."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer

from redaksi.rebuilding import Data, Kafka, Mongo, compared, progress, servers_of, stop

app = typer.Typer(no_args_is_help=True, help="Look after what publish keeps.")


@app.callback()
def _group() -> None:
    """Keep `rebuild` a command of its own, though it is the only one yet."""


@app.command()
def rebuild(data: Data = Path("var"), kafka: Kafka = "", mongo: Mongo = "") -> None:
    """Make publish's database anew from the decisions; it may run meanwhile. Everything is then told again."""
    from services.publish.rebuild import BrokeOff
    from services.publish.rebuild import rebuild as make_anew

    settings = servers_of(data, kafka, mongo)
    try:
        made = asyncio.run(make_anew(settings, lambda done, of: progress("decisions", done, of)))
    except BrokeOff as error:
        stop(f"\n{error}")
    for kind in made:
        print(f"\n{kind.decisions} decisions read")
        compared(kind.items, kind.kind, kind.sum, kind.before_items, kind.before)
