"""The admin's pages over HTTP: who may, what holds at the door, what is shown once, what is remembered."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any, Self

import httpx
import pytest

from redaksi.runner.access import Access
from services.moderation.pages.furniture import ADMIN
from tests.system.people import Editor, Reporter, until
from tests.system.test_desk import an_editor
from tests.system.test_door import DRAFT

PASSWORD = "kata sandi yang panjang"


class Browser:
    """Somebody with a browser that runs no script."""

    def __init__(self, access: Access, email: str, password: str) -> None:
        self._login = {"email": email, "password": password, "next": "/"}
        self.http = httpx.AsyncClient(base_url=access.moderation, timeout=25.0, headers={"Accept": "text/html"})

    async def __aenter__(self) -> Self:
        answer = await self.http.post("/sign-in", data=self._login, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 303, answer.text
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def get(self, path: str) -> str:
        answer = await self.http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def send(self, page: str, path: str, **fields: str) -> httpx.Response:
        """The form of this page that goes to this path, with the fields that are typed."""
        html = await self.get(page)
        return await self.resend(html, path, **fields)

    async def resend(self, html: str, path: str, **fields: str) -> httpx.Response:
        form = re.search(rf'<form method="post" action="{re.escape(path)}".*?</form>', html, re.DOTALL)
        assert form, f"no form for {path}"
        there = dict(re.findall(r'<input[^>]*type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
        there |= dict(re.findall(r'<input type="radio"[^>]* name="([^"]+)" value="([^"]*)" checked', form[0]))
        return await self.http.post(path, data={**there, **fields}, headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
async def admin(newsroom: Access) -> AsyncIterator[Browser]:
    async with Browser(newsroom, newsroom.editor.email, newsroom.editor.password) as browser:
        yield browser


@pytest.fixture
async def api(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


def routes(method: str) -> list[str]:
    paths = [route for router in ADMIN for route in router.routes if method in getattr(route, "methods", ())]
    return [re.sub(r"\{\w+\}", "daerah", str(getattr(route, "path", ""))) for route in paths]


async def missing(newsroom: Access, **draft: Any) -> dict[str, str]:
    """Rule → message, as the door says them."""
    async with Reporter(newsroom) as rio:
        answer = await rio.http.post("/v1/drafts/check", json={**DRAFT, **draft})
        return {one["rule"]: f"{one['level']}: {one['message']}" for one in answer.json()["missing"]}


async def last_act(api: Editor, what: str) -> dict[str, Any]:
    found = [one for one in (await api.http.get("/api/audit")).json()["entries"] if one["what"] == what]
    return dict(found[0]) if found else {}


@pytest.mark.parametrize("role", ["editor", "chief"])
async def test_nobody_but_an_admin_sees_or_does_anything_there(newsroom: Access, api: Editor, role: str) -> None:
    async with an_editor(newsroom, api, role) as someone:
        email = (await someone.http.get("/api/me")).json()
        assert email["role"] == role
        login = next(one for one in (await api.http.get("/api/editors")).json() if one["id"] == email["id"])
        async with Browser(newsroom, login["email"], PASSWORD) as browser:
            got = {path: (await browser.http.get(path)).status_code for path in routes("GET")}
            csrf = re.search(r'data-csrf="(\w+)"', await browser.get("/"))
            assert csrf
            headers = {"Sec-Fetch-Site": "same-origin"}
            sent = {
                path: (await browser.http.post(path, data={"csrf": csrf[1]}, headers=headers)).status_code
                for path in routes("POST")
            }
    assert len(got) > 6
    assert len(sent) > 8
    assert {path: status for path, status in (got | sent).items() if status != 403} == {}


async def test_a_rule_settled_on_the_page_holds_at_the_door_in_its_own_words(
    newsroom: Access, admin: Browser, api: Editor
) -> None:
    before = (await api.http.get("/api/rules")).json()
    fields = {
        "levels.headline-long": "block",
        "figures.headline-long.characters": "20",
        "messages.headline-long.id": "Judul paling banyak {characters} huruf, ya.",
    }
    answer = await admin.send("/admin/rules", "/admin/rules", **fields)
    assert answer.headers["location"] == "/admin/rules?settled=1"

    async def held() -> bool:
        found = await missing(newsroom, headline="a" * 21)
        return found.get("headline-long") == "block: Judul paling banyak 20 huruf, ya."

    await until(held, 5)
    note = (await last_act(api, "rules"))["note"]
    assert "headline-long: warn → block; headline-long.characters: 110 → 20" in note
    restored = {"version": before["version"] + 1}
    assert (await api.http.put("/api/rules", json=restored)).status_code == 200

    async def gone() -> bool:
        return await missing(newsroom, headline="a" * 21) == {}

    await until(gone, 5)


async def test_what_is_wrong_is_told_at_the_field_and_nothing_that_was_typed_is_lost(admin: Browser) -> None:
    fields = {"messages.photo.id": "Ada {foto}", "figures.headline-long.characters": "77"}
    answer = await admin.send("/admin/rules", "/admin/rules", **fields)
    assert answer.status_code == 422
    assert 'href="#messages.photo.id"' in answer.text
    assert 'value="Ada {foto}"' in answer.text
    assert 'value="77"' in answer.text


async def test_who_was_slower_is_told_and_can_save_again(admin: Browser, api: Editor) -> None:
    old = await admin.get("/admin/rules")
    version = (await api.http.get("/api/rules")).json()["version"]
    other = {"version": version, "levels": {"photo": "off"}}
    assert (await api.http.put("/api/rules", json=other)).status_code == 200
    slower = await admin.resend(old, "/admin/rules", **{"messages.photo.id": "Tambahkan foto."})
    assert slower.status_code == 409
    assert 'value="Tambahkan foto."' in slower.text
    again = await admin.resend(slower.text, "/admin/rules", **{"messages.photo.id": "Tambahkan foto."})
    assert again.status_code == 303
    assert (await api.http.put("/api/rules", json={"version": version + 2})).status_code == 200


async def test_sections_are_added_renamed_moved_and_taken_away(admin: Browser, api: Editor) -> None:
    async def slugs() -> list[str]:
        return [one["slug"] for one in (await api.http.get("/api/sections")).json()["sections"]]

    before, page = await slugs(), "/admin/sections"
    assert (await admin.send(page, page, name="Lingkungan Hidup")).status_code == 303
    assert await slugs() == [*before, "lingkungan-hidup"]
    twice = await admin.send(page, page, name="Lingkungan Hidup")
    assert twice.status_code == 422
    assert 'href="#slug"' in twice.text
    mine = f"{page}/lingkungan-hidup"
    assert (await admin.send(page, f"{mine}/move", to="up")).status_code == 303
    assert (await slugs())[-2] == "lingkungan-hidup"
    nameless = await admin.send(page, f"{mine}/rename", name="")
    assert 'href="#name-lingkungan-hidup"' in nameless.text
    assert (await admin.send(page, f"{mine}/rename", name="Lingkungan")).status_code == 303
    assert (await admin.send(f"{mine}/remove", f"{mine}/remove")).status_code == 303
    assert await slugs() == before
    assert "lingkungan-hidup: Lingkungan → ∅" in (await last_act(api, "sections"))["note"]


async def test_a_key_is_shown_once_works_at_the_door_and_stops_when_it_is_revoked(
    newsroom: Access, admin: Browser, api: Editor
) -> None:
    page = await admin.get("/admin/reporters")
    made = await admin.resend(page, "/admin/reporters", name="Wulan Kunci", email="wulan@contoh.id")
    key = re.search(r'value="(rdk_[^"]+)"', made.text)
    reporter = re.search(r'action="/admin/reporters/(\w+)/keys"', made.text)
    assert key
    assert reporter
    place = f"/admin/reporters/{reporter[1]}"
    assert key[1] not in await admin.get(place)
    repeated = await admin.resend(page, "/admin/reporters", name="Wulan Kunci")
    assert repeated.status_code == 409
    assert "rdk_" not in repeated.text
    async with Reporter(newsroom, key[1]) as wulan:

        async def works() -> bool:
            return (await wulan.http.post("/v1/drafts/check", json=DRAFT)).status_code == 200

        await until(works, 5)
        assert (await admin.send(place, f"{place}/keys/{key[1].split('_')[1]}/revoke")).status_code == 303

        async def stopped() -> bool:
            return (await wulan.http.post("/v1/drafts/check", json=DRAFT)).status_code == 401

        await until(stopped, 5)
    unsure = await admin.send(place, f"{place}/revoke")
    assert unsure.status_code == 422
    assert (await admin.send(place, f"{place}/revoke", sure="1")).status_code == 303
    acts = [one for one in (await api.http.get("/api/audit")).json()["entries"] if one["whom"] == reporter[1]]
    assert {one["what"] for one in acts} == {"revoke-reporter", "revoke-key", "contact", "reporter"}
    assert "wulan@contoh.id" not in str(acts)


async def test_the_house_is_settled_on_its_page(admin: Browser, api: Editor) -> None:
    page = "/admin/house"
    wrong = await admin.send(page, page, zone_other="Asia/Atlantis")
    assert wrong.status_code == 422
    assert 'value="Asia/Atlantis"' in wrong.text
    assert (await admin.send(page, page, zone="Asia/Makassar", second_person="1")).status_code == 303
    settled = (await api.http.get("/api/house")).json()
    assert (settled["zone"], settled["second_person"]) == ("Asia/Makassar", True)
    assert (await admin.send(page, page, zone="Asia/Jakarta")).status_code == 303
    assert "second_person: True → False" in (await last_act(api, "house"))["note"]


async def test_the_house_page_tells_at_the_field_that_a_second_factor_comes_first(admin: Browser) -> None:
    answer = await admin.send("/admin/house", "/admin/house", zone="Asia/Jakarta", require_second_factor="1")
    assert answer.status_code == 422
    assert '<p class="fault" id="factor-fault">Pasang dulu faktor kedua' in answer.text
    assert '<a href="#require_second_factor">' in answer.text
    assert '<a href="#zone_other">' not in answer.text


async def test_the_audit_is_seen_and_kept_as_a_table(admin: Browser) -> None:
    page = "/admin/house"
    assert (await admin.send(page, page, zone="Asia/Jakarta")).status_code == 303
    html = await admin.get("/admin/audit?what=house")
    assert "<tbody>" in html
    table = await admin.http.get("/admin/audit.csv?what=house")
    assert table.headers["content-type"].startswith("text/csv")
    first, *rows = table.text.splitlines()
    assert first.startswith("at,who,name,what")
    assert rows
    assert all(",house," in row for row in rows)
