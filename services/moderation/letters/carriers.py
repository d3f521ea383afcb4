"""How letters leave: handed to a mail server, or put into a folder where there is none."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientsRefused

_PATIENCE = 30.0
_FOR_GOOD = 500
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PORTS = {"smtp": 25, "smtps": 465}
_PORT_WITH_A_NAME = 587


class NotNow(Exception):  # noqa: N818 - not an error: a letter waits
    """It did not go, and may go later. The words name no address."""


class NeverWill(Exception):  # noqa: N818 - what becomes of a letter
    """The server will not take it, now or later. The words name no address."""


class Carrier(Protocol):
    """Carries one message; returns when it has gone. Raises `NotNow` or `NeverWill`."""

    async def carry(self, message: EmailMessage) -> None:
        """Carry it to whom it is addressed."""


def carrier_of(smtp_url: str, folder: str) -> Carrier | None:
    """The server, else the folder; None where there is neither. Raises ValueError for an address of another kind."""
    if smtp_url:
        return Server.of(smtp_url)
    return Folder(Path(folder)) if folder else None


@dataclass(frozen=True)
class Server:
    """A mail server. `start_tls`: None takes TLS where it is offered, True insists on it."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool
    start_tls: bool | None

    @classmethod
    def of(cls, url: str) -> Server:
        """`smtp://user:password@host:port`, or `smtps://…`. A password never crosses a network in the clear."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("REDAKSI_SMTP_URL is smtp://user:password@host:port, or smtps://…")
        tls = parts.scheme == "smtps"
        user = unquote(parts.username) if parts.username else None
        usual = _PORT_WITH_A_NAME if user and not tls else _PORTS[parts.scheme]
        insists = True if user and parts.hostname not in _LOOPBACK else None
        return cls(
            host=parts.hostname,
            port=parts.port or usual,
            user=user,
            password=unquote(parts.password) if parts.password else None,
            tls=tls,
            start_tls=False if tls else insists,
        )

    async def carry(self, message: EmailMessage) -> None:
        """Hand it in."""
        smtp = SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.tls,
            start_tls=self.start_tls,
            timeout=_PATIENCE,
        )
        try:
            async with smtp:
                await smtp.send_message(message)
        except SMTPRecipientsRefused as error:
            codes = [one.code for one in error.recipients]
            raise _by_code(min(codes, default=HTTPStatus.OK)) from None
        except SMTPDataError as error:
            raise _by_code(error.code) from None
        except (SMTPException, OSError, TimeoutError) as error:
            raise NotNow(type(error).__name__) from None


def _by_code(code: int) -> NotNow | NeverWill:
    why = f"the server answered {code}"
    return NeverWill(why) if code >= _FOR_GOOD else NotNow(why)


@dataclass(frozen=True)
class Folder:
    """A folder of `.eml` files, for a newsroom on one machine. The same letter is the same file."""

    path: Path

    async def carry(self, message: EmailMessage) -> None:
        """Put it there, readable by its owner alone."""
        try:
            await asyncio.to_thread(self._put, message)
        except OSError as error:
            raise NotNow(type(error).__name__) from None

    def _put(self, message: EmailMessage) -> None:
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        part = self.path / f".{name}.{os.getpid()}"
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(message.as_bytes())
        part.replace(self.path / f"{name}.eml")
