"""Several doors, killed and cut off: the same request gives the same article at each, and none is needed by another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from aiokafka import AIOKafkaConsumer

from shared.bus import Bus, Voice
from shared.facts import ArticlePublished, DraftRefused, DraftSubmitted, decode
from shared.settings import Settings
from shared.topics import DRAFTS
from tests.builders import NOON, a_desk, a_held, a_live
from tests.system.conftest import Servers
from tests.system.doors import Door, Somebody, door
from tests.system.people import until

DRAFT: dict[str, Any] = {"headline": "Pasar Pindah", "body": "Pedagang pindah.", "language": "id"}
DEAD_MONGO = "mongodb://127.0.0.1:9/?replicaSet=redaksi"
DEAD_KAFKA = "127.0.0.1:9"


@pytest.fixture(scope="module")
def prefix() -> str:
    return f"test_{uuid4().hex[:8]}"


@pytest.fixture(scope="module")
async def voice(servers: Servers) -> AsyncIterator[Voice]:
    async with Bus(Settings(KAFKA_BOOTSTRAP=servers.kafka), "test") as bus:
        await bus.until_started()
        yield bus.voice


@pytest.fixture(scope="module")
async def first(servers: Servers, prefix: str) -> AsyncIterator[Door]:
    async with door(servers, prefix) as opened:
        yield opened


@pytest.fixture(scope="module")
async def second(servers: Servers, prefix: str, first: Door) -> AsyncIterator[Door]:
    async with door(servers, prefix) as opened:
        yield opened


async def known(voice: Voice, one: Door, *names: str) -> list[Somebody]:
    """Reporters who may send at this door."""
    made = [Somebody(name) for name in names]
    await voice.say_all([somebody.settled() for somebody in made])
    for somebody in made:
        async with one.as_(somebody.key) as http:
            await until(partial(status_is, http, "/v1/drafts", 200))
    return made


async def status_is(http: httpx.AsyncClient, path: str, wanted: int) -> httpx.Response | None:
    answer = await http.get(path)
    return answer if answer.status_code == wanted else None


async def told(http: httpx.AsyncClient, article_id: str, **wanted: Any) -> dict[str, Any] | None:
    """The status, once it says what is wanted."""
    answer = await http.get(f"/v1/drafts/{article_id}")
    said: dict[str, Any] = answer.json() if answer.status_code == 200 else {}
    return said if said and all(said[name] == value for name, value in wanted.items()) else None


async def submissions(kafka: str, article_id: str) -> list[UUID]:
    """What stands on the topic for one article."""
    consumer = AIOKafkaConsumer(DRAFTS, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    ends = await consumer.end_offsets(consumer.assignment())
    found = []
    while any([await consumer.position(one) < end for one, end in ends.items()]):
        for records in (await consumer.getmany(timeout_ms=200)).values():
            for record in records:
                if record.key == article_id.encode():
                    heads = {name: value.decode() for name, value in record.headers}
                    fact = decode(DRAFTS, record.key, record.value, heads)
                    found += [fact.submission_id] if isinstance(fact, DraftSubmitted) else []
    await consumer.stop()
    return found


async def test_a_retry_gives_the_same_article_at_another_process_and_after_a_kill(
    servers: Servers, prefix: str, voice: Voice, first: Door
) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    async with door(servers, prefix) as doomed:
        (rio,) = await known(voice, doomed, "Rio")
        async with doomed.as_(rio.key) as http:
            before = (await http.post("/v1/drafts", json=DRAFT, headers=key)).json()
        doomed.kill()
    async with first.as_(rio.key) as http:
        elsewhere = (await http.post("/v1/drafts", json=DRAFT, headers=key)).json()
        assert await until(lambda: told(http, before["article_id"], state="received"))
    async with door(servers, prefix) as anew, anew.as_(rio.key) as http:
        after = (await http.post("/v1/drafts", json=DRAFT, headers=key)).json()
    assert before == elsewhere == after
    assert set(await submissions(servers.kafka, before["article_id"])) == {UUID(before["submission_id"])}


async def test_what_one_door_took_in_another_knows(voice: Voice, first: Door, second: Door) -> None:
    rio, dewi = await known(voice, first, "Rio", "Dewi")
    key = {"Idempotency-Key": uuid4().hex}
    async with first.as_(rio.key) as http:
        article_id = (await http.post("/v1/drafts", json=DRAFT, headers=key)).json()["article_id"]
        assert (await http.get(f"/v1/drafts/{article_id}")).json()["state"] == "received"
    async with second.as_(rio.key) as http:
        await until(lambda: told(http, article_id, state="received"))
        other = await http.post("/v1/drafts", json={**DRAFT, "lead": "Lain."}, headers=key)
        assert (other.status_code, other.json()["errors"][0]["field"]) == (422, "Idempotency-Key")
    async with second.as_(dewi.key) as http:
        await until(lambda: status_is(http, "/v1/drafts", 200))
        for answer in (
            await http.put(f"/v1/drafts/{article_id}", json=DRAFT),
            await http.get(f"/v1/drafts/{article_id}"),
            await http.delete(f"/v1/drafts/{article_id}"),
        ):
            assert (answer.status_code, answer.json()["type"]) == (403, "urn:redaksi:problem:not-yours")


async def test_without_mongodb_drafts_are_accepted_and_statuses_are_503(servers: Servers, voice: Voice) -> None:
    rio = Somebody("Rio")
    await voice.say(rio.settled())
    key = {"Idempotency-Key": uuid4().hex}
    async with door(servers, "nowhere", MONGO_URL=DEAD_MONGO) as cut_off, cut_off.as_(rio.key) as http:
        began = time.monotonic()
        sent = [await http.post("/v1/drafts", json=DRAFT, headers=key) for _ in range(3)]
        assert time.monotonic() - began < 3
        assert [one.status_code for one in sent] == [202] * 3
        assert len({one.json()["article_id"] for one in sent}) == 1
        other = await http.post("/v1/drafts", json={**DRAFT, "lead": "Lain."}, headers=key)
        assert other.status_code == 422
        asked = await http.get(f"/v1/drafts/{sent[0].json()['article_id']}")
        assert (asked.status_code, asked.headers["retry-after"]) == (503, "5")
        assert (await http.get("/v1/drafts")).status_code == 503


async def test_a_door_that_does_not_know_the_reporters_yet_says_so_and_lets_nobody_in(servers: Servers) -> None:
    opening = door(servers, "nowhere", ready=False, KAFKA_BOOTSTRAP=DEAD_KAFKA)
    async with opening as early, early.as_("rdk_1_x") as http:
        answer = await http.post("/v1/drafts", json=DRAFT)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert (await http.get("/readyz")).status_code == 503
        assert (await http.get("/docs")).status_code == 200


async def test_a_desk_that_is_silent_leaves_a_withdrawal_open(voice: Voice, first: Door) -> None:
    (rio,) = await known(voice, first, "Rio")
    async with first.as_(rio.key) as http:
        article_id = (await http.post("/v1/drafts", json=DRAFT)).json()["article_id"]
        began = time.monotonic()
        answer = await http.delete(f"/v1/drafts/{article_id}")
        assert time.monotonic() - began < 4
        assert (answer.status_code, answer.json()["withdrawn"]) == (202, None)


async def test_a_stranger_reads_their_refusal_and_the_owner_is_left_in_peace(voice: Voice, first: Door) -> None:
    rio, dewi = await known(voice, first, "Rio", "Dewi")
    article_id, refused = uuid4(), uuid4()
    desk = a_desk(reporter_id=rio.id)
    refusal = DraftRefused(
        article_id=article_id,
        version=2,
        actor=dewi.id,
        at=NOON,
        desk=desk,
        submission_id=refused,
        reporter_id=dewi.id,
        why="not_yours",
    )
    await voice.say_all([a_held(1, article_id=article_id, desk=desk), refusal])
    async with first.as_(dewi.key) as http:
        said = await until(lambda: told(http, str(article_id), state="refused"))
        assert [(one["submission_id"], one["why"]) for one in said["refusals"]] == [(str(refused), "not_yours")]
        assert (said["version"], said["headline"], said["missing"]) == (0, "", [])
    async with first.as_(rio.key) as http:
        said = await until(lambda: told(http, str(article_id), state="held", version=2))
        assert said["refusals"] == []


async def test_a_key_stops_within_seconds_of_its_being_revoked(voice: Voice, first: Door, second: Door) -> None:
    (rio,) = await known(voice, first, "Rio")
    await voice.say(rio.settled(2, revoked=True))
    for one in (first, second):
        async with one.as_(rio.key) as http:
            refused = await until(partial(status_is, http, "/v1/drafts", 401), seconds=5)
            assert refused.headers["www-authenticate"] == "Bearer"


async def test_the_public_half_arrives_whatever_the_desk_says_meanwhile(voice: Voice, first: Door) -> None:
    (rio,) = await known(voice, first, "Rio")
    article_id = uuid4()
    await voice.say(a_held(7, article_id=article_id, desk=a_desk(reporter_id=rio.id)))
    live = a_live(3)
    await voice.say(ArticlePublished.of(article_id, live))
    async with first.as_(rio.key) as http:

        async def both() -> Any:
            said = await told(http, str(article_id), state="held", version=7)
            return said if said and said["public"] else None

        said = await until(both)
    assert said["public"]["version"] == 3
    assert said["public"]["url"].endswith(live.path)


async def test_nothing_that_can_be_sent_is_a_failure_of_ours(voice: Voice, first: Door) -> None:
    (rio,) = await known(voice, first, "Rio")
    bodies = [b"", b"{", b"\xff", b"[" * 100_000, b'"x"', b"null", b'{"headline": 1e999}', b'{"tags": [null]}']
    bodies += [b'{"headline": ' + b"9" * 10_000 + b"}", b'{"body": "\\ud800"}', b'{"photo": [1]}', b'{"a":1,"a":2}']
    async with first.as_(rio.key) as http:
        for body in bodies:
            for verb, path in (("POST", "/v1/drafts"), ("PUT", f"/v1/drafts/{uuid4()}"), ("POST", "/v1/drafts/check")):
                answer = await http.request(verb, path, content=body, headers={"Content-Type": "application/json"})
                assert answer.status_code in {400, 422}, (body[:40], answer.text)
                assert answer.headers["content-type"] == "application/problem+json"
        assert (await http.post("/v1/drafts", content=b"{}", headers={"Content-Type": "text/plain"})).status_code == 415


async def test_what_was_accepted_is_on_the_topic_and_what_was_refused_is_not(
    servers: Servers, voice: Voice, first: Door
) -> None:
    (rio,) = await known(voice, first, "Rio")
    async with first.as_(rio.key) as http:
        large = {**DRAFT, "body": "a" * 600_000}
        ids = [str(uuid4()) for _ in range(3)]
        answers = await asyncio.gather(
            http.put(f"/v1/drafts/{ids[0]}", json=DRAFT),
            http.put(f"/v1/drafts/{ids[1]}", json=large),
            http.put(f"/v1/drafts/{ids[2]}", json={**DRAFT, "titel": "x"}),
        )
    assert [one.status_code for one in answers] == [202, 413, 422]
    assert [len(await submissions(servers.kafka, one)) for one in ids] == [1, 0, 0]
