"""docker-compose.yml, as Compose reads it: merged, variables filled in, typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from redaksi.rights import IN_KAFKA, IN_MONGO, new_passwords, variable
from shared.sealed import new_keys

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "docker-compose.yml"
PASSWORD = "REDAKSI_FIRST_EDITOR_PASSWORD"
SECRET = "REDAKSI_STATUS_SECRET"
FORM, SEAL_PUBLIC, SEAL_PRIVATE = "REDAKSI_FORM_SECRET", "REDAKSI_SEAL_PUBLIC", "REDAKSI_SEAL_PRIVATE"
MONGO_KEY = "REDAKSI_MONGO_KEY"
KEYS = new_keys()
GIVEN = {
    PASSWORD: "a password of the newsroom's own",
    SECRET: "a secret of the newsroom's own, which is long",
    FORM: "another secret of the newsroom's own, as long",
    SEAL_PUBLIC: KEYS.public,
    SEAL_PRIVATE: KEYS.private,
    MONGO_KEY: token_hex(32),
    **{variable("KAFKA", name): password for name, password in new_passwords(IN_KAFKA).items()},
    **{variable("MONGO", name): password for name, password in new_passwords(IN_MONGO).items()},
}
"""What there is no newsroom without."""

_VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?::(?P<sign>[-?])(?P<words>[^}]*))?\}|(?P<other>))")


class Waits(BaseModel):
    """For what of another container one waits."""

    model_config = ConfigDict(strict=True, frozen=True)

    condition: Literal["service_started", "service_healthy", "service_completed_successfully"]


class Health(BaseModel):
    """How a container is asked whether it can work."""

    model_config = ConfigDict(strict=True, frozen=True)

    test: list[str]


class Container(BaseModel):
    """One entry under `services`, as far as the tests look."""

    model_config = ConfigDict(strict=True, frozen=True)

    image: str
    build: str = ""
    command: list[str] = Field(default_factory=list)
    environment: dict[str, str] = Field(default_factory=dict)
    ports: list[str] = Field(default_factory=list)
    depends_on: dict[str, Waits] = Field(default_factory=dict)
    healthcheck: Health | None = None
    restart: str = "no"
    read_only: bool = False
    tmpfs: list[str] = Field(default_factory=list)
    cap_drop: list[str] = Field(default_factory=list)
    security_opt: list[str] = Field(default_factory=list)


def as_written() -> Any:
    """The file with its merges done and its variables still in it."""
    return yaml.safe_load(FILE.read_text())


def containers(given: Mapping[str, str]) -> dict[str, Container]:
    """Every container, its variables filled in. Raises ValueError where a required one is not given."""
    found = filled(as_written()["services"], given)
    return {name: Container.model_validate(entry) for name, entry in found.items()}


def filled(value: Any, given: Mapping[str, str]) -> Any:
    """`value` with `${NAME}`, `${NAME:-default}`, `${NAME:?why}` and `$$` filled in. Anything else raises."""
    match value:
        case str():
            return _VARIABLE.sub(lambda found: _one(found, given), value)
        case list():
            return [filled(one, given) for one in value]
        case dict():
            return {name: filled(one, given) for name, one in value.items()}
        case _:
            return value


def _one(found: re.Match[str], given: Mapping[str, str]) -> str:
    if found["dollar"]:
        return "$"
    if found["name"] is None:
        raise ValueError(f"Compose does not know what this $ means: {found.string}")
    if value := given.get(found["name"]):
        return value
    if found["sign"] == "-":
        return str(found["words"])
    raise ValueError(f"{found['name']} is required: {found['words'] or ''}")
