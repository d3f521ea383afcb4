"""The house's own settings: settled by an admin, one version after another, known everywhere within a second."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from redaksi.runner.access import Access
from services.moderation.model.house import House
from services.moderation.store.house import Houses
from tests.builders import NOON
from tests.system.browser.scene import COMPLETE
from tests.system.people import Editor, Reporter, until
from tests.system.test_desk import an_editor


@pytest.fixture
async def admin(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


async def test_of_many_who_settle_the_house_at_once_one_does(database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
    houses = Houses(database)
    assert await houses.get() == House()
    for version in (1, 2):
        new = House(version=version, zone="Asia/Jayapura")
        done = await asyncio.gather(*(houses.settle(new, NOON, by="kb1") for _ in range(10)))
        assert sorted(done) == [False] * 9 + [True]
    assert not await houses.settle(House(version=4), NOON, by="kb1")
    assert await houses.get() == House(version=2, zone="Asia/Jayapura")


async def test_another_process_knows_within_a_second(database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
    here, elsewhere = Houses(database), Houses(database)
    assert not (await elsewhere.now()).second_person
    await here.settle(House(version=1, second_person=True), NOON, by="kb1")
    assert (await here.now()).second_person

    async def known() -> bool:
        return (await elsewhere.now()).second_person

    await until(known, 3)


async def test_only_an_admin_settles_the_house(newsroom: Access, admin: Editor) -> None:
    seen = (await admin.http.get("/api/house")).json()
    body = {**seen, "zone": "Asia/Makassar"}
    async with an_editor(newsroom, admin, "chief") as chief:
        assert (await chief.http.put("/api/house", json=body)).status_code == 403
        assert (await chief.http.get("/api/house")).json() == seen
    settled = await admin.http.put("/api/house", json=body)
    assert (settled.status_code, settled.json()["zone"]) == (200, "Asia/Makassar")
    assert (await admin.http.put("/api/house", json=body)).status_code == 409
    wrong = await admin.http.put("/api/house", json={"version": seen["version"] + 1, "zone": "Asia/Atlantis"})
    assert [error["field"] for error in wrong.json()["errors"]] == ["zone"]
    restored = await admin.http.put("/api/house", json={**seen, "version": seen["version"] + 1})
    assert restored.status_code == 200


async def test_an_admin_without_a_second_factor_cannot_require_one_and_lock_themselves_out(admin: Editor) -> None:
    seen = (await admin.http.get("/api/house")).json()
    answer = await admin.http.put("/api/house", json={**seen, "require_second_factor": True})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["require_second_factor"]
    assert (await admin.http.get("/api/house")).json() == seen


async def test_reporters_read_times_in_the_houses_zone(newsroom: Access, admin: Editor) -> None:
    async with Reporter(newsroom) as rio:
        accepted = await rio.send(COMPLETE)
        await admin.find(accepted["article_id"])
        seen = (await admin.http.get("/api/house")).json()
        settled = await admin.http.put("/api/house", json={**seen, "zone": "Asia/Jayapura"})
        assert settled.status_code == 200, settled.text
        try:

            async def told() -> bool:
                return " WIT" in (await rio.http.get(accepted["page"])).text

            await until(told, 10)
        finally:
            await admin.http.put("/api/house", json={**seen, "version": seen["version"] + 1})
