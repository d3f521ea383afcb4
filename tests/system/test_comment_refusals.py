"""What is refused at the comment door says what happened and what to do, to programs and on a page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest

from shared.facts import Comments, Retraction
from tests.builders import later
from tests.system.commenting import BROWSER, an_article, filled_in, reader, sent, speaking
from tests.system.conftest import Servers
from tests.system.doors import door

RETRACTED = {
    "status": "retracted",
    "lead": "",
    "body": "",
    "photo": None,
    "tags": (),
    "retraction": Retraction(code="keliru", text="Keliru.", at=later(90)),
}
CLOSED = {"comments": Comments(open=False)}
REFUSED: dict[str, tuple[int, dict[str, str]]] = {
    "closed": (403, {"id": "Komentar sudah ditutup", "en": "Comments are closed"}),
    "not-found": (404, {"id": "Berita ini tidak ada", "en": "There is no such article"}),
    "gone": (410, {"id": "Berita ini sudah dicabut", "en": "This article was taken back"}),
}


class Doorstep(NamedTuple):
    """A reader at a door, and articles by why nothing can be said under them."""

    http: httpx.AsyncClient
    article: str
    shut: dict[str, str]


@pytest.fixture(scope="module")
async def here(servers: Servers) -> AsyncIterator[Doorstep]:
    name = f"test_{uuid4().hex[:8]}"
    async with speaking(servers.kafka) as voice, door(servers, name) as opened, reader(opened.url) as http:
        closed, gone = await an_article(voice, http, **CLOSED), await an_article(voice, http, **RETRACTED)
        shut = {"closed": closed, "gone": gone, "not-found": str(uuid4())}
        yield Doorstep(http, await an_article(voice, http), shut)


def must_be_a_page(answer: httpx.Response, language: str) -> str:
    """Its words; it has the look of the door, and nothing inline."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    page = answer.text
    assert f'<html lang="{language}">' in page
    assert "status.css" in page
    assert len(re.findall("<h1", page)) == 1
    assert re.search(r"<script|<style| style=| on\w+=", page) is None
    return page


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", REFUSED)
async def test_a_program_is_told_why_in_problem_details_in_the_language_that_it_asks_for(
    here: Doorstep, kind: str, language: str
) -> None:
    code, titles = REFUSED[kind]
    answer = await sent(here.http, here.shut[kind], {"Accept-Language": language})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    said = answer.json()
    assert (answer.status_code, said["status"]) == (code, code)
    assert (said["type"], said["title"]) == (f"urn:redaksi:problem:{kind}", titles[language])
    assert len(said["detail"]) > 20


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", REFUSED)
async def test_a_reader_is_told_why_on_a_page_that_keeps_what_they_wrote(
    here: Doorstep, kind: str, language: str
) -> None:
    code, titles = REFUSED[kind]
    words = f"<b>Sayang sekali</b> {uuid4().hex}"
    answer = await filled_in(here.http, here.shut[kind], {"Accept-Language": language}, text=words)
    assert answer.status_code == code
    page = must_be_a_page(answer, language)
    assert titles[language] in page
    assert words.replace("<", "&lt;").replace(">", "&gt;") in page
    assert "<form" not in page, "there is nothing that could be sent again"
    looked = await here.http.get(f"/articles/{here.shut[kind]}/comments/new?lang={language}", headers=BROWSER)
    assert looked.status_code == code
    assert titles[language] in must_be_a_page(looked, language)


@pytest.mark.parametrize(
    ("ways", "language"),
    [
        ({}, "id"),
        ({"header": "en-GB,en;q=0.9,id;q=0.1"}, "en"),
        ({"header": "de"}, "id"),
        ({"query": "en"}, "en"),
        ({"query": "en", "header": "id"}, "en"),
        ({"field": "en", "query": "id", "header": "id"}, "en"),
        ({"field": "id", "query": "en"}, "id"),
        ({"field": "de", "query": "en"}, "en"),
        ({"query": "deutsch"}, "id"),
    ],
    ids=str,
)
async def test_the_language_is_the_fields_then_the_addresss_then_the_browsers(
    here: Doorstep, ways: dict[str, str], language: str
) -> None:
    query = f"?lang={ways['query']}" if "query" in ways else ""
    headers = {"Accept-Language": ways["header"]} if "header" in ways else {}
    field = {"language": ways["field"]} if "field" in ways else {}
    for answer in (
        await here.http.post(f"/v1/articles/{uuid4()}/comments{query}", json=field, headers=headers),
        await here.http.post(f"/v1/articles/{uuid4()}/comments{query}", data={"x": "1", **field}, headers=headers),
    ):
        assert answer.status_code == 404
        assert REFUSED["not-found"][1][language] in answer.text


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("*/*", False),
        ("application/json", False),
        ("application/json, text/html;q=0.5", False),
        ("", False),
    ],
)
async def test_a_browser_gets_a_page_and_a_program_does_not(here: Doorstep, accept: str, page: bool) -> None:
    for answer in (
        await sent(here.http, here.shut["closed"], {"Accept": accept}),
        await here.http.get("/v1/comments/palsu", headers={"Accept": accept}),
    ):
        assert answer.headers["content-type"].startswith("text/html" if page else "application/problem+json")


