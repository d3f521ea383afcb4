"""Sitemaps of the site, held against the protocol's schema."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import uuid4

import pytest_asyncio
import xmlschema

from tests.system.conftest import ROOT, Servers
from tests.system.saying import say
from tests.system.sites import PUBLIC, Site, a_site, published

SCHEMAS = ROOT / "tests" / "site" / "schemas"


@cache
def schema() -> xmlschema.XMLSchema:
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    return xmlschema.XMLSchema(SCHEMAS / "sitemap.xsd", locations={news: str(SCHEMAS / "sitemap-news.xsd")})


def faults(xml: str) -> list[str]:
    return [f"{error.path}: {error.reason}" for error in schema().iter_errors(xml)]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(servers: Servers) -> AsyncIterator[Site]:
    async with a_site(servers, f"site_{uuid4().hex[:8]}") as one:
        yield one


def test_the_schema_finds_what_is_wrong() -> None:
    head = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    assert faults(f"{head}<url><loc>https://kabar.example/</loc></url></urlset>") == []
    assert faults(f"{head}<url><loc>/berita</loc></url></urlset>")
    assert faults(f"{head}<url><loc>https://kabar.example/</loc><lastmod>kemarin</lastmod></url></urlset>")
    empty = '<n:news xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"/>'
    assert faults(f"{head}<url><loc>https://kabar.example/</loc>{empty}</url></urlset>")


async def test_every_map_is_valid_and_leads_to_every_article_once(servers: Servers, site: Site) -> None:
    now = datetime.now(UTC)
    fresh = published(headline="Harga < 5 & “naik”", first_approved_at=now, approved_at=now)
    month = now - timedelta(days=400)
    old = published(first_approved_at=month, approved_at=month)
    await say(servers, fresh, old)
    await site.page(old.path)
    index = await site.until_says("/sitemap.xml", f"sitemap-{month:%Y-%m}.xml")
    assert faults(index) == []
    maps = re.findall(rf"<loc>{PUBLIC}(/sitemap-[\d-]+\.xml)</loc>", index)
    assert len(maps) == len(set(maps)) >= 2
    found: list[str] = []
    for path in maps:
        one = await site.page(path)
        assert faults(one) == [], path
        found += re.findall(rf"<loc>{PUBLIC}(/[^<]+)</loc>", one)
    for fact in (fresh, old):
        assert found.count(fact.path) == 1
    news = await site.page("/sitemap-news.xml")
    assert faults(news) == []
    assert fresh.path in news
    assert old.path not in news


async def test_robots_are_told_where_the_maps_are(site: Site) -> None:
    robots = await site.page("/robots.txt")
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in robots
    assert f"<loc>{PUBLIC}/sitemap-news.xml</loc>" in await site.page("/sitemap.xml")
