"""Dead letters at the desk on a real newsroom: seen whole, handed back, dead again, tired, known already."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from redaksi.runner.access import Access
from shared.facts import Fact
from shared.topics import GROUPS, MODERATION_COMMENTS, MODERATION_LETTERS, Group
from tests.builders import a_comment
from tests.system.conftest import running
from tests.system.people import Editor, Reporter, until
from tests.system.putting_aside import Operator, an_error, last_of, poison, put_aside
from tests.system.saying import say
from tests.system.test_door import DRAFT


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Access]:
    """One of its own: what is handed back here never stood on a topic, so nothing made anew of the topics has it."""
    with running(tmp_path_factory.mktemp("dead"), "up", "--no-sample", "--undo-seconds", "0") as access:
        yield access


@pytest.fixture
async def editor(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


@pytest.fixture
def operator(editor: Editor) -> Operator:
    return Operator(editor, MODERATION_COMMENTS)


async def test_poison_is_seen_whole_dies_again_and_is_tired_after_three_times(
    newsroom: Access, operator: Operator
) -> None:
    place = await operator.of_key(await poison(newsroom))
    letter = await operator.whole(place)
    assert (letter["error"], letter["state"], letter["times"]) == ("Poison", "waiting", 0)
    assert base64.b64decode(letter["bytes"]) == b'{"teks": "\xff\x00"}'
    assert letter["decoded"] is None
    assert ["x", "\\xff<script>alert(1)</script>"] in letter["headers"]
    for times in (1, 2, 3):
        await operator.hand_back(places=[place])
        fate = await operator.fate(place)
        assert fate["state"] == "died"
        place = fate["again"]
        assert (await operator.whole(place))["times"] == times
    plan = (await operator.http.post(f"{operator.path}/redrive", json={"places": [place]})).json()
    assert plan == {"going": [], "tired": [place], "gone": []}
    await operator.hand_back(places=[place], again=True)
    assert (await operator.fate(place))["state"] == "died"


async def test_a_letter_whose_cause_is_mended_is_handled_and_a_stale_one_changes_nothing(
    newsroom: Access, editor: Editor, operator: Operator
) -> None:
    comment, error = a_comment(text="Dari surat mati."), an_error()
    one, other = await put_aside(newsroom, MODERATION_COMMENTS, comment, comment, error=error)
    bundles = {b["error"]: b for g in (await editor.http.get("/api/dead-letters")).json() for b in g["bundles"]}
    assert bundles[error]["many"] == 2
    tried = await operator.http.post(f"{operator.path}/redrive", json={"error": error, "dry_run": True})
    assert (tried.status_code, sorted(tried.json()["going"])) == (200, sorted([one, other]))
    await operator.hand_back(places=[one])
    handled = await operator.fate(one)
    assert handled["state"] == "handled"
    me = (await editor.http.get("/api/me")).json()
    assert handled["handed_back_by"] == me["id"]
    assert (await editor.http.get(f"/api/comments/{comment.comment_id}")).json()["text"] == "Dari surat mati."
    await operator.ended()
    await operator.hand_back(error=error)
    assert (await operator.fate(other))["state"] == "unchanged"
    gone = await operator.http.post(f"{operator.path}/redrive", json={"places": [one, other]})
    assert (gone.status_code, gone.json()["gone"]) == (200, sorted([one, other]))
    (act, *_) = (await editor.http.get("/api/audit", params={"what": "redrive"})).json()["entries"]
    assert (act["who"], act["whom"], act["note"]) == (me["id"], MODERATION_COMMENTS.name, f"1: {error}, 50/s")


@dataclass(frozen=True)
class Past:
    """An article and a comment that have gone the whole way."""

    access: Access
    items: dict[str, str]

    async def known(self, group: Group) -> Fact:
        """What this group has heard about one of them."""
        return await last_of(self.access, group.topic, self.items["comment" if "comment" in group.topic else "article"])

    async def news(self, group: Group) -> Fact:
        """What this group has not heard: somebody's first words, or a later version."""
        if group.topic == "redaksi.drafts.v1":
            known = await self.known(group)
            changed = {"article_id": uuid4(), "submission_id": uuid4()}
            return known.model_copy(update=changed)
        if group.topic == "redaksi.comments.v1":
            return a_comment()
        known = await self.known(group)
        return known.model_copy(update={"version": known.item_version + 1})


