"""The status view on a real MongoDB: its halves come from different topics, late, again and in any order."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID, uuid4

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from services.ingest.model import Public, Received, Refusal
from services.ingest.store import Statuses
from shared.facts import ArticleErased
from tests.builders import ARTICLE, NOON, a_desk, a_draft, a_held, a_submission, an_approval, later

Database = AsyncIOMotorDatabase[dict[str, Any]]

RECEIVED = Received.of(a_submission())
PUBLISHED = (ARTICLE, Public(version=2, status="published", path="/daerah/jembatan"))


@pytest.fixture
async def statuses(database: Database) -> Statuses:
    made = Statuses(database)
    await made.prepare()
    return made


def erased(version: int = 9) -> ArticleErased:
    desk = a_desk(state="erased", revision=0)
    return ArticleErased(article_id=ARTICLE, version=version, actor="kb1", at=NOON, desk=desk)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
async def test_whatever_the_order_the_view_ends_the_same(statuses: Statuses, order: tuple[int, ...]) -> None:
    steps = [
        lambda: statuses.received([RECEIVED]),
        lambda: statuses.decided([a_held(1)]),
        lambda: statuses.decided([an_approval(2)]),
        lambda: statuses.published([PUBLISHED]),
    ]
    for number in order:
        await steps[number]()
        await steps[number]()
    status = await statuses.get(ARTICLE)
    assert status is not None
    assert status.received == RECEIVED
    assert (status.desk, status.desk_version) == (a_desk(state="approved"), 2)
    assert status.public == PUBLISHED[1]


async def test_an_older_decision_heard_late_changes_nothing(statuses: Statuses) -> None:
    await statuses.decided([an_approval(5)])
    await statuses.decided([a_held(4)])
    status = await statuses.get(ARTICLE)
    assert status is not None
    assert (status.desk_version, status.desk and status.desk.state) == (5, "approved")


async def test_an_older_publication_heard_late_changes_nothing(statuses: Statuses) -> None:
    await statuses.published([(ARTICLE, Public(version=7, status="erased"))])
    await statuses.published([PUBLISHED])
    status = await statuses.get(ARTICLE)
    assert status is not None
    assert status.public == Public(version=7, status="erased")


async def test_the_halves_do_not_guard_each_other(statuses: Statuses) -> None:
    await statuses.published([(ARTICLE, Public(version=9, status="published", path="/a"))])
    await statuses.decided([a_held(1)])
    await statuses.published([(ARTICLE, Public(version=10, status="retracted", path="/a"))])
    status = await statuses.get(ARTICLE)
    assert status is not None
    assert (status.desk_version, status.public and status.public.version) == (1, 10)


async def test_submissions_of_an_article_are_all_remembered_and_each_once(statuses: Statuses) -> None:
    second = Received.of(a_submission(a_draft(lead="Dua."), base=1))
    await statuses.received([RECEIVED, second])
    await statuses.received([second, RECEIVED])
    status = await statuses.get(ARTICLE)
    assert status is not None
    assert set(status.submissions) == {*RECEIVED.submissions, *second.submissions}
    assert len(status.submissions) == 2


async def test_the_first_submission_owns_the_article(statuses: Statuses) -> None:
    stranger = RECEIVED.model_copy(update={"reporter_id": "orang-lain", "submissions": (uuid4(),)})
    await statuses.received([RECEIVED])
    await statuses.received([stranger])
    status = await statuses.get(ARTICLE)
    assert status is not None
    assert (status.owner, status.submissions) == ("rio", RECEIVED.submissions)


async def test_a_refusal_is_kept_beside_what_the_owner_has(statuses: Statuses) -> None:
    refusal = Refusal(submission_id=uuid4(), reporter_id="orang-lain", why="not_yours", at=NOON)
    await statuses.decided([a_held(3)])
    for _ in range(2):
        await statuses.refused([(ARTICLE, refusal)])
    status = await statuses.get(ARTICLE)
    assert status is not None
    assert (status.owner, status.desk_version, status.refusals) == ("rio", 3, (refusal,))


async def test_nothing_of_what_is_erased_comes_back(statuses: Statuses, database: Database) -> None:
    await statuses.received([RECEIVED])
    await statuses.decided([a_held(1), erased(9)])
    await statuses.received([RECEIVED])
    await statuses.decided([an_approval(2)])
    stored = await database["status"].find_one({"_id": str(ARTICLE)})
    assert stored is not None
    assert (stored["desk_version"], stored["received"]) == (9, None)
    assert "Jembatan" not in str(stored)


@pytest.mark.parametrize("text", ["$headline", "$$NOW", '{"$add": [1, 2]}', "a.b", "$"])
async def test_no_text_is_ever_evaluated(statuses: Statuses, text: str) -> None:
    await statuses.received([Received.of(a_submission(a_draft(headline=text)))])
    await statuses.decided([a_held(1, desk=a_desk(state="rejected", rejection=text))])
    status = await statuses.get(ARTICLE)
    assert status is not None
    assert status.received is not None
    assert (status.received.headline, status.desk and status.desk.rejection) == (text, text)


async def test_a_list_is_read_page_by_page_the_last_changed_first(statuses: Statuses) -> None:
    ids = [UUID(int=number) for number in range(7)]
    await statuses.received(
        Received.of(a_submission(article_id=one, at=later(number))) for number, one in enumerate(ids)
    )
    await statuses.decided([a_held(1, article_id=ids[0], desk=a_desk(since=later(100)))])
    seen: list[UUID] = []
    before = None
    while rows := await statuses.of_reporter("rio", state=None, before=before, limit=3):
        seen += [row.article_id for row in rows]
        before = rows[-1].place
    assert seen == [ids[0], *reversed(ids[1:])]
    held = await statuses.of_reporter("rio", state="held", before=None, limit=10)
    assert [row.article_id for row in held] == [ids[0]]
    assert await statuses.of_reporter("orang-lain", state=None, before=None, limit=10) == []
