"""`./run up --secure`: each service may do what it does and nothing else, seen from Kafka and from MongoDB."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aiokafka.errors import KafkaError
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure

from redaksi.rights import BROKER, OPERATOR, SERVICES, user, variable
from redaksi.runner.access import Access, Secrets
from redaksi.runner.plan import PYTHONPATH
from redaksi.runner.ports import Ports
from redaksi.runner.servers import mongo_itself, mongo_url
from redaksi.runner.table import module_of
from services.ingest.tide import Tide
from shared.kafka import Kafka, refusal
from shared.topics import CANARY_PUBLISH, GROUPS, PUBLISHED, PUBLISHED_COMMENTS, TOPICS
from tests.keys import KEYS
from tests.system.asking import joinable, let_write, may_look_at_rights, readable, writable
from tests.system.conftest import ROOT, running
from tests.system.people import Editor, Reporter, until
from tests.system.ports import free_ports
from tests.system.test_door import DRAFT
from tests.system.test_readers import redaksi

EVERY = [topic.name for topic in TOPICS]
DATABASES = {name: f"redaksi_{name}" for name in ("ingest", "moderation", "publish", "site")}
REFUSED = 13


class Secure:
    """A newsroom of its own, and the ways in of everybody in it."""

    def __init__(self, data: Path, access: Access) -> None:
        self.data = data
        self.access = access
        self.secrets = Secrets.model_validate_json((data / "secrets.json").read_text())
        self.ports = Ports(int(access.site.rpartition(":")[2]))

    @property
    def itself(self) -> Kafka:
        return Kafka(self.access.kafka, user(BROKER), self.secrets.kafka_passwords[BROKER], "PLAIN")

    @property
    def environment(self) -> dict[str, str]:
        """As `redaksi users` is told."""
        return {
            **os.environ,
            "KAFKA_BOOTSTRAP": self.access.kafka,
            "KAFKA_USERNAME": self.itself.username,
            "KAFKA_PASSWORD": self.itself.password,
            "MONGO_URL": mongo_itself(self.ports.mongo, self.secrets.mongo_key),
            **{variable("KAFKA", name): password for name, password in self.secrets.kafka_passwords.items()},
            **{variable("MONGO", name): password for name, password in self.secrets.mongo_passwords.items()},
        }

    def kafka(self, name: str) -> Kafka:
        return Kafka(self.access.kafka, user(name), self.secrets.kafka_passwords[name])

    def mongo(self, name: str) -> str:
        return mongo_url(self.ports, user(name), self.secrets.mongo_passwords[name])


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    data = tmp_path_factory.mktemp("secure")
    with running(data, "up", "--secure", "--no-sample", "--undo-seconds", "0") as access:
        yield Secure(data, access)


async def through(access: Access, headline: str) -> str:
    """One article from its reporter to the site, with a comment of a reader's; its id."""
    async with Reporter(access) as rio, Editor(access) as editor:
        sent = await rio.send({**DRAFT, "headline": headline})
        article = str(sent["article_id"])
        await editor.must(article, "approve", (await editor.find(article))["version"])
        await rio.until_state(article, "approved")
        async with httpx.AsyncClient(timeout=15) as http:

            async def public() -> str | None:
                front = await http.get(f"{access.site}/")
                status = await rio.status(article)
                return status["public"]["url"] if headline in front.text and status.get("public") else None

            page = await until(public, 60)
            body = {"name": "Sari", "email": "sari@contoh.id", "text": f"Setuju {article}", "consent": True}

            async def commented() -> Any:
                answer = await http.post(f"{access.ingest}/v1/articles/{article}/comments", json=body)
                return answer.json() if answer.status_code == 202 else None

            comment = (await until(commented))["comment_id"]

            async def approved() -> bool:
                answer = await editor.http.post(f"/api/comments/{comment}/approve", json={"version": 1})
                return answer.status_code == 200

            await until(approved)

            async def shown() -> bool:
                return f"Setuju {article}" in (await http.get(page)).text

            await until(shown, 60)
    return article


async def test_an_article_and_a_comment_come_through(secure: Secure) -> None:
    await through(secure.access, f"Lewat Pintu Terkunci {uuid4().hex[:6]}")


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_writes_its_own_topics_reads_its_own_and_is_in_its_own_groups(
    secure: Secure, name: str
) -> None:
    kafka, rights = secure.kafka(name), SERVICES[name]
    assert await writable(kafka, EVERY) == rights.writes
    assert await readable(kafka, EVERY) == rights.reads
    assert await joinable(kafka, [group.name for group in GROUPS]) == {group.name for group in rights.groups}
    assert not await may_look_at_rights(kafka)


