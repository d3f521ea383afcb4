"""Where the desk's letters to reporters go: through the server that REDAKSI_SMTP_URL names, else into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

_FROM = "Redaksi <redaksi@redaksi.localhost>"


def mail_of(environment: Mapping[str, str], data: Path) -> dict[str, str]:
    """The settings of a newsroom's mail, by the names that the table of settings has for them."""
    smtp = environment.get("REDAKSI_SMTP_URL", "")
    return {
        "smtp_url": smtp,
        "mail_from": environment.get("REDAKSI_MAIL_FROM", _FROM),
        "mail_folder": "" if smtp else str(_folder(data)),
    }


def where_letters_go(environment: Mapping[str, str], data: Path) -> str:
    """The same in words; the server's name without the password that may stand before it."""
    smtp = environment.get("REDAKSI_SMTP_URL", "")
    return f"by mail, through {urlsplit(smtp).hostname}" if smtp else f"are kept in {_folder(data)}"


def _folder(data: Path) -> Path:
    return data / "mail"
