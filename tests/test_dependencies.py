"""What a request depends on is awaited: FastAPI gives anything else to a thread, which costs more than most of it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

import services


def routers() -> Iterator[tuple[str, APIRouter]]:
    """Every router that a module of the services has."""
    for module in walk_packages(services.__path__, "services."):
        if not module.name.endswith(("__main__", ".make")):
            found = getattr(import_module(module.name), "router", None)
            if isinstance(found, APIRouter):
                yield module.name, found


def needed(dependant: Dependant) -> Iterator[object]:
    """The functions that a route needs, and those that these need."""
    for one in dependant.dependencies:
        yield one.call
        yield from needed(one)


@pytest.mark.parametrize("router", [pytest.param(router, id=name) for name, router in routers()])
def test_nothing_that_a_request_needs_goes_to_a_thread(router: APIRouter) -> None:
    routes = [route for route in router.routes if isinstance(route, APIRoute)]
    calls = {call for route in routes for call in (route.endpoint, *needed(route.dependant))}
    waited = {call for call in calls if inspect.iscoroutinefunction(call)}
    others = {call for call in calls - waited if not inspect.iscoroutinefunction(getattr(call, "__call__", None))}  # noqa: B004
    assert not others
    assert calls
