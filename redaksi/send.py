"""`redaksi send`: hand in a draft written as Markdown with front matter, and follow it to its public state."""

from __future__ import annotations

import hashlib
import time
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import httpx
import typer

from redaksi import door
from redaksi.draft_file import Unreadable, read
from redaksi.pictures import files, type_of, with_pictures

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
        door.stop(str(error))
    key, url = _way_in(key, url, data)
    with door.at(url, key) as http:
        if check:
            answer = door.ask(http, "POST", "/v1/drafts/check", with_pictures(draft, {}))
            print("Belum dikirim, hanya diperiksa." if answer["missing"] else "Lengkap. Belum dikirim.")
            raise typer.Exit(0 if _tell_missing(answer["missing"]) else 2)
        if article_id is not None and base_revision is None:
            _must_be_new(http, article_id)
        draft = with_pictures(draft, _hand_in(http, files(draft, file.parent)))
        if article_id is not None:
            answer = door.ask(http, "PUT", f"/v1/drafts/{article_id}", {**draft, "base_revision": base_revision})
        else:
            name = hashlib.sha256(f"{file.resolve()}\0{draft}".encode()).hexdigest()[:32]
            answer = door.ask(http, "POST", "/v1/drafts", draft, {"Idempotency-Key": name})
        print(f"Diterima: {file.name} → {answer['article_id']}")
        print(f"Statusnya: {answer['page']}")
        whole = _tell_missing(answer["missing"])
        if watch:
            raise typer.Exit(_watch(http, answer["article_id"]))
        raise typer.Exit(0 if whole else 2)


def _must_be_new(http: httpx.Client, article_id: UUID) -> None:
    """Ends where the article is there already: what is not built on a revision is put aside as too late."""
    known = _status(http, str(article_id))
    if known is not None:
        revision = known["revision"] or 1
        door.stop(f"Naskah {article_id} sudah ada, revisi {revision}. Sebut revisi yang diperbaiki: --base-revision N")


def _hand_in(http: httpx.Client, pictures: dict[str, Path]) -> dict[str, Any]:
    """The pictures go first; what the door answers for each, by field."""
    held = {}
    for field, file in pictures.items():
        try:
            content = file.read_bytes()
        except OSError as error:
            door.stop(f"{field}: {file}: {error.strerror}. Tulis nama berkas foto yang ada di samping naskah.")
        print(f"Mengirim foto {field}: {file.name} …", flush=True)
        held[field] = door.ask(http, "POST", "/v1/media", content, {"Content-Type": type_of(file)})
        print(f"Foto diterima: {file.name}")
    return held


def _way_in(key: str, url: str, data: Path) -> tuple[str, str]:
    if key and url:
        return key, url
    from redaksi.runner.access import Access

    try:
        access = Access.read(data)
    except FileNotFoundError:
        door.stop(
            f"Tidak ada redaksi yang berjalan di {data}. Jalankan ./run up, atau beri --data, atau --url dan --key"
        )
    return key or access.reporter.key, url or access.ingest


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
        door.stop("\n".join(door.words(answer)))
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
