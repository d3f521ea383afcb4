"""`./run faults`: hurt a newsroom at random and judge what is left. Exit code 1 where a law does not hold."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tests.faults.controls import CONTROLS
from tests.faults.plan import KINDS, Shape
from tests.faults.round import Report, play
from tests.system.ports import free_ports

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
_SHOWN = 12


@app.command(help=__doc__)
def faults(
    seed: Annotated[
        int | None, typer.Option(help="The first round's; each one after counts up. Random if not given.")
    ] = None,
    minutes: Annotated[float, typer.Option(help="Of faults in a round.")] = 5,
    rounds: Annotated[int, typer.Option(help="So many, one after the other.")] = 1,
    brokers: Annotated[int, typer.Option(help="1, or 3 with a network between that can be cut.")] = 1,
    copies: Annotated[int, typer.Option(help="Processes of each service.")] = 2,
    every: Annotated[
        float | None, typer.Option(help="Seconds between two faults, on average: 3, or the control's.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help=f"Only faults of this kind: {', '.join(KINDS)}.")] = None,
    at: Annotated[str, typer.Option(help="Only kills, traps and hiccups of this service.")] = "",
    beside: Annotated[
        str, typer.Option(help="A folder with another version: the second process of each service is its own.")
    ] = "",
    control: Annotated[
        str, typer.Option(help=f"Take a safeguard out, and fail if nobody notices: {', '.join(CONTROLS)}.")
    ] = "",
    keep: Annotated[bool, typer.Option("--keep", help="Leave the data of rounds that went well, too.")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="The reports, for programs.")] = False,  # noqa: FBT002
) -> None:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # that Kafka is away is no news here
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    first = random.SystemRandom().randrange(1 << 32) if seed is None else seed
    chosen = CONTROLS[control] if control else None
    shape = Shape(
        max(brokers, chosen.brokers if chosen else 1),
        copies,
        control=control,
        at=chosen.at if chosen else at,
        beside=beside,
    )
    often = every or (chosen.every if chosen else 3.0)
    kinds = tuple(only or (chosen.faults if chosen else ()))
    reports = []
    for number in range(first, first + rounds):
        data = Path(tempfile.mkdtemp(prefix=f"redaksi-faults-{number}-"))
        report = asyncio.run(play(data, free_ports(80), number, minutes * 60, shape, _say, every=often, only=kinds))
        reports.append(report)
        if report.findings or keep:
            _say(f"kept: {data}")
        else:
            shutil.rmtree(data)
        _tell(report)
    if as_json:
        print(json.dumps([asdict(one) for one in reports]))
    _say(f"in all: {_summed(reports)}")
    broken = {law for one in reports for law in one.laws}
    if chosen:
        noticed = broken & chosen.breaks
        _say(
            f"{control} ({chosen.instead}): {'noticed by ' + ', '.join(sorted(noticed)) if noticed else 'NOT NOTICED'}"
        )
        raise typer.Exit(0 if noticed else 1)
    raise typer.Exit(1 if broken else 0)


def _tell(report: Report) -> None:
    shown = {name: value for name, value in asdict(report).items() if name not in {"findings", "shape"}}
    for name, value in shown.items():
        _say(f"  {name.replace('_', ' ')}: {value}")
    for law, count in Counter(one.law for one in report.findings).items():
        _say(f"BROKEN {count} times: {law}")
        for one in [one for one in report.findings if one.law == law][:_SHOWN]:
            _say(f"    {one.item}  {one.what}")
    if not report.findings:
        _say("every law holds")


def _summed(reports: list[Report]) -> str:
    accepted = sum(sum(one.accepted.values()) for one in reports)
    kills = sum(one.kills for one in reports)
    return f"{accepted} accepted, {kills} kills, {sum(len(one.findings) for one in reports)} findings"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    app()