LINKS = ("/comments/palsu", "/comments/confirm/palsu", "/comments/palsu?done=withdrawn", f"/comments/{'A' * 43}")


@pytest.mark.parametrize("path", LINKS)
async def test_a_forged_link_opens_a_page_that_says_that_it_leads_nowhere(here: Doorstep, path: str) -> None:
    answer = await here.http.get(path, headers={**BROWSER, "Accept-Language": "en"})
    assert answer.status_code == 404
    assert "There is no comment at this link" in must_be_a_page(answer, "en")
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/comments/palsu/withdraw", "/comments/confirm/palsu"])
async def test_a_forged_button_does_nothing_and_says_so(here: Doorstep, path: str) -> None:
    answer = await here.http.post(path, headers=BROWSER, data={})
    assert answer.status_code == 404
    page = must_be_a_page(answer, "id")
    assert "Tidak ada komentar di tautan ini" in page
    assert "/withdraw" not in page, "what is asked for there can only be sent"


JSON = {"Content-Type": "application/json"}
MUCH = {f"x{number}": "1" for number in range(200)}


@pytest.mark.parametrize(
    ("request_", "code", "words"),
    [
        ({"data": MUCH}, 400, "Formulir ini tidak terbaca"),
        ({"data": {"text": "x" * 200_000}}, 413, "Komentar terlalu panjang"),
        ({"json": {"text": "x" * 70_000}}, 413, "Komentar terlalu panjang"),
        ({"data": {"text": "x" * 4_000_000}}, 413, "Komentar terlalu panjang"),
        ({"content": b'{"text": ', "headers": JSON}, 400, "Ini bukan objek JSON"),
        ({"content": b"[]", "headers": JSON}, 400, "Ini bukan objek JSON"),
        ({"files": {"text": b"x"}}, 415, "Komentar dikirim sebagai formulir atau JSON"),
    ],
    ids=["fields", "form", "json", "very large", "half JSON", "a list", "multipart"],
)
async def test_what_cannot_be_read_is_told_on_a_page_and_to_programs(
    here: Doorstep, request_: dict[str, Any], code: int, words: str
) -> None:
    path = f"/v1/articles/{here.article}/comments"
    page = await here.http.post(path, **{**request_, "headers": {**BROWSER, **request_.get("headers", {})}})
    assert page.status_code == code, page.text[:300]
    assert words in must_be_a_page(page, "id")
    if "data" not in request_:
        told = await here.http.post(path, **request_)
        assert (told.status_code, told.json()["title"]) == (code, words)


async def test_an_article_that_is_no_id_is_no_article(here: Doorstep) -> None:
    answer = await here.http.get("/articles/bukan-id/comments/new", headers=BROWSER)
    assert answer.status_code == 404
    assert "Berita ini tidak ada" in must_be_a_page(answer, "id")


async def test_ten_thousand_letters_of_any_script_can_be_sent_by_a_form(here: Doorstep) -> None:
    answer = await filled_in(here.http, here.article, text="🌾" * 10_000)
    assert answer.status_code == 303
    longer = await filled_in(here.http, here.article, text="🌾" * 10_001)
    assert longer.status_code == 422
    assert "🌾" * 10_001 in longer.text


async def test_a_form_and_the_address_of_a_page_are_answered_with_a_page_whatever_is_accepted(here: Doorstep) -> None:
    answers = [await filled_in(here.http, here.shut["closed"], {"Accept": "*/*"})]
    answers += [await filled_in(here.http, here.article, {"Accept": "*/*"}, email="sari")]
    pages = ("/comments/palsu", "/comments/confirm/palsu", f"/articles/{uuid4()}/comments/new")
    answers += [await here.http.get(path, headers={"Accept": "*/*"}) for path in pages]
    assert [one.status_code for one in answers] == [403, 422, 404, 404, 404]
    for answer in answers:
        must_be_a_page(answer, "id")
