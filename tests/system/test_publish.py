"""Publish on a real MongoDB and a real Kafka: kept once, told at least once, whatever breaks off where."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase
from prometheus_client import Counter
from pymongo.errors import AutoReconnect

from services.publish import handlers
from services.publish.handlers import Desk, Watch
from services.publish.model import Kept
from services.publish.photos import Photos
from services.publish.store import Articles, Keeping
from shared import metrics
from shared.bus import Bus, Heard
from shared.facts import ArticleErased, ArticlePublished, ArticleUnpublished, Fact, read_envelope
from shared.media import Shelf
from shared.settings import Settings
from shared.topics import PUBLISH_ARTICLES, PUBLISH_WATCH, PUBLISHED
from tests.builders import NOON, a_desk, a_held, a_live, an_approval, later
from tests.keys import KEYS
from tests.system.bus.conftest import until
from tests.system.conftest import Servers

Database = AsyncIOMotorDatabase[dict[str, Any]]
SHELF = Shelf(KEYS["REDAKSI_MEDIA_URL"])


class Voice:
    """Remembers what is said; breaks off when it is told to."""

    def __init__(self) -> None:
        self.said: list[Fact] = []
        self.broken = False

    async def say_all(self, facts: Iterable[Fact], **_: Any) -> None:
        for fact in facts:
            if self.broken:
                raise OSError("Kafka is away")
            self.said.append(fact)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def articles(database: Database) -> Articles:
    made = Articles(database)
    await made.prepare()
    return made


def heard(*facts: Fact) -> list[Heard]:
    return [Heard(fact, "", None) for fact in facts]


def a_desk_of(articles: Articles) -> tuple[Desk, Voice, Clock]:
    voice, clock = Voice(), Clock()
    return Desk(articles, Photos(SHELF, articles), voice, clock), voice, clock  # type: ignore[arg-type]


def erasure(article_id: UUID, version: int) -> ArticleErased:
    return ArticleErased(article_id=article_id, version=version, actor="kb2", at=NOON, desk=a_desk(state="erased"))


async def marked(articles: Articles) -> list[UUID]:
    return await articles.left_marked(datetime.now(UTC) + timedelta(days=1), 1000)


async def test_under_racing_writers_the_highest_version_of_every_article_stays(articles: Articles) -> None:
    ids = [uuid4() for _ in range(200)]
    writings = [
        Kept.of(an_approval(version, article_id=one, live=a_live(version)), NOON)
        for one in ids
        for version in range(1, 6)
    ]

    async def write(seed: int) -> None:
        mine = writings.copy()
        random.Random(seed).shuffle(mine)
        for start in range(0, len(mine), 50):
            await articles.keep(mine[start : start + 50])

    await asyncio.gather(*(write(seed) for seed in range(4)))
    assert {kept.version for kept in await articles.get_many(ids)} == {5}
    assert len(await marked(articles)) == len(ids)


async def test_words_that_look_like_a_query_are_only_words(articles: Articles) -> None:
    live = a_live(headline="$100", body="$$NOW", lead='{"$add": [1, 1]}', section="$section")
    await articles.keep([Kept.of(an_approval(live=live), NOON)])
    kept = await articles.get(an_approval().article_id)
    assert kept is not None
    assert kept.live == live


async def test_what_is_kept_is_told_and_its_mark_is_gone(articles: Articles) -> None:
    desk, voice, _ = a_desk_of(articles)
    await desk.on_decisions(heard(a_held(), an_approval()))
    assert [fact.item_version for fact in voice.said] == [2]
    assert await marked(articles) == []


async def test_a_crash_between_keeping_and_telling_loses_nothing(articles: Articles) -> None:
    desk, voice, _ = a_desk_of(articles)
    voice.broken = True
    with pytest.raises(OSError, match="away"):
        await desk.on_decisions(heard(an_approval()))
    assert len(await marked(articles)) == 1
    voice.broken = False
    await desk.on_decisions(heard(an_approval()))
    assert [fact.item_version for fact in voice.said] == [2]
    assert await marked(articles) == []


async def test_what_is_still_to_be_told_stays_so_when_a_later_decision_changes_nothing_in_public(
    articles: Articles,
) -> None:
    desk, voice, _ = a_desk_of(articles)
    voice.broken = True
    with pytest.raises(OSError, match="away"):
        await desk.on_decisions(heard(an_approval()))
    voice.broken = False
    await desk.on_decisions(heard(a_held(3, live=a_live(2))))
    assert [fact.item_version for fact in voice.said] == [2]


async def test_a_crash_between_telling_and_taking_the_mark_off_tells_it_again(
    articles: Articles, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, voice, _ = a_desk_of(articles)

    async def broken(_: Any) -> None:
        raise AutoReconnect("MongoDB is away")

    with monkeypatch.context() as patch:
        patch.setattr(articles, "told", broken)
        with pytest.raises(AutoReconnect):
            await desk.on_decisions(heard(an_approval()))
    await desk.on_decisions(heard(an_approval()))
    assert [fact.item_version for fact in voice.said] == [2, 2]
    assert await marked(articles) == []


async def test_hearing_the_same_decision_twice_changes_nothing_and_says_nothing_new(articles: Articles) -> None:
    desk, voice, _ = a_desk_of(articles)
    await desk.on_decisions(heard(an_approval()))
    await desk.on_decisions(heard(an_approval(), a_held()))
    assert [fact.item_version for fact in voice.said] == [2]


async def test_a_mark_set_anew_while_it_was_being_told_stays(articles: Articles) -> None:
    first, second = an_approval(), an_approval(4, live=a_live(4))
    await articles.keep([Kept.of(first, NOON)])
    old = await articles.marked([first.article_id])
    await articles.keep([Kept.of(second, NOON)])
    await articles.told(old)
    assert await marked(articles) == [first.article_id]


async def test_nothing_resurrects_an_erased_article(articles: Articles) -> None:
    desk, voice, _ = a_desk_of(articles)
    article_id = an_approval().article_id
    await desk.on_decisions(heard(an_approval()))
    await desk.on_decisions(heard(erasure(article_id, 3)))
    await desk.on_decisions(heard(an_approval()))
    await desk.on_decisions(heard(an_approval(9, live=a_live(9))))
    kept = await articles.get(article_id)
    assert kept is not None
    assert (kept.erased, kept.version, kept.live) == (True, 3, None)
    assert isinstance(voice.said[-1], ArticleUnpublished)
    assert await articles.list(section=None, before=None, limit=10) == []


async def test_an_embargo_blocks_across_a_restart_and_fires_at_its_moment(articles: Articles) -> None:
    desk, voice, clock = a_desk_of(articles)
    coming = a_live(4, publish_at=later(3600))
    await desk.on_decisions(heard(an_approval(), an_approval(4, live=a_live(2), scheduled=coming)))
    await desk.lift_embargoes()
    assert [fact.item_version for fact in voice.said] == [2]
    assert await articles.next_due() == later(3600)
    again, voice, clock = a_desk_of(articles)
    clock.now = later(3600)
    await again.lift_embargoes()
    await again.lift_embargoes()
    assert [fact.item_version for fact in voice.said] == [4]
    assert await articles.next_due() is None


async def test_an_embargo_that_ends_within_a_millisecond_waits_for_its_end(articles: Articles) -> None:
    desk, voice, clock = a_desk_of(articles)
    moment = later(60) + timedelta(microseconds=123_456)
    await desk.on_decisions(heard(an_approval(2, live=None, scheduled=a_live(2, publish_at=moment))))
    clock.now = moment - timedelta(microseconds=200)
    async with asyncio.timeout(5):
        await desk.lift_embargoes()
    assert voice.said == []
    clock.now = moment + timedelta(milliseconds=1)
    await desk.lift_embargoes()
    assert [fact.item_version for fact in voice.said] == [2]


async def test_a_newer_decision_takes_the_place_of_an_embargo(articles: Articles) -> None:
    desk, voice, clock = a_desk_of(articles)
    await desk.on_decisions(heard(an_approval(2, live=None, scheduled=a_live(2, publish_at=later(60)))))
    await desk.on_decisions(heard(a_held(3)))
    clock.now = later(99)
    await desk.lift_embargoes()
    assert voice.said == []


async def test_the_list_is_newest_first_by_section_and_pages_without_gaps(articles: Articles) -> None:
    for number in range(7):
        live = a_live(first_approved_at=later(number), section="daerah" if number % 2 else "politik")
        await articles.keep([Kept.of(an_approval(article_id=uuid4(), live=live), NOON)])
    seen: list[Kept] = []
    while page := await articles.list(section=None, before=seen[-1].place if seen else None, limit=3):
        seen += page
    places = [kept.place for kept in seen]
    assert len(places) == 7
    assert places == sorted(places, reverse=True)  # type: ignore[type-var]
    assert len(await articles.list(section="daerah", before=None, limit=10)) == 3


async def test_an_old_version_said_by_a_zombie_is_followed_by_the_newer_one_again(
    articles: Articles, servers: Servers
) -> None:
    article_id = uuid4()
    newer = Kept.of(an_approval(5, article_id=article_id, live=a_live(5)), NOON)
    zombie = ArticlePublished.of(article_id, a_live(2))
    on_topic: list[int] = []

    async def remember(batch: Any) -> None:
        on_topic.extend(one.fact.version for one in batch if one.fact.item == str(article_id))

    bus = Bus(Settings(KAFKA_BOOTSTRAP=servers.kafka), "test")
    desk = Desk(articles, Photos(SHELF, articles), bus.voice, lambda: NOON)
    bus.listen(PUBLISH_WATCH, Watch(articles, desk.tell_marked).on_published, read=read_envelope)
    bus.follow(PUBLISHED, remember)
    async with bus:
        await bus.until_started()
        await articles.keep([newer])
        await desk.tell_marked([article_id])
        await until(lambda: on_topic == [5])
        await bus.voice.say(zombie)
        await until(lambda: on_topic == [5, 2, 5])
        # Whatever was said before this has been watched when this has been mended.
        await bus.voice.say(zombie)
        await until(lambda: on_topic == [5, 2, 5, 2, 5])
    assert await marked(articles) == []


async def test_an_article_said_after_it_was_erased_is_taken_back_again(articles: Articles) -> None:
    desk, voice, _ = a_desk_of(articles)
    article_id = an_approval().article_id
    await desk.on_decisions(heard(erasure(article_id, 3)))
    zombie = ArticlePublished.of(article_id, a_live(2))
    await Watch(articles, desk.tell_marked).on_published(heard(zombie))
    assert [type(fact) for fact in voice.said] == [ArticleUnpublished, ArticleUnpublished]


async def test_what_ends_with_the_newest_version_is_not_told_again(articles: Articles) -> None:
    desk, voice, _ = a_desk_of(articles)
    await desk.on_decisions(heard(an_approval(5, live=a_live(5))))
    old, new = (ArticlePublished.of(an_approval().article_id, a_live(version)) for version in (2, 5))
    await Watch(articles, desk.tell_marked).on_published(heard(old, new))
    assert [fact.item_version for fact in voice.said] == [5]


async def test_an_embargo_that_ends_between_keeping_and_telling_is_told_as_it_is_stored(
    articles: Articles, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, voice, _ = a_desk_of(articles)
    decision = an_approval(4, live=a_live(2), scheduled=a_live(4, publish_at=later(60)))
    keep = articles.keep

    async def keep_and_lift(part: Sequence[Kept]) -> Keeping:
        done = await keep(part)
        await articles.lift(part[0].at_time(later(60)))
        return done

    monkeypatch.setattr(articles, "keep", keep_and_lift)
    await desk.on_decisions(heard(decision))
    assert [fact.item_version for fact in voice.said] == [4]
    assert await marked(articles) == []


async def test_who_hung_while_writing_tells_nothing_that_another_process_has_told_since(
    articles: Articles, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk, voice, _), (other, told, _) = a_desk_of(articles), a_desk_of(articles)
    keep = articles.keep

    async def keep_and_hang(part: Sequence[Kept]) -> Keeping:
        monkeypatch.setattr(articles, "keep", keep)
        done = await keep(part)
        await other.on_decisions(heard(an_approval(5, live=a_live(5))))
        monkeypatch.setattr(handlers, "monotonic", lambda: time.monotonic() + 2)
        return done

    monkeypatch.setattr(articles, "keep", keep_and_hang)
    await desk.on_decisions(heard(an_approval(2)))
    assert [fact.item_version for fact in told.said] == [5]
    assert voice.said == []


async def test_news_that_is_none_is_counted(articles: Articles) -> None:
    def counted(counter: Counter) -> float:
        return counter.labels(PUBLISH_ARTICLES.name)._value.get()  # type: ignore[no-any-return]

    desk, _, _ = a_desk_of(articles)
    before = counted(metrics.DUPLICATES), counted(metrics.STALE)
    await desk.on_decisions(heard(an_approval()))
    await desk.on_decisions(heard(an_approval()))
    await desk.on_decisions(heard(a_held(1)))
    assert (counted(metrics.DUPLICATES) - before[0], counted(metrics.STALE) - before[1]) == (1, 1)
