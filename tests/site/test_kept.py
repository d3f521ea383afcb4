"""Pages in memory: right for as long as nothing they show has changed, and made once."""

from __future__ import annotations

import asyncio
import gzip
from datetime import datetime, timedelta

from services.site.answering import answer
from services.site.kept import Kept, Made
from tests.builders import NOON, later


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def a_page(words: str = "Berita", *marks: str, until: datetime | None = None) -> Made:
    return Made(words.encode(), marks=frozenset(marks or {"lists"}), until=until)


class Maker:
    """Makes pages, each with the number of the making in it; `held` ones wait until they may."""

    def __init__(self, *marks: str) -> None:
        self.many = 0
        self.may = asyncio.Event()
        self.may.set()
        self._marks = marks

    async def __call__(self) -> Made:
        self.many += 1
        number = self.many
        await self.may.wait()
        return a_page(f"Berita {number}", *self._marks)


async def test_what_was_made_is_not_made_again_until_what_it_shows_changes() -> None:
    kept, maker = Kept(1_000_000, Clock()), Maker("a", "lists")
    assert kept.get("/a") is None
    first = await kept.make("/a", maker)
    assert kept.get("/a") is first
    kept.stale({"b"})
    assert kept.get("/a") is first
    kept.stale({"a"})
    assert kept.get("/a") is None
    assert (await kept.make("/a", maker)).body == b"Berita 2"


async def test_many_who_ask_at_once_have_it_made_once() -> None:
    kept, maker = Kept(1_000_000, Clock()), Maker()
    maker.may.clear()
    asking = [asyncio.create_task(kept.make("/a", maker)) for _ in range(50)]
    await asyncio.sleep(0)
    maker.may.set()
    assert {(await one).body for one in asking} == {b"Berita 1"}


async def test_a_page_that_was_being_made_when_it_changed_is_not_kept_and_not_given_to_who_asks_later() -> None:
    kept, maker = Kept(1_000_000, Clock()), Maker("a")
    maker.may.clear()
    early = asyncio.create_task(kept.make("/a", maker))
    while not maker.many:
        await asyncio.sleep(0)
    kept.stale({"a"})
    late = asyncio.create_task(kept.make("/a", maker))
    await asyncio.sleep(0)
    maker.may.set()
    assert (await early).body == b"Berita 1"
    assert (await late).body == b"Berita 2"
    assert kept.get("/a") is await late


async def test_a_page_ends_when_its_time_is_over() -> None:
    clock = Clock()
    kept = Kept(1_000_000, clock)

    async def make() -> Made:
        return a_page(until=later(60))

    await kept.make("/a", make)
    clock.now = later(59)
    assert kept.get("/a") is not None
    clock.now = later(60)
    assert kept.get("/a") is None


async def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept = Kept(25, Clock())
    for address in ("/a", "/b"):
        await kept.make(address, Maker(address))
    kept.get("/a")
    await kept.make("/c", Maker("/c"))
    await kept.make("/d", Maker("/d"))
    assert [address for address in ("/a", "/b", "/c", "/d") if kept.get(address)] == ["/a", "/c", "/d"][-3:]


async def test_a_page_without_a_mark_is_never_kept() -> None:
    kept = Kept(1_000_000, Clock())

    async def make() -> Made:
        return Made(b"404", status=404)

    await kept.make("/a", make)
    assert kept.get("/a") is None


async def sent(made: Made, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """What goes over the wire."""
    messages = []

    async def send(message: object) -> None:
        messages.append(message)

    asked = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await answer(made, {"method": method, "headers": asked}, send, [])
    begin, body = messages
    said = {name.decode(): value.decode() for name, value in begin["headers"]}  # type: ignore[index]
    return begin["status"], said, body["body"]  # type: ignore[index]


async def test_a_page_is_packed_for_those_who_unpack() -> None:
    page = a_page("Berita " * 200)
    _, plain, body = await sent(page)
    _, packed, small = await sent(page, accept_encoding="br, gzip;q=0.5")
    assert body == gzip.decompress(small) == page.body
    assert (packed["content-encoding"], int(packed["content-length"])) == ("gzip", len(small))
    assert plain["vary"] == packed["vary"] == "Accept-Encoding"
    assert "content-encoding" not in (await sent(page, accept_encoding="gzip;q=0"))[1]
    assert "content-encoding" not in (await sent(page, accept_encoding="identity"))[1]


async def test_who_has_it_already_is_told_so_in_either_form() -> None:
    page = Made(("Berita " * 200).encode(), marks=frozenset({"a"}), changed_at=NOON)
    for form in ("", "gzip"):
        _, first, _ = await sent(page, accept_encoding=form)
        status, said, body = await sent(page, accept_encoding=form, if_none_match=f'"other", {first["etag"]}')
        assert (status, body) == (304, b"")
        assert "content-length" not in said
    assert (await sent(page, if_modified_since=first["last-modified"]))[0] == 304
    assert (await sent(page, if_modified_since="Tue, 24 Nov 2026 04:59:59 GMT"))[0] == 200
    assert (await sent(page, if_modified_since="kemarin"))[0] == 200
    assert (await sent(page, if_none_match='"other"', if_modified_since=first["last-modified"]))[0] == 200


async def test_head_says_how_long_it_would_be_and_sends_nothing() -> None:
    page = a_page("Berita")
    status, said, body = await sent(page, "HEAD")
    assert (status, said["content-length"], body) == (200, "6", b"")


async def test_two_releases_of_the_same_words_have_the_same_tag() -> None:
    assert a_page("Berita").tag == a_page("Berita", until=NOON + timedelta(hours=1)).tag != a_page("Lain").tag
