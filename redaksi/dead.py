"""`redaksi dead …`: what could not be handled, why, and handing it back once its cause is mended."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from aiokafka.errors import KafkaError

from redaksi.letters import Letter, hand_back, outstanding
from redaksi.runner.access import kafka_of
from shared.kafka import Kafka as Servers
from shared.topics import GROUPS, Group

app = typer.Typer(no_args_is_help=True, help="Dead letters: what could not be handled, and handing it back.")
T = TypeVar("T")

Name = Annotated[str, typer.Argument(metavar="GROUP", help="As `redaksi dead list` names it.")]
Data = Annotated[Path, typer.Option("--data", help="The data folder of a newsroom on this machine.")]
Kafka = Annotated[str, typer.Option("--kafka", envvar="KAFKA_BOOTSTRAP", help="Kafka's host:port.")]
_ENOUGH = 3
_SHOWN = 20


@app.command("list")
def list_letters(data: Data = Path("var"), kafka: Kafka = "") -> None:
    """How many of each group wait, by the error that they died of; the exit code is 1 where any do."""
    servers, any_left = kafka_of(kafka, data), False
    for group in GROUPS:
        letters = _done(outstanding(servers, group))
        for (error, reason), count in Counter((one.error, one.said("dlq-reason")) for one in letters).most_common():
            oldest = min(one.at for one in letters if one.error == error)
            print(f"{group.name}  {count} of {error}: {reason}  (since {oldest:%Y-%m-%d %H:%M} UTC)")
            any_left = True
    if not any_left:
        print("none")
    raise typer.Exit(1 if any_left else 0)


@app.command("show")
def show(
    name: Name,
    place: Annotated[str, typer.Argument(help="One letter, whole; without it, a line for each.")] = "",
    raw: Annotated[bool, typer.Option("--raw", help="The bytes as they are.")] = False,  # noqa: FBT002
    data: Data = Path("var"),
    kafka: Kafka = "",
) -> None:
    """What waits in one group."""
    letters = _done(outstanding(kafka_of(kafka, data), _group(name)))
    if not place:
        for one in letters:
            print(_line(one))
        return
    chosen = next((one for one in letters if one.place == place), None)
    if chosen is None:
        _stop(f"There is no letter {place} in {name}. `redaksi dead show {name}` shows which there are.")
    for header, value in chosen.headers:
        print(f"{header}: {value.decode('utf-8', 'replace')}")
    print(f"\n{chosen.value!r}" if raw else f"\n{_decoded(chosen.value)}")


@app.command("redrive")
def redrive(
    name: Name,
    places: Annotated[list[str] | None, typer.Argument(help="Those, by their places.")] = None,
    error: Annotated[str, typer.Option("--error", help="Those that died of this.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="All of the group.")] = False,  # noqa: FBT002
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which.")] = False,  # noqa: FBT002
    again: Annotated[bool, typer.Option("--again", help="Those too that came back 3 times.")] = False,  # noqa: FBT002
    per_second: Annotated[float, typer.Option("--per-second", min=0.1, help="No faster than that.")] = 50,
    data: Data = Path("var"),
    kafka: Kafka = "",
) -> None:
    """Hand letters back to their group, once what they died of is mended. What is known already changes nothing."""
    if not (places or error or everything):
        _stop("Say which: their places, --error NAME, or --all.")
    servers = kafka_of(kafka, data)
    letters = _done(outstanding(servers, _group(name)))
    if lost := sorted(set(places or ()) - {one.place for one in letters}):
        _stop(f"There is no letter {', '.join(lost)} in {name}, or it was handed back already.")
    chosen = [one for one in letters if everything or one.place in (places or ()) or (error and one.error == error)]
    tired = [one for one in chosen if one.times >= _ENOUGH and not again]
    chosen = [one for one in chosen if one not in tired]
    if dry_run:
        for one in chosen:
            print(_line(one))
    else:
        _done(_hand_back(servers, chosen, per_second))
    print(f"{len(chosen)} {'would be handed back' if dry_run else 'handed back'}")
    if tired:
        print(f"{len(tired)} left: they came back {_ENOUGH} times already. --again takes them, too.")


async def _hand_back(servers: Servers, letters: list[Letter], per_second: float) -> None:
    done = 0
    async for letter in hand_back(servers, letters, per_second):
        done += 1
        if done % _SHOWN == 0 or done == len(letters):
            print(f"{done}/{len(letters)}  {letter.place}", file=sys.stderr)


def _line(one: Letter) -> str:
    kind, again = one.said("ce_type") or "?", f"  (handed back {one.times} times)" if one.times else ""
    return f"{one.place}  {one.at:%Y-%m-%d %H:%M:%S}  {kind}  {one.error}: {one.said('dlq-reason')}{again}"


def _decoded(value: bytes | None) -> str:
    if value is None:
        return "null"
    try:
        return json.dumps(json.loads(value), indent=2, ensure_ascii=False)
    except ValueError:
        return repr(value)


def _group(name: str) -> Group:
    found = next((group for group in GROUPS if group.name == name), None)
    if found is None:
        _stop(f"There is no group {name}. There are {', '.join(group.name for group in GROUPS)}.")
    return found


def _done(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except KafkaError as error:
        _stop(f"Kafka does not do this: {error}. Is it running, and is the address right?")


def _stop(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
