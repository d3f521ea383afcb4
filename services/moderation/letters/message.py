"""A letter as a mail server takes it: text, with HTML beside it. The same letter is the same message."""

from __future__ import annotations

from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from services.moderation.model.letter import Letter
from shared.pages import Pages

Compose = Callable[[Letter, str], EmailMessage]
"""The message of a letter to an address."""


def composer(pages: Pages, sender: str) -> Compose:
    """Writes messages that come from `sender`, such as `Redaksi <redaksi@koran.example>`."""
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2]

    def compose(letter: Letter, to: str) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(name, addr_spec=address)
        message["To"] = Address(_one_line(letter.name), addr_spec=to)
        message["Subject"] = _one_line(letter.subject)
        message["Date"] = format_datetime(letter.at)
        message["Message-ID"] = f"<{letter.id}@{domain}>"
        message["Content-Language"] = letter.language
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text(lambda words: pages.say(words, letter.language)), cte="quoted-printable")
        html = pages.render("letter.html", letter.language, zone="UTC", now=letter.at, letter=letter)
        message.add_alternative(html, subtype="html", cte="quoted-printable")
        return message

    return compose


def _one_line(text: str) -> str:
    """Nothing that could end a header; names and headlines have no line breaks, older ones might."""
    return " ".join(text.split())
