"""Why a comment is not taken, or a page not shown: what happened and what to do, in both languages."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal, NamedTuple

from fastapi.exceptions import RequestValidationError
from pymongo.errors import PyMongoError

from shared.bus import OutcomeUnknown
from shared.problems import RETRY_AFTER, Problem
from shared.rules import Language

log = logging.getLogger(__name__)

Why = Literal[
    "closed", "no-article", "gone", "too-many", "not-yet", "desk-away", "unknown", "no-status", "no-comment",
    "unreadable", "not-json", "too-large", "not-a-form",
]  # fmt: skip
_A_MINUTE = 60


class Words(NamedTuple):
    """What happened, and what to do about it."""

    title: str
    detail: str


class Refusal(NamedTuple):
    """`kind` is the last part of the problem's stable type."""

    status: HTTPStatus
    kind: str
    words: Mapping[Language, Words]


def _refusal(status: HTTPStatus, kind: str, indonesian: tuple[str, str], english: tuple[str, str]) -> Refusal:
    return Refusal(status, kind, {"id": Words(*indonesian), "en": Words(*english)})


REFUSALS: Mapping[Why, Refusal] = {
    "closed": _refusal(
        HTTPStatus.FORBIDDEN,
        "closed",
        ("Komentar sudah ditutup", "Di bawah berita ini tidak ada lagi yang dapat dikirim."),
        ("Comments are closed", "Nothing more can be sent under this article."),
    ),
    "no-article": _refusal(
        HTTPStatus.NOT_FOUND,
        "not-found",
        ("Berita ini tidak ada", "Periksa alamatnya. Berita yang baru saja tayang dikenal di sini sebentar lagi."),
        ("There is no such article", "Check its address. An article that was just published is known here soon."),
    ),
    "gone": _refusal(
        HTTPStatus.GONE,
        "gone",
        ("Berita ini sudah dicabut", "Di bawah berita yang dicabut tidak ada lagi yang dapat dikirim."),
        ("This article was taken back", "Nothing more can be sent under it."),
    ),
    "too-many": _refusal(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too-many",
        (
            "Terlalu banyak komentar",
            "Banyak yang datang dari jaringan ini, atau ke berita ini. Kirim lagi {wait}; yang ini belum disimpan.",
        ),
        (
            "Too many comments",
            "Many came from this network, or to this article. Send it again {wait}; this one was not kept.",
        ),
    ),
    "not-yet": _refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        ("Komentar belum dapat diterima", "Server kami baru saja dinyalakan. Coba lagi sebentar lagi."),
        ("Comments cannot be taken yet", "Our server has only just been started. Try again in a moment."),
    ),
    "desk-away": _refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        (
            "Komentar belum dapat diterima",
            "Redaksi sudah lama tidak terhubung, jadi komentar tidak aman disimpan. Coba lagi nanti.",
        ),
        (
            "Comments cannot be taken now",
            "The newsroom has been away too long for comments to be kept safely. Try again later.",
        ),
    ),
    "unknown": _refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        ("Belum pasti apakah sampai", "Server kami tidak menjawab. Kirim sekali lagi; yang sama tidak menjadi dua."),
        ("It is not certain that it arrived", "Our server did not answer. Send the same again; it counts once."),
    ),
    "no-status": _refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        ("Status belum dapat dibaca", "Komentar Anda aman, hanya statusnya belum terbaca. Coba lagi sebentar lagi."),
        ("The status cannot be read just now", "Your comment is safe; only its status cannot be read. Try again soon."),
    ),
    "no-comment": _refusal(
        HTTPStatus.NOT_FOUND,
        "not-found",
        ("Tidak ada komentar di tautan ini", "Periksa apakah tautannya tersalin utuh, sampai huruf terakhir."),
        ("There is no comment at this link", "Check that the whole link was copied, down to its last letter."),
    ),
    "unreadable": _refusal(
        HTTPStatus.BAD_REQUEST,
        "unreadable",
        ("Formulir ini tidak terbaca", "Kembali ke halaman sebelumnya, muat ulang formulirnya, lalu kirim lagi."),
        ("This form cannot be read", "Go back to the page before, load its form again, and send it once more."),
    ),
    "not-json": _refusal(
        HTTPStatus.BAD_REQUEST,
        "not-json",
        ("Ini bukan objek JSON", 'Kirim misalnya {{"name": "Sari", "email": "…", "text": "…", "consent": true}}.'),
        ("This is not a JSON object", 'Send such as {{"name": "Sari", "email": "…", "text": "…", "consent": true}}.'),
    ),
    "too-large": _refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too-large",
        ("Komentar terlalu panjang", "Kembali ke halaman sebelumnya dan persingkat; paling banyak 10.000 huruf."),
        ("The comment is too long", "Go back to the page before and shorten it; at most 10,000 characters are taken."),
    ),
    "not-a-form": _refusal(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "not-a-form",
        (
            "Komentar dikirim sebagai formulir atau JSON",
            "Kirim sebagai application/x-www-form-urlencoded atau application/json.",
        ),
        (
            "A comment is sent as a form or as JSON",
            "Send it as application/x-www-form-urlencoded or application/json.",
        ),
    ),
}  # fmt: skip


class Refused(Problem):
    """Refused for this reason. `wait`: seconds after which it is worth trying again, where that is known."""

    def __init__(self, why: Why, wait: int = 0) -> None:
        self.why = why
        self.wait = wait
        said = REFUSALS[why]
        retry = str(wait) if wait else RETRY_AFTER if said.status == HTTPStatus.SERVICE_UNAVAILABLE else ""
        words = said.words["en"]
        detail = words.detail.format(wait=_after(wait, "en"))
        headers = {"Retry-After": retry} if retry else {}
        super().__init__(said.status, words.title, detail, said.kind, headers=headers)

    def said(self, language: Language) -> Problem:
        """The same in this language."""
        title, detail = REFUSALS[self.why].words[language]
        detail = detail.format(wait=_after(self.wait, language))
        return Problem(self.status, title, detail, self.kind, headers={**self.headers, "Content-Language": language})


def in_words(trouble: Exception, language: Language) -> Problem:
    """Whatever went wrong at a comment's page or door, as its reader is told of it; an unknown trouble is raised."""
    match trouble:
        case Refused():
            return trouble.said(language)
        case Problem():
            return trouble
        case OutcomeUnknown():
            log.warning("no acknowledgement in time", extra={"error": str(trouble)})
            return Refused("unknown").said(language)
        case PyMongoError() | TimeoutError():
            log.warning("MongoDB did not answer", extra={"error": type(trouble).__name__})
            return Refused("no-status").said(language)
        case RequestValidationError():
            return Refused("no-article").said(language)
    raise trouble


def _after(seconds: int, language: Language) -> str:
    """How long to wait, in words."""
    if seconds < 2 * _A_MINUTE:
        return f"dalam {seconds} detik" if language == "id" else f"in {seconds} seconds"
    minutes = -(-seconds // _A_MINUTE)
    return f"dalam {minutes} menit" if language == "id" else f"in {minutes} minutes"
