"""Letters to reporters, on real servers: one for each decision, after its undo window, never twice, to nobody else."""

from __future__ import annotations

import email
import email.policy
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaConsumer
from motor.motor_asyncio import AsyncIOMotorDatabase

from redaksi.runner.access import Access
from services.moderation.letters import Office, Readers, Stationery, carrier_of, composer
from services.moderation.letters.office import LEASE
from services.moderation.model.article import Article
from services.moderation.model.letter import Contact
from services.moderation.pages import furniture
from services.moderation.store.articles import Articles
from services.moderation.store.house import Houses
from services.moderation.store.letters import Contacts, Letters
from shared.bus import Heard
from shared.comment_link import CommentLinks
from shared.status_link import StatusLinks
from shared.topics import DECISIONS, DRAFTS, NEWSROOM
from tests.builders import NOON, later
from tests.moderation.people import approved, held, returning, said
from tests.system.people import Editor, Json, Reporter, until
from tests.system.post import Post, post
from tests.system.test_runner import data_of

Database = AsyncIOMotorDatabase[dict[str, Any]]

ADDRESS = "rio.surat@contoh.id"
LINKS = StatusLinks(b"a secret of at least thirty-two characters", "http://door")
DRAFT: Json = {
    "headline": "Pasar Ikan Pindah",
    "dateline": "Bengkulu",
    "body": "Pedagang pindah.",
    "section": "ekonomi",
    "byline": "Rio",
    "source": "Ibu Rahasia",
}


class Clock:
    """The time, which the test sets."""

    def __init__(self) -> None:
        self.now = later(1000)

    def __call__(self) -> datetime:
        return self.now


class Letterbox:
    """An office with its database and its mail server."""

    def __init__(self, database: Database, server: Post) -> None:
        self.clock = Clock()
        self.server = server
        self.articles, self.contacts, self.letters = Articles(database), Contacts(database), Letters(database)
        pages = furniture.pages()
        stationery = Stationery(self.articles, Houses(database), pages, LINKS, self.clock)
        compose = composer(pages, "Meja <meja@koran.example>")
        readers = Readers(self._commenter, CommentLinks(b"a secret of at least thirty-two characters", "http://door"))
        self.office = Office(stationery, self.contacts, readers, self.letters, carrier_of(server.url, ""), compose)

    async def _commenter(self, _: UUID) -> str:
        return "sari@contoh.id"

    async def known(self, since: datetime = NOON) -> None:
        """The reporter has an address."""
        await self.contacts.settle(Contact(reporter_id="rio", email=ADDRESS, since=since, by="kb1"))

    async def hear(self, *articles: Article) -> None:
        """The topic tells of these."""
        for article in articles:
            known = await self.articles.get(article.article_id)
            await (self.articles.replace(known, article) if known else self.articles.replace_many([(None, article)]))
        record: Any = None
        await self.office.on_decisions([Heard(fact, "", record) for one in articles for fact in said(one)])

    async def outcomes(self) -> list[str | None]:
        """What became of each letter."""
        return [doc.get("outcome") async for doc in self.letters._all.find().sort("article_id")]


@pytest.fixture
async def box(database: Database) -> AsyncIterator[Letterbox]:
    async with post() as server:
        yield Letterbox(database, server)


def back() -> Article:
    article = returning(held())
    assert isinstance(article, Article)
    return article


async def test_a_decision_heard_again_is_one_letter_and_its_words_are_forgotten(box: Letterbox) -> None:
    await box.known()
    for _ in range(3):
        await box.hear(back())
        await box.office.send_due()
    (letter,) = box.server.took
    assert letter["To"].addresses[0].addr_spec == ADDRESS
    assert letter["Subject"] == "Dikembalikan: Jembatan Air Rami Dibuka Kembali"
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    for part in (plain, html):
        assert "Siapa di kiri?" in part.get_content()
        assert LINKS.link(back().article_id, "rio") in part.get_content()
    kept = [doc async for doc in box.letters._all.find()]
    assert [doc.get("letter") for doc in kept] == [None]
    assert ADDRESS not in str(kept)


