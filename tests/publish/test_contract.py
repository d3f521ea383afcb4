"""The page for programs: everything anyone may read is on it, and nothing of what is the newsroom's own."""

from __future__ import annotations

import re

import pytest

from services.publish.contract import made, schemas
from shared.facts import FACTS
from shared.facts.published import ArticlePublished
from shared.topics import TOPICS


@pytest.fixture(scope="module")
def page() -> str:
    return made()


def test_every_public_topic_and_message_is_on_it_and_no_other(page: str) -> None:
    public = {topic.name for topic in TOPICS if "anyone" in topic.readers}
    assert set(re.findall(r'<h2 id="([^"]+)"', page)) == public
    kinds = {fact.kind for fact in FACTS if fact.topic in public}
    assert set(re.findall(r'<h3 id="([^"]+)"', page)) == kinds
    assert {name for name in re.findall(r'"/schemas/([^"]+)"', page) if name not in schemas()} == set()


def test_every_field_of_an_article_stands_there_and_says_what_it_is(page: str) -> None:
    section = page.partition(f'id="{ArticlePublished.kind}.')[2].partition("</table>")[0]
    rows = dict(re.findall(r'<code>(\w+)</code></th><td>[^<]+</td><td class="quiet">(.*?)</td>', section, re.DOTALL))
    assert list(rows) == list(ArticlePublished.model_fields)
    silent = {name for name, about in rows.items() if not about}
    assert silent == {"headline", "tags"}, "a name that says all needs no words"


def test_what_is_between_angle_brackets_in_an_example_is_no_markup(page: str) -> None:
    assert page.count("<script") == 0
    assert "&#34;headers&#34;" in page
