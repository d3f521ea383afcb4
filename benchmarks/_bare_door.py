"""The yardstick of `ingest`: the same validation (form and rules) and the same awaited acknowledgement, no more.

`python -m benchmarks._bare_door`, told by `KAFKA_BOOTSTRAP`, `BARE_TOPIC` and `REDAKSI_PORT`.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import uvicorn
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI, Request

from services.ingest.model import DraftIn
from shared.rules import check


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """A producer that awaits all replicas."""
    bootstrap = os.environ["KAFKA_BOOTSTRAP"]
    app.state.producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    await app.state.producer.start()
    yield
    await app.state.producer.stop()


app = FastAPI(lifespan=lifespan)


@app.post("/v1/drafts", status_code=202)
async def send(body: DraftIn, request: Request) -> dict[str, Any]:
    """Accept one draft, and say what is missing."""
    article_id = str(uuid4())
    missing = [finding.model_dump() for finding in check(body)]
    await request.app.state.producer.send_and_wait(
        os.environ["BARE_TOPIC"], body.model_dump_json().encode(), key=article_id.encode()
    )
    return {"article_id": article_id, "missing": missing}


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["REDAKSI_PORT"]), loop="uvloop", http="httptools", log_level="critical")
