"""Which letters are written, what they say, and that nothing people wrote can bend their envelope."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from services.moderation.letters import composer
from services.moderation.letters.carriers import Server
from services.moderation.model import afterwards, decide
from services.moderation.model.article import Article
from services.moderation.model.grounds import decide as decide_anything
from services.moderation.model.letter import Contact, Letter, Told, letter_id, write
from services.moderation.pages import furniture
from shared.facts import Conflict, Reason
from tests.builders import NOON, later
from tests.moderation.people import WINDOW, approved, approving, by, held, returning, said, sent

LINK = "https://kirim.koran.example/status/abc"
SECRETS = {"source": "Ibu Rahasia", "note": "Catatan hanya untuk editor"}
PAGES = furniture.pages()
COMPOSE = composer(PAGES, "Meja <meja@koran.example>")


def told(article: Article) -> Told:
    fact = said(article)[-1]
    assert isinstance(fact, Told)
    return fact


def letter(article: Article) -> Letter:
    language = article.content.language

    def when(at: datetime) -> str:
        return at.isoformat()

    def say(words: str) -> str:
        return PAGES.say(words, language)

    return write(told(article), article.content, article.reporter.name, LINK, say, when)


def text(one: Letter) -> str:
    return one.text(lambda words: PAGES.say(words, one.language))


def rejecting(article: Article) -> Any:
    return decide.reject(article, seen=article.version, by=by(), window=WINDOW, reason="Bukan berita.")


def test_what_came_back_is_said_with_its_reasons_by_field_and_the_link() -> None:
    one = letter(returning(held(**SECRETS)))
    assert one.subject == "Dikembalikan: Jembatan Air Rami Dibuka Kembali"
    for words in ("Halo Rio,", "Lengkapi keterangan foto.", "- Keterangan foto: Siapa di kiri?", LINK):
        assert words in text(one)


def test_a_letter_is_in_the_drafts_language() -> None:
    one = letter(returning(held(language="en")))
    assert one.subject.startswith("Returned: ")
    assert "- Photo caption: Siapa di kiri?" in text(one)


def test_a_letter_says_nothing_of_a_source_or_a_note() -> None:
    for article in (returning(held(**SECRETS)), approved(held(**SECRETS)), rejecting(held(**SECRETS))):
        message = COMPOSE(letter(article), "rio@contoh.id").as_string()
        assert not [secret for secret in SECRETS.values() if secret in message]


def test_an_approval_says_when_it_will_be_public_and_a_correction_what_was_wrong() -> None:
    assert "sedang ditayangkan" in text(letter(approved()))
    coming = approved(held(), publish_at=later(3600))
    assert f"tayang {later(3600).isoformat()}" in text(letter(coming))
    live = sent(approved())
    mended = approving(live.model_copy(update={"workflow": held().workflow}), correction="Nama diperbaiki.")
    assert "Nama diperbaiki." in text(letter(mended))


def test_the_same_decision_told_again_calls_for_the_same_letter_and_another_for_another() -> None:
    back = returning(held())
    late = back.model_copy(update={"conflicts": (Conflict(submission_id=back.article_id, base_revision=1, at=NOON),)})
    again = afterwards.undo(rejecting_after(late), seen=late.version + 1, by=by(seconds=120))
    assert isinstance(again, Article)
    assert said(again)[-1].version > said(back)[-1].version
    assert letter_id(told(again)) == letter_id(told(back))
    assert letter_id(told(rejecting(held()))) != letter_id(told(back))


def rejecting_after(article: Article) -> Article:
    """A decision that is undone: what was before it is told anew, at a later version."""
    retold = sent(article)
    decided = decide_anything(
        retold, retold.model_copy(update={"workflow": held().workflow}), by(seconds=90), "hold", WINDOW
    )
    assert isinstance(decided, Article)
    return decided


@pytest.mark.parametrize("headline", ["Satu\r\nBcc: semua@contoh.id", "Satu\nDua", "Berita “baik” – é"])
def test_no_headline_ends_a_header(headline: str) -> None:
    one = letter(returning(held())).model_copy(update={"subject": headline, "name": headline})
    message = COMPOSE(one, "rio@contoh.id")
    assert set(message.keys()) >= {"From", "To", "Subject", "Message-ID", "Auto-Submitted"}
    assert "Bcc" not in message
    assert [address.addr_spec for address in message["To"].addresses] == ["rio@contoh.id"]
    assert message["Subject"] == " ".join(headline.split())


@pytest.mark.parametrize(
    "email", ["", "rio", "rio@", "rio@x", "rio@x.id\nBcc: y@z.id", "a b@x.id", "é@x.id", "<r@x.id>"]
)
def test_an_address_that_could_break_an_envelope_is_none(email: str) -> None:
    with pytest.raises(ValidationError):
        Contact(reporter_id="rio", email=email, since=NOON, by="kb1")


def test_the_same_letter_is_the_same_message_but_for_its_boundary() -> None:
    one = letter(returning(held(), reasons=[Reason(field="lead", text="<b>tebal</b>")]))
    first, second = (COMPOSE(one, "rio@contoh.id") for _ in range(2))
    assert [(name, value) for name, value in first.items() if name != "Content-Type"] == [
        (name, value) for name, value in second.items() if name != "Content-Type"
    ]
    html = first.get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;tebal&lt;/b&gt;" in html.get_content()


@pytest.mark.parametrize(
    ("url", "port", "tls", "start_tls"),
    [
        ("smtp://surat.contoh.id", 25, False, None),
        ("smtp://a:b@surat.contoh.id", 587, False, True),
        ("smtp://a:b@localhost:2525", 2525, False, None),
        ("smtps://a:b%40c@surat.contoh.id", 465, True, False),
    ],
)
def test_a_password_is_never_sent_in_the_clear(url: str, port: int, *, tls: bool, start_tls: bool | None) -> None:
    server = Server.of(url)
    assert (server.port, server.tls, server.start_tls) == (port, tls, start_tls)


def test_an_address_of_another_kind_is_refused_without_saying_it() -> None:
    with pytest.raises(ValueError, match="REDAKSI_SMTP_URL") as refused:
        Server.of("http://a:geheim@surat.contoh.id")
    assert "geheim" not in str(refused.value)
