"""What is in the newsroom before machines write to it, so that they meet more than 404: ids of each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import uuid4

from redaksi.runner.access import Access
from tests.pictures import a_picture
from tests.system.browser.scene import COMPLETE, Sets
from tests.system.people import Editor, Reporter

_SPARE = {"password": "kata sandi yang panjang", "name": "Cadangan", "initials": "CD", "role": "admin"}
Ids = Mapping[str, Sequence[str]]


class Stock(NamedTuple):
    """Ids by the names that paths have for them, and the tokens of editors who lose nothing by being signed out."""

    ids: Ids
    token: str
    spare: str


async def stocked(access: Access, held: int = 24, public: int = 4) -> Stock:
    """So many articles that wait and that are public, comments under each, people and what else has an id."""
    async with Reporter(access) as rio, Editor(access) as editor:
        sets = Sets(rio, editor, access)
        live = [await sets.held() for _ in range(public)]
        for article in live:
            await sets.public(article)
        waiting = [await sets.held() for _ in range(held)]
        comments = [str(one) for article in live for one in await sets.comments(article, "Satu.", "Dua.", "Tiga.")]
        tokens = [(await sets.commented(article)).rpartition("/")[2] for article in live]
        ids: dict[str, Sequence[str]] = {
            "article_id": [*waiting, *live],
            "comment_id": comments,
            "token": tokens,
            **await _pictures(rio),
            **await _people(editor, sets),
            **await _things(editor, waiting[0]),
        }
        spare = Editor(access)
        login = {"email": f"{uuid4().hex}@contoh.id", "password": _SPARE["password"]}
        assert (await editor.http.post("/api/editors", json={**_SPARE, **login})).status_code == 201
        async with spare.http:
            await spare.sign_in(login)
            return Stock(ids, _token(editor), _token(spare))


def _token(editor: Editor) -> str:
    return str(editor.http.headers["Authorization"]).removeprefix("Bearer ")


async def _pictures(rio: Reporter) -> Ids:
    headers = {"Content-Type": "image/jpeg"}
    answer = await rio.http.post("/v1/media", content=a_picture(800, 600), headers=headers)
    assert answer.status_code == 201, answer.text
    name = answer.json()["preview"].partition("?")[0].rpartition("/")[2]
    return {"media": [answer.json()["media"]], "name": [name, "16x9.jpg"]}


async def _people(editor: Editor, sets: Sets) -> Ids:
    invited = [(await sets.invited())[0] for _ in range(6)]
    reporters = [(await editor.new_reporter(f"Pewarta {number}"))["reporter_id"] for number in range(4)]
    return {"editor_id": invited, "reporter_id": reporters}


async def _things(editor: Editor, article: str) -> Ids:
    note = str(uuid4())
    for path, body in ((f"articles/{article}/notes", {"note_id": note, "text": "Cek nama kepala desa."}), _A_VIEW):
        answer = await editor.http.post(f"/api/{path}", json=body)
        assert answer.status_code < 300, answer.text
    return {"note_id": [note], "view_id": [answer.json()["id"]]}


_A_VIEW: tuple[str, dict[str, Any]] = ("views", {"name": "Daerah", "query": "rubrik:daerah", "shared": True})
COMPLETE_DRAFT = COMPLETE
