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

from redaksi.keys import new_keys_of
from redaksi.rights import BROKER, IN_KAFKA, IN_MONGO, user, variable
from redaksi.runner.listeners import by_password, known_by_name
from redaksi.runner.ports import Ports
from redaksi.runner.table import SERVICES, module_of, settings_of
from tests.compose.page import (
    FORM,
    GIVEN,
    MONGO_KEY,
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


def mongo(name: str, password: str) -> str:
    return f"mongodb://{name}:{password}@mongo:27017/?replicaSet=redaksi&authSource=admin"


VALUES = {
    "kafka": "kafka:9092",
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
    **{f"kafka_username_{name}": user(name) for name in SERVICES},
    **{f"kafka_password_{name}": GIVEN[variable("KAFKA", name)] for name in SERVICES},
    **{f"mongo_{name}": mongo(user(name), GIVEN[variable("MONGO", name)]) for name in SERVICES},
    **{f"port_{name}": str(Ports(8000).service(name)) for name in SERVICES},
    **{f"url_{name}": f"http://localhost:{Ports(8000).service(name)}" for name in SERVICES},
}
ALL = containers(GIVEN)
OURS = sorted(name for name, one in ALL.items() if one.build)
JOBS = {"users", "topics", "mongo-init"}
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


def test_we_bring_the_services_their_users_and_the_topics() -> None:
    assert set(OURS) == {*SERVICES, "users", "topics"}


def test_each_service_comes_as_itself_to_kafka_and_to_mongodb() -> None:
    for mark in ("KAFKA_USERNAME", "KAFKA_PASSWORD", "MONGO_URL"):
        assert len({ALL[name].environment[mark] for name in SERVICES}) == len(SERVICES)


def test_no_service_is_told_the_password_of_another_or_of_the_operator() -> None:
    passwords = {name: value for name, value in GIVEN.items() if "_PASSWORD_" in name or name == MONGO_KEY}
    for service in SERVICES:
        told = " ".join(ALL[service].environment.values())
        own = {variable("KAFKA", service), variable("MONGO", service)}
        assert {name for name, value in passwords.items() if value in told} == own


def test_the_users_are_made_by_our_own_verb_with_every_password() -> None:
    job = ALL["users"]
    assert job.command[:4] == ["python", "-m", "redaksi", "users"]
    wanted = {*(variable("KAFKA", name) for name in IN_KAFKA), *(variable("MONGO", name) for name in IN_MONGO)}
    assert {name: job.environment.get(name) for name in wanted} == {name: GIVEN[name] for name in wanted}
    assert job.environment["KAFKA_USERNAME"] == user(BROKER)
    assert ALL["topics"].depends_on["users"].condition == "service_completed_successfully"


def test_the_keys_that_we_make_are_those_that_the_file_asks_for() -> None:
    assert {*new_keys_of(), PASSWORD} == set(GIVEN)
    assert new_keys_of(GIVEN) == {}


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
        "users": "service_completed_successfully",
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


def test_kafka_lets_in_whom_it_lets_in_on_one_machine_and_nobody_without_a_name() -> None:
    """The image takes `_` for `.`, and `___` for `-`."""
    given = {
        name.removeprefix("KAFKA_").replace("___", "-").replace("_", ".").lower(): value
        for name, value in ALL["kafka"].environment.items()
        if name.startswith("KAFKA_")
    }
    wanted = known_by_name(GIVEN[variable("KAFKA", BROKER)]) | by_password("outside")
    protocols = dict(one.split(":") for one in given["listener.security.protocol.map"].split(","))
    assert set(protocols) == {"INSIDE", "CONTROLLER", "OUTSIDE", "READERS"}
    assert set(protocols.values()) == {"SASL_PLAINTEXT"}
    del wanted["listener.security.protocol.map"]
    assert {name: given.get(name) for name in wanted} == wanted


def test_mongodb_lets_nobody_in_without_a_name() -> None:
    """It is a member of a set, so it has a key; and no exception for whoever comes first."""
    (script,) = ALL["mongo"].command
    assert "--keyFile" in script
    assert "enableLocalhostAuthBypass=0" in script
    for name in ("mongo", "mongo-init"):
        assert ALL[name].environment[MONGO_KEY] == GIVEN[MONGO_KEY]
