"""What operators type: `redaksi backup`, `redaksi restore`."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from redaksi.backup import putting, taking
from redaksi.backup.databases import TookTooLong
from redaksi.backup.manifest import Broken, Manifest
from redaksi.backup.putting import Refused
from redaksi.backup.taking import Newsroom, NotNow
from redaksi.rebuilding import Data, Kafka, Mongo, progress, stop
from redaksi.runner.access import Access, kafka_of
from redaksi.runner.fetch import Unavailable
from redaksi.runner.newsroom import Newsroom as Runner
from redaksi.runner.plan import Plan
from shared.kafka import Kafka as Servers
from shared.settings import Settings

T = TypeVar("T")

Base = Annotated[int, typer.Option("--port-base", help="As of `up`: for Kafka and MongoDB, where they do not run.")]
_TOO_LONG = (
    "The databases could not be read within the time that MongoDB keeps a moment of the past. Let it keep it longer, "
    "db.adminCommand({setParameter: 1, minSnapshotHistoryWindowInSeconds: 3600}), and take the backup again."
)


def backup(
    into: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where the backup is to stand.")] = Path("backups"),
    check: Annotated[Path | None, typer.Option("--check", metavar="BACKUP", help="Only check this one.")] = None,
    data: Data = Path("var"),
    kafka: Kafka = "",
    mongo: Mongo = "",
    port_base: Base = 8000,
) -> None:
    """Take a backup of all that cannot be made anew: moderation's and ingest's databases, secrets, pictures.

    The newsroom may run meanwhile. With --kafka and --mongo it is of databases alone.
    """
    if check is not None:
        _checked(check)
        return
    data = data.resolve()
    if kafka and mongo:
        made = _done(taking.take(_elsewhere(kafka, mongo), into))
    elif (data / "access.json").exists():
        access = Access.read(data)
        made = _done(taking.take(_here(data, access.as_operator, access.mongo), into))
    elif (data / "mongo").is_dir():
        made = _done(_with_servers(Plan(data, port_base), lambda newsroom: taking.take(newsroom, into)))
    else:
        stop(f"There is no newsroom in {data}. Name its folder with --data, or its servers with --kafka and --mongo.")
    print(f"\n{made}")


def restore(
    backup: Annotated[Path | None, typer.Argument(metavar="BACKUP", help="As `redaksi backup` named it.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Though there is a newsroom already.")] = False,  # noqa: FBT002
    from_topics: Annotated[bool, typer.Option("--from-topics", help="Without one: of what topics hold.")] = False,  # noqa: FBT002
    data: Data = Path("var"),
    kafka: Kafka = "",
    mongo: Mongo = "",
    port_base: Base = 8000,
) -> None:
    """Put a backup in place, while the newsroom is stopped. At its next start the desk catches up with its topics."""
    if (backup is None) != from_topics:
        stop("Name a backup, or say --from-topics; not both.")
    manifest = _checked(backup) if backup else None
    data = data.resolve()
    keep_old = (data / "secrets.json").is_file()

    async def put(newsroom: Newsroom) -> str:
        await putting.must_be_still(newsroom)
        if backup is None or manifest is None:
            return await putting.from_topics(newsroom)
        if not replace:
            await putting.must_be_free(newsroom)
        return await putting.put(newsroom, backup, manifest, keep_old_secrets=keep_old)

    there = bool(kafka and mongo)
    told = _done(put(_elsewhere(kafka, mongo)) if there else _with_servers(Plan(data, port_base), put))
    print(f"\n{told}. Start the newsroom: before it serves, the desk reads what it decided after the backup.")


async def _with_servers(plan: Plan, work: Callable[[Newsroom], Awaitable[T]]) -> T:
    """While Kafka and mongod of this folder run, and nothing else does. Raises `Unavailable`."""
    runner, results = Runner(plan, lambda line: print(line, flush=True)), list[T]()

    async def meanwhile() -> None:
        results.append(await work(_here(plan.data, runner.doors.kafka(), runner.doors.mongo())))

    await runner.run(work=meanwhile)
    if not results:
        raise Unavailable("It was broken off. Do it again: it begins anew.")
    return results[0]


def _here(data: Path, kafka: Servers, mongo: str) -> Newsroom:
    where = os.environ.get("REDAKSI_MEDIA_URL", "") or str(data / "media")
    return Newsroom(kafka, mongo, Settings().database_prefix, data, None if "://" in where else Path(where))


def _elsewhere(kafka: str, mongo: str) -> Newsroom:
    return Newsroom(kafka_of(kafka, Path()), mongo, Settings().database_prefix)


def _checked(path: Path) -> Manifest:
    """Its manifest, once every byte of it was read. Ends with words where it is not whole."""
    try:
        manifest = Manifest.read(path)
        of, done = sum(part.size for part in manifest.parts), 0
        for part in manifest.check(path):
            done += part.size
            progress("checked", done, of)
    except Broken as why:
        stop(f"\nThis backup cannot be used. {why}")
    holds = sum(part.holds for part in manifest.parts)
    print(
        f"\n{path} is whole: of {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC, {len(manifest.parts)} parts, {holds} items."
    )
    return manifest


def _done(work: Awaitable[T]) -> T:
    for name in ("aiokafka", "kafka"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # while Kafka starts, its absence is no news

    async def whole() -> T:
        return await work

    try:
        return asyncio.run(whole())
    except TookTooLong:
        stop(f"\n{_TOO_LONG}")
    except (Refused, NotNow, Unavailable, Broken) as why:
        stop(f"\n{why}")
    except (KafkaError, PyMongoError, OSError) as error:
        stop(f"\nIt broke off: {str(error)[:300] or type(error).__name__}. Once that is mended, do it again.")