async def test_a_process_that_dies_while_sending_sends_the_same_message_again_and_no_other(box: Letterbox) -> None:
    await box.known()
    await box.hear(back())
    one = await box.letters.lease(box.clock.now, box.clock.now + LEASE)
    assert one is not None
    assert box.office._carrier is not None
    await box.office._carrier.carry(box.office._compose(one.letter, ADDRESS))
    # … and the process is gone before it could note that.
    await box.office.send_due()
    assert len(box.server.took) == 1
    box.clock.now += LEASE + timedelta(seconds=1)
    await box.office.send_due()
    assert len({letter["Message-ID"] for letter in box.server.took}) == 1
    assert len(box.server.took) == 2


async def test_what_was_decided_before_somebody_had_an_address_is_no_news(box: Letterbox) -> None:
    await box.known(since=later(60.001))
    await box.hear(back())
    await box.office.send_due()
    assert (box.server.took, await box.outcomes()) == ([], [])


async def test_a_server_that_is_busy_is_asked_again_later_and_one_that_refuses_is_not(box: Letterbox) -> None:
    await box.known()
    box.server.to_data += ["451 later", "452 later"]
    await box.hear(back())
    for seconds in (0, 6, 11):
        box.clock.now += timedelta(seconds=seconds)
        await box.office.send_due()
    assert (len(box.server.took), await box.outcomes()) == (1, ["sent"])
    box.server.to_rcpt.append("550 no such person")
    await box.hear(approved())
    for _ in range(3):
        await box.office.send_due()
        box.clock.now += timedelta(hours=2)
    assert sorted(str(one) for one in await box.outcomes()) == ["refused", "sent"]
    assert box.server.asked == 4


async def test_a_letter_waits_for_a_server_that_is_away_but_not_for_ever(database: Database) -> None:
    async with post() as server:
        pass
    box = Letterbox(database, server)
    await box.known()
    await box.hear(back())
    await box.office.send_due()
    assert await box.outcomes() == [None]
    box.clock.now += timedelta(days=4)
    await box.office.send_due()
    assert await box.outcomes() == ["too_late"]


async def test_who_has_no_address_any_more_gets_no_letter_and_an_erased_article_has_no_words_left(
    box: Letterbox,
) -> None:
    await box.known()
    await box.hear(back())
    await box.contacts.forget("rio")
    await box.office.send_due()
    await box.known()
    await box.hear(approved())
    await box.letters.forget([back().article_id])
    await box.hear(approved())
    await box.office.send_due()
    assert box.server.took == []
    assert sorted(str(one) for one in await box.outcomes()) == ["erased", "nobody"]
    assert "Jembatan" not in str([doc async for doc in box.letters._all.find()])


async def test_the_same_address_again_keeps_its_age(box: Letterbox) -> None:
    await box.known()
    await box.known(since=later(500))
    contact = await box.contacts.get("rio")
    assert contact is not None
    assert contact.since == NOON
    other = Contact(reporter_id="rio", email="lain@contoh.id", since=later(600), by="kb1")
    await box.contacts.settle(other)
    assert await box.contacts.get("rio") == other


