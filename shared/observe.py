"""What operators see: structured logs, metrics, liveness, readiness. Ids only, never personal data."""

from __future__ import annotations

import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from fastapi.responses import JSONResponse, Response
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

    from shared.bus import Bus

Check = Callable[[], Awaitable[str | None]]
"""Says why something this process needs does not work just now, or None."""

_TRACE = TraceContextTextMapPropagator()
_LIMITED = {"aiokafka": logging.CRITICAL, "pymongo": logging.WARNING, "uvicorn.access": logging.WARNING}
"""Loggers that write thousands of lines while a server is away, or that write what people sent."""


def logs(service: str, level: str = "INFO") -> None:
    """One JSON line for each event, on standard error, with the service and the trace at hand."""
    rendering: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.contextvars.merge_contextvars,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=rendering))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, lowest in _LIMITED.items():
        logging.getLogger(name).setLevel(lowest)
    structlog.contextvars.bind_contextvars(service=service)
    trace.set_tracer_provider(TracerProvider(sampler=ParentBased(ALWAYS_OFF)))


def traceparent() -> str:
    """The W3C trace context at hand, to be carried on; "" outside of any."""
    carrier: dict[str, str] = {}
    _TRACE.inject(carrier)
    return carrier.get("traceparent", "")


def install(app: FastAPI, bus: Bus, service: str, *, ready: Sequence[Check] = (), alive: Sequence[Check] = ()) -> None:
    """Serve `/healthz` (restart me?), `/readyz` (send me work?) and `/metrics`, and give each request a trace."""

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> JSONResponse:
        return _answer(bus.alive() or await _first(alive))

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        return _answer(bus.ready() or await _first(ready))

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    app.add_middleware(_Traced, tracer=trace.get_tracer(f"redaksi.{service}"))


class _Traced:
    """Gives each request the trace it came with, or a new one, and names it in the logs."""

    def __init__(self, app: ASGIApp, tracer: trace.Tracer) -> None:
        self._app = app
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        came_with = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        with self._tracer.start_as_current_span(scope["method"], context=_TRACE.extract(came_with)) as span:
            trace_id = format(span.get_span_context().trace_id, "032x")
            with structlog.contextvars.bound_contextvars(trace_id=trace_id):
                await self._app(scope, receive, send)


async def _first(checks: Sequence[Check]) -> str | None:
    for check in checks:
        if why := await check():
            return why
    return None


def _answer(wrong: str | None) -> JSONResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK
    return JSONResponse({"status": "wrong" if wrong else "ok", **({"reason": wrong} if wrong else {})}, status)
