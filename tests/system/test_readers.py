"""Readers with a password: what they may, what they may not, on a real Kafka that checks."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError
from redaksi_client import Event, PublishedArticle, PublishedComment, StateTable, Worker

from redaksi.runner.access import Access
from tests.system.conftest import ROOT, Servers, running
from tests.system.people import until
from tests.system.saying import say
from tests.system.test_examples import an_article

PUBLISHED = PublishedArticle.topic
PUBLIC = {PUBLISHED, PublishedComment.topic}


async def redaksi(*words: str, told: str = "") -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "redaksi",
        *words,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate(told.encode())
    return process.returncode or 0, out.decode(), err.decode()


async def added(servers: Servers, name: str, *more: str) -> dict[str, Any]:
    """How a client of this new reader connects."""
    code, out, err = await redaksi("readers", "--kafka", servers.kafka, "add", name, *more)
    assert code == 0, err
    told = dict(re.findall(r"^(\w+)  +(\S+)", out, re.MULTILINE))
    return {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": told["username"],
        "sasl_plain_password": told["password"],
    }


@pytest.fixture
def name() -> str:
    return f"pustaka-{uuid4().hex[:8]}"


async def test_a_reader_reads_what_is_published_and_nothing_else(servers: Servers, name: str) -> None:
    article = an_article("Dibaca Pustaka")
    await say(servers, article)
    login = await added(servers, name)
    async with asyncio.timeout(60), StateTable(PublishedArticle, servers.readers, **login) as table:
        await table.until_caught_up()
        assert "Dibaca Pustaka" in [one.headline for one in table]
    async with AIOKafkaConsumer(bootstrap_servers=servers.readers, **login) as consumer:
        assert {topic for topic in await consumer.topics() if topic.startswith("redaksi.")} == PUBLIC
        assert await asyncio.wait_for(consumer.end_offsets([TopicPartition(PUBLISHED, 0)]), 20)
        for topic in ("redaksi.drafts.v1", "redaksi.decisions.articles.v1", "redaksi.newsroom.v1"):
            with pytest.raises((KafkaError, TimeoutError)):
                await asyncio.wait_for(consumer.end_offsets([TopicPartition(topic, 0)]), 5)


async def test_a_reader_cannot_say_anything_and_a_stranger_not_even_come_in(servers: Servers, name: str) -> None:
    login = await added(servers, name)
    async with AIOKafkaProducer(bootstrap_servers=servers.readers, enable_idempotence=False, **login) as producer:
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait(PUBLISHED, b"{}", b"forged")
    for wrong in ({**login, "sasl_plain_password": "salah"}, {**login, "sasl_plain_username": "orang-lain"}):
        stranger = AIOKafkaConsumer(PUBLISHED, bootstrap_servers=servers.readers, **wrong)
        with pytest.raises(KafkaError):
            await stranger.start()
        await stranger.stop()


async def test_a_worker_has_groups_of_its_own_and_may_have_a_place_for_its_dead(servers: Servers, name: str) -> None:
    article = an_article("Gagal Terus")
    await say(servers, article)
    login = await added(servers, name, "--dead-letters")

    async def fail(event: Event[PublishedArticle]) -> None:
        if event.key == str(article.article_id):
            raise ValueError

    worker = Worker(
        PublishedArticle, fail, servers.readers, group=f"{name}.surat", dead=f"{name}.dead.v1", tries=1, **login
    )
    working = asyncio.create_task(worker.run())
    buried = AIOKafkaConsumer(
        f"{name}.dead.v1", bootstrap_servers=servers.readers, auto_offset_reset="earliest", **login
    )
    await buried.start()
    try:
        async with asyncio.timeout(60):
            assert (await buried.getone()).key == str(article.article_id).encode()
        worker.stop()
        await working
    finally:
        await buried.stop()
    foreign = AIOKafkaConsumer(PUBLISHED, bootstrap_servers=servers.readers, group_id="redaksi.publish", **login)
    with pytest.raises(KafkaError):
        await foreign.start()
    await foreign.stop()


async def test_a_removed_reader_is_out_at_once(servers: Servers, name: str) -> None:
    login = await added(servers, name)
    consumer = AIOKafkaConsumer(PUBLISHED, bootstrap_servers=servers.readers, auto_offset_reset="earliest", **login)
    await say(servers, an_article("Sebelum"))
    await consumer.start()
    try:
        await consumer.getone()
        code, _, err = await redaksi("readers", "--kafka", servers.kafka, "remove", name)
        assert code == 0, err

        async def refused() -> bool:
            try:
                await consumer.getmany(timeout_ms=200)
            except TopicAuthorizationFailedError:
                return True
            return False

        await until(refused)
    finally:
        await consumer.stop()
    assert name not in (await redaksi("readers", "--kafka", servers.kafka, "list"))[1].split()
    assert (await redaksi("readers", "--kafka", servers.kafka, "remove", name))[0] == 1


async def test_a_new_password_is_given_only_where_it_is_asked_for(servers: Servers, name: str) -> None:
    login = await added(servers, name)
    code, _, err = await redaksi("readers", "--kafka", servers.kafka, "add", name)
    assert (code, "--renew" in err) == (1, True)
    renewed = await added(servers, name, "--renew")
    assert renewed["sasl_plain_password"] != login["sasl_plain_password"]
    stranger = AIOKafkaConsumer(PUBLISHED, bootstrap_servers=servers.readers, **login)
    with pytest.raises(KafkaError):
        await stranger.start()
    await stranger.stop()
    async with asyncio.timeout(60), StateTable(PublishedArticle, servers.readers, **renewed) as table:
        await table.until_caught_up()


@pytest.mark.parametrize("wrong", ["x", "Pustaka", "a b", "-a", "pustaka.*"])
async def test_a_name_that_is_none_is_refused_in_words(servers: Servers, wrong: str) -> None:
    code, out, err = await redaksi("readers", "--kafka", servers.kafka, "add", "--", wrong)
    assert (code, out) == (1, "")
    assert "cannot be a name" in err


async def test_a_kafka_that_is_away_is_said_in_words() -> None:
    code, _, err = await redaksi("readers", "--kafka", "127.0.0.1:9", "list")
    assert (code, "does not answer" in err, "Traceback" in err) == (1, True, False)


async def test_passwords_outlive_a_kafka_that_is_killed_also_after_one_was_removed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """With a deletion in its log, and these names, Kafka 4.3 starts without any password."""
    data = tmp_path_factory.mktemp("killed")
    with running(data, "servers") as access:
        servers = Servers(access.kafka, access.readers, access.mongo, access.pids)
        await added(servers, "uuu")
        await added(servers, "vvv")
        assert (await redaksi("readers", "--kafka", servers.kafka, "remove", "uuu"))[0] == 0
        login = await added(servers, "www")
        for _ in range(2):
            os.kill(Access.read(data).pids["kafka"], signal.SIGKILL)

            async def back() -> bool:
                return (await redaksi("readers", "--kafka", servers.kafka, "list"))[1].split() == ["vvv", "www"]

            await until(back, 60)
            async with asyncio.timeout(60), StateTable(PublishedArticle, servers.readers, **login) as table:
                await table.until_caught_up()
