"""The comment door among servers that are away, crowds, and proxies: processes of ingest alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from motor.motor_asyncio import AsyncIOMotorCollection

from services.ingest.comments.crowd import OF_A_PLACE, OF_AN_ARTICLE
from shared.bus import Voice
from shared.comment_link import CommentLinks
from shared.facts import CommentApproved, CommentDesk, CommentErased
from shared.form_token import FormTokens
from shared.mongo import client
from shared.sealed import Opener
from shared.settings import Settings
from tests.builders import NOON, later
from tests.keys import KEYS, PAIR
from tests.system.commenting import (
    BROWSER,
    DEAD_KAFKA,
    DEAD_MONGO,
    an_article,
    filled_in,
    on_the_topic,
    reader,
    sent,
    speaking,
)
from tests.system.conftest import Servers
from tests.system.doors import STATUS_SECRET, Door, door
from tests.system.people import until

PROXY = "127.0.0.1"
AT_ONCE = 20
LINKS = CommentLinks(STATUS_SECRET.encode(), "")


@pytest.fixture(scope="module")
def prefix() -> str:
    return f"test_{uuid4().hex[:8]}"


@pytest.fixture(scope="module")
async def voice(servers: Servers) -> AsyncIterator[Voice]:
    async with speaking(servers.kafka) as voice:
        yield voice


@pytest.fixture(scope="module")
async def behind(servers: Servers, prefix: str) -> AsyncIterator[Door]:
    """A door behind a proxy: each test comes from networks of its own."""
    async with door(servers, prefix, REDAKSI_TRUSTED_PROXIES=PROXY) as opened:
        yield opened


@pytest.fixture
async def http(behind: Door) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(behind.url) as somebody:
        yield somebody


@pytest.fixture
async def article(voice: Voice, http: httpx.AsyncClient) -> str:
    return await an_article(voice, http)


def came_from(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


async def test_a_door_that_does_not_know_the_articles_yet_says_so_and_not_that_there_is_none(servers: Servers) -> None:
    opening = door(servers, "nowhere", ready=False, KAFKA_BOOTSTRAP=DEAD_KAFKA)
    async with opening as early, reader(early.url) as http:
        said = await sent(http, str(uuid4()))
        assert (said.status_code, said.headers["retry-after"]) == (503, "5")
        assert said.json()["title"] == "Komentar belum dapat diterima"
        page = await http.get(f"/articles/{uuid4()}/comments/new", headers=BROWSER)
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("how", ["hangs", "is gone"])
async def test_without_mongodb_a_comment_is_taken_and_its_status_soon_says_that_it_is_not_known(
    servers: Servers, prefix: str, voice: Voice, how: str
) -> None:
    gone = {"MONGO_URL": DEAD_MONGO} if how == "is gone" else {}
    async with door(servers, prefix, ready=how == "hangs", **gone) as cut_off, reader(cut_off.url) as http:
        article = await an_article(voice, http)
        if how == "hangs":
            with servers.mongo_paused():
                await _unknown_but_taken(http, article)
        else:
            await _unknown_but_taken(http, article)


async def _unknown_but_taken(http: httpx.AsyncClient, article: str) -> None:
    taken = await sent(http, article)
    assert taken.status_code == 202, taken.text
    page = "/comments/" + taken.json()["page"].rpartition("/")[2]
    for path, kind in ((taken.json()["status"], "application/problem+json"), (page, "text/html")):
        began = time.monotonic()
        answer = await http.get(path, headers={"Accept-Language": "en"})
        assert time.monotonic() - began < 3.5
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert answer.headers["content-type"].startswith(kind)
        assert "Your comment is safe" in answer.text
    confirm = f"/comments/confirm/{LINKS.token('confirm', UUID(taken.json()['comment_id']))}"
    assert [(await http.get(confirm)).status_code, (await http.post(confirm)).status_code] == [200, 200]


async def _many(http: httpx.AsyncClient, article: str, addresses: list[str]) -> list[httpx.Response]:
    """A comment from each of these, some at a time."""
    said: list[httpx.Response] = []
    for at in range(0, len(addresses), AT_ONCE):
        said += await asyncio.gather(
            *(sent(http, article, came_from(address)) for address in addresses[at : at + AT_ONCE])
        )
    return said


async def test_a_network_from_which_very_many_come_has_to_wait_and_others_need_not(
    voice: Voice, http: httpx.AsyncClient, article: str
) -> None:
    many = await _many(http, article, [f"203.0.113.{n % 250}" for n in range(OF_A_PLACE.shut)])
    assert {one.status_code for one in many} == {202}
    refused = await sent(http, article, came_from("203.0.113.251"))
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= OF_A_PLACE.seconds
    assert refused.json()["type"] == "urn:redaksi:problem:too-many"
    other = await an_article(voice, http)
    words = f"Kata yang tidak hilang {uuid4().hex}"
    page = await filled_in(http, other, came_from("203.0.113.252"), text=words, language="en")
    assert page.status_code == 429, "under any article"
    assert 0 < int(page.headers["retry-after"]) <= OF_A_PLACE.seconds
    assert "Too many comments" in page.text
    assert words in page.text
    assert (await sent(http, article, came_from("203.0.114.1"))).status_code == 202


async def test_an_article_to_which_very_many_come_has_to_wait_and_others_need_not(
    voice: Voice, http: httpx.AsyncClient, article: str
) -> None:
    many = await _many(http, article, [f"10.{n // 250}.{n % 250}.7" for n in range(OF_AN_ARTICLE.shut)])
    assert {one.status_code for one in many} == {202}
    refused = await sent(http, article, came_from("198.51.100.1"))
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= OF_AN_ARTICLE.seconds
    other = await an_article(voice, http)
    assert (await sent(http, other, came_from("198.51.100.1"))).status_code == 202


@pytest.mark.parametrize(("age", "mark"), [(timedelta(0), None), (timedelta(hours=26), "stale-form")])
async def test_a_form_of_long_ago_is_marked_and_none_of_ours_is_marked_otherwise(
    servers: Servers, http: httpx.AsyncClient, article: str, age: timedelta, mark: str | None
) -> None:
    tokens = FormTokens(KEYS["REDAKSI_FORM_SECRET"].encode())
    made = tokens.token(UUID(article), datetime.now(UTC) - age)
    place = came_from(f"192.0.2.{1 if mark else 2}")
    taken = (await sent(http, article, place, form=made)).json()["comment_id"]
    assert await marks(servers, taken) == ({mark} if mark else set())
    other = tokens.token(uuid4(), datetime.now(UTC) - age)
    elsewhere = (await sent(http, article, place, form=other)).json()["comment_id"]
    assert await marks(servers, elsewhere) == {"no-form"}


async def marks(servers: Servers, comment_id: str) -> set[str]:
    """Why the door finds it suspicious, `repeated` aside."""
    (fact,) = await on_the_topic(servers.kafka, comment_id)
    return {mark for mark in fact.marks if mark != "repeated"}


async def address(servers: Servers, comment_id: str) -> str:
    """Where it came from, which the desk alone can read."""
    (fact,) = await on_the_topic(servers.kafka, comment_id)
    contact = Opener(PAIR.private).open(fact.sealed)
    assert contact is not None
    return contact.address


@pytest.mark.parametrize(
    ("forwarded", "known"),
    [
        ("192.0.2.77", "192.0.2.77"),
        ("1.2.3.4, 192.0.2.78", "192.0.2.78"),
        ("2001:db8:7::1", "2001:db8:7::1"),
        ("bukan alamat", "bukan alamat"),
        ("", PROXY),
    ],
)
async def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(
    servers: Servers, http: httpx.AsyncClient, article: str, forwarded: str, known: str
) -> None:
    taken = await sent(http, article, came_from(forwarded))
    assert taken.status_code == 202
    assert await address(servers, taken.json()["comment_id"]) == known


async def test_nobody_else_can_say_where_they_come_from(servers: Servers, prefix: str, voice: Voice) -> None:
    async with door(servers, prefix, REDAKSI_TRUSTED_PROXIES="192.0.2.1") as plain, reader(plain.url) as http:
        article = await an_article(voice, http)
        taken = await sent(http, article, came_from("192.0.2.99"))
        assert await address(servers, taken.json()["comment_id"]) == "127.0.0.1"


async def test_of_an_erased_comment_is_kept_that_it_was_erased_and_nothing_else(
    servers: Servers, prefix: str, voice: Voice, http: httpx.AsyncClient, article: str
) -> None:
    taken = (await sent(http, article, came_from("192.0.2.130"))).json()
    comment_id, desk = UUID(taken["comment_id"]), CommentDesk(state="approved", article_id=UUID(article), since=NOON)
    await voice.say(CommentApproved(comment_id=comment_id, version=2, actor="KB1", at=NOON, desk=desk))

    async def is_(state: str) -> Any:
        told = (await http.get(taken["status"])).json()
        return told if told["state"] == state else None

    assert (await until(lambda: is_("approved")))["since"]
    gone = desk.model_copy(update={"state": "erased", "reason_code": "kasar", "edited": True, "since": later(60)})
    await voice.say(CommentErased(comment_id=comment_id, version=3, actor="KB1", at=later(60), desk=gone))
    told = await until(lambda: is_("erased"))
    assert (told["since"], told["reason_code"], told["edited"]) == (None, None, False)
    mongo = client(Settings(MONGO_URL=servers.mongo))
    try:
        kept = await _kept(mongo[f"{prefix}_ingest"]["comment_status"], comment_id)
    finally:
        mongo.close()
    assert kept == {"_id": str(comment_id), "version": 3, "desk.state": "erased", "desk.confirmed": True}
    page = await http.get("/comments/" + taken["page"].rpartition("/")[2])
    assert "Sudah dihapus seluruhnya" in page.text


async def _kept(collection: AsyncIOMotorCollection[dict[str, Any]], comment_id: UUID) -> dict[str, Any]:
    """What the document says, without what is empty."""
    doc = await collection.find_one({"_id": str(comment_id)})
    assert doc is not None
    flat = {**doc, **{f"desk.{name}": value for name, value in doc.pop("desk").items()}}
    flat.pop("desk", None)
    return {name: value for name, value in flat.items() if value not in (None, False, "")}
