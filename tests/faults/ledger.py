"""What was tried and what came of it, written down outside the newsroom, on the disk before anything else happens."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal, Self

import httpx

Outcome = Literal["ok", "refused", "unknown"]


@dataclass(frozen=True)
class Call:
    """One HTTP call: what it was to do (`op`, on which `item`, with which words), and what came of it.

    `begun` and `ended` are seconds of this machine's clock. An outcome that never was written is unknown.
    """

    n: int
    op: str
    begun: float
    about: dict[str, Any]
    outcome: Outcome = "unknown"
    status: int = 0
    ended: float = float("inf")
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def item(self) -> str:
        """The article or comment, where it is known."""
        return str(self.about.get("item") or self.answer.get("item") or "")


class Ledger:
    """Lines of JSON, each on the disk before the call it tells of is made, or believed. Many share one `fsync`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._numbers = itertools.count()
        self._lines: list[tuple[str, asyncio.Future[None]]] = []
        self._some = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._writing = asyncio.create_task(self._write())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._writing is not None
        self._writing.cancel()
        with suppress(asyncio.CancelledError):
            await self._writing

    async def call(
        self, op: str, make: Callable[[], Awaitable[httpx.Response]], keep: tuple[str, ...] = (), **about: Any
    ) -> tuple[Outcome, httpx.Response | None]:
        """Make a call, with a line before it and one after; `keep` names what of the answer is written down."""
        n = next(self._numbers)
        await self._note({"n": n, "op": op, "at": time.time(), **about})
        answer: httpx.Response | None = None
        with suppress(httpx.TransportError):
            answer = await make()
        outcome = _outcome(answer)
        kept = {name: answer.json().get(name) for name in keep} if answer is not None and outcome == "ok" else {}
        status = answer.status_code if answer is not None else 0
        await self._note({"n": n, "outcome": outcome, "status": status, "at": time.time(), "answer": kept})
        return outcome, answer

    async def _note(self, line: dict[str, Any]) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.append((json.dumps(line), done))
        self._some.set()
        await done

    async def _write(self) -> None:
        with self._path.open("a") as file:
            while True:
                await self._some.wait()
                self._some.clear()
                lines, self._lines = self._lines, []
                file.writelines(f"{text}\n" for text, _ in lines)
                file.flush()
                await asyncio.to_thread(os.fsync, file.fileno())
                for _, done in lines:
                    if not done.done():
                        done.set_result(None)


def _outcome(answer: httpx.Response | None) -> Outcome:
    if answer is None or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "unknown"
    return "ok" if answer.is_success else "refused"


def read(path: Path) -> list[Call]:
    """Everything that was tried, in order."""
    begun: dict[int, dict[str, Any]] = {}
    ended: dict[int, dict[str, Any]] = {}
    for line in path.read_text().splitlines():
        told = json.loads(line)
        (ended if "outcome" in told else begun)[told.pop("n")] = told
    return [_call(n, dict(told), ended.get(n)) for n, told in sorted(begun.items())]


def _call(n: int, told: dict[str, Any], end: dict[str, Any] | None) -> Call:
    op, at = told.pop("op"), told.pop("at")
    if end is None:
        return Call(n, op, at, told)
    return Call(n, op, at, told, end["outcome"], end["status"], end["at"], end["answer"])
