"""Reporters, readers and editors, all at once and through HTTP alone; every call is written down before it is made."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random
from typing import Any, Self

import httpx

from tests.faults.ledger import Ledger, Outcome
from tests.faults.stage import Stage
from tests.system.test_door import DRAFT

_PATIENCE = 12.0
_TRIES = 4
_LATER = 0.5
_LIVE = 60
_LIVES = 3
_DECISIONS = {"approve": 70, "return": 10, "reject": 8}
_OF_COMMENTS = {"approve": 60, "reject": 20, "spam": 12}
_UNDONE = 0.1
"""How often a decision is taken back at once."""


@dataclass(frozen=True)
class Numbers:
    """How many of each are at it at once."""

    reporters: int = 3
    readers: int = 5
    editors: int = 3
    commenting: int = 6


@dataclass
class Work:
    """What waits for somebody: articles to be decided, with how many lives they have left; comments; live articles."""

    articles: deque[tuple[str, int]] = field(default_factory=deque)
    comments: deque[str] = field(default_factory=deque)
    public: deque[str] = field(default_factory=deque)
    live: deque[str] = field(default_factory=lambda: deque(maxlen=_LIVE))


class Crowd:
    """Everybody. `enough` is set when they are to finish what they are at and go."""

    def __init__(self, stage: Stage, ledger: Ledger, run: str, numbers: Numbers) -> None:
        self._stage = stage
        self._ledger = ledger
        self._run = run
        self._numbers = numbers
        self._count = itertools.count(1)
        self._stack = AsyncExitStack()
        self._doors: list[httpx.AsyncClient] = []
        self._desks: list[list[httpx.AsyncClient]] = []
        self.work = Work()
        self.enough = asyncio.Event()

    async def __aenter__(self) -> Self:
        for url in self._stage.urls("ingest"):
            key = {"Authorization": f"Bearer {self._stage.secrets.reporter_key}"}
            self._doors.append(await self._client(url, key))
        first = await self._signed_in(self._stage.secrets.editor_email, self._stage.secrets.editor_password)
        self._desks = [first]
        for name in ("Sari", "Budi"):
            account = {"email": f"{name.lower()}@redaksi.localhost", "password": f"kata-sandi-{name}-yang-panjang"}
            more = {"name": name, "initials": name[:2].upper(), "role": "chief"}
            (await first[0].post("/api/editors", json={**account, **more})).raise_for_status()
            self._desks.append(await self._signed_in(account["email"], account["password"]))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _client(self, url: str, headers: dict[str, str]) -> httpx.AsyncClient:
        return await self._stack.enter_async_context(
            httpx.AsyncClient(base_url=url, headers=headers, timeout=_PATIENCE)
        )

    async def _signed_in(self, email: str, password: str) -> list[httpx.AsyncClient]:
        """At each process of the desk."""
        desks = []
        for url in self._stage.urls("moderation"):
            desk = await self._client(url, {})
            answer = (await desk.post("/api/login", json={"email": email, "password": password})).raise_for_status()
            desk.headers["Authorization"] = f"Bearer {answer.json()['token']}"
            desks.append(desk)
        return desks

    async def work_until_enough(self) -> None:
        """Everybody at once."""
        n = self._numbers
        everybody = [
            *(self._reporter(Random(f"{self._run} reporter {one}")) for one in range(n.reporters)),
            *(self._reader(Random(f"{self._run} reader {one}")) for one in range(n.readers)),
            *(self._editor(one, Random(f"{self._run} editor {one}")) for one in range(n.editors)),
            *(self._commenting(one, Random(f"{self._run} desk {one}")) for one in range(n.commenting)),
        ]
        await asyncio.gather(*everybody)

    async def _reporter(self, dice: Random) -> None:
        while not self.enough.is_set():
            number = next(self._count)
            words = f"Berita {self._run} {number}"
            body, key = {**DRAFT, "headline": words}, f"{self._run}-{number}"
            headers = {"Idempotency-Key": key}
            article = await self._insist(
                dice,
                "draft",
                lambda door, body=body, headers=headers: door.post("/v1/drafts", json=body, headers=headers),  # type: ignore[misc]
                words=words,
                key=key,
            )
            if article:
                self.work.articles.append((article, _LIVES))
                await self._again(dice, article, number)

    async def _again(self, dice: Random, article: str, number: int) -> None:
        """Sometimes they revise what they sent, or take it back."""
        await asyncio.sleep(dice.random() * 0.3)
        path = f"/v1/drafts/{article}"
        if dice.random() < 0.3:
            words = f"Berita {self._run} {number} revisi"
            body = {**DRAFT, "headline": words, "base_revision": 1}
            await self._insist(dice, "draft", lambda door: door.put(path, json=body), words=words, item=article)
        elif dice.random() < 0.05:
            await self._ledger.call("withdraw", lambda: dice.choice(self._doors).delete(path), item=article)

    async def _reader(self, dice: Random) -> None:
        while not self.enough.is_set():
            if not self.work.live:
                await asyncio.sleep(_LATER)
                continue
            number, article = next(self._count), dice.choice(self.work.live)
            words = f"Komentar {self._run} {number}"
            body = {"name": "Wati", "email": f"wati{number}@contoh.id", "text": words, "consent": True}
            body["once"] = f"{self._run}-{number}"
            came = {"X-Forwarded-For": f"10.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(1, 255)}"}
            path = f"/v1/articles/{article}/comments"
            comment = await self._insist(
                dice,
                "comment",
                lambda door, path=path, body=body, came=came: door.post(path, json=body, headers=came),  # type: ignore[misc]
                words=words,
            )
            if comment:
                self.work.comments.append(comment)

    async def _insist(
        self, dice: Random, op: str, send: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]], **about: Any
    ) -> str | None:
        """Send the same thing until it is taken or refused, some times at most; the item's id where it was taken."""
        keep = ("article_id", "submission_id") if op == "draft" else ("comment_id",)
        for _ in range(_TRIES):
            door = dice.choice(self._doors)
            outcome, answer = await self._ledger.call(op, lambda door=door: send(door), keep=keep, **about)  # type: ignore[misc]
            if outcome == "ok" and answer is not None:
                return str(answer.json()[keep[0]])
            if outcome == "refused":
                busy = answer is not None and answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
                await asyncio.sleep(1 if busy else 0)
                return None
            await asyncio.sleep(0.2)
        return None

    async def _editor(self, who: int, dice: Random) -> None:
        while not self.enough.is_set():
            if not self.work.articles:
                await asyncio.sleep(0.1)
                continue
            article, lives = self.work.articles.popleft()
            desk = dice.choice(self._desks[who % len(self._desks)])
            try:
                answer = await desk.get(f"/api/articles/{article}")
            except httpx.TransportError:
                answer = None
            if answer is None or not answer.is_success:
                self.work.articles.append((article, lives))
                await asyncio.sleep(0.1)
                continue
            found = answer.json()
            verb, body = _verb(dice, found)
            if verb:
                path = f"/api/articles/{article}"
                await self._decide(dice, desk, path, verb, {"version": found["version"], **body}, item=article)
            if (found.get("live") or {}).get("status") == "published" and article not in self.work.live:
                self.work.live.append(article)
            if lives > 1:
                self.work.articles.append((article, lives - 1))

    async def _decide(
        self, dice: Random, desk: httpx.AsyncClient, path: str, verb: str, body: dict[str, Any], *, item: str
    ) -> Outcome:
        """Decide, and sometimes take it back at once."""
        about = {"item": item, "seen": body["version"], "kind": path.split("/")[2]}
        keep = ("version", "state")
        outcome, answer = await self._ledger.call(verb, lambda: desk.post(f"{path}/{verb}", json=body), keep, **about)
        if outcome == "unknown":
            await asyncio.sleep(0.2)
        if outcome == "ok" and answer is not None and dice.random() < _UNDONE:
            version = answer.json()["version"]
            await asyncio.sleep(dice.random() * self._stage.shape.undo_seconds * 1.3)
            back = {"version": version}
            await self._ledger.call(
                "undo", lambda: desk.post(f"{path}/undo", json=back), keep, **{**about, "seen": version}
            )
        return outcome

    async def _commenting(self, who: int, dice: Random) -> None:
        while not self.enough.is_set():
            desk = dice.choice(self._desks[who % len(self._desks)])
            if self.work.public and dice.random() < 0.03:
                comment = self.work.public.popleft()
                body = {"version": 2, "code": "kasar"}
                await self._decide(dice, desk, f"/api/comments/{comment}", "remove", body, item=comment)
            if not self.work.comments:
                await asyncio.sleep(0.1)
                continue
            comment = self.work.comments.popleft()
            (verb,) = dice.choices(list(_OF_COMMENTS), list(_OF_COMMENTS.values()))
            body = {"version": 1, **({"code": "kasar"} if verb == "reject" else {})}
            outcome = await self._decide(dice, desk, f"/api/comments/{comment}", verb, body, item=comment)
            if outcome == "ok" and verb == "approve":
                self.work.public.append(comment)
            elif outcome == "unknown" and dice.random() < 0.5:
                self.work.comments.append(comment)


def _verb(dice: Random, article: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """What an editor does with this article as it stands."""
    live = (article.get("live") or {}).get("status") == "published"
    if article["state"] == "held":
        (verb,) = dice.choices(list(_DECISIONS), list(_DECISIONS.values()))
        words: dict[str, dict[str, Any]] = {
            "approve": {"correction": "Judul diperbaiki."} if live else {},
            "return": {"summary": "Tolong dilengkapi.", "reasons": []},
            "reject": {"reason": "Tidak sesuai."},
        }
        return verb, words[verb]
    if article["state"] == "approved" and live and dice.random() < 0.12:
        return "retract", {"code": "keliru", "text": "Isinya keliru."}
    return "", {}
