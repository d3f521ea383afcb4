"""The public site, made of the published topics alone: a real Kafka, a real MongoDB, a real process."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import feedparser
import pytest
import pytest_asyncio

from shared.facts import ArticleUnpublished, Comments, CommentUnpublished, Correction, Front, Retraction
from tests.builders import NOON, a_live, later
from tests.system.conftest import Servers
from tests.system.people import until
from tests.system.saying import say
from tests.system.sites import DOOR, PUBLIC, Site, a_site, commented, published


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(servers: Servers) -> AsyncIterator[Site]:
    async with a_site(servers, f"site_{uuid4().hex[:8]}") as one:
        yield one


async def test_an_article_is_read_as_it_was_published(servers: Servers, site: Site) -> None:
    fact = published(
        byline="Rio, Dewi Anggraini",
        tags=("jembatan",),
        corrections=(Correction(text="Salah hari.", at=NOON, version=2),),
    )
    await say(servers, fact)
    page = await site.page(fact.path)
    for words in (
        fact.headline,
        fact.lead,
        "Sari.",
        "Mukomuko",
        "BACA JUGA".capitalize(),
        "Editor: KB1",
        "Salah hari.",
    ):
        assert words in page, words
    for link in (
        'href="/pewarta/dewi-anggraini"',
        'href="/tag/jembatan"',
        'href="/rubrik/daerah"',
        "https://wa.me/?text=",
    ):
        assert link in page, link
    assert f'<link rel="canonical" href="{PUBLIC}{fact.path}">' in page
    assert f'action="{DOOR}/v1/articles/{fact.article_id}/comments"' in page


async def test_what_machines_are_told_of_an_article_is_its_own(servers: Servers, site: Site) -> None:
    hostile = 'Judul </script><script>alert("1")</script> & “kutip”'
    fact = published(headline=hostile)
    await say(servers, fact)
    page = await site.page(fact.path)
    assert "<script>alert" not in page
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    article, crumbs = json.loads(data)
    assert (article["@type"], article["headline"], article["inLanguage"]) == ("NewsArticle", hostile, "id")
    assert datetime.fromisoformat(article["datePublished"]) == fact.published_at
    assert [one["name"] for one in article["author"]] == ["Rio"]
    assert article["mainEntityOfPage"] == crumbs["itemListElement"][-1]["item"] == f"{PUBLIC}{fact.path}"


async def test_a_later_version_is_seen_and_an_earlier_one_changes_nothing(servers: Servers, site: Site) -> None:
    first = published(2)
    key, mark = first.article_id, uuid4().hex
    await say(servers, first)
    await site.page(first.path)
    newer = published(4, key, headline=f"Baru {mark}")
    await say(servers, newer, published(3, key, headline=f"Lama {mark}"), published(2, key))
    await site.until_says(first.path, f"Baru {mark}")
    other = published()
    await say(servers, other)
    await site.page(other.path)
    assert f"Baru {mark}" in await site.page(first.path)


async def test_what_the_desk_made_the_lead_is_it_until_its_time_is_over(servers: Servers, site: Site) -> None:
    now = datetime.now(UTC)
    lead, newer = published(first_approved_at=now), published(first_approved_at=now + timedelta(seconds=1))
    await say(servers, lead, newer)

    async def leads(first: str, second: str) -> bool:
        page = (await site.http.get("/")).text
        return first in page and (second not in page or page.index(first) < page.index(second))

    await until(lambda: leads(newer.headline, lead.headline))
    since = datetime.now(UTC)
    front = Front(place="lead", since=since, until=since + timedelta(seconds=4))
    await say(servers, published(3, lead.article_id, front=front))

    await until(lambda: leads(lead.headline, newer.headline))
    await until(lambda: leads(newer.headline, lead.headline))


async def test_a_former_path_leads_on_to_the_one_it_has(servers: Servers, site: Site) -> None:
    first = published(2)
    await say(servers, first)
    await site.page(first.path)
    slug = f"baru-{first.article_id.hex[:8]}"
    await say(servers, published(3, first.article_id, slug=slug, path=f"/ekonomi/{slug}", previous_paths=(first.path,)))
    await site.page(f"/ekonomi/{slug}")
    await site.page(first.path, 301)
    assert (await site.http.get(first.path)).headers["location"] == f"/ekonomi/{slug}"


async def test_read_also_leads_to_the_article_of_that_headline_as_soon_as_there_is_one(
    servers: Servers, site: Site
) -> None:
    other = published()
    naming = published(body=f"Satu alinea.\n\nBACA JUGA: {other.headline.upper()}")
    await say(servers, naming)
    link = f'<a href="{other.path}"'
    assert link not in await site.page(naming.path)
    await say(servers, other)
    await site.until_says(naming.path, link)
    slug = f"pindah-{other.article_id.hex[:8]}"
    moved = published(3, other.article_id, headline=other.headline, slug=slug, path=f"/ekonomi/{slug}")
    await say(servers, moved)
    await site.until_says(naming.path, f'<a href="{moved.path}"')
    await say(servers, ArticleUnpublished(article_id=other.article_id, version=4, at=datetime.now(UTC)))
    await site.until_says(naming.path, moved.path, no_more=True)


async def test_a_retracted_article_keeps_its_address_and_says_why(servers: Servers, site: Site) -> None:
    fact = published(2)
    await say(servers, fact)
    await site.page(fact.path)
    gone = a_live(
        3,
        headline=fact.headline,
        slug=fact.slug,
        path=fact.path,
        status="retracted",
        lead="",
        body="",
        photo=None,
        tags=(),
        retraction=Retraction(code="fakta", text="Narasumber menarik keterangannya.", at=later(60)),
    )
    await say(servers, type(fact).of(fact.article_id, gone))
    page = await site.until_says(fact.path, "Narasumber menarik keterangannya.")
    assert "Berita ini telah dicabut." in page
    assert fact.lead not in page
    assert "<form" not in page.partition("<main")[2]
    for path in ("/terbaru", "/rubrik/daerah", "/rss.xml", "/sitemap-news.xml", f"/cari?q={fact.article_id.hex}"):
        await site.until_says(path, fact.path, no_more=True)


async def test_an_erased_article_is_gone_everywhere_and_does_not_come_back(servers: Servers, site: Site) -> None:
    fact = published(2)
    await say(servers, fact, commented(fact.article_id))
    await site.page(fact.path)
    await say(servers, ArticleUnpublished(article_id=fact.article_id, version=3, at=datetime.now(UTC)))
    page = await site.page(fact.path, 410)
    assert fact.headline not in page
    await say(servers, fact)
    other = published()
    await say(servers, other)
    await site.page(other.path)
    assert (await site.http.get(fact.path)).status_code == 410
    for path in ("/terbaru", "/atom.xml", f"/cari?q={fact.article_id.hex}"):
        await site.until_says(path, fact.path, no_more=True)


async def test_what_stands_nowhere_is_said_in_words(site: Site) -> None:
    for path in (
        "/tidak/ada",
        "/rubrik/tidak-ada",
        "/tag/x",
        "/pewarta/x/rss.xml",
        "/arsip/2026-13",
        "/arsip/1999-01",
        "/a/b/c/d",
    ):
        answer = await site.http.get(path)
        assert (answer.status_code, "Halaman tidak ditemukan" in answer.text) == (404, True), path


async def test_readers_words_stand_under_their_article_and_answers_under_what_they_answer(
    servers: Servers, site: Site
) -> None:
    fact = published()
    said = commented(fact.article_id, name="Yanti")
    answer = commented(fact.article_id, parent_id=said.comment_id, written_at=later(5))
    await say(servers, fact, said, answer)
    page = await site.until_says(fact.path, answer.text)
    assert page.index(said.text) < page.index(answer.text)
    assert "2 komentar" in page
    form = (await site.http.get(f"{fact.path}?balas={said.comment_id}")).text
    assert f'name="parent_id" value="{said.comment_id}"' in form
    assert "Balas Yanti" in form
    removed = said.model_copy(update={"version": 3, "status": "removed", "name": "", "text": "", "html": ""})
    await say(servers, removed)
    page = await site.until_says(fact.path, said.text, no_more=True)
    assert "Komentar ini sudah dihapus." in page
    assert answer.text in page
    await say(servers, CommentUnpublished(comment_id=answer.comment_id, version=3, at=NOON))
    await site.until_says(fact.path, answer.text, no_more=True)


async def test_words_of_readers_can_bring_no_markup(servers: Servers, site: Site) -> None:
    fact = published()
    mark = uuid4().hex
    await say(
        servers, fact, commented(fact.article_id, name="<b>x</b>", html=f"<p>{mark}<script>alert(1)</script></p>")
    )
    page = await site.until_says(fact.path, mark)
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


async def test_where_comments_are_closed_it_is_said_and_there_is_no_form(servers: Servers, site: Site) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=3)
    closed, closing = published(comments=Comments(open=False)), published(comments=Comments(closes_at=soon))
    await say(servers, closed, closing)
    page = await site.page(closed.path)
    assert "Komentar untuk berita ini sudah ditutup." in page
    assert 'method="post"' not in page
    await site.page(closing.path)
    await site.until_says(closing.path, "Komentar untuk berita ini sudah ditutup.")


async def test_lists_have_every_article_once_page_by_page(servers: Servers, site: Site) -> None:
    section = f"rubrik {uuid4().hex[:8]}"
    facts = [
        published(section=section, first_approved_at=later(number), approved_at=later(number)) for number in range(45)
    ]
    await say(servers, *facts)
    path = f"/rubrik/{section.replace(' ', '-')}"
    for fact in facts:  # they stand on several partitions
        await site.until_says(fact.path, fact.headline)
    found: list[str] = []
    address: str | None = path
    while address:
        page = await site.page(address)
        found += re.findall(r'<h2><a href="(/daerah/[^"]+)"', page)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        address = further[1] if further else None
    assert found == [fact.path for fact in reversed(facts)]


@pytest.mark.parametrize("form", ["rss.xml", "atom.xml"])
async def test_a_feed_has_the_whole_article_and_a_name_that_stays(servers: Servers, site: Site, form: str) -> None:
    tag = f"umpan {uuid4().hex[:8]}"
    first = published(tags=(tag,), headline="Harga < 5 & “naik”")
    await say(servers, first)
    path = f"/tag/{tag.replace(' ', '-')}/{form}"
    feed = feedparser.parse(await site.page(path))
    assert not feed.bozo
    (entry,) = feed.entries
    assert (entry.title, entry.link, entry.id) == (
        first.headline,
        f"{PUBLIC}{first.path}",
        f"urn:uuid:{first.article_id}",
    )
    assert "Kami lega" in entry.content[0].value
    assert entry.published_parsed[:5] == (2026, 11, 24, 5, 0)
    slug = f"lain-{first.article_id.hex[:8]}"
    await say(servers, published(3, first.article_id, tags=(tag,), slug=slug, path=f"/daerah/{slug}"))
    await site.until_says(path, slug)
    (entry,) = feedparser.parse(await site.page(path)).entries
    assert entry.id == f"urn:uuid:{first.article_id}"


async def test_a_json_feed_says_the_same(servers: Servers, site: Site) -> None:
    tag = f"umpan {uuid4().hex[:8]}"
    fact = published(tags=(tag,))
    await say(servers, fact)
    feed = json.loads(await site.page(f"/tag/{tag.replace(' ', '-')}/feed.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = feed["items"]
    assert (item["id"], item["url"], item["title"]) == (
        f"urn:uuid:{fact.article_id}",
        f"{PUBLIC}{fact.path}",
        fact.headline,
    )
    assert "Kami lega" in item["content_html"]


async def test_a_search_finds_an_article_by_its_words_and_not_by_others(servers: Servers, site: Site) -> None:
    mark = f"kata{uuid4().hex[:10]}"
    fact = published(body=f"Para petani menyeberangi sungai {mark}.")
    await say(servers, fact)
    await site.until_says(f"/cari?q={mark}", fact.path)
    assert fact.path in (await site.http.get("/cari", params={"q": f"Penyeberangan petaninya {mark.upper()}"})).text
    assert fact.path not in (await site.http.get("/cari", params={"q": f"gajah {mark}"})).text


async def test_caches_are_told_what_they_need_and_only_known_questions_make_a_page(
    servers: Servers, site: Site
) -> None:
    fact = published()
    await say(servers, fact)
    await site.page(fact.path)
    first, other = await site.http.get(fact.path), await site.http.get(f"{fact.path}?fbclid=x&utm_source=y")
    assert first.text == other.text
    assert first.headers["cache-control"] == "public, max-age=30, stale-while-revalidate=600"
    assert "set-cookie" not in first.headers
    again = await site.http.get(fact.path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


async def test_a_typical_article_fits_into_the_first_flight(servers: Servers, site: Site) -> None:
    fact = published(body="\n\n".join("Kalimat yang biasa saja, tidak panjang. " * 12 for _ in range(12)))
    await say(servers, fact)
    await site.page(fact.path)
    async with site.http.stream("GET", fact.path, headers={"Accept-Encoding": "gzip"}) as answer:
        sent = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "gzip"
    assert len(sent) <= 14 * 1024
