"""Every OpenAPI surface, tried by its own description (schemathesis): what was asked, and what was answered wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

import schemathesis
from schemathesis import hooks
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.engine.recorder import ScenarioRecorder

from redaksi.runner.access import Access
from tests.fuzz.stock import Ids, Stock

_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "ignored_auth",
)
_ENDLESS = r"/api/events"
_OWN = r"/api/(logout|me/|welcome)"
"""What may end the session that asks: asked by an editor who is there for it."""
_PEOPLE = {"editor_id", "reporter_id"}
"""The engine remembers whom the desk names: only those who are there for it lose their keys and sessions."""
_SECONDS = 20.0
"""A request that takes longer hangs."""
_SLOWEST = 5
_RIGHT = {("POST /api/logout", "ignored_auth")}
"""What the engine takes for a fault: whoever is not signed in has signed out already."""


@dataclass(frozen=True)
class Surface:
    """One service's API: where it is described, with which token it is asked, and for which paths of it."""

    name: str
    url: str
    token: str = ""
    only: str = ""
    never: str = _ENDLESS


class How(NamedTuple):
    """How thoroughly: so many made-up requests of each operation; in the phase of coverage each limit is tried."""

    examples: int
    phases: tuple[str, ...] = ("examples", "coverage", "fuzzing")
    deterministic: bool = True


QUICK, LONG = How(4, ("examples", "fuzzing")), How(100)


@dataclass
class Told:
    """What came of it. `slowest` are milliseconds, each with what was asked."""

    asked: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, label: str, recorder: ScenarioRecorder) -> None:
        """One scenario."""
        for one in recorder.interactions.values():
            self.asked += 1
            if one.response is None:
                self.wrong.append(f"{label}: no answer within {_SECONDS:.0f} s to {one.request.uri}")
                continue
            self.statuses[one.response.status_code] += 1
            self.slowest.append((round(one.response.elapsed * 1000, 1), label))
        self.slowest = sorted(self.slowest, reverse=True)[:_SLOWEST]
        for checks in recorder.checks.values():
            for check in checks:
                if (found := check.failure_info) is not None and (label, check.name) not in _RIGHT:
                    what = f"{found.failure.title}: {found.failure.message}"
                    self.wrong.append(f"{label}: {what}\n    {found.code_sample}")


def surfaces(access: Access, stock: Stock) -> list[Surface]:
    """All there are. The site and ingest-view describe nothing but pages and probes."""
    return [
        Surface("ingest", access.ingest, access.reporter.key),
        Surface("moderation", access.moderation, stock.token, never=f"{_ENDLESS}|{_OWN}"),
        Surface("moderation, one's own account", access.moderation, stock.spare, only=_OWN),
        Surface("publish", access.publish),
    ]


def of_the_name(name: str, access: Access, stock: Stock, how: How, seed: int) -> Told:
    """The surface of this name, tried."""
    (surface,) = (one for one in surfaces(access, stock) if one.name == name)
    return tried(surface, stock.ids, how, seed=seed)


def tried(surface: Surface, ids: Ids, how: How, *, seed: int) -> Told:
    """Ask what the description says can be asked, and what it says cannot."""
    config = schemathesis.Config(seed=seed)
    project = config.projects.override
    headers = {"Authorization": f"Bearer {surface.token}"} if surface.token else {}
    project.update(headers=headers, request_timeout=_SECONDS, continue_on_failure=True)
    project.checks.update(included_check_names=list(_CHECKS))
    project.phases.update(phases=list(how.phases))
    project.generation.update(
        max_examples=how.examples, deterministic=how.deterministic, database="none", no_shrink=True
    )
    whole = schemathesis.openapi.from_url(f"{surface.url}/openapi.json", config=config)
    schema = whole.exclude(path_regex=surface.never)
    if surface.only:
        schema = schema.include(path_regex=surface.only)
    told = Told()
    with _before_each(_Prepared(ids)):
        for event in from_schema(schema).execute():
            if isinstance(event, ScenarioFinished):
                told.add(event.label or "", event.recorder)
            elif isinstance(event, NonFatalError):
                told.wrong.append(f"{event.label}: {event.info.title}: {event.value!r}")
            elif isinstance(event, FatalError):
                raise event.exception
    return told


@contextmanager
def _before_each(prepare: _Prepared) -> Iterator[None]:
    """Every call is prepared so: the engine takes what looks at each call from one place for all schemas."""
    schemathesis.hook("before_call")(prepare)
    try:
        yield
    finally:
        hooks.unregister(prepare)


class _Prepared:
    """Gives every second request ids of what there is, and each an address of its own to come from."""

    __name__ = "before_call"

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._number = count()

    def __call__(self, context: object, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
        number = next(self._number)
        case.headers["X-Forwarded-For"] = f"10.{number >> 8 & 255}.{number & 255}.7"
        taken = case.path_parameters or {}
        if number % 2 or not _PEOPLE.isdisjoint(taken):
            known = {name: self._ids[name] for name in taken if name in self._ids}
            case.path_parameters.update({name: ids[number // 2 % len(ids)] for name, ids in known.items()})
        if case.path == "/api/house" and isinstance(case.body, dict) and case.body.get("require_second_factor"):
            case.body["require_second_factor"] = False
