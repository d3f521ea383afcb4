"""The door of ingest, as the command line knocks at it: what it answers, in words; patience where it is away."""

from __future__ import annotations

import re
import sys
import time
from http import HTTPStatus
from typing import Any, NoReturn

import httpx
import typer

_TRIES = 8
_KEY = re.compile(r"[A-Za-z0-9_-]+")


def at(url: str, key: str) -> httpx.Client:
    """A client that knocks there with this key; ends with words where one of them cannot be."""
    if not _KEY.fullmatch(key):
        stop("Kunci ini bukan kunci pewarta: kunci hanya berisi huruf, angka, _ dan -.")
    try:
        return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=20.0)
    except httpx.InvalidURL as error:
        stop(f"{url}: alamat ini tidak benar ({error}).")


def ask(http: httpx.Client, verb: str, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
    """The answer, trying again while the newsroom is not available; ends with its words where it refuses."""
    for attempt in range(_TRIES):
        try:
            sent = {"content": body} if isinstance(body, bytes) else {"json": body}
            answer = http.request(verb, path, headers=headers, **sent)
        except httpx.UnsupportedProtocol:
            stop(f"{http.base_url}: alamat dimulai dengan http:// atau https://.")
        except httpx.TransportError as error:
            why, wait = f"{http.base_url} tidak menjawab ({type(error).__name__})", float(attempt + 1)
        else:
            if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
                return _or_stop(answer)
            why, wait = "\n".join(words(answer)), _seconds(answer)
        print(f"{why}; mencoba lagi dalam {wait:.0f} detik …", file=sys.stderr)
        time.sleep(wait)
    stop("Belum terkirim. Kirim lagi nanti: mengirim naskah yang sama dua kali tidak mengubah apa pun.")


def _seconds(answer: httpx.Response) -> float:
    """How long to wait, as the answer says: at least one second, at most a minute."""
    said = answer.headers.get("Retry-After", "5")
    return min(max(float(said), 1.0), 60.0) if said.isdigit() else 5.0


def _or_stop(answer: httpx.Response) -> Any:
    if not answer.is_success:
        stop("\n".join(words(answer)))
    if not answer.headers.get("content-type", "").startswith("application/json"):
        stop(f"{answer.url} bukan alamat ingest. Alamatnya tertulis di access.json.")
    return answer.json()


def words(answer: httpx.Response) -> list[str]:
    """What an answer that is an error says, a line each."""
    if answer.headers.get("content-type", "") != "application/problem+json":
        return [f"{answer.url} menjawab {answer.status_code} {answer.reason_phrase}"]
    problem = answer.json()
    lines = [problem["title"], *([problem["detail"]] if problem.get("detail") else [])]
    return lines + [f"  {error['field']}: {error['message']}" for error in problem.get("errors", [])]


def stop(why: str) -> NoReturn:
    """Say why, and end with exit code 1."""
    print(why, file=sys.stderr)
    raise typer.Exit(1)
