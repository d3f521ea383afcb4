"""Those who play the sample content: its reporters, its readers and its editor, by the public interfaces."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import httpx

from redaksi.draft_file import read
from redaksi.pictures import files, type_of, with_pictures
from redaksi.runner.access import Access

Say = Callable[[str], None]
Json = dict[str, Any]

_LOOK_EVERY = 0.1
_PATIENCE = 60.0


class Story:
    """Plays the reporter and the editor of the sample content."""

    def __init__(self, access: Access, say: Say) -> None:
        self._access = access
        self._say = say
        key = {"Authorization": f"Bearer {access.reporter.key}", "Accept-Language": "id"}
        self._door = httpx.AsyncClient(base_url=access.ingest, headers=key, timeout=20.0)
        self._desk = httpx.AsyncClient(base_url=access.moderation, timeout=20.0)
        self._public = httpx.AsyncClient(base_url=access.publish, timeout=20.0)

    async def __aenter__(self) -> Self:
        login = {"email": self._access.editor.email, "password": self._access.editor.password}
        answer = (await self._desk.post("/api/login", json=login)).raise_for_status()
        self._desk.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return self

    async def __aexit__(self, *_: object) -> None:
        for http in (self._door, self._desk, self._public):
            await http.aclose()

    async def submit(self, file: Path) -> str:
        """Send one; its id."""
        draft = await self._pictured(file)
        answer = await self._door.post("/v1/drafts", json=draft, headers={"Idempotency-Key": f"contoh/{file.stem}"})
        accepted = answer.raise_for_status().json()
        missing = [one["field"] for one in accepted["missing"] if one["level"] == "block"]
        lacks = f" — masih kurang: {', '.join(missing)}" if missing else ""
        self._say(f"  {draft['byline']} mengirim “{draft['headline']}”{lacks}")
        return str(accepted["article_id"])

    async def approve(self, article_id: str) -> None:
        """Let it through, without waiting for the undo window; nothing where that was done before."""
        held = await self._until(lambda: self._at_the_desk(article_id, "held", "approved", "retracted"))
        if held["state"] != "held":
            return
        done = await self._do(article_id, "approve", held["version"])
        await self._at_once(article_id, done)
        self._say(f"  Editor menyetujui “{held['content']['headline']}”")

    async def correct(self, article_id: str, wrong: str, right: str, note: str) -> None:
        """Put what is right in the place of what is wrong, and say so; nothing where that was done before."""
        article = await self._until(lambda: self._at_the_desk(article_id, "approved"))
        body = article["content"]["body"]
        if wrong not in body:
            return
        edited = await self._do(article_id, "edit", article["version"], fields={"body": body.replace(wrong, right)})
        done = await self._do(article_id, "approve", edited["version"], correction=note)
        await self._at_once(article_id, done)
        self._say(f"  Editor meralat “{article['content']['headline']}”: {note}")

    async def retract(self, article_id: str, code: str, why: str) -> None:
        """Take back what is live; nothing where that was done before."""
        article = await self._until(lambda: self._at_the_desk(article_id, "approved", "retracted"))
        if article["state"] == "retracted":
            return
        await self._at_once(article_id, await self._do(article_id, "retract", article["version"], code=code, text=why))
        self._say(f"  Editor mencabut “{article['content']['headline']}”: {why}")

    async def comment(self, article_id: str, once: str, *, name: str, text: str, answers: str | None) -> str:
        """A reader says this under it, once; the comment's id."""
        email = f"{once.rpartition('/')[2]}@pembaca.example"
        body = {"name": name, "email": email, "text": text, "consent": True, "once": once, "parent_id": answers or ""}

        async def taken() -> Json | None:
            answer = await self._door.post(f"/v1/articles/{article_id}/comments", json=body)
            return answer.json() if answer.is_success else None

        taken_up = await self._until(taken)
        self._say(f"  {name} berkomentar: “{text[:60]}…”")
        return str(taken_up["comment_id"])

    async def decide_comment(self, comment_id: str, verb: str) -> None:
        """Let it through, or into the spam folder; nothing where that was done before."""
        path = f"/api/comments/{comment_id}"

        async def there() -> Json | None:
            answer = await self._desk.get(path)
            return answer.json() if answer.is_success else None

        held = await self._until(there)
        if held["state"] == "held":
            (await self._desk.post(f"{path}/{verb}", json={"version": held["version"]})).raise_for_status()

    async def send_back(self, article_id: str) -> None:
        """Return it for its photo's credit; nothing where that was done before."""
        held = await self._until(lambda: self._at_the_desk(article_id, "held", "returned", "approved"))
        if held["state"] != "held" or held["revision"] > 1:
            return
        reasons = [{"field": "photo.credit", "text": "Siapa pemotretnya? Tanpa kredit foto tidak dapat dimuat."}]
        summary = "Beritanya baik. Lengkapi kredit foto, lalu kirim lagi."
        done = await self._do(article_id, "return", held["version"], summary=summary, reasons=reasons)
        await self._at_once(article_id, done)
        self._say(f"  Editor mengembalikan “{held['content']['headline']}”: kredit foto belum ada")

    async def send_again(self, file: Path, article_id: str) -> None:
        """The reporter reads why it came back, mends it and sends it again; nothing where that was done before."""
        status = await self._until(lambda: self._told(article_id, "returned", 1))
        if status["state"] != "returned":
            return
        self._say(f"  Pewarta membaca alasannya: {status['returned']['reasons'][0]['text']}")
        draft = await self._pictured(file)
        draft["photo"]["credit"] = "Yanti, pembaca"
        body = {**draft, "base_revision": status["revision"]}
        (await self._door.put(f"/v1/drafts/{article_id}", json=body)).raise_for_status()
        self._say("  … menambahkan kredit, dan mengirim revisi kedua")
        await self._until(lambda: self._told(article_id, "held", 2))

    async def _pictured(self, file: Path) -> Json:
        """The draft in this file, its pictures handed in."""
        draft, held = read(file), {}
        for field, picture in files(draft, file.parent).items():
            headers = {"Content-Type": type_of(picture)}
            answer = await self._door.post("/v1/media", content=picture.read_bytes(), headers=headers)
            held[field] = answer.raise_for_status().json()
        return with_pictures(draft, held)

    async def read_in_public(self, article_id: str) -> str:
        """Where anyone can read it now."""
        article = await self._until(lambda: self._article(article_id))
        return f"{self._access.site}{article['path']}"

    async def _at_the_desk(self, article_id: str, *states: str) -> Json | None:
        answer = await self._desk.get(f"/api/articles/{article_id}")
        return answer.json() if answer.is_success and answer.json()["state"] in states else None

    async def _do(self, article_id: str, verb: str, version: int, **body: Any) -> Json:
        answer = await self._desk.post(f"/api/articles/{article_id}/{verb}", json={"version": version, **body})
        done: Json = answer.raise_for_status().json()
        return done

    async def _at_once(self, article_id: str, done: Json) -> None:
        """Without waiting for the time to undo, where there is any."""
        await self._desk.post(f"/api/articles/{article_id}/now", json={"version": done["version"]})

    async def _told(self, article_id: str, state: str, revision: int) -> Json | None:
        """The status, once it is this state at this revision, or goes beyond it."""
        answer = await self._door.get(f"/v1/drafts/{article_id}")
        if not answer.is_success or (status := answer.json())["revision"] is None:
            return None
        there = status["state"] == state and status["revision"] == revision
        return status if there or status["revision"] > revision else None

    async def _article(self, article_id: str) -> Json | None:
        answer = await self._public.get(f"/v1/articles/{article_id}")
        return answer.json() if answer.is_success else None

    async def _until(self, ask: Callable[[], Any]) -> Json:
        async with asyncio.timeout(_PATIENCE):
            while True:
                answer: Json | None = await ask()
                if answer is not None:
                    return answer
                await asyncio.sleep(_LOOK_EVERY)