async def test_only_publish_writes_what_is_published_and_the_site_writes_nothing(secure: Secure) -> None:
    """Said without the table of rights."""
    who = {name: await writable(secure.kafka(name), EVERY) for name in SERVICES}
    for topic in (PUBLISHED, PUBLISHED_COMMENTS):
        assert [name for name, topics in who.items() if topic in topics] == ["publish"]
    assert who["site"] == set()
    assert not [topic for topic in who["ingest"] if "decisions" in topic]
    assert await readable(secure.kafka("site"), EVERY) == {PUBLISHED, PUBLISHED_COMMENTS, CANARY_PUBLISH}


async def test_what_a_user_of_ours_has_beside_the_table_is_taken_away(secure: Secure) -> None:
    itself, site = secure.itself, secure.kafka("site")
    await let_write(itself, site.username, "redaksi.")

    async def may_write() -> bool:
        return bool(await writable(site, EVERY))

    await until(may_write)
    command = [sys.executable, "-m", "redaksi", "users", "--plain"]
    done = subprocess.run(command, cwd=ROOT, env=secure.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

    async def as_before() -> bool:
        return not await writable(site, EVERY) and await readable(site, EVERY) == SERVICES["site"].reads

    await until(as_before)


async def test_the_operator_may_do_everything(secure: Secure) -> None:
    kafka = secure.kafka(OPERATOR)
    assert await writable(kafka, EVERY) == set(EVERY) == await readable(kafka, EVERY)
    assert await may_look_at_rights(kafka)


async def test_the_door_may_ask_how_far_the_desk_is_and_no_more(secure: Secure) -> None:
    for group in SERVICES["ingest"].watches:
        assert await Tide(secure.kafka("ingest"), group).look() is False
        with pytest.raises(KafkaError):
            await Tide(secure.kafka("site"), group).look()


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_opens_its_own_database_and_no_other(secure: Secure, name: str) -> None:
    client: AsyncMongoClient[dict[str, Any]]
    own, may = DATABASES[SERVICES[name].database], {}
    async with AsyncMongoClient(secure.mongo(name)) as client:
        for database in (*DATABASES.values(), "admin", "local", "config"):
            reads = await _done(client[database]["trial"].find_one())
            writes = await _done(client[database]["trial"].update_one({"_id": 0}, {"$set": {"a": 1}}, upsert=True))
            may[database] = (reads, writes)
        assert {database: what for database, what in may.items() if any(what)} == {own: (True, SERVICES[name].keeps)}
        assert not await _done(client.admin.command("createUser", "x", pwd="x", roles=["root"]))
        assert not await _done(client[own].command("createUser", "x", pwd="x", roles=["root"]))
        assert not await _done(client.local["oplog.rs"].find_one())
    async with AsyncMongoClient(secure.mongo(OPERATOR)) as client:
        await client[own]["trial"].drop()


async def _done(work: Any) -> bool:
    try:
        await work
    except OperationFailure as error:
        if error.code != REFUSED:
            raise
        return False
    return True


async def test_nobody_comes_in_without_a_name_or_with_a_wrong_password(secure: Secure) -> None:
    ports, right, itself = secure.ports, secure.kafka(OPERATOR), secure.itself
    assert await may_look_at_rights(itself)
    for port in (ports.kafka(0), ports.readers(0), ports.controller(0)):
        with pytest.raises((KafkaError, OSError)):
            await may_look_at_rights(Kafka(f"127.0.0.1:{port}"))
        wrong = Kafka(f"127.0.0.1:{port}", right.username, "salah")
        assert await refusal(wrong)
        with pytest.raises(KafkaError):
            await may_look_at_rights(wrong)
    # The password that Kafka's nodes have opens no door to readers, nor that of the operator the one of the nodes.
    assert await refusal(Kafka(f"127.0.0.1:{ports.readers(0)}", itself.username, itself.password, "PLAIN"))
    assert await refusal(Kafka(f"127.0.0.1:{ports.controller(0)}", right.username, right.password, "PLAIN"))
    client: AsyncMongoClient[dict[str, Any]]
    async with AsyncMongoClient(mongo_url(ports)) as client:
        assert not await _done(client["redaksi_publish"]["articles"].find_one())
        assert not await _done(client.admin.command("createUser", "x", pwd="x", roles=["root"]))
    async with AsyncMongoClient(mongo_url(ports, user("publish"), "salah")) as client:
        with pytest.raises(OperationFailure, match="Authentication failed"):
            await client["redaksi_publish"]["articles"].find_one()


@pytest.mark.parametrize("name", ["publish", "site"])
async def test_a_wrong_password_is_told_at_readyz_and_in_the_log(secure: Secure, name: str, tmp_path: Path) -> None:
    """To the client alone it looks like a Kafka that is away."""
    port, log = free_ports(), tmp_path / "log"
    told = {
        **os.environ,
        **KEYS,
        "PYTHONPATH": PYTHONPATH,
        "KAFKA_BOOTSTRAP": secure.access.kafka,
        "KAFKA_USERNAME": user(name),
        "KAFKA_PASSWORD": "salah",
        "MONGO_URL": secure.mongo(name),
        "REDAKSI_PORT": str(port),
    }
    with log.open("wb") as out:
        command = [sys.executable, "-m", module_of(name)]
        process = subprocess.Popen(command, cwd=ROOT, env=told, stdout=out, stderr=out)
    try:
        async with httpx.AsyncClient(timeout=10) as http:

            async def said() -> bool:
                answer = await http.get(f"http://127.0.0.1:{port}/readyz")
                return f"refuses the user '{user(name)}'" in answer.json().get("reason", "")

            await until(said, 60)
    finally:
        process.kill()
        process.wait()
    lines = [line for line in log.read_text().splitlines() if "its name or its password is wrong" in line]
    assert len(lines) == 1, "told once for as long as it lasts"


async def test_every_command_goes_on_working(secure: Secure) -> None:
    here = ("--data", str(secure.data))

    async def well() -> bool:
        return (await redaksi("status", *here))[0] == 0

    await until(well, 60)
    assert await redaksi("dead", "list", *here) == (0, "none\n", "")
    assert (await redaksi("topics", *here))[1].endswith("0 made, 0 differ\n")
    code, out, err = await redaksi("readers", "add", "pustaka", *here)
    assert (code, "password" in out) == (0, True), err
    assert (await redaksi("readers", "list", *here))[1].split() == ["pustaka"]
    assert (await redaksi("readers", "remove", "pustaka", *here))[0] == 0
    assert (await redaksi("reporters", "list", *here))[0] == 0
    for what in ("publish", "site"):
        code, out, err = await redaksi(what, "rebuild", *here)
        assert (code, "the same, byte for byte" in out) == (0, True), err


async def test_no_reader_can_take_the_name_of_a_service(secure: Secure) -> None:
    for name in (user("publish"), user(OPERATOR)):
        code, _, err = await redaksi("readers", "add", name, "--data", str(secure.data))
        assert (code, "cannot be a name" in err) == (1, True)


async def test_a_killed_kafka_and_a_killed_mongod_come_back_with_their_users(secure: Secure) -> None:
    for victim in ("kafka", "mongod"):
        os.kill(Access.read(secure.data).pids[victim], signal.SIGKILL)

    async def back() -> bool:
        return (await redaksi("status", "--data", str(secure.data)))[0] == 0

    await until(back, 180)
    for name in SERVICES:
        assert await writable(secure.kafka(name), EVERY) == SERVICES[name].writes
    await through(secure.access, f"Sesudah Mati {uuid4().hex[:6]}")


async def test_no_password_is_in_a_log_or_readable_by_others(secure: Secure) -> None:
    secrets = secure.secrets
    passwords = {*secrets.kafka_passwords.values(), *secrets.mongo_passwords.values(), secrets.mongo_key}
    logs = [*(secure.data / "logs").iterdir(), secure.data / "runner.log"]
    assert len(logs) > len(SERVICES)
    found = {log.name for log in logs for password in passwords if password in log.read_text(errors="replace")}
    assert found == set()
    assert secure.data.stat().st_mode & 0o077 == 0
    private = ("secrets.json", "access.json", "mongo.key", "kafka/server.properties")
    assert {name for name in private if (secure.data / name).stat().st_mode & 0o077} == set()
