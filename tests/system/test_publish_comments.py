"""Comments on the way to the public, on a newsroom that runs: decided, told, read, removed, erased, rebuilt."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from aiokafka import AIOKafkaConsumer

from redaksi.runner.access import Access
from services.publish.rebuild import rebuild
from shared.facts import CommentApproved as Approved
from shared.facts import CommentErased as Erased
from shared.facts import CommentPublished, CommentUnpublished, Fact, decode
from shared.facts import CommentRemoved as Removed
from shared.settings import Settings
from shared.topics import PUBLISHED_COMMENTS
from tests.builders import NOON
from tests.publish.test_comments import a_live, decided
from tests.system.browser.scene import COMPLETE, Sets
from tests.system.people import Editor, Reporter, until
from tests.system.saying import say


@pytest.fixture
async def public(newsroom: Access) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=newsroom.publish) as http:
        yield http


@pytest.fixture
async def article(newsroom: Access) -> UUID:
    """One that is public."""
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        sets = Sets(rio, editor, newsroom)
        article_id = await sets.held(**COMPLETE)
        await sets.public(article_id)
    async with httpx.AsyncClient(base_url=newsroom.publish) as http:

        async def there() -> bool:
            return (await http.get(f"/v1/articles/{article_id}")).status_code == 200

        await until(there)
    return UUID(article_id)


def said(kind: Any, version: int, state: str, comment_id: UUID, live: Any) -> Any:
    return decided(kind, version, state, live).model_copy(update={"comment_id": comment_id})


async def shown(public: httpx.AsyncClient, article: UUID, **asked: Any) -> list[dict[str, Any]]:
    answer = await public.get(f"/v1/articles/{article}/comments", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["comments"])


async def until_shown(public: httpx.AsyncClient, article: UUID, texts: list[str]) -> list[dict[str, Any]]:
    async def there() -> Any:
        found = await shown(public, article)
        return found if [one["text"] for one in found] == texts else None

    return list(await until(there)) if texts else await _none(public, article)


async def _none(public: httpx.AsyncClient, article: UUID) -> list[dict[str, Any]]:
    async def there() -> bool:
        return await shown(public, article) == []

    await until(there)
    return []


async def told(access: Access, comment_id: UUID, version: int) -> list[Fact]:
    consumer = AIOKafkaConsumer(PUBLISHED_COMMENTS, bootstrap_servers=access.kafka, auto_offset_reset="earliest")
    await consumer.start()
    found: list[Fact] = []
    try:
        async for record in consumer:
            if record.key == str(comment_id).encode():
                fact = decode(
                    record.topic, record.key, record.value, {name: value.decode() for name, value in record.headers}
                )
                found.append(fact)
                if fact.item_version >= version:
                    break
    finally:
        await consumer.stop()
    return found


async def test_an_approved_comment_is_told_and_read_and_one_that_is_removed_or_erased_is_not(
    newsroom: Access, public: httpx.AsyncClient, article: UUID
) -> None:
    one, answer = uuid4(), uuid4()
    first = a_live(2, article_id=article, text="Pertama")
    below = a_live(2, article_id=article, parent_id=one, text="Balasan", written_at=NOON + timedelta(minutes=1))
    await say(newsroom, said(Approved, 2, "approved", one, first), said(Approved, 2, "approved", answer, below))
    await say(newsroom, said(Approved, 2, "approved", one, first))

    async def answered() -> Any:
        found = await shown(public, article)
        return found if found and found[0]["answers"] else None

    (top,) = await until(answered)
    assert (top["text"], [a["text"] for a in top["answers"]]) == ("Pertama", ["Balasan"])
    assert "email" not in str(top)
    gap = a_live(3, article_id=article, name="", text="", html="", removed="kasar")
    await say(newsroom, said(Removed, 3, "removed", one, gap))

    async def gone() -> Any:
        found = await shown(public, article)
        return found if found and found[0]["status"] == "removed" else None

    (hole,) = await until(gone)
    assert (hole["removed"], hole["reason"], len(hole["answers"])) == (True, "kasar", 1)
    assert not {"name", "text", "html"} & hole.keys()
    await say(newsroom, said(Erased, 4, "erased", answer, None), said(Approved, 2, "approved", answer, below))
    await until_shown(public, article, [])
    facts = await told(newsroom, answer, 4)
    assert isinstance(facts[-1], CommentUnpublished)
    facts = await told(newsroom, one, 3)
    assert [one.status for one in facts if isinstance(one, CommentPublished)][-1] == "removed"


async def test_comments_are_read_page_by_page_each_once(
    newsroom: Access, public: httpx.AsyncClient, article: UUID
) -> None:
    facts = [
        said(Approved, 2, "approved", uuid4(), a_live(2, article_id=article, text=f"Komentar {number}"))
        for number in range(7)
    ]
    await say(newsroom, *facts)

    async def there() -> bool:
        return len(await shown(public, article)) == 7

    await until(there)
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        answer = await public.get(
            f"/v1/articles/{article}/comments", params={"limit": 3, **({"after": after} if after else {})}
        )
        seen += [one["text"] for one in answer.json()["comments"]]
        after = answer.json()["after"]
    assert sorted(seen) == [f"Komentar {number}" for number in range(7)]


async def test_under_an_article_that_is_not_public_nothing_is_read(public: httpx.AsyncClient) -> None:
    assert (await public.get(f"/v1/articles/{uuid4()}/comments")).status_code == 404


async def test_what_publish_keeps_of_comments_is_made_anew_byte_for_byte(
    newsroom: Access, public: httpx.AsyncClient, article: UUID
) -> None:
    await say(newsroom, *(said(Approved, 2, "approved", uuid4(), a_live(2, article_id=article)) for _ in range(5)))

    async def there() -> bool:
        return len(await shown(public, article)) == 5

    await until(there)
    settings = Settings(KAFKA_BOOTSTRAP=newsroom.kafka, MONGO_URL=newsroom.mongo)
    _, comments = await rebuild(settings, lambda *_: None)
    assert comments.kind == "comments"
    assert comments.items >= 5
    assert comments.sum == comments.before
    assert len(await shown(public, article)) == 5


async def test_the_answers_to_an_erased_comment_stay_under_a_gap_and_still_do_when_it_is_made_anew(
    newsroom: Access, public: httpx.AsyncClient, article: UUID
) -> None:
    head, answer = uuid4(), uuid4()
    below = a_live(2, article_id=article, parent_id=head, text="Balasan", written_at=NOON + timedelta(minutes=1))
    await say(newsroom, said(Approved, 2, "approved", head, a_live(2, article_id=article, text="Pertama")))
    await until_shown(public, article, ["Pertama"])
    await say(newsroom, said(Erased, 3, "erased", head, None), said(Approved, 2, "approved", answer, below))

    async def gap() -> Any:
        found = await shown(public, article)
        return found if found and found[0]["removed"] and found[0]["answers"] else None

    (before,) = await until(gap)
    assert (before["comment_id"], [one["text"] for one in before["answers"]]) == (str(head), ["Balasan"])
    assert "Pertama" not in str(before)
    tag = (await public.get(f"/v1/articles/{article}/comments")).headers["ETag"]
    await rebuild(Settings(KAFKA_BOOTSTRAP=newsroom.kafka, MONGO_URL=newsroom.mongo), lambda *_: None)
    again = await public.get(f"/v1/articles/{article}/comments", headers={"If-None-Match": tag})
    assert again.status_code == 304, again.text
