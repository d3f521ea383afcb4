"""A comment that is sent again because nobody knew whether it arrived is one comment, and only one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from redaksi.runner.access import Access
from tests.system.browser.scene import Sets
from tests.system.commenting import filled_in, on_the_topic, reader, sent
from tests.system.conftest import paused
from tests.system.people import Editor, Reporter, until


@pytest.fixture
async def editor(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


@pytest.fixture
async def door(newsroom: Access) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(newsroom.ingest) as http:
        yield http


@pytest.fixture
async def article(newsroom: Access, door: httpx.AsyncClient, editor: Editor) -> str:
    async with Reporter(newsroom) as rio:
        sets = Sets(rio, editor, newsroom)
        article = await sets.held()
        await sets.public(article)

    async def open_() -> bool:
        return (await door.get(f"/articles/{article}/comments/new")).status_code == 200

    await until(open_)
    return article


async def must_be_one(newsroom: Access, editor: Editor, article: str, comment_id: str, text: str) -> None:
    """At the desk it was taken in once, as it was sent; on the topic it is one fact, however often it was said."""

    async def there() -> Any:
        answer = await editor.http.get(f"/api/comments/{comment_id}")
        return answer.json() if answer.status_code == 200 else None

    comment = await until(there)
    assert (comment["version"], comment["text"]) == (1, text)
    assert "repeated" not in comment["marks"]
    assert {fact.event_id for fact in await on_the_topic(newsroom.kafka, comment_id)} == {f"{comment_id}/submitted"}
    listed = (await editor.http.get("/api/comments", params={"article_id": article})).json()["comments"]
    assert [one["comment_id"] for one in listed if one["text"] == text] == [comment_id]


async def test_while_kafka_is_away_it_is_not_taken_and_sent_again_it_is_one(
    newsroom: Access, door: httpx.AsyncClient, editor: Editor, article: str
) -> None:
    text, key = f"Kafka sedang pergi {uuid4().hex}", {"Idempotency-Key": uuid4().hex}
    with paused(newsroom.pids["kafka"]):
        away = await sent(door, article, key, text=text)
    assert (away.status_code, away.headers["retry-after"]) == (503, "5")
    assert away.json()["title"] == "Belum pasti apakah sampai"
    again = [await sent(door, article, key, text=text) for _ in range(2)]
    assert [one.status_code for one in again] == [202, 202]
    assert again[0].json() == again[1].json()
    await must_be_one(newsroom, editor, article, again[0].json()["comment_id"], text)


async def test_a_form_comes_back_with_all_that_was_typed_and_its_button_sends_the_same_comment(
    newsroom: Access, door: httpx.AsyncClient, editor: Editor, article: str
) -> None:
    text, once = f"Formulir saat Kafka pergi {uuid4().hex}", uuid4().hex
    with paused(newsroom.pids["kafka"]):
        away = await filled_in(door, article, text=text, once=once)
    assert (away.status_code, away.headers["retry-after"]) == (503, "5")
    assert "Kirim sekali lagi" in away.text
    assert text in away.text
    assert f'name="once" value="{once}"' in away.text
    again = await filled_in(door, article, text=text, once=once)
    assert again.status_code == 303
    status = await door.get(again.headers["location"].replace("/comments/", "/v1/comments/"))
    await must_be_one(newsroom, editor, article, status.json()["comment_id"], text)
