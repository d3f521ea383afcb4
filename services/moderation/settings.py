"""What the desk is told from the environment; `app.py` alone reads it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr

from shared.settings import Settings
from shared.tokens import SHORTEST_SECRET


class DeskSettings(Settings):
    """What the desk is told beside what every process is."""

    undo_seconds: float = 15.0
    """How long a decision about an article waits to be undone."""
    comment_undo_seconds: float = 8.0
    """The same about a comment."""
    contact_days: float = 90.0
    """How long commenters' addresses are kept, sealed; then they are forgotten, and with them who wrote what."""
    picture_days: float = 30.0
    """How long a picture is held that no article names; then it is deleted."""
    first_editor_email: str = ""
    """With the two below: an admin's account, made where there is no editor yet."""
    first_editor_password: SecretStr = SecretStr("")
    first_editor_initials: str = "RED"
    ingest_url: str = "http://127.0.0.1:8001"
    """Where people reach ingest, whose pages letters to reporters lead to."""
    status_secret: Annotated[SecretStr, Field(min_length=SHORTEST_SECRET)]
    """By which those links are made; ingest has the same."""
    seal_private: SecretStr
    """The key that opens what ingest sealed to its public half."""
    smtp_url: SecretStr = SecretStr("")
    """`smtp://user:password@host:port`, or `smtps://…`: where letters are handed in."""
    mail_from: str = "Redaksi <redaksi@redaksi.localhost>"
    """Whom letters come from, and answers go to."""
    mail_folder: str = ""
    """Where letters are kept as files, if there is no server. With neither, none are written."""
