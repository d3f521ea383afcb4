"""How to get into a newsroom that runs: `access.json`, readable by its owner alone."""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path

import typer
from pydantic import BaseModel, ConfigDict, Field

from redaksi.rights import IN_KAFKA, IN_MONGO, new_passwords
from redaksi.runner.mail import where_letters_go
from shared.kafka import Kafka
from shared.sealed import new_keys


class Login(BaseModel):
    """An editor's way in."""

    model_config = ConfigDict(frozen=True)

    email: str
    password: str


class ReporterKey(BaseModel):
    """A reporter's way in."""

    model_config = ConfigDict(frozen=True)

    name: str
    key: str


class Access(BaseModel):
    """Addresses, first logins and process ids of a newsroom, as `access.json` holds them."""

    model_config = ConfigDict(frozen=True)

    ingest: str
    moderation: str
    publish: str
    site: str
    view: str = ""
    """The status view of ingest."""
    kafka: str
    readers: str = ""
    """Where Kafka lets in those who have a password; "" for a Kafka that is not ours."""
    kafka_username: str = ""
    """The operator's user there, "" where Kafka asks for none."""
    kafka_password: str = ""
    mongo: str
    """With the operator's user, where MongoDB asks for one."""
    editor: Login
    reporter: ReporterKey
    pids: dict[str, int]

    @property
    def as_operator(self) -> Kafka:
        """Kafka, as one who may do everything."""
        return Kafka(self.kafka, self.kafka_username, self.kafka_password)

    @classmethod
    def read(cls, data: Path) -> Access:
        """What stands in the data folder. Raises FileNotFoundError where no newsroom runs there."""
        return cls.model_validate_json((data / "access.json").read_text())

    def write(self, data: Path) -> None:
        """Put it in the data folder, whole or not at all."""
        write_private(data / "access.json", self.model_dump_json(indent=2))


def access_of(data: Path) -> Access:
    """How to get into the newsroom of this folder. Ends with words where none runs there."""
    try:
        return Access.read(data)
    except FileNotFoundError:
        why = f"No newsroom runs in {data}. Start one (./run up), name another --data, or its servers (see --help)."
        print(why, file=sys.stderr)
        raise typer.Exit(1) from None


def kafka_of(named: str, data: Path) -> Kafka:
    """The Kafka of that address, with KAFKA_USERNAME and KAFKA_PASSWORD; that of this folder's newsroom for ""."""
    given = os.environ
    if named:
        return Kafka(named, given.get("KAFKA_USERNAME", ""), given.get("KAFKA_PASSWORD", ""))
    return access_of(data).as_operator


def where_to_go(access: Access, data: Path) -> list[str]:
    """Lines that tell a newcomer where everything is."""
    return [
        f"  Readers read at           {access.site}/",
        f"  Reporters send drafts to  {access.ingest}/docs",
        f"  Editors decide at         {access.moderation}/   (for programs: {access.moderation}/docs)",
        f"  For other systems         {access.publish}/v1/articles, and the topics at {access.kafka}",
        *([f"  … with a password         {access.readers}   (./run readers add NAME)"] if access.readers else []),
        f"  First login               {access.editor.email}  {access.editor.password}",
        f"  First reporter            {access.reporter.name}, key in {data / 'access.json'}",
        f"  Letters to reporters      {where_letters_go(os.environ, data)}",
        f"  Logs                      {data / 'logs'}",
        "Ctrl-C stops everything; the data stays.",
    ]


class Secrets(BaseModel):
    """What is made once for a data folder and kept: passwords and keys of its first people."""

    editor_email: str = "editor@redaksi.localhost"
    editor_password: str
    editor_initials: str = "KB1"
    reporter_name: str = "Rio"
    reporter_key: str = ""
    sample_told: bool = False
    status_secret: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
    form_secret: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
    seal_private: str = Field(default_factory=lambda: new_keys().private)
    secure: bool = False
    """Whether every service has a user and a password of its own."""
    settled: bool = False
    """Whether Kafka and MongoDB know these users by these passwords."""
    kafka_passwords: dict[str, str] = Field(default_factory=dict)
    mongo_passwords: dict[str, str] = Field(default_factory=dict)
    mongo_key: str = Field(default_factory=lambda: secrets.token_hex(32))
    """By which the members of MongoDB's set know each other."""

    @classmethod
    def of(cls, data: Path) -> Secrets:
        """Those of this data folder; what it does not have yet is made, and kept."""
        path = data / "secrets.json"
        known = json.loads(path.read_text()) if path.exists() else {"editor_password": secrets.token_urlsafe(15)}
        whole = cls.model_validate(known)
        passwords = {
            "kafka_passwords": {**new_passwords(IN_KAFKA), **whole.kafka_passwords},
            "mongo_passwords": {**new_passwords(IN_MONGO), **whole.mongo_passwords},
        }
        whole = whole.model_copy(update=passwords)
        whole.keep(data)
        return whole

    def with_new_passwords(self) -> Secrets:
        """The same with another password for every user in Kafka and MongoDB."""
        kafka, mongo = new_passwords(IN_KAFKA), new_passwords(IN_MONGO)
        return self.model_copy(
            update={
                "settled": False,
                "kafka_passwords": kafka,
                "mongo_passwords": mongo,
                "mongo_key": secrets.token_hex(32),
            }
        )

    def keep(self, data: Path) -> None:
        """Write them, readable by the owner alone."""
        write_private(data / "secrets.json", self.model_dump_json(indent=2))


def write_private(path: Path, text: str, mode: int = 0o600) -> None:
    """Put it there, whole or not at all, for its owner alone."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
    part.replace(path)
