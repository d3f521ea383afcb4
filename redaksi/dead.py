"""`redaksi dead …`: what could not be handled, why, and handing it back once its cause is mended."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from aiokafka.errors import KafkaError

from redaksi.runner.access import kafka_of
from shared.bus import OutcomeUnknown
from shared.bus.ledger import Ledger, hand_back, value_of
from shared.bus.letters import ENOUGH, Choice, Fate, Letter, Pile, bundled
from shared.kafka import Kafka as Servers
from shared.topics import GROUPS, Group

app = typer.Typer(no_args_is_help=True, help="Dead letters: what could not be handled, and handing it back.")
T = TypeVar("T")

Name = Annotated[str, typer.Argument(metavar="GROUP", help="As `redaksi dead list` names it.")]
Data = Annotated[Path, typer.Option("--data", help="The data folder of a newsroom on this machine.")]
Kafka = Annotated[str, typer.Option("--kafka", envvar="KAFKA_BOOTSTRAP", help="Kafka's host:port.")]
_SHOWN = 20


@app.command("list")
def list_letters(data: Data = Path("var"), kafka: Kafka = "") -> None:
    """How many of each group wait, by the error that they died of; the exit code is 1 where any do."""
    piles, any_left = _done(Ledger(kafka_of(kafka, data)).look()), False
    for name, pile in piles.items():
        for one in bundled(pile.waiting()):
            print(f"{name}  {one.many} of {one.error}: {one.reason}  (since {one.oldest:%Y-%m-%d %H:%M} UTC)")
            any_left = True
    if not any_left:
        print("none")
    raise typer.Exit(1 if any_left else 0)


@app.command("show")
def show(
    name: Name,
    place: Annotated[str, typer.Argument(help="One letter, whole; without it, a line for each.")] = "",
    raw: Annotated[bool, typer.Option("--raw", help="The bytes as they are.")] = False,  # noqa: FBT002
    handed_back: Annotated[bool, typer.Option("--handed-back", help="What became of the others.")] = False,  # noqa: FBT002
    data: Data = Path("var"),
    kafka: Kafka = "",
) -> None:
    """What waits in one group."""
    servers = kafka_of(kafka, data)
    fates = _pile(servers, _group(name)).fates()
    if not place:
        for one in fates:
            if (one.state != "waiting") == handed_back:
                print(_line(one.letter) + _became(one))
        return
    chosen = next((one for one in fates if one.letter.place == place), None)
    if chosen is None:
        _stop(f"There is no letter {place} in {name}. `redaksi dead show {name}` shows which there are.")
    value = _done(value_of(servers, chosen.letter))
    for header, text in chosen.letter.headers:
        print(f"{header}: {text.decode('utf-8', 'replace')}")
    if chosen.back:
        print(f"state:{_became(chosen)}")
    print(f"\n{value!r}" if raw else f"\n{_decoded(value)}")


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
    choice = Choice(frozenset(places or ()), error, everything=everything)
    plan = _pile(servers, _group(name)).plan(choice, again=again)
    if plan.gone:
        _stop(f"There is no letter {', '.join(plan.gone)} in {name}, or it was handed back already.")
    if dry_run:
        for one in plan.going:
            print(_line(one))
        print(f"{len(plan.going)} would be handed back")
    else:
        print(f"{_done(_hand_back(servers, plan.going, per_second))} handed back")
    if plan.tired:
        print(f"{len(plan.tired)} left: they came back {ENOUGH} times already. --again takes them, too.")


async def _hand_back(servers: Servers, letters: Sequence[Letter], per_second: float) -> int:
    done = 0
    async for letter in hand_back(servers, letters, per_second):
        done += 1
        if done % _SHOWN == 0 or done == len(letters):
            print(f"{done}/{len(letters)}  {letter.place}", file=sys.stderr)
    return done


def _line(one: Letter) -> str:
    kind, again = one.kind or "?", f"  (handed back {one.times} times)" if one.times else ""
    return f"{one.place}  {one.at:%Y-%m-%d %H:%M:%S}  {kind}  {one.error}: {one.reason}{again}"


def _became(one: Fate) -> str:
    """Words for those that were handed back; "" for the others."""
    if one.back is None:
        return ""
    words = {
        "handled": "it was handled",
        "unchanged": "it was known already: nothing changed",
        "heard": "it was heard",
        "died": f"it died again, as {one.again}",
    }
    who = f" by {one.back.by} at the desk" if one.back.by else ""
    return f"  handed back {one.back.at:%Y-%m-%d %H:%M:%S}{who}: {words.get(one.state, 'no answer yet')}"


def _pile(servers: Servers, group: Group) -> Pile:
    return _done(Ledger(servers, [group]).look())[group.name]


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
    except (KafkaError, OutcomeUnknown, TimeoutError) as error:
        _stop(f"Kafka does not do this: {type(error).__name__} {error}. Is it running, and is the address right?")


def _stop(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
