"""Words put into every field that takes any, by the doors and the desk that people use."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx

from redaksi.runner.access import Access
from tests.system.people import Editor, Reporter, until

LINES = {"headline": 500, "dateline": 200, "byline": 300}
PROSE = ("lead", "body", "source", "note")
OF_A_PHOTO = {"alt": 1000, "caption": 2000, "credit": 300}


def on_one_line(words: str, most: int) -> str:
    """Fit for a field of one line."""
    return " ".join(words.split())[:most].strip()


def a_draft(words: str, section: str = "ekonomi") -> dict[str, Any]:
    """With these words everywhere."""
    photo = {name: on_one_line(words, most) for name, most in OF_A_PHOTO.items()}
    return {
        **{name: on_one_line(words, most) for name, most in LINES.items()},
        **dict.fromkeys(PROSE, words),
        "section": section,
        "tags": [on_one_line(words, 100)],
        "photo": photo,
    }


def as_json(body: Any) -> bytes:
    """With every character as an escape, so that half a character can be sent as well."""
    return json.dumps(body, ensure_ascii=True).encode()


@dataclass(frozen=True)
class Planted:
    """One article with the words in it: where its reporter sees it, and where readers do ("": nowhere)."""

    name: str
    words: str
    article_id: str
    status_page: str
    path: str = ""
    retracted: bool = False

    @property
    def headline(self) -> str:
        """As it was sent."""
        return on_one_line(self.words, LINES["headline"])


class Planter:
    """Plants, through the public interfaces."""

    def __init__(self, access: Access, rio: Reporter, editor: Editor) -> None:
        self._access, self._rio, self._editor = access, rio, editor

    async def article(self, name: str, words: str, number: int) -> Planted:
        """Sent and noted on; some returned, some rejected, most approved, some of those corrected, some retracted."""
        key = {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex}
        section = on_one_line(words, 100) if number % 2 else "ekonomi"
        sent = await self._rio.http.post("/v1/drafts", content=as_json(a_draft(words, section)), headers=key)
        assert sent.status_code == 202, f"{name}: {sent.text}"
        one = Planted(name, words, sent.json()["article_id"], sent.json()["page"])
        await self._editor.find(one.article_id)
        note = {"text": words, "field": "lead"}
        assert (await self._post(one, "notes", note)).status_code == 200
        if number % 5 == 0:
            await self._must(one, "return", summary=words, reasons=[{"field": "lead", "text": words}])
            return one
        if number % 7 == 0:
            await self._must(one, "reject", reason=words)
            return one
        done = await self._must(one, "approve", override=words)
        if number % 3 == 0:
            await self._must(one, "edit", fields={"lead": f"{words} lagi"})
            await self._must(one, "approve", override=words, correction=words)
        if number % 11 == 0:
            await self._must(one, "retract", code="keliru", text=words)
        return replace(one, path=str(done["path"]), retracted=number % 11 == 0)

    async def comment(self, article_id: str, name: str, words: str, number: int) -> None:
        """Written, and approved."""
        body = {"name": on_one_line(words, 100), "email": f"a{number}@contoh.id", "text": words, "consent": True}
        where = f"{self._access.ingest}/v1/articles/{article_id}/comments"
        headers = {"X-Forwarded-For": f"10.7.{number}.1", "Content-Type": "application/json"}

        async def taken() -> httpx.Response | None:
            answer = await self._rio.http.post(where, content=as_json(body), headers=headers)
            return None if answer.status_code in {404, 503} else answer

        answer = await until(taken)
        assert answer.status_code == 202, f"{name}: {answer.text}"
        place = f"/api/comments/{answer.json()['comment_id']}"

        async def there() -> Any:
            found = await self._editor.http.get(place)
            return found.json() if found.status_code == 200 else None

        version = (await until(there))["version"]
        done = await self._editor.http.post(f"{place}/approve", json={"version": version})
        assert done.status_code == 200, f"{name}: {done.text}"

    async def people(self, words: str) -> None:
        """Names of a reporter, of an editor, and of a view of the queue."""
        name, editors = on_one_line(words, 200), {"email": f"{uuid4().hex}@contoh.id", "role": "editor"}
        made = [
            await self._api("reporters", {"name": name}),
            await self._api("editors/invite", {**editors, "name": name, "initials": on_one_line(words, 12)}),
            await self._api("views", {"name": on_one_line(words, 40), "query": "", "shared": True}),
        ]
        assert {one.status_code for one in made} <= {201}, [one.text for one in made]

    async def _must(self, one: Planted, verb: str, **body: Any) -> dict[str, Any]:
        version = (await self._editor.find(one.article_id))["version"]
        answer = await self._post(one, verb, {"version": version, **body})
        assert answer.status_code == 200, f"{one.name}: {verb}: {answer.text}"
        return dict(answer.json())

    async def _post(self, one: Planted, verb: str, body: dict[str, Any]) -> httpx.Response:
        return await self._api(f"articles/{one.article_id}/{verb}", body)

    async def _api(self, path: str, body: dict[str, Any]) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        return await self._editor.http.post(f"/api/{path}", content=as_json(body), headers=headers)
