"""What operators see: structured logs, metrics, liveness, readiness. Ids only, never personal data."""

from __future__ import annotations

import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

import structlog
from fastapi.responses import JSONResponse, Response
from opentelemetry import context, trace
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared import metrics as told
from shared.version import VERSION

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

Check = Callable[[], Awaitable[str | None]]
"""Says why something this process needs does not work just now, or None."""

_TRACE = TraceContextTextMapPropagator()
_IDS = RandomIdGenerator()
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
        _with_trace,
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


def traceparent() -> str:
    """The W3C trace context at hand, to be carried on; "" outside of any."""
    carrier: dict[str, str] = {}
    _TRACE.inject(carrier)
    return carrier.get("traceparent", "")


class Lively(Protocol):
    """What a process lives by: a bus, or what it follows."""

    def alive(self) -> str | None:
        """Why this process should be started anew, or None."""

    def ready(self) -> str | None:
        """Why it cannot do its work just now, or None."""


def install(app: FastAPI, bus: Lively, *, ready: Sequence[Check] = (), alive: Sequence[Check] = ()) -> None:
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

    app.add_middleware(_Traced)
    told.BUILD.labels(VERSION).set(1)


class _Traced:
    """Gives each request the trace it came with, or a new one. The logs name it.

    No span is recorded here, so none is started: only what is carried on is made.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        token = context.attach(trace.set_span_in_context(trace.NonRecordingSpan(_next_of(scope["headers"]))))
        try:
            await self._app(scope, receive, send)
        finally:
            context.detach(token)


def _next_of(headers: Sequence[tuple[bytes, bytes]]) -> trace.SpanContext:
    """Our part of the trace that these headers name, or of a new one."""
    came = next((value for name, value in headers if name == b"traceparent"), None)
    if came is not None:
        before = trace.get_current_span(_TRACE.extract({"traceparent": came.decode("latin-1")})).get_span_context()
        if before.is_valid:
            return trace.SpanContext(before.trace_id, _IDS.generate_span_id(), False, before.trace_flags)  # noqa: FBT003
    return trace.SpanContext(_IDS.generate_trace_id(), _IDS.generate_span_id(), False)  # noqa: FBT003


def _with_trace(_: object, __: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    at_hand = trace.get_current_span().get_span_context()
    if at_hand.is_valid:
        event["trace_id"] = format(at_hand.trace_id, "032x")
    return event


async def _first(checks: Sequence[Check]) -> str | None:
    for check in checks:
        if why := await check():
            return why
    return None


def _answer(wrong: str | None) -> JSONResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK
    return JSONResponse({"status": "wrong" if wrong else "ok", **({"reason": wrong} if wrong else {})}, status)
