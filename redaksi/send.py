"""`redaksi send`: hand in a draft written as Markdown with front matter, and follow it to its public state."""

from __future__ import annotations

import hashlib
import sys
import time
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, NoReturn
from uuid import UUID

import frontmatter
import httpx
import typer
from yaml import YAMLError

_TRIES = 8
_FIELDS = ("headline", "dateline", "lead", "section", "tags", "photo", "byline", "source", "note", "language")
_MORE_FIELDS = ("publish_at", "ready")
_KNOWN = frozenset({*_FIELDS, *_MORE_FIELDS})
_END = {"approved", "rejected", "withdrawn", "retracted", "erased", "returned"}

_STATES = {
    "received": "diterima di pintu, menunggu meja redaksi",
    "held": "ditahan di meja redaksi",
    "returned": "dikembalikan",
    "approved": "disetujui",
    "rejected": "ditolak",
    "withdrawn": "ditarik",
    "retracted": "dicabut",
    "erased": "dihapus",
}

HELP = """Kirim naskah / send a draft: a Markdown file whose front matter holds the fields.

\b
    ---
    headline: Jembatan Air Rami Dibuka Kembali
    dateline: Mukomuko
    lead: Warga dua desa tak lagi memutar.      (optional)
    section: daerah
    tags: [jembatan, mukomuko]
    photo: {alt: …, caption: …, credit: …}      (optional)
    byline: Rio
    source: Liputan di tempat                   (never published)
    note: Nama sudah dicek.                     (to the editor)
    language: id                                (id or en)
    publish_at: 2026-12-01T07:00:00+07:00       (embargo; optional)
    ready: true                                 (false: kept, not in the queue)
    ---
    The body, in Markdown. A paragraph that begins with "BACA JUGA:" is a related link.

Sending the same file again changes nothing. Key and address come from --key and --url, from REDAKSI_KEY and
REDAKSI_INGEST, or from the newsroom that runs on --data.

\b
Exit code:
  0  accepted; with --watch: approved and public
  1  refused, or not sent
  2  accepted, and something required is missing
  3  with --watch: returned, rejected or withdrawn
"""


def send(
    file: Annotated[Path, typer.Argument(help="The draft, as Markdown with front matter.")],
    *,
    watch: Annotated[bool, typer.Option("--watch", help="Follow it until the desk has decided.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only say what is missing; nothing is kept.")] = False,
    article_id: Annotated[UUID | None, typer.Option("--id", help="Send it as a revision of this article.")] = None,
    base_revision: Annotated[int | None, typer.Option(help="With --id: the revision you worked from.")] = None,
    key: Annotated[str, typer.Option(envvar="REDAKSI_KEY", help="Your key.")] = "",
    url: Annotated[str, typer.Option(envvar="REDAKSI_INGEST", help="Where ingest listens.")] = "",
    data: Annotated[Path, typer.Option(help="The data folder of a newsroom on this machine.")] = Path("var"),
) -> None:
    """Send one draft."""
    draft = read(file)
    key, url = _way_in(key, url, data)
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=20.0) as http:
        if check:
            answer = _ask(http, "POST", "/v1/drafts/check", draft)
            raise typer.Exit(0 if _tell_missing(answer["missing"]) else 2)
        if article_id is not None:
            answer = _ask(http, "PUT", f"/v1/drafts/{article_id}", {**draft, "base_revision": base_revision})
        else:
            name = hashlib.sha256(f"{file.resolve()}\0{draft}".encode()).hexdigest()[:32]
            answer = _ask(http, "POST", "/v1/drafts", draft, {"Idempotency-Key": name})
        print(f"Diterima: {file.name} → {answer['article_id']}")
        whole = _tell_missing(answer["missing"])
        if watch:
            raise typer.Exit(_watch(http, answer["article_id"]))
        raise typer.Exit(0 if whole else 2)