def letters_in(data: Path, about: str) -> list[EmailMessage]:
    """Those in a newsroom's folder that hold this word."""
    found = []
    for path in sorted((data / "mail").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        if about in str(message["Subject"]):
            found.append(message)
    return found


async def a_reporter(access: Access, editor: Editor, address: str) -> Reporter:
    made = await editor.new_reporter("Sari", email=address)
    return Reporter(access, made["key"])


async def until_letters(data: Path, about: str, many: int) -> list[EmailMessage]:
    async def there() -> Any:
        found = letters_in(data, about)
        return found if len(found) >= many else None

    return list(await until(there))


async def test_a_reporter_hears_of_each_decision_once_and_their_address_stands_nowhere_else(
    newsroom: Access, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data, mark, address = data_of(newsroom, tmp_path_factory), f"Nomor {uuid4().hex}", f"{uuid4().hex}@contoh.id"
    async with Editor(newsroom) as editor, await a_reporter(newsroom, editor, address) as sari:
        ids = [(await sari.send({**DRAFT, "headline": mark}))["article_id"] for _ in range(3)]
        for one in ids:
            await editor.find(one)
        await editor.must(ids[0], "return", 1, summary="Lengkapi.", reasons=[{"field": "lead", "text": "Tulis."}])
        await editor.must(ids[1], "reject", 1, reason="Bukan berita.")
        await editor.must(ids[2], "approve", 1)
        await editor.must(ids[2], "edit", 2, fields={"dateline": "Kota Bengkulu"})
        await editor.must(ids[2], "approve", 3, correction="Nama kota diperbaiki.")
        found = await until_letters(data, mark, 4)
        pages = {(await sari.status(one))["page"] for one in ids}
    assert sorted(str(one["Subject"]).partition(":")[0] for one in found) == [
        "Dikembalikan",
        "Disetujui",
        "Ditolak",
        "Ralat disetujui",
    ]
    assert {one["To"].addresses[0].addr_spec for one in found} == {address}
    bodies = [part.get_content() for one in found if (part := one.get_body(("plain",)))]
    assert {page for page in pages if any(page in body for body in bodies)} == pages
    assert "Ibu Rahasia" not in "".join(bodies)
    logs = "".join(path.read_text() for path in (data / "logs").glob("*.log*"))
    assert address not in logs
    assert address not in await everything_said(newsroom)
    # All that could be said has been said and heard: nothing comes twice.
    assert len(letters_in(data, mark)) == 4


async def everything_said(access: Access) -> str:
    """All values on the topics of facts, from their beginning to their end."""
    consumer = AIOKafkaConsumer(bootstrap_servers=access.kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        said_there = []
        for topic in (DRAFTS, DECISIONS, NEWSROOM):
            await consumer._client.force_metadata_update()
            places = await _places(consumer, topic)
            consumer.assign(places)
            ends = await consumer.end_offsets(places)
            await consumer.seek_to_beginning()
            while any([await consumer.position(place) < ends[place] for place in places]):
                batch = await consumer.getmany(timeout_ms=500)
                said_there += [str(record.value) for records in batch.values() for record in records]
        assert said_there
        return "".join(said_there)
    finally:
        await consumer.stop()


async def _places(consumer: AIOKafkaConsumer, topic: str) -> Any:
    from aiokafka import TopicPartition

    from shared.topics import PARTITIONS

    return [TopicPartition(topic, number) for number in range(PARTITIONS)]


async def test_nothing_is_written_before_the_undo_window_has_ended(
    patient_newsroom: Access, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = data_in(tmp_path_factory, "patient", patient_newsroom)
    first, second = (f"Nomor {uuid4().hex}" for _ in range(2))
    async with Editor(patient_newsroom) as editor, await a_reporter(patient_newsroom, editor, ADDRESS) as sari:
        waits = await sari.send({**DRAFT, "headline": first})
        goes = await sari.send({**DRAFT, "headline": second})
        for one in (waits, goes):
            await editor.find(one["article_id"])
            await editor.must(one["article_id"], "reject", 1, reason="Bukan berita.")
        await editor.must(goes["article_id"], "now", 2)
        await until_letters(data, second, 1)
        assert letters_in(data, first) == []
        await editor.must(waits["article_id"], "undo", 2)
        await sari.until_state(waits["article_id"], "held", version=3)
        assert letters_in(data, first) == []


def data_in(factory: pytest.TempPathFactory, name: str, access: Access) -> Path:
    """The data folder of this newsroom."""
    found = [path.parent for path in factory.getbasetemp().glob(f"{name}*/access.json")]
    return next(path for path in found if Access.read(path).ingest == access.ingest)


async def test_only_an_admin_sees_or_settles_an_address(newsroom: Access) -> None:
    async with Editor(newsroom) as admin, Editor(newsroom) as plain:
        password = uuid4().hex
        body = {"email": f"{uuid4().hex}@contoh.id", "name": "Kecil", "initials": "KCL", "password": password}
        assert (await admin.http.post("/api/editors", json=body)).status_code == 201
        await plain.sign_in({"email": body["email"], "password": password})
        reporter = (await admin.http.post("/api/reporters", json={"name": "Sari", "email": ADDRESS})).json()
        path = f"/api/reporters/{reporter['reporter_id']}/contact"
        verbs: list[Callable[..., Any]] = [plain.http.get, plain.http.delete]
        assert [(await verb(path)).status_code for verb in verbs] == [403, 403]
        assert (await plain.http.put(path, json={"email": ADDRESS})).status_code == 403
        assert ADDRESS not in (await plain.http.get("/api/reporters")).text
        assert (await admin.http.get(path)).json()["email"] == ADDRESS
        wrong = await admin.http.put(path, json={"email": "rio@x.id\nBcc: y@z.id"})
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "email")
        assert (await admin.http.put("/api/reporters/siapa/contact", json={"email": ADDRESS})).status_code == 404
        assert (await admin.http.delete(f"/api/reporters/{reporter['reporter_id']}")).status_code == 200
        assert (await admin.http.get(path)).status_code == 404
