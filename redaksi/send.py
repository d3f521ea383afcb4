"""`redaksi send`: hand in a draft written as Markdown with front matter, and follow it to its public state."""

from __future__ import annotations

import hashlib
import re
import sys
import time
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, NoReturn
from uuid import UUID

import httpx
import typer

from redaksi.draft_file import Unreadable, read
from redaksi.pictures import files, type_of, with_pictures

_TRIES = 8
_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SOON, _SLOWER, _LATE = 0.3, 1.3, 5.0
"""Seconds between two looks at a status: at first, so many times more after each, at most."""
_END = {"approved", "rejected", "withdrawn", "retracted", "erased", "returned", "refused"}

_STATES = {
    "received": "diterima di pintu, menunggu meja redaksi",
    "held": "ditahan di meja redaksi",
    "returned": "dikembalikan",
    "approved": "disetujui",
    "rejected": "ditolak",
    "withdrawn": "ditarik",
    "retracted": "dicabut",
    "erased": "dihapus",
    "refused": "tidak diterima",
}

HELP = """Kirim naskah / send a draft: a Markdown file whose front matter holds the fields.

\b
    ---
    headline: Jembatan Air Rami Dibuka Kembali
    dateline: Mukomuko
    lead: Warga dua desa tak lagi memutar.      (optional)
    section: daerah
    tags: [jembatan, mukomuko]
    photo: {file: jembatan.jpg, alt: …, caption: …, credit: …}   (optional)
    photos: [{file: pasar.jpg, alt: …}]         (further ones; FOTO: 1 in the body places the first)
    byline: Rio
    source: Liputan di tempat                   (never published)
    note: Nama sudah dicek.                     (to the editor)
    language: id                                (id or en)
    publish_at: 2026-12-01T07:00:00+07:00       (embargo; optional)
    ready: true                                 (false: kept, not in the queue)
    ---
    The body, in Markdown. A paragraph that begins with "BACA JUGA:" is a related link.

Sending the same file again changes nothing; a changed one is a new article, unless --id names the old.
Key and address come from --key and --url, from REDAKSI_KEY and REDAKSI_INGEST, or from the newsroom that
runs on --data.

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
    try:
        draft = read(file)
    except Unreadable as error:
        _stop(str(error))
    key, url = _way_in(key, url, data)
    with _door(url, key) as http:
        if check:
            answer = _ask(http, "POST", "/v1/drafts/check", with_pictures(draft, {}))
            raise typer.Exit(0 if _tell_missing(answer["missing"]) else 2)
        draft = with_pictures(draft, _hand_in(http, files(draft, file.parent)))
        if article_id is not None:
            answer = _ask(http, "PUT", f"/v1/drafts/{article_id}", {**draft, "base_revision": base_revision})
        else:
            name = hashlib.sha256(f"{file.resolve()}\0{draft}".encode()).hexdigest()[:32]
            answer = _ask(http, "POST", "/v1/drafts", draft, {"Idempotency-Key": name})
        print(f"Diterima: {file.name} → {answer['article_id']}")
        print(f"Statusnya: {answer['page']}")
        whole = _tell_missing(answer["missing"])
        if watch:
            raise typer.Exit(_watch(http, answer["article_id"]))
        raise typer.Exit(0 if whole else 2)


def _hand_in(http: httpx.Client, pictures: dict[str, Path]) -> dict[str, Any]:
    """The pictures go first; what the door answers for each, by field."""
    held = {}
    for field, file in pictures.items():
        try:
            content = file.read_bytes()
        except OSError as error:
            _stop(f"{field}: {file}: {error.strerror}. Tulis nama berkas foto yang ada di samping naskah.")
        held[field] = _ask(http, "POST", "/v1/media", content, {"Content-Type": type_of(file)})
        print(f"Foto diterima: {file.name}")
    return held


def _way_in(key: str, url: str, data: Path) -> tuple[str, str]:
    if key and url:
        return key, url
    from redaksi.runner.access import Access

    try:
        access = Access.read(data)
    except FileNotFoundError:
        _stop(f"Tidak ada redaksi yang berjalan di {data}. Jalankan ./run up, atau beri --data, atau --url dan --key.")
    return key or access.reporter.key, url or access.ingest


def _door(url: str, key: str) -> httpx.Client:
    if not _KEY.fullmatch(key):
        _stop("Kunci ini bukan kunci pewarta: kunci hanya berisi huruf, angka, _ dan -.")
    try:
        return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=20.0)
    except httpx.InvalidURL as error:
        _stop(f"{url}: alamat ini tidak benar ({error}).")


def _ask(http: httpx.Client, verb: str, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
    """The answer, trying again while the newsroom is not available; ends with its words where it refuses."""
    for attempt in range(_TRIES):
        try:
            sent = {"content": body} if isinstance(body, bytes) else {"json": body}
            answer = http.request(verb, path, headers=headers, **sent)
        except httpx.UnsupportedProtocol:
            _stop(f"{http.base_url}: alamat dimulai dengan http:// atau https://.")
        except httpx.TransportError as error:
            why, wait = f"{http.base_url} tidak menjawab ({type(error).__name__})", float(attempt + 1)
        else:
            if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
                return _or_stop(answer)
            why, wait = "\n".join(_words(answer)), _seconds(answer)
        print(f"{why}; mencoba lagi dalam {wait:.0f} detik …", file=sys.stderr)
        time.sleep(wait)
    _stop("Belum terkirim. Kirim lagi nanti: mengirim naskah yang sama dua kali tidak mengubah apa pun.")


def _seconds(answer: httpx.Response) -> float:
    """How long to wait, as the answer says: at least one second, at most a minute."""
    said = answer.headers.get("Retry-After", "5")
    return min(max(float(said), 1.0), 60.0) if said.isdigit() else 5.0


def _or_stop(answer: httpx.Response) -> Any:
    if not answer.is_success:
        _stop("\n".join(_words(answer)))
    if not answer.headers.get("content-type", "").startswith("application/json"):
        _stop(f"{answer.url} bukan alamat ingest. Alamatnya tertulis di access.json.")
    return answer.json()


def _words(answer: httpx.Response) -> list[str]:
    """What an answer that is an error says, a line each."""
    if answer.headers.get("content-type", "") != "application/problem+json":
        return [f"{answer.url} menjawab {answer.status_code} {answer.reason_phrase}"]
    problem = answer.json()
    lines = [problem["title"], *([problem["detail"]] if problem.get("detail") else [])]
    return lines + [f"  {error['field']}: {error['message']}" for error in problem.get("errors", [])]


def _tell_missing(missing: list[dict[str, str]]) -> bool:
    """Say what is missing; whether nothing that is required is."""
    for one in missing:
        mark = "WAJIB" if one["level"] == "block" else "saran"
        print(f"  {mark}  {one['field']}: {one['message']}")
    return all(one["level"] != "block" for one in missing)


def _watch(http: httpx.Client, article_id: str) -> int:
    """Tell each change, until the desk has decided and, where it approved, the public can read it."""
    told, wait = "", _SOON
    while True:
        status = _status(http, article_id)
        if status and (line := _line(status)) != told:
            print(line, flush=True)
            told, wait = line, _SOON
        if status and (code := _over(status)) is not None:
            return code
        time.sleep(wait)
        wait = min(wait * _SLOWER, _LATE)


def _status(http: httpx.Client, article_id: str) -> dict[str, Any] | None:
    """How it stands; None where that cannot be told just now. Ends where the door stays closed to this key."""
    try:
        answer = http.get(f"/v1/drafts/{article_id}")
    except httpx.TransportError:
        return None
    if answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        _stop("\n".join(_words(answer)))
    return dict(answer.json()) if answer.is_success else None


def _line(status: dict[str, Any]) -> str:
    lines = [f"{_STATES.get(status['state'], status['state'])} (versi {status['version']})"]
    if returned := status["returned"]:
        lines.append(f"  {returned['summary']}")
        marks = {True: "sudah diubah", False: "masih terbuka"}
        lines += [f"  {r['field']}: {r['text']} ({marks[r['solved']]})" for r in returned["reasons"]]
    for conflict in status["conflicts"]:
        base = conflict["base_revision"] or "kosong"
        lines.append(f"  kiriman dari revisi {base} sudah usang: disimpan untuk editor, tidak menjadi naskah terbaru")
    lines += [f"  {refusal['message']}" for refusal in status["refusals"]]
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
