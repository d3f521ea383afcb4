"""The yardstick of `site`: the same server answering every request with the same bytes, and nothing else.

`python -m benchmarks._constant`, told by `REDAKSI_PORT` and `CONSTANT`, a JSON file with `headers` and a file's name
under `body`. A request that says which page it has is answered with 304 and no body.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import uvicorn

_TOLD = json.loads(Path(os.environ["CONSTANT"]).read_text())
_BODY = Path(_TOLD["body"]).read_bytes()
_HEADERS = [(name.encode(), value.encode()) for name, value in _TOLD["headers"]]
_KNOWN = [one for one in _HEADERS if one[0] not in {b"content-length", b"content-type", b"content-encoding"}]


async def app(scope: Any, _: Any, send: Any) -> None:
    """Answer."""
    if scope["type"] != "http":
        return
    known = any(name == b"if-none-match" for name, _ in scope["headers"])
    status, headers, body = (304, _KNOWN, b"") if known else (200, _HEADERS, _BODY)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    port = int(os.environ["REDAKSI_PORT"])
    uvicorn.run(
        app,
        port=port,
        loop="uvloop",
        http="httptools",
        log_level="critical",
        lifespan="off",
        access_log=False,
        server_header=False,
    )