@pytest.fixture(scope="module")
async def past(newsroom: Access) -> Past:
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        article_id = (await rio.send(DRAFT))["article_id"]
        article = await editor.find(article_id)
        await editor.must(article_id, "approve", article["version"])
        comment = a_comment(article_id=UUID(article_id))
        await say(newsroom, comment)
        path = f"/api/comments/{comment.comment_id}"

        async def held() -> Any:
            answer = await editor.http.get(path)
            return answer.json() if answer.status_code == 200 else None

        version = (await until(held))["version"]
        assert (await editor.http.post(f"{path}/approve", json={"version": version})).status_code == 200
        there = Past(newsroom, {"article": article_id, "comment": str(comment.comment_id)})
        for group in GROUPS:

            async def told(group: Group = group) -> bool:
                try:
                    return bool(await there.known(group))
                except AssertionError:
                    return False

            await until(told, 60)
        return there


@pytest.mark.parametrize("group", GROUPS, ids=lambda one: one.name)
async def test_every_group_tells_what_it_knows_already_from_what_is_new_to_it(
    newsroom: Access, editor: Editor, past: Past, group: Group
) -> None:
    operator = Operator(editor, group)
    known, news = await past.known(group), await past.news(group)
    stale, fresh = await put_aside(newsroom, group, known, news, error=an_error())
    await operator.hand_back(places=[stale])
    assert (await operator.fate(stale))["state"] == "unchanged"
    await operator.ended()
    await operator.hand_back(places=[fresh])
    # Nobody gets letters in this newsroom, so no decision is news to them.
    assert (await operator.fate(fresh))["state"] == ("unchanged" if group is MODERATION_LETTERS else "handled")


async def test_many_go_at_their_pace_one_handing_back_at_a_time_and_it_can_be_stopped(
    newsroom: Access, operator: Operator
) -> None:
    comment, error = a_comment(), an_error()
    places = await put_aside(newsroom, MODERATION_COMMENTS, *[comment] * 30, error=error)
    run = await operator.hand_back(error=error, per_second=5)
    assert (run["total"], run["state"]) == (30, "running")
    again = await operator.http.post(f"{operator.path}/redrive", json={"error": error})
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")
    assert (await operator.http.delete(f"{operator.path}/redrive")).status_code == 202
    stopped = await operator.ended()
    assert stopped["state"] == "stopped"
    assert 0 < stopped["done"] < 30
    waiting = await operator.letters("waiting", error)
    assert len(waiting) == 30 - stopped["done"]
    assert (await operator.http.delete(f"{operator.path}/redrive")).status_code == 409
    await operator.hand_back(error=error, per_second=1000)
    assert (await operator.ended())["state"] == "done"
    fates = [(await operator.fate(place))["state"] for place in places]
    assert (fates.count("handled"), fates.count("unchanged")) == (1, 29)


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({}, "body"),
        ({"places": ["1"]}, "places.0"),
        ({"everything": True, "per_second": 0}, "per_second"),
        ({"everything": True, "sooner": True}, "sooner"),
    ],
)
async def test_an_order_that_cannot_be_is_refused_at_its_field(
    operator: Operator, order: dict[str, Any], field: str
) -> None:
    answer = await operator.http.post(f"{operator.path}/redrive", json=order)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert field in {one["field"] or "body" for one in answer.json()["errors"]}


@pytest.mark.parametrize("path", ["nobody", "nobody/1/1", "moderation-comments/11/999999", "moderation-comments/99/0"])
async def test_what_is_not_there_is_not_found(editor: Editor, path: str) -> None:
    assert (await editor.http.get(f"/api/dead-letters/{path}")).status_code == 404
