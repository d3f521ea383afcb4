"""Getting in, staying in and getting out at the desk: sessions, one-time links, second factors and rights."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pyotp
import pytest

from redaksi.runner.access import Access
from tests.system.people import Editor

PASSWORD = "kuda hujan lampu seberang"
OTHER = "perahu jendela kering tujuh"


@pytest.fixture
async def admin(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


def browser(access: Access) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=access.moderation,
        headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html", "User-Agent": "X11; Linux Firefox/140"},
        timeout=25.0,
    )


async def someone(admin: Editor, role: str = "editor", password: str = PASSWORD) -> dict[str, Any]:
    login = {"email": f"{uuid4().hex[:12]}@contoh.id", "password": password}
    body = {**login, "name": "Sari", "initials": "SR", "role": role}
    made = await admin.http.post("/api/editors", json=body)
    assert made.status_code == 201, made.text
    return {**login, "id": made.json()["id"]}


async def token(http: httpx.AsyncClient, login: dict[str, Any]) -> dict[str, str]:
    answer = await http.post("/api/login", json={"email": login["email"], "password": login["password"]})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def with_factor(http: httpx.AsyncClient, login: dict[str, Any]) -> tuple[str, str, list[str]]:
    """A secret, the code it was confirmed with, and recovery codes."""
    me = await token(http, login)
    offer = await http.post("/api/me/second-factor", json={"password": login["password"]}, headers=me)
    secret = offer.json()["secret"]
    code = pyotp.TOTP(secret).now()
    done = await http.post("/api/me/second-factor/confirm", json={"code": code}, headers=me)
    assert done.status_code == 200, done.text
    return secret, code, done.json()["recovery_codes"]


async def test_the_cookie_is_kept_from_scripts_and_other_sites_and_is_new_at_each_sign_in(
    newsroom: Access, admin: Editor
) -> None:
    login = await someone(admin)
    async with browser(newsroom) as http:
        form = {"email": login["email"], "password": login["password"], "next": "//evil.example"}
        first = await http.post("/sign-in", data=form)
        assert (first.status_code, first.headers["location"]) == (303, "/")
        flags = next(c for c in first.headers.get_list("set-cookie") if c.startswith("redaksi=")).lower()
        assert "httponly" in flags
        assert "samesite=lax" in flags
        assert "path=/" in flags
        assert "domain" not in flags
        before = http.cookies["redaksi"]
        http.cookies.clear()
        await http.post("/sign-in", data=form)
        assert http.cookies["redaksi"] != before


async def test_a_form_from_elsewhere_is_refused(newsroom: Access, admin: Editor) -> None:
    login = await someone(admin)
    async with browser(newsroom) as http:
        form = {"email": login["email"], "password": login["password"]}
        for site in ("cross-site", "same-site", "none"):
            answer = await http.post("/sign-in", data=form, headers={"Sec-Fetch-Site": site})
            assert answer.status_code == 403
        await http.post("/sign-in", data=form)
        assert (await http.post("/sign-out", data={"csrf": "x"})).status_code == 403
        assert (await http.get("/")).status_code == 200


async def test_an_open_page_of_a_shut_account_is_thrown_out_at_its_next_request(
    newsroom: Access, admin: Editor
) -> None:
    login = await someone(admin)
    async with browser(newsroom) as http:
        await http.post("/sign-in", data={"email": login["email"], "password": login["password"]})
        assert (await http.get("/")).status_code == 200
        assert (await admin.http.post(f"/api/editors/{login['id']}/disable")).status_code == 200
        answer = await http.get("/")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2F")


async def test_another_role_holds_from_the_next_request_on(newsroom: Access, admin: Editor) -> None:
    login = await someone(admin, "admin")
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        me = await token(http, login)
        assert (await http.get("/api/editors", headers=me)).status_code == 200
        await admin.http.post(f"/api/editors/{login['id']}/role", json={"role": "chief"})
        assert (await http.get("/api/editors", headers=me)).status_code == 403


async def test_a_one_time_link_works_once_and_signs_out_everywhere(newsroom: Access, admin: Editor) -> None:
    login = await someone(admin)
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        me = await token(http, login)
        old = (await admin.http.post(f"/api/editors/{login['id']}/link")).json()["token"]
        link = (await admin.http.post(f"/api/editors/{login['id']}/link")).json()["token"]
        assert (await http.post("/api/welcome", json={"token": old, "password": OTHER})).status_code == 404
        assert (await http.post("/api/welcome", json={"token": link, "password": "kata"})).status_code == 422
        assert (await http.post("/api/welcome", json={"token": link, "password": OTHER})).status_code == 204
        assert (await http.post("/api/welcome", json={"token": link, "password": OTHER})).status_code == 404
        assert (await http.get("/api/me", headers=me)).status_code == 401
        await token(http, {**login, "password": OTHER})


async def test_nobody_gets_in_with_an_account_that_is_only_invited(newsroom: Access, admin: Editor) -> None:
    email = f"{uuid4().hex[:12]}@contoh.id"
    body = {"email": email, "name": "Baru", "initials": "BR", "role": "editor"}
    made = await admin.http.post("/api/editors/invite", json=body)
    assert made.status_code == 201, made.text
    assert (await admin.http.post("/api/editors/invite", json=body)).status_code == 422
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        assert (await http.post("/api/login", json={"email": email, "password": ""})).status_code == 401
        await http.post("/api/welcome", json={"token": made.json()["token"], "password": PASSWORD})
        await token(http, {"email": email, "password": PASSWORD})


async def test_a_changed_password_needs_the_old_one_and_ends_the_other_sessions(
    newsroom: Access, admin: Editor
) -> None:
    login = await someone(admin)
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        here, there = await token(http, login), await token(http, login)
        wrong = {"old": "bukan ini", "new": OTHER}
        assert (await http.post("/api/me/password", json=wrong, headers=here)).status_code == 422
        weak = {"old": PASSWORD, "new": "bismillah123"}
        assert (await http.post("/api/me/password", json=weak, headers=here)).status_code == 422
        right = {"old": PASSWORD, "new": OTHER}
        assert (await http.post("/api/me/password", json=right, headers=here)).status_code == 204
        assert (await http.get("/api/me", headers=here)).status_code == 200
        assert (await http.get("/api/me", headers=there)).status_code == 401


async def test_a_code_of_the_second_factor_works_once_and_a_recovery_code_too(newsroom: Access, admin: Editor) -> None:
    login = await someone(admin)
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        _, used, recovery = await with_factor(http, login)
        first = await http.post("/api/login", json={"email": login["email"], "password": PASSWORD})
        assert (first.status_code, set(first.json())) == (202, {"step"})
        step = first.json()["step"]
        half = {"Authorization": f"Bearer {step}"}
        assert (await http.get("/api/me", headers=half)).status_code == 401
        replayed = await http.post("/api/login/code", json={"step": step, "code": used})
        assert replayed.status_code == 401
        entered = await http.post("/api/login/code", json={"step": step, "code": recovery[0]})
        assert entered.status_code == 200, entered.text
        assert (await http.post("/api/login/code", json={"step": step, "code": recovery[1]})).status_code == 401
        again = (await http.post("/api/login", json={"email": login["email"], "password": PASSWORD})).json()["step"]
        assert (await http.post("/api/login/code", json={"step": again, "code": recovery[0]})).status_code == 401


async def test_codes_cannot_be_tried_for_long(newsroom: Access, admin: Editor) -> None:
    login = await someone(admin)
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        _, _, recovery = await with_factor(http, login)
        statuses = []
        for _ in range(3):
            answer = await http.post("/api/login", json={"email": login["email"], "password": PASSWORD})
            step = answer.json()["step"]
            tries = [await http.post("/api/login/code", json={"step": step, "code": "000000"}) for _ in range(5)]
            statuses += [one.status_code for one in tries]
            late = await http.post("/api/login/code", json={"step": step, "code": recovery[0]})
            assert late.status_code == 401
        assert statuses[:10] == [401] * 10
        assert set(statuses[10:]) == {429}


async def test_an_admin_takes_a_second_factor_away_and_it_is_in_the_audit(newsroom: Access, admin: Editor) -> None:
    login = await someone(admin)
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        await with_factor(http, login)
        assert (await admin.http.delete(f"/api/editors/{login['id']}/second-factor")).status_code == 200
        await token(http, login)
    entries = (await admin.http.get("/api/audit", params={"whom": login["id"]})).json()["entries"]
    assert [one["what"] for one in entries] == ["reset-second-factor", "second-factor", "add-editor"]
    assert login["email"] not in str(entries)


async def test_everyone_sees_and_ends_their_own_sessions_and_no_others(newsroom: Access, admin: Editor) -> None:
    login, stranger = await someone(admin), await someone(admin)
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        here, there, other = await token(http, login), await token(http, login), await token(http, stranger)
        mine = (await http.get("/api/me/sessions", headers=here)).json()
        assert sorted(one["this_one"] for one in mine) == [False, True]
        away = next(one["id"] for one in mine if not one["this_one"])
        assert (await http.delete(f"/api/me/sessions/{away}", headers=other)).status_code == 404
        assert (await http.delete(f"/api/me/sessions/{away}", headers=here)).status_code == 204
        assert (await http.get("/api/me", headers=there)).status_code == 401
        assert (await admin.http.delete(f"/api/editors/{login['id']}/sessions")).status_code == 200
        assert (await http.get("/api/me", headers=here)).status_code == 401


ADMINS_OWN = [
    ("POST", "/api/editors/{id}/link"),
    ("POST", "/api/editors/{id}/role"),
    ("POST", "/api/editors/{id}/disable"),
    ("POST", "/api/editors/{id}/enable"),
    ("DELETE", "/api/editors/{id}/second-factor"),
    ("DELETE", "/api/editors/{id}/sessions"),
    ("POST", "/api/editors"),
    ("POST", "/api/editors/invite"),
    ("GET", "/api/editors"),
    ("GET", "/api/audit"),
]
INVITED = {"email": "x@contoh.id", "name": "X", "initials": "X", "role": "admin"}
BODIES = {
    "/api/editors/{id}/role": {"role": "admin"},
    "/api/editors": {**INVITED, "password": PASSWORD},
    "/api/editors/invite": INVITED,
}


@pytest.mark.parametrize("role", ["editor", "chief", "nobody"])
async def test_what_an_admin_does_nobody_else_may(newsroom: Access, admin: Editor, role: str) -> None:
    target = await someone(admin)
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        me = {} if role == "nobody" else await token(http, await someone(admin, role))
        for verb, path in ADMINS_OWN:
            answer = await http.request(verb, path.replace("{id}", target["id"]), json=BODIES.get(path), headers=me)
            assert answer.status_code == (401 if role == "nobody" else 403), (verb, path)


async def test_nobody_takes_away_their_own_rights(admin: Editor) -> None:
    me = (await admin.http.get("/api/me")).json()["id"]
    assert (await admin.http.post(f"/api/editors/{me}/disable")).status_code == 409
    assert (await admin.http.post(f"/api/editors/{me}/role", json={"role": "editor"})).status_code == 409
