"""Comments read over HTTP from a real MongoDB: tags, pages, gaps, and never more than was asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorDatabase

from services.publish import comments_api, threads
from services.publish.comments_store import Comments
from services.publish.model import Kept, KeptComment
from services.publish.store import Articles
from shared import problems
from shared.facts import ArticleErased, CommentApproved, CommentErased, CommentRemoved, Retraction
from tests.builders import NOON, a_desk, a_held, an_approval
from tests.builders import a_live as an_article
from tests.publish.test_comments import a_live, decided

Database = AsyncIOMotorDatabase[dict[str, Any]]
Json = dict[str, Any]


class Room:
    """One public article, what is said under it, and who reads it."""

    def __init__(self, articles: Articles, comments: Comments, http: httpx.AsyncClient) -> None:
        self.article = uuid4()
        self.articles = articles
        self.comments = comments
        self.http = http

    async def publish(self, **other: Any) -> None:
        live = an_article(**other)
        await self.articles.keep([Kept.of(an_approval(live.version, article_id=self.article, live=live), NOON)])

    async def erase_article(self) -> None:
        fact = ArticleErased(article_id=self.article, version=9, actor="kb2", at=NOON, desk=a_desk(state="erased"))
        await self.articles.keep([Kept.of(fact, NOON)])

    def said(self, text: str, second: float, to: UUID | None = None) -> KeptComment:
        live = a_live(article_id=self.article, parent_id=to, text=text, written_at=NOON + timedelta(seconds=second))
        return KeptComment.of(decided(CommentApproved, 2, "approved", live)).model_copy(update={"comment_id": uuid4()})

    def removed(self, kept: KeptComment) -> KeptComment:
        assert kept.live is not None
        gap = kept.live.model_copy(update={"version": 3, "name": "", "text": "", "html": "", "removed": "kasar"})
        return KeptComment.of(decided(CommentRemoved, 3, "removed", gap)).model_copy(
            update={"comment_id": kept.comment_id}
        )

    def erased(self, kept: KeptComment) -> KeptComment:
        return KeptComment.of(decided(CommentErased, 4, "erased")).model_copy(update={"comment_id": kept.comment_id})

    async def get(self, **asked: Any) -> httpx.Response:
        headers = asked.pop("headers", {})
        return await self.http.get(f"/v1/articles/{self.article}/comments", params=asked, headers=headers)

    async def read(self, **asked: Any) -> list[Json]:
        answer = await self.get(**asked)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["comments"])

    async def follow(self, address: str) -> list[list[Json]]:
        """Every page from this one on, by its `Link`."""
        pages = []
        while address:
            answer = await self.http.get(address)
            assert answer.status_code == 200, answer.text
            pages.append(answer.json()["comments"])
            assert ("next" in answer.links) == (answer.json()["after"] is not None)
            address = answer.links.get("next", {}).get("url", "")
        return pages


@pytest.fixture
async def room(database: Database) -> AsyncIterator[Room]:
    articles, comments = Articles(database), Comments(database)
    await articles.prepare()
    await comments.prepare()
    app = FastAPI()
    app.include_router(comments_api.routes(articles, comments))
    problems.install(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://publish") as http:
        made = Room(articles, comments, http)
        await made.publish()
        yield made


def texts(page: list[Json]) -> list[str]:
    return [one["text"] for one in page]


async def test_the_oldest_stands_first_whatever_came_in_first_and_answers_likewise(room: Room) -> None:
    first, second, third = (room.said(text, at) for text, at in (("a", 1), ("b", 2), ("c", 3)))
    answers = [room.said(text, at, first.comment_id) for text, at in (("z", 30), ("x", 10), ("y", 20))]
    await room.comments.keep([*answers, third, first, second])
    page = await room.read()
    assert texts(page) == ["a", "b", "c"]
    assert texts(page[0]["answers"]) == ["x", "y", "z"]
    assert [one["answers_more"] for one in page] == [None, None, None]


async def test_who_has_it_already_does_not_get_it_again_until_something_changes(room: Room) -> None:
    one = room.said("a", 1)
    await room.comments.keep([one])
    first = await room.get()
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await room.get(headers={"If-None-Match": given})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert (await room.get(headers={"If-None-Match": '"other"'})).status_code == 200
    await room.comments.keep([room.said("b", 2, one.comment_id)])
    changed = await room.get(headers={"If-None-Match": tag})
    assert (changed.status_code, changed.headers["ETag"] != tag) == (200, True)


async def test_a_link_leads_to_the_next_page_of_the_same_size_until_there_is_none(room: Room) -> None:
    await room.comments.keep([room.said(str(number), number) for number in range(7)])
    pages = await room.follow(f"/v1/articles/{room.article}/comments?limit=3")
    assert [texts(page) for page in pages] == [["0", "1", "2"], ["3", "4", "5"], ["6"]]
    exact = await room.get(limit=7)
    assert ("Link" in exact.headers, exact.json()["after"]) == (False, None)


@pytest.mark.parametrize("after", ["", "1", "2026-11-24", "2026-11-24T05:00:00.000000Z_", '{"$gt": ""}', "x" * 101])
async def test_a_cursor_that_is_none_is_named(room: Room, after: str) -> None:
    answer = await room.get(after=after)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [one["field"] for one in answer.json()["errors"]] == ["after"]


@pytest.mark.parametrize(("name", "value"), [("limit", "0"), ("limit", "101"), ("answers_to", "x")])
async def test_what_else_is_wrong_is_named_too(room: Room, name: str, value: str) -> None:
    answer = await room.get(**{name: value})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [name]


@pytest.mark.parametrize("order", [0, 1, 2])
async def test_answers_stay_under_the_gap_of_what_was_erased_whatever_was_heard_first(room: Room, order: int) -> None:
    before, head, after = room.said("a", 1), room.said("b", 2), room.said("c", 30)
    answers = [room.said(text, at, head.comment_id) for text, at in (("x", 10), ("y", 20))]
    heard = [[head], answers, [room.erased(head)]]
    for part in [*heard[order:], *heard[:order]]:
        await room.comments.keep(part)
    await room.comments.keep([before, after])
    first, gap, last = await room.read()
    assert (first["text"], last["text"], texts(gap.pop("answers"))) == ("a", "c", ["x", "y"])
    known = {"comment_id": str(head.comment_id), "status": "removed", "removed": True, "reason": None}
    assert gap == {**known, "answers_more": None}


async def test_of_what_was_removed_the_reason_stands_while_it_has_answers(room: Room) -> None:
    head = room.said("a", 1)
    answer = room.said("x", 2, head.comment_id)
    await room.comments.keep([head, answer])
    await room.comments.keep([room.removed(head)])
    (gap,) = await room.read()
    assert (gap["removed"], gap["reason"], texts(gap["answers"])) == (True, "kasar", ["x"])
    assert not {"name", "text", "html", "written_at"} & gap.keys()
    await room.comments.keep([room.removed(answer)])
    assert await room.read() == []


async def test_an_erased_comment_leaves_no_gap_where_nobody_answered_and_none_once_the_answers_are_gone(
    room: Room,
) -> None:
    alone, head = room.said("a", 1), room.said("b", 2)
    answer = room.said("x", 3, head.comment_id)
    await room.comments.keep([alone, head, answer])
    await room.comments.keep([room.erased(alone), room.erased(head)])
    assert [one["comment_id"] for one in await room.read()] == [str(head.comment_id)]
    await room.comments.keep([room.erased(answer)])
    assert await room.read() == []


async def test_nothing_of_an_erased_comment_is_kept_but_id_and_version(room: Room, database: Database) -> None:
    head = room.said("rahasia", 1)
    await room.comments.keep([head, room.said("x", 2, head.comment_id)])
    await room.comments.keep([room.erased(head)])
    kept = await room.comments.get(head.comment_id)
    assert kept == room.erased(head)
    stored = str(await database["comments"].find_one({"_id": str(head.comment_id)}))
    assert head.place[:19] not in stored
    assert "rahasia" not in stored
    assert "Sari" not in stored


async def test_of_many_answers_the_first_hundred_come_and_a_link_to_the_rest(room: Room) -> None:
    head, other = room.said("a", 0), room.said("b", 1)
    gone = room.said("tidak", 5, head.comment_id)
    below = [room.said(str(number), 10 + number, head.comment_id) for number in range(250)]
    await room.comments.keep([head, other, gone, *below, room.said("lain", 2, other.comment_id)])
    await room.comments.keep([room.removed(gone)])
    page = await room.read()
    assert [len(one["answers"]) for one in page] == [threads.MOST_ANSWERS, 1]
    rest = page[0]["answers_more"]
    assert page[1]["answers_more"] is None
    assert parse_qs(urlsplit(rest).query)["answers_to"] == [str(head.comment_id)]
    pages = [page[0]["answers"], *(await room.follow(rest))]
    assert [len(one) for one in pages] == [100, 50, 50, 50]
    assert [text for one in pages for text in texts(one)] == [str(number) for number in range(250)]


async def test_a_page_reads_what_it_shows_and_not_all_that_was_said(room: Room, database: Database) -> None:
    heads = [room.said("a", number) for number in range(200)]
    below = [room.said("x", number / 400, head.comment_id) for head in heads[:3] for number in range(400)]
    await room.comments.keep([*heads, *below])
    await database.command("profile", 2)
    page = await room.read(limit=10)
    await room.read(answers_to=heads[0].comment_id, limit=10)
    await database.command("profile", 0)
    found = database["system.profile"].find({"ns": f"{database.name}.comments", "docsExamined": {"$gt": 0}})
    threads_read, answers_read = [max(one["keysExamined"], one["docsExamined"]) async for one in found.sort("ts")]
    assert (len(page), len(page[0]["answers"])) == (10, threads.MOST_ANSWERS)
    assert threads_read <= 11 + 3 * (threads.MOST_ANSWERS + 1) + 11
    assert answers_read <= 11


async def test_exactly_as_many_answers_as_a_page_holds_have_no_rest(room: Room) -> None:
    head = room.said("a", 0)
    below = [room.said(str(number), 10 + number, head.comment_id) for number in range(threads.MOST_ANSWERS)]
    await room.comments.keep([head, *below])
    (one,) = await room.read()
    assert (len(one["answers"]), one["answers_more"]) == (threads.MOST_ANSWERS, None)


async def test_answers_under_another_article_are_not_shown_here(room: Room) -> None:
    head = room.said("a", 0)
    assert head.live is not None
    stray = room.said("x", 1, head.comment_id)
    assert stray.live is not None
    moved = stray.model_copy(update={"live": stray.live.model_copy(update={"article_id": uuid4()})})
    await room.comments.keep([head, moved])
    (one,) = await room.read()
    assert one["answers"] == []
    assert await room.read(answers_to=head.comment_id) == []


async def test_under_a_retracted_article_nothing_is_read_and_under_an_erased_one_it_is_gone(room: Room) -> None:
    await room.comments.keep([room.said("a", 1)])
    taken_back = Retraction(code="keliru", text="Salah.", at=NOON)
    await room.publish(version=3, status="retracted", lead="", body="", photo=None, tags=(), retraction=taken_back)
    answer = await room.get()
    assert (answer.status_code, answer.json()) == (200, {"comments": [], "after": None})
    tag = answer.headers["ETag"]
    assert (await room.get(headers={"If-None-Match": tag})).status_code == 304
    await room.erase_article()
    answer = await room.get(headers={"If-None-Match": tag})
    assert (answer.status_code, answer.json()["type"]) == (410, "urn:redaksi:problem:erased")


async def test_under_an_article_that_was_never_public_there_is_nothing(room: Room) -> None:
    await room.comments.keep([room.said("a", 1)])
    held = uuid4()
    await room.articles.keep([Kept.of(a_held(article_id=held), NOON)])
    for article_id in (held, uuid4()):
        answer = await room.http.get(f"/v1/articles/{article_id}/comments")
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:redaksi:problem:not-found")
