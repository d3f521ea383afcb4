"""Readers' comments from the form to the public, on a newsroom that runs; and that no address stands anywhere."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from redaksi.runner.access import Access, Secrets
from shared.facts import ArticlePublished, ArticleUnpublished, Comments, Retraction
from shared.mongo import client
from shared.sealed import Contact, Opener
from shared.settings import Settings
from shared.topics import PARTITIONS, TOPICS
from tests.builders import a_live, later
from tests.system.browser.scene import COMPLETE, Sets
from tests.system.commenting import on_the_topic
from tests.system.people import Editor, Reporter, until
from tests.system.saying import say
from tests.system.test_runner import data_of

RIGHT: dict[str, Any] = {"name": "Sari", "email": "sari@contoh.id", "text": "Terima kasih beritanya.", "consent": True}


@pytest.fixture
async def door(newsroom: Access) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=newsroom.ingest, timeout=20.0) as http:
        yield http


@pytest.fixture
async def editor(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


@pytest.fixture
async def article(newsroom: Access, door: httpx.AsyncClient) -> str:
    """One under which readers may comment."""
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        sets = Sets(rio, editor, newsroom)
        article_id = await sets.held(**COMPLETE)
        await sets.public(article_id)
    await _open(door, article_id)
    return article_id


async def _open(door: httpx.AsyncClient, article_id: str) -> None:
    async def there() -> bool:
        return (await door.get(f"/articles/{article_id}/comments/new")).status_code == 200

    await until(there)


async def sent(door: httpx.AsyncClient, article: str, **other: Any) -> httpx.Response:
    body = {**RIGHT, "text": f"Komentar {uuid4().hex}", **other}
    return await door.post(f"/v1/articles/{article}/comments", json=body)


async def at_the_desk(editor: Editor, comment_id: str) -> dict[str, Any]:
    async def there() -> Any:
        answer = await editor.http.get(f"/api/comments/{comment_id}")
        return answer.json() if answer.status_code == 200 else None

    return dict(await until(there))


async def standing(door: httpx.AsyncClient, taken: dict[str, Any], state: str) -> dict[str, Any]:
    async def there() -> Any:
        told = (await door.get(taken["status"])).json()
        return told if told["state"] == state else None

    return dict(await until(there))


async def test_a_comment_goes_from_the_door_to_the_public_and_back_when_its_writer_wants(
    newsroom: Access, door: httpx.AsyncClient, editor: Editor, article: str
) -> None:
    words = f"Semoga jembatannya lekas selesai {uuid4().hex}"
    answer = await sent(door, article, text=words)
    assert answer.status_code == 202, answer.text
    taken = answer.json()
    assert "contoh.id" not in answer.text
    comment = await at_the_desk(editor, taken["comment_id"])
    assert "no-form" in comment["marks"]
    await standing(door, taken, "held")
    verb = f"/api/comments/{taken['comment_id']}/approve"
    assert (await editor.http.post(verb, json={"version": comment["version"]})).status_code == 200
    async with httpx.AsyncClient(base_url=newsroom.publish) as public:

        async def read() -> Any:
            return (await public.get(f"/v1/articles/{article}/comments")).json()["comments"]

        assert [one["text"] for one in await until(read)] == [words]
        await standing(door, taken, "approved")
        token = taken["page"].rpartition("/")[2]
        back = await door.post(f"/comments/{token}/withdraw")
        assert back.status_code == 303

        async def gone() -> bool:
            return not await read()

        await until(gone)
    await standing(door, taken, "withdrawn")


async def test_an_answer_stands_under_its_comment_and_an_answer_to_it_beside_it(
    newsroom: Access, door: httpx.AsyncClient, editor: Editor, article: str
) -> None:
    async def approved(**other: Any) -> str:
        taken = (await sent(door, article, **other)).json()["comment_id"]
        comment = await at_the_desk(editor, taken)
        await editor.http.post(f"/api/comments/{taken}/approve", json={"version": comment["version"]})
        return str(taken)

    top = await approved()

    async def known() -> Any:
        answer = await sent(door, article, parent_id=top)
        return answer.json()["comment_id"] if answer.status_code == 202 else None

    below = await until(known)
    comment = await at_the_desk(editor, below)
    assert comment["parent_id"] == top
    await editor.http.post(f"/api/comments/{below}/approve", json={"version": comment["version"]})

    async def deeper() -> Any:
        answer = await sent(door, article, parent_id=below)
        return answer.json()["comment_id"] if answer.status_code == 202 else None

    third = await at_the_desk(editor, await until(deeper))
    assert third["parent_id"] == top, "threads are two levels deep"
    stranger = await sent(door, article, parent_id=str(uuid4()))
    assert (stranger.status_code, [one["field"] for one in stranger.json()["errors"]]) == (422, ["parent_id"])


@pytest.mark.parametrize(("language", "word"), [("id", "surel"), ("en", "e-mail")])
async def test_what_is_wrong_is_told_at_each_field_in_the_readers_language(
    door: httpx.AsyncClient, article: str, language: str, word: str
) -> None:
    answer = await door.post(
        f"/v1/articles/{article}/comments", json={"email": "sari"}, headers={"Accept-Language": language}
    )
    assert answer.status_code == 422
    told = {error["field"]: error["message"] for error in answer.json()["errors"]}
    assert set(told) == {"name", "email", "text", "consent"}
    assert word in told["email"].lower()


async def test_sent_again_it_is_one_comment(door: httpx.AsyncClient, editor: Editor, article: str) -> None:
    same = {"text": f"Sekali saja {uuid4().hex}", "once": uuid4().hex}
    first, second = [(await sent(door, article, **same)).json()["comment_id"] for _ in range(2)]
    assert first == second
    comment = await at_the_desk(editor, first)
    assert comment["version"] == 1
    assert "repeated" not in comment["marks"], "an impatient finger repeats nothing"


async def test_what_a_machine_fills_in_is_held_and_says_why(
    door: httpx.AsyncClient, editor: Editor, article: str
) -> None:
    text = f"Kata-kata yang sama persis dikirim berkali-kali {uuid4().hex}"
    page = (await door.get(f"/articles/{article}/comments/new")).text
    token = page.split('name="form" value="')[1].split('"')[0]
    clean = (await sent(door, article, text=text, form=token)).json()["comment_id"]
    marks = (await at_the_desk(editor, clean))["marks"]
    assert "no-form" not in marks
    assert "repeated" not in marks
    trapped = (await sent(door, article, text=text, subject="Beli sekarang", once="lain")).json()["comment_id"]
    assert {"honeypot", "no-form", "repeated"} <= set((await at_the_desk(editor, trapped))["marks"])


async def test_where_nothing_can_be_said_it_is_told_why(newsroom: Access, door: httpx.AsyncClient) -> None:
    assert (await sent(door, str(uuid4()))).status_code == 404
    retracted = Retraction(code="keliru", text="Keliru.", at=later(90))
    gone = a_live(3, status="retracted", lead="", body="", photo=None, tags=(), retraction=retracted)
    kinds = {"closed": a_live(3, comments=Comments(open=False)), "gone": gone}
    for code, (kind, live) in zip((403, 410), kinds.items(), strict=True):
        article = uuid4()
        await say(newsroom, ArticlePublished.of(article, live))

        async def told(article: UUID = article, code: int = code) -> bool:
            return (await sent(door, str(article))).status_code == code

        await until(told)
        assert (await sent(door, str(article))).json()["type"] == f"urn:redaksi:problem:{kind}"
    late = uuid4()
    await say(newsroom, ArticlePublished.of(late, a_live(3, comments=Comments(closes_at=later(0)))))

    async def closed() -> bool:
        return (await sent(door, str(late))).status_code == 403

    await until(closed)
    await say(newsroom, ArticleUnpublished(article_id=late, version=4, at=later(1)))

    async def erased() -> bool:
        return (await sent(door, str(late))).status_code == 410

    await until(erased)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[" * 50_000, 400),
        (b'{"text": "' + b"x" * 70_000 + b'"}', 413),
        (b"not json", 400),
        (b'{"name": "\\ud800"}', 422),
    ],
)
async def test_what_is_malformed_is_refused_and_is_no_failure_of_ours(
    door: httpx.AsyncClient, article: str, body: bytes, code: int
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await door.post(f"/v1/articles/{article}/comments", content=body, headers=headers)
    assert answer.status_code == code, answer.text[:300]


async def test_the_desk_closes_comments_and_opens_them_again(
    door: httpx.AsyncClient, editor: Editor, article: str
) -> None:
    async def answers(code: int) -> None:
        async def there() -> bool:
            return (await sent(door, article)).status_code == code

        await until(there)

    for is_open, code in ((False, 403), (True, 202)):
        version = (await editor.find(article))["version"]
        settled = await editor.do(article, "comments", version, open=is_open)
        assert settled.status_code == 200, settled.text
        await answers(code)
    assert (await editor.find(article))["audit"][-1]["words"]["en"].endswith("settled readers' comments")


async def test_a_link_that_is_none_of_ours_opens_nothing_and_looking_confirms_nothing(
    door: httpx.AsyncClient, editor: Editor, article: str
) -> None:
    for path in ("/comments/x", "/v1/comments/x", "/comments/confirm/x"):
        assert (await door.get(path)).status_code == 404
    taken = (await sent(door, article)).json()
    token = taken["page"].rpartition("/")[2]
    assert (await door.get(f"/comments/confirm/{token}")).status_code == 404, "a status link confirms nothing"


MARKER = f"penanda{uuid4().hex[:10]}"
_GROUPS = [f"{one:x}" for one in (0x1000 + n % 0xE000 for n in (uuid4().int >> 16 * at for at in range(5)))]
PLACE, NETWORK = f"2001:db8:{':'.join(_GROUPS)}:1", f"2001:db8:{_GROUPS[0]}:"
"""Where the reader of the marker is, as the proxy before the newsroom tells it; and the network that is counted."""


async def test_no_address_stands_in_any_topic_collection_or_log(
    newsroom: Access,
    door: httpx.AsyncClient,
    editor: Editor,
    article: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    door.headers["X-Forwarded-For"] = PLACE
    email = f"{MARKER}@rahasia.contoh.id"
    taken = (await sent(door, article, email=email)).json()
    comment = await at_the_desk(editor, taken["comment_id"])
    await editor.http.post(f"/api/comments/{taken['comment_id']}/approve", json={"version": comment["version"]})
    wrong = await sent(door, article, email=f"{MARKER}@")
    assert MARKER not in wrong.text
    await standing(door, taken, "approved")
    await door.get(f"/comments/{taken['page'].rpartition('/')[2]}")
    files = [path for path in data_of(newsroom, tmp_path_factory).rglob("*") if path.is_file()]
    assert any(path.suffix == ".log" for path in files)
    shown = await editor.http.get(f"/api/comments/{taken['comment_id']}")
    for marker in (MARKER, NETWORK):
        found = [f"topic {name}" for name in await _topics_with(newsroom, marker.encode())]
        found += [f"collection {name}" for name in await _collections_with(newsroom, marker)]
        found += [str(path) for path in files if marker.encode() in path.read_bytes()]
        assert found == []
        assert marker not in shown.text
    private = Secrets.of(data_of(newsroom, tmp_path_factory)).seal_private
    (said,) = await on_the_topic(newsroom.kafka, taken["comment_id"])
    assert Opener(private).open(said.sealed) == Contact(email=email, address=PLACE), "the desk alone can read it"


async def _topics_with(access: Access, marker: bytes) -> set[str]:
    consumer = AIOKafkaConsumer(bootstrap_servers=access.kafka, enable_auto_commit=False)
    await consumer.start()
    found = set()
    try:
        there = await consumer.topics()
        parts = [TopicPartition(one.name, n) for one in TOPICS if one.name in there for n in range(PARTITIONS)]
        consumer.assign(parts)
        await consumer.seek_to_beginning()
        ends = await consumer.end_offsets(parts)
        while any([await consumer.position(part) < end for part, end in ends.items()]):
            for part, records in (await consumer.getmany(timeout_ms=300)).items():
                for record in records:
                    raw = b"".join([record.key or b"", record.value or b"", *(value for _, value in record.headers)])
                    if marker in raw:
                        found.add(part.topic)
    finally:
        await consumer.stop()
    return found


async def _collections_with(access: Access, marker: str) -> list[str]:
    mongo = client(Settings(MONGO_URL=access.mongo))
    found = []
    try:
        for database in ("redaksi_ingest", "redaksi_moderation", "redaksi_publish"):
            for name in await mongo[database].list_collection_names():
                async for doc in mongo[database][name].find():
                    if marker in json.dumps(doc, default=str):
                        found.append(f"{database}.{name}")
                        break
    finally:
        mongo.close()
    return found