def read(file: Path) -> dict[str, Any]:
    """The draft in this file. Ends with a message where it cannot be read."""
    try:
        post = frontmatter.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        _stop(f"{file}: {error.strerror}")
    except (YAMLError, UnicodeDecodeError) as error:
        _stop(f"{file}: the front matter cannot be read: {error}")
    unknown = sorted(set(post.metadata) - _KNOWN)
    if unknown:
        _stop(f"{file}: unknown field {', '.join(unknown)}. Known: {', '.join((*_FIELDS, *_MORE_FIELDS))}")
    fields = {name: _plain(value) for name, value in post.metadata.items() if value is not None}
    return {**fields, "body": post.content}


def _plain(value: Any) -> Any:
    """YAML reads dates and numbers where words were meant, and nothing where a value is left out."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_plain(one) for one in value if one is not None]
    if isinstance(value, datetime):
        return value.astimezone().isoformat() if value.tzinfo is None else value.isoformat()
    if isinstance(value, date):
        _stop(f"{value}: a time needs its hour and zone, such as {value}T07:00:00+07:00")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _way_in(key: str, url: str, data: Path) -> tuple[str, str]:
    if key and url:
        return key, url
    from redaksi.runner.access import Access

    try:
        access = Access.read(data)
    except FileNotFoundError:
        _stop(f"No newsroom runs on {data}. Start one with ./run up, or give --data, or --url and --key.")
    return key or access.reporter.key, url or access.ingest


def _ask(http: httpx.Client, verb: str, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
    """The answer, trying again while the newsroom is not available; ends with its words where it refuses."""
    for attempt in range(_TRIES):
        try:
            answer = http.request(verb, path, json=body, headers=headers)
        except httpx.TransportError as error:
            why, wait = f"{http.base_url} does not answer ({type(error).__name__})", float(attempt + 1)
        else:
            if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
                return _or_stop(answer)
            why, wait = answer.json()["title"], float(answer.headers.get("Retry-After", "5"))
        print(f"{why}; mencoba lagi dalam {wait:.0f} detik …", file=sys.stderr)
        time.sleep(wait)
    _stop("It could not be sent. Nothing is lost: send the same file again later.")


def _or_stop(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json()
    problem = answer.json()
    lines = [problem["title"], *([problem["detail"]] if problem.get("detail") else [])]
    lines += [f"  {error['field']}: {error['message']}" for error in problem.get("errors", [])]
    _stop("\n".join(lines))


def _tell_missing(missing: list[dict[str, str]]) -> bool:
    """Say what is missing; whether nothing that is required is."""
    for one in missing:
        mark = "WAJIB" if one["level"] == "block" else "saran"
        print(f"  {mark}  {one['field']}: {one['message']}")
    return all(one["level"] != "block" for one in missing)


def _watch(http: httpx.Client, article_id: str) -> int:
    """Tell each change, until the desk has decided and, where it approved, the public can read it."""
    told = ""
    while True:
        status = http.get(f"/v1/drafts/{article_id}")
        line = _line(status.json()) if status.is_success else told
        if line != told:
            print(line)
            told = line
        if status.is_success and (code := _over(status.json())) is not None:
            return code
        time.sleep(0.5)


def _line(status: dict[str, Any]) -> str:
    lines = [f"{_STATES.get(status['state'], status['state'])} (versi {status['version']})"]
    if returned := status["returned"]:
        lines.append(f"  {returned['summary']}")
        marks = {True: "sudah diubah", False: "masih terbuka"}
        lines += [f"  {r['field']}: {r['text']} ({marks[r['solved']]})" for r in returned["reasons"]]
    if status["rejection"]:
        lines.append(f"  {status['rejection']}")
    if status["public"] and status["public"]["url"]:
        lines.append(f"  tayang: {status['public']['url']}")
    return "\n".join(lines)


def _over(status: dict[str, Any]) -> int | None:
    state = status["state"]
    if state not in _END:
        return None
    if state == "approved":
        return 0 if status["public"] and status["public"]["url"] else None
    return 3


def _stop(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
