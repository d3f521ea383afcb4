"""`redaksi status`: how the newsroom is, for people and for scripts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, NamedTuple

import httpx
import typer
from aiokafka.admin import AIOKafkaAdminClient
from prometheus_client.parser import text_string_to_metric_families
from pymongo import AsyncMongoClient

from redaksi.beats import Hop, canary, hops_of, in_words
from redaksi.runner.access import Access, access_of
from shared.kafka import Kafka

_PATIENCE = 5.0
_LAG, _BEHIND, _PENDING, _DEAD, _STOPPED, _BUILD = (
    "redaksi_lag_seconds",
    "redaksi_lag_facts",
    "redaksi_oldest_pending_seconds",
    "redaksi_dead_letters_total",
    "redaksi_stopped",
    "redaksi_build_info",
)
Sample = tuple[str, dict[str, str], float]


class Health(NamedTuple):
    """One process: whether it lives and works, how far behind its groups are in seconds, and what is wrong."""

    name: str
    lag: float
    waiting: int
    pending: float
    dead: int
    wrong: tuple[str, ...]
    hops: tuple[Hop, ...] = ()
    version: str = ""
    pid: int = 0


def status(
    data: Annotated[Path, typer.Option("--data", help="The data folder of a newsroom on this machine.")] = Path("var"),
    service: Annotated[
        list[str] | None, typer.Option("--service", help="Others instead: NAME=http://HOST:PORT, as often as needed.")
    ] = None,
    late: Annotated[
        float, typer.Option("--late", help="Seconds that count as trouble: behind, unsaid, no canary.")
    ] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,  # noqa: FBT002
) -> None:
    """How each service is, how far behind, what waits to be said; how old the canary is. Exit code 1: trouble."""
    access = None if service else access_of(data)
    places = _places(access) if access else dict(one.partition("=")[::2] for one in service or ())
    with ThreadPoolExecutor(len(places)) as asked:
        found = list(asked.map(lambda place: ask(place[0], place[1], late), places.items()))
    found += asyncio.run(_servers(access)) if access else []
    pids = access.pids if access else {}
    found = [one._replace(pid=pids.get(one.name, 0)) for one in found]
    way = canary([hop for one in found for hop in one.hops], late)
    if as_json:
        print(json.dumps([*(_as_json(one) for one in found), *([{"name": "canary", **way._asdict()}] if way else [])]))
    else:
        print("\n".join([*_table(found), *([f"{'canary':12} {in_words(way)}"] if way else [])]))
    raise typer.Exit(1 if any(one.wrong for one in found) or (way and way.wrong) else 0)


def ask(name: str, url: str, late: float) -> Health:
    """What this process says of itself."""
    wrong: list[str] = []
    try:
        with httpx.Client(base_url=url, timeout=_PATIENCE) as http:
            for path, trouble in (("/healthz", "should be started anew"), ("/readyz", "not ready")):
                answer = http.get(path)
                if not answer.is_success:
                    wrong.append(f"{trouble}: {answer.json().get('reason') or answer.text}")
            samples = list(_samples(http.get("/metrics").raise_for_status().text))
    except (httpx.HTTPError, ValueError) as error:
        return Health(name, 0, 0, 0, 0, (f"{url} does not answer ({type(error).__name__})",))
    lag, pending = _most(samples, _LAG), _most(samples, _PENDING)
    wrong += [f"{labels['group']} has stopped: too much cannot be handled" for labels in _set(samples, _STOPPED)]
    wrong += [f"{lag:.0f} s behind"] if lag > late else []
    wrong += [f"something has waited {pending:.0f} s to be said"] if pending > late else []
    waiting, dead = int(_sum(samples, _BEHIND)), int(_sum(samples, _DEAD))
    version = next((labels["version"] for labels in _set(samples, _BUILD)), "")
    return Health(name, lag, waiting, pending, dead, tuple(wrong), hops_of(samples), version)


async def _servers(access: Access) -> list[Health]:
    """Kafka and MongoDB: whether they answer."""
    asked = {"kafka": _ask_kafka(access.as_operator), "mongod": _ask_mongo(access.mongo)}
    answers = await asyncio.gather(
        *(asyncio.wait_for(one, _PATIENCE) for one in asked.values()), return_exceptions=True
    )
    return [
        Health(name, 0, 0, 0, 0, (f"does not answer ({type(one).__name__})",) if isinstance(one, BaseException) else ())
        for name, one in zip(asked, answers, strict=True)
    ]


async def _ask_kafka(kafka: Kafka) -> None:
    admin = AIOKafkaAdminClient(**kafka.connection)
    try:
        await admin.start()
        await admin.describe_cluster()
    finally:
        await admin.close()


async def _ask_mongo(url: str) -> None:
    client: AsyncMongoClient[dict[str, object]]
    async with AsyncMongoClient(url, serverSelectionTimeoutMS=int(_PATIENCE * 900)) as client:
        await client.admin.command("ping")


def _places(access: Access) -> dict[str, str]:
    view = {"ingest-view": access.view} if access.view else {}
    return {
        "site": access.site,
        "ingest": access.ingest,
        "moderation": access.moderation,
        "publish": access.publish,
        **view,
    }


def _as_json(one: Health) -> dict[str, object]:
    told = one._asdict()
    del told["hops"]
    return told


def _samples(text: str) -> Iterator[Sample]:
    for family in text_string_to_metric_families(text):
        yield from ((one.name, one.labels, one.value) for one in family.samples)


def _most(samples: Iterable[Sample], name: str) -> float:
    return max((value for one, _, value in samples if one == name), default=0.0)


def _sum(samples: Iterable[Sample], name: str) -> float:
    return sum(value for one, _, value in samples if one == name)


def _set(samples: Iterable[Sample], name: str) -> list[dict[str, str]]:
    return [labels for one, labels, value in samples if one == name and value]


def _table(found: Iterable[Health]) -> Iterator[str]:
    yield f"{'':12} {'pid':>8} {'version':>8} {'behind':>10} {'waiting':>8} {'unsaid':>8} {'died':>6}"
    for one in found:
        which = f"{one.pid or '–':>8} {one.version or '–':>8}"
        figures = f"{one.lag:>8.1f} s {one.waiting:>8} {one.pending:>6.1f} s {one.dead:>6}"
        yield f"{one.name:12} {which} {figures}  {'; '.join(one.wrong) or 'well'}"
