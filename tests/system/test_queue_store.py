"""The queue on a real MongoDB: order, pages, tabs, search, counters; and that no page reads more than it shows."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo.errors import AutoReconnect

from services.moderation.desk.looking import Look
from services.moderation.model import afterwards, decide
from services.moderation.model.article import Article, Assignment
from services.moderation.model.intake import submitted
from services.moderation.model.telling import By
from services.moderation.recount import Recount
from services.moderation.store.articles import Articles
from services.moderation.store.counts import JAKARTA
from services.moderation.store.search import ROW, Found
from shared.facts import Reporter
from shared.rules import DEFAULTS
from tests.builders import NOON, a_draft, a_submission, later
from tests.moderation.people import CHIEF, EDITOR, approved, held, retracting, returning

Database = AsyncIOMotorDatabase[dict[str, Any]]
SARI = Reporter(id="sari", name="Sari")
EVENING = later(120)


@pytest.fixture
async def articles(database: Database) -> Articles:
    made = Articles(database)
    await made.prepare()
    return made


def handed_in(seconds: float = 0, reporter: Reporter | None = None, **draft: Any) -> Article:
    """An article of its own, handed in so long after noon."""
    other = {"reporter": reporter} if reporter else {}
    fact = a_submission(a_draft(**draft), article_id=uuid4(), at=later(seconds), **other)
    return submitted(None, fact, DEFAULTS, By(actor=fact.reporter.id, at=later(seconds)))


async def kept(articles: Articles, *given: Article) -> list[UUID]:
    assert await articles.replace_many([(None, one) for one in given])
    return [one.article_id for one in given]


async def found(articles: Articles, at: datetime = NOON, **look: Any) -> Found:
    return await articles.search(Look(**look).search(EDITOR.id, at, JAKARTA))


async def ids(articles: Articles, at: datetime = NOON, **look: Any) -> list[UUID]:
    return [row.article_id for row in (await found(articles, at, **look)).rows]


async def tally(articles: Articles, at: datetime = EVENING) -> dict[str, int]:
    return (await articles.counts.tally(at)).model_dump()


async def test_the_turn_is_the_embargo_asked_for_or_else_since_when_it_waits(articles: Articles) -> None:
    late, early = handed_in(30), handed_in(10)
    pressing = handed_in(60, publish_at=later(5))
    hopeless = handed_in(20, publish_at=datetime.fromisoformat("0001-01-01T00:00:00+14:00"))
    await kept(articles, late, early, pressing, hopeless)
    wanted = [pressing.article_id, early.article_id, hopeless.article_id, late.article_id]
    assert await ids(articles, tab="todo") == wanted
    assert await ids(articles, tab="todo", order="newest") == wanted[::-1]


@pytest.mark.parametrize("order", ["oldest", "newest"])
async def test_pages_forward_and_back_show_each_article_once_and_in_order(articles: Articles, order: Any) -> None:
    await kept(articles, *(handed_in(number // 4) for number in range(23)))
    whole = await ids(articles, tab="todo", order=order)
    assert len(set(whole)) == 23
    pages: list[Found] = [await found(articles, tab="todo", order=order, limit=5)]
    while pages[-1].further:
        pages.append(await found(articles, tab="todo", order=order, limit=5, after=pages[-1].further))
    assert [row.article_id for page in pages for row in page.rows] == whole
    assert pages[0].back is None
    page = pages[-1]
    for before in reversed(pages[:-1]):
        page = await found(articles, tab="todo", order=order, limit=5, before=page.back)
        assert page.rows == before.rows
        assert page.further == before.further
    assert page.back is None


async def test_each_tab_shows_what_stands_there(articles: Articles) -> None:
    todo, unready, back = handed_in(1), handed_in(2, ready=False), returning(handed_in(3))
    today, taken = approved(handed_in(4)), retracting(approved(handed_in(5)))
    long_ago = approved(handed_in(6), by=By(actor="kb1", at=NOON - timedelta(days=1)))
    claimed = afterwards.claim(handed_in(7), seen=1, editor=EDITOR, now=NOON)
    gone = decide.erase(handed_in(8), seen=1, editor=CHIEF, by=By(actor="kb2", at=NOON), reason="Permintaan.")
    assert isinstance(claimed, Article)
    assert isinstance(gone, Article)
    everything = (todo, unready, back, today, taken, long_ago, claimed)
    await kept(articles, *everything, gone)
    at = later(30)
    assert await ids(articles, at, tab="todo") == [todo.article_id, claimed.article_id]
    assert await ids(articles, at, tab="mine") == [claimed.article_id]
    assert await ids(articles, later(3600), tab="mine") == [], "a claim that ran out"
    assert await ids(articles, at, tab="returned") == [back.article_id]
    assert await ids(articles, at, tab="approved_today") == [today.article_id]
    assert await ids(articles, at, tab="retracted") == [taken.article_id]
    assert set(await ids(articles, at, tab="all")) == {one.article_id for one in everything}
    assert await ids(articles, at, state="held") == [todo.article_id, claimed.article_id]
    assert len(await ids(articles, at, state="held", unready=True)) == 3


async def test_all_the_words_must_be_there_whatever_their_case_and_accents(articles: Articles) -> None:
    one = handed_in(1, headline="Jembatan Café Dibuka", body="Warga lega.")
    two = handed_in(2, headline="Jembatan Ditutup", body="Warga kecewa.", section="politik")
    await kept(articles, one, two)
    assert await ids(articles, tab="todo", q="JEMBATAN warga") == [one.article_id, two.article_id]
    assert await ids(articles, tab="todo", q="cafe, jembatan!") == [one.article_id]
    assert await ids(articles, q="jembatan", section="politik") == [two.article_id]
    assert await ids(articles, tab="returned", q="jembatan") == []
    assert await ids(articles, tab="todo", q="?!") == []
    assert await ids(articles, tab="todo", q="jemb") == []


async def test_filters_hold_together(articles: Articles) -> None:
    one, two = handed_in(1, dateline=""), handed_in(2, reporter=SARI, dateline="", section="politik")
    three = handed_in(3, reporter=SARI)
    await kept(articles, one, two, three)
    assert await ids(articles, tab="todo", missing="dateline") == [one.article_id, two.article_id]
    assert await ids(articles, tab="todo", missing="dateline", reporter="sari") == [two.article_id]
    assert await ids(articles, tab="todo", reporter="sari", section="daerah") == [three.article_id]
    (row,) = (await found(articles, tab="todo", section="politik")).rows
    assert (row.reporter, row.headline, row.revision) == (SARI, two.content.headline, 1)
    assert [finding.field for finding in row.findings] == ["dateline"]


LOOKS: list[dict[str, Any]] = [
    {"tab": "todo"},
    {"tab": "todo", "order": "newest"},
    {"tab": "mine"},
    {"tab": "returned"},
    {"tab": "approved_today"},
    {"tab": "all"},
    {"tab": "todo", "section": "daerah"},
    {"tab": "todo", "reporter": "rio"},
    {"tab": "todo", "missing": "dateline"},
    {"tab": "todo", "section": "daerah", "reporter": "rio", "missing": "dateline"},
    {"tab": "todo", "q": "jembatan warga"},
    {"tab": "all", "q": "jembatan", "section": "daerah"},
    {"state": "held", "unready": True},
    {"claimed_by": "kb1"},
    {},
]


@pytest.fixture(scope="module")
async def full(servers: Any) -> Any:
    """A desk with 3,000 articles, once for all looks."""
    from shared.mongo import client
    from shared.settings import Settings

    mongo = client(Settings(MONGO_URL=servers.mongo))
    name = f"test_{uuid4().hex[:12]}"
    articles = Articles(mongo[name])
    await articles.prepare()
    usual = [handed_in(number, dateline="" if number % 2 else "Bengkulu") for number in range(1000)]
    claims = [afterwards.claim(one, seen=1, editor=EDITOR, now=NOON) for one in usual[:200]]
    there = [*usual[200:], *claims, *(approved(handed_in(n)) for n in range(1000)), *(returning(held()) for _ in [0])]
    there += [handed_in(n, ready=False) for n in range(1000)]
    await articles.replace_many([(None, one) for one in there])
    yield articles
    await mongo.drop_database(name)
    mongo.close()


@pytest.mark.parametrize("look", LOOKS, ids=str)
async def test_no_page_reads_more_than_it_shows(full: Articles, look: dict[str, Any]) -> None:
    for place in ({}, await _in_the_middle(full, look)):
        search = Look(**look, limit=20, **place).search(EDITOR.id, later(30), JAKARTA)
        way = -1 if search.descending else 1
        asked = full.collection.find(search.page(), ROW).sort([("turn", way), ("_id", way)]).limit(21)
        plan = await asked.explain()
        stages = set(_stages(plan["queryPlanner"]["winningPlan"]))
        assert not stages & {"COLLSCAN", "SORT"}, stages
        assert plan["executionStats"]["totalDocsExamined"] <= 21 * 5
        assert plan["executionStats"]["totalKeysExamined"] <= 21 * 12


async def _in_the_middle(articles: Articles, look: dict[str, Any]) -> dict[str, str]:
    rows = (await found(articles, later(30), **look, limit=60)).rows
    return {"after": rows[len(rows) // 2].place} if rows else {}


def _stages(plan: Any) -> Any:
    if isinstance(plan, dict):
        if "stage" in plan:
            yield plan["stage"]
        for part in plan.values():
            yield from _stages(part)
    elif isinstance(plan, list):
        for part in plan:
            yield from _stages(part)


async def test_the_counters_follow_every_write(articles: Articles) -> None:
    one, two = await kept(articles, handed_in(1), handed_in(2))
    assert (await tally(articles))["todo"] == 2
    for key, decide_ in ((one, approved), (two, returning)):
        old = await articles.get(key)
        assert old is not None
        assert await articles.replace(old, decide_(old))
        assert not await articles.replace(old, decide_(old)), "a write that misses is not counted"
    counted = await tally(articles)
    assert counted == {"todo": 0, "unready": 0, "returned": 1, "approved_today": 1, "retracted": 0, "all": 2}
    assert (await tally(articles, NOON + timedelta(days=1)))["approved_today"] == 0
    assert await articles.counts.drift(later(120)) == {}


async def test_today_begins_at_the_newsrooms_midnight(articles: Articles) -> None:
    before = datetime.fromisoformat("2026-11-24T23:59:59+07:00")
    await kept(articles, approved(handed_in(), by=By(actor="kb1", at=before)))
    after = before + timedelta(seconds=2)
    assert (await tally(articles, before))["approved_today"] == 1
    assert (await tally(articles, after))["approved_today"] == 0
    assert len(await ids(articles, before, tab="approved_today")) == 1
    assert await ids(articles, after, tab="approved_today") == []
    assert await articles.counts.drift(after) == {}


async def test_where_the_newsrooms_zone_changes_today_is_counted_anew(database: Database) -> None:
    zones = [JAKARTA]

    async def zone() -> ZoneInfo:
        return zones[-1]

    articles = Articles(database, zone)
    await articles.prepare()
    late = datetime.fromisoformat("2026-11-24T23:30:00+07:00")
    await kept(articles, approved(handed_in(), by=By(actor="kb1", at=late)))
    assert (await tally(articles, late))["approved_today"] == 1
    zones.append(ZoneInfo("Asia/Jayapura"))
    articles.counts.doubtful.clear()
    await tally(articles, late)
    assert articles.counts.doubtful.is_set(), "nobody would count again before the night"
    await Recount(articles.counts, lambda: late, settle=0.01).once()
    assert (await tally(articles, late))["approved_today"] == 1
    assert (await tally(articles, late - timedelta(hours=2)))["approved_today"] == 0, "it was the day before there"


async def test_a_crash_between_the_write_and_its_count_is_put_right(
    articles: Articles, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(articles, handed_in(1))

    async def crash(_: Any) -> None:
        raise AutoReconnect("gone")

    with monkeypatch.context() as patch:
        patch.setattr(articles.counts, "moved", crash)
        with pytest.raises(AutoReconnect):
            await kept(articles, handed_in(2), approved(handed_in(3)))
    assert (await tally(articles))["todo"] == 1
    recount = Recount(articles.counts, lambda: later(120), settle=0.01)
    assert await recount.once() == 3, "one to do, one approved, one of today"
    counted = await tally(articles)
    assert (counted["todo"], counted["approved_today"], counted["all"]) == (2, 1, 3)
    assert await recount.once() == 0


async def test_counting_anew_while_much_is_written_leaves_the_counters_right(articles: Articles) -> None:
    await kept(articles, *(handed_in(number) for number in range(50)))
    await articles.counts.collection.update_one({"_id": "todo"}, {"$inc": {"n": -7}})
    recounts = [Recount(articles.counts, lambda: later(120), settle=0.05) for _ in range(3)]

    async def much() -> None:
        for number in range(60):
            await kept(articles, handed_in(number), handed_in(number))

    await asyncio.gather(much(), *(one.once() for one in recounts))
    await recounts[0].once()
    assert (await tally(articles))["todo"] == 170


async def test_what_was_kept_before_there_was_a_turn_gets_one(articles: Articles, database: Database) -> None:
    await kept(articles, *(handed_in(number) for number in range(600)))
    lacking = {"$unset": {"turn": 1, "standing": 1, "words": 1}}
    await articles.collection.update_many({}, lacking)
    assert await ids(articles, tab="todo") == []
    await asyncio.gather(articles.prepare(), Articles(database).prepare())
    assert len(await ids(articles, tab="todo", q="jembatan", limit=200)) == 200
    assert await articles.collection.count_documents({"standing": "todo", "turn": {"$type": "date"}}) == 600


async def test_newcomers_are_those_that_came_since(articles: Articles) -> None:
    await kept(articles, handed_in(1), handed_in(20, section="politik"), handed_in(30))
    look = Look(tab="todo").search(EDITOR.id, NOON, JAKARTA)
    assert await articles.newcomers(look, later(10), 100) == 2
    politics = Look(tab="todo", section="politik").search(EDITOR.id, NOON, JAKARTA)
    assert await articles.newcomers(politics, later(10), 100) == 1


async def test_the_turn_is_the_desks_due_date_where_that_comes_first(articles: Articles) -> None:
    first, second = handed_in(10), handed_in(20)
    urgent = second.model_copy(update={"assigned": Assignment(editor_id=EDITOR.id, name="Kartini", due=later(5))})
    await kept(articles, first, urgent)
    assert await ids(articles, tab="todo") == [second.article_id, first.article_id]
    (mine,) = (await found(articles, tab="mine")).rows
    assert mine.assigned == urgent.assigned


async def test_after_the_last_article_comes_the_first_that_is_left(articles: Articles) -> None:
    one, two, three = handed_in(1), handed_in(2), handed_in(3)
    await kept(articles, one, two, three)
    look = Look(tab="todo").search(EDITOR.id, NOON, JAKARTA)
    assert await articles.next_after(one, look) == two.article_id
    assert await articles.next_after(three, look) == one.article_id
