"""docker-compose.yml and Dockerfile, read: no engine is needed, and none is believed in."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions

import pytest
from jsonschema import Draft201909Validator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from redaksi.runner.ports import Ports
from redaksi.runner.servers import READERS
from redaksi.runner.table import SERVICES, module_of, settings_of
from tests.compose.page import (
    FORM,
    GIVEN,
    PASSWORD,
    ROOT,
    SEAL_PRIVATE,
    SEAL_PUBLIC,
    SECRET,
    Container,
    as_written,
    containers,
    filled,
)

VALUES = {
    "kafka": "kafka:9092",
    "mongo": "mongodb://mongo:27017/?replicaSet=redaksi",
    "host": "0.0.0.0",
    "media_url": "/media",
    "session_timeout": "10",
    "trusted_proxies": "",
    "canary_seconds": "10",
    "undo_seconds": "15",
    "comment_undo_seconds": "8",
    "editor_email": "editor@redaksi.localhost",
    "editor_password": GIVEN[PASSWORD],
    "editor_initials": "RED",
    "status_secret": GIVEN[SECRET],
    "form_secret": GIVEN[FORM],
    "seal_public": GIVEN[SEAL_PUBLIC],
    "seal_private": GIVEN[SEAL_PRIVATE],
    "smtp_url": "",
    "mail_from": "Redaksi <redaksi@redaksi.localhost>",
    "mail_folder": "",
    "site_file": "",
    **{f"port_{name}": str(Ports(8000).service(name)) for name in SERVICES},
    **{f"url_{name}": f"http://localhost:{Ports(8000).service(name)}" for name in SERVICES},
}
ALL = containers(GIVEN)
OURS = sorted(name for name, one in ALL.items() if one.build)
JOBS = {"topics", "mongo-init"}
ONLY_ON_ONE_MACHINE = "redaksi/runner"


def lines(name: str, start: str) -> list[str]:
    """What follows `start` on each line of a file at the root that begins with it."""
    text = (ROOT / name).read_text()
    return [line.removeprefix(start).strip() for line in text.splitlines() if line.startswith(start)]


def test_the_file_keeps_to_the_compose_specification() -> None:
    schema = json.loads((ROOT / "tests/compose/compose-spec.json").read_text())
    Draft201909Validator.check_schema(schema)
    assert [error.message for error in Draft201909Validator(schema).iter_errors(as_written())] == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_told_what_the_table_says_and_nothing_else(name: str) -> None:
    assert ALL[name].environment == settings_of(name, VALUES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_the_one_image_with_a_command_and_a_port_on_this_machine_alone(name: str) -> None:
    port = VALUES[f"port_{name}"]
    assert ALL[name].command == ["python", "-m", module_of(name)]
    assert ALL[name].ports == [f"127.0.0.1:{port}:{port}"]
    assert {ALL[one].image for one in OURS} == {"redaksi"}


def test_we_bring_the_services_and_the_topics() -> None:
    assert set(OURS) == {*SERVICES, "topics"}


def test_the_topics_are_made_by_our_own_verb() -> None:
    assert ALL["topics"].command == ["python", "-m", "redaksi", "topics"]
    assert ALL["topics"].environment["KAFKA_BOOTSTRAP"] == VALUES["kafka"]


@pytest.mark.parametrize("name", GIVEN)
def test_there_is_no_newsroom_without_a_password_and_a_secret_of_its_own(name: str) -> None:
    others = {other: value for other, value in GIVEN.items() if other != name}
    for given in (others, {**others, name: ""}):
        with pytest.raises(ValueError, match=name):
            containers(given)


def test_a_dollar_that_compose_would_not_know_is_refused() -> None:
    assert filled("$$id", {}) == "$id"
    with pytest.raises(ValueError, match="does not know"):
        filled("$id", {})


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_can_gain_no_rights_and_write_nothing_but_what_is_forgotten(name: str) -> None:
    ours = ALL[name]
    assert ours.read_only
    assert ours.tmpfs == ["/tmp"]
    assert ours.cap_drop == ["ALL"]
    assert ours.security_opt == ["no-new-privileges:true"]


@pytest.mark.parametrize("one", ALL.values(), ids=ALL)
def test_no_port_is_open_to_other_machines(one: Container) -> None:
    assert [port for port in one.ports if not port.startswith("127.0.0.1:")] == []


def test_whatever_stays_is_asked_how_it_is_and_a_job_runs_once() -> None:
    assert {name for name, one in ALL.items() if one.healthcheck is None} == JOBS
    assert {name for name, one in ALL.items() if one.restart == "no"} == JOBS


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_until_the_servers_work_and_the_jobs_are_done(name: str) -> None:
    assert {other: waits.condition for other, waits in ALL[name].depends_on.items()} == {
        "kafka": "service_healthy",
        "topics": "service_completed_successfully",
        "mongo": "service_healthy",
        "mongo-init": "service_completed_successfully",
    }


def test_mongo_is_made_a_set_before_it_is_healthy() -> None:
    assert ALL["mongo-init"].depends_on["mongo"].condition == "service_started"


def test_no_topic_is_made_by_asking_for_it() -> None:
    assert ALL["kafka"].environment["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"


def test_the_image_runs_as_nobody_in_particular() -> None:
    uid = lines("Dockerfile", "USER ")[-1].partition(":")[0]
    assert int(uid) > 0


def test_the_image_is_shown_only_what_it_is_made_of() -> None:
    copied = [line.split()[0] for line in lines("Dockerfile", "COPY ") if not line.startswith("--from")]
    bound = re.findall(r"type=bind,source=(\S+?),", (ROOT / "Dockerfile").read_text())
    assert set(lines(".dockerignore", "!")) == {*copied, *bound}
    assert "*" in lines(".dockerignore", "")


def test_the_image_has_every_package_that_its_code_imports() -> None:
    kept, provided = in_the_image(), packages_distributions()
    missing = {
        name
        for name in imported("shared", "services", "redaksi", "clients/python") - {"redaksi_client"}  # copied in
        if not kept & {canonicalize_name(one) for one in provided.get(name, [])}
    }
    assert missing == set()


def in_the_image() -> set[str]:
    """Every distribution that `dependencies` of pyproject.toml lead to."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found: set[str] = set()
    ahead = [(Requirement(line), "") for line in project["dependencies"]]
    seen: set[tuple[str, str]] = set()
    while ahead:
        wanted, extra = ahead.pop()
        name = canonicalize_name(wanted.name)
        if wanted.marker and not wanted.marker.evaluate({"extra": extra}):
            continue
        found.add(name)
        for one in {"", *wanted.extras} - {done for at, done in seen if at == name}:
            seen.add((name, one))
            ahead += [(Requirement(line), one) for line in distribution(name).requires or []]
    return found


def imported(*rooms: str) -> set[str]:
    """The packages of others that code under these rooms imports anywhere, the one-machine runner's left out."""
    files = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    trees = [ast.parse(p.read_text()) for p in files if not p.is_relative_to(ROOT / ONLY_ON_ONE_MACHINE)]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - set(rooms)


def test_kafka_lets_readers_in_as_it_does_on_one_machine() -> None:
    """The image takes `_` for `.`, and `___` for `-`."""
    given = {
        name.removeprefix("KAFKA_").replace("___", "-").replace("_", ".").lower(): value
        for name, value in ALL["kafka"].environment.items()
        if name.startswith("KAFKA_")
    }
    assert {name: given.get(name) for name in READERS} == READERS
    assert "READERS:SASL_PLAINTEXT" in given["listener.security.protocol.map"]
