"""A service's API as a page: made on the server from its OpenAPI document, without script or third party."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shared import described

_STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1b1b1f, #e8e6e3); --paper: light-dark(#fdfcf9, #17181a);
  --quiet: light-dark(#5b5b63, #a9a7a2); --line: light-dark(#d9d6cf, #3a3b3e); --mark: light-dark(#8a1c1c, #ff9c8f); }
body { margin: 0 auto; max-width: 52rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.2; } h2 { border-top: 1px solid var(--line); padding-top: 1rem; margin-top: 2rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { padding: .75rem; border: 1px solid var(--line); border-radius: .25rem; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .25rem .5rem;
  border-bottom: 1px solid var(--line); } a { color: var(--mark); } p.quiet, td.quiet { color: var(--quiet); }
th code { white-space: nowrap; } .verb { color: var(--mark); font-weight: 700; } nav li { margin: .25rem 0; }
"""

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
"""The policy of a page that has this style and nothing else."""
_TEXTS = {"uuid": "0b9d2f8e-4a51-4c7e-9a0e-3c1f5f2d7a10", "date-time": "2026-12-01T07:00:00+07:00"}
_Row = tuple[str, str, bool | None, str]


def install(app: FastAPI) -> None:
    """Serve the page at `/docs` and its style at `/docs.css`; the document itself is at `/openapi.json`."""
    described.install(app)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(page(app.openapi()), headers={"Content-Security-Policy": POLICY})

    @app.get("/docs.css", include_in_schema=False)
    async def style() -> Response:
        return Response(_STYLE, media_type="text/css")


def lead_to(app: FastAPI) -> None:
    """Lead from `/` to the page, for a service that has nothing else there."""

    @app.get("/", include_in_schema=False)
    async def home() -> RedirectResponse:
        return RedirectResponse("/docs")


def page(openapi: dict[str, Any]) -> str:
    """The whole page, from an OpenAPI 3.1 document."""
    title = escape(openapi["info"]["title"])
    calls = [(path, verb, call) for path, verbs in openapi["paths"].items() for verb, call in verbs.items()]
    contents = "".join(
        f'<li><a href="#{_anchor(path, verb)}"><span class="verb">{verb.upper()}</span> <code>{escape(path)}</code></a>'
        f" {escape(call.get('summary', ''))}</li>"
        for path, verb, call in calls
    )
    schemas = openapi.get("components", {}).get("schemas", {})
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/docs.css">'
        f"</head><body><h1>{title}</h1><p>Version {escape(openapi['info']['version'])}. For machines: "
        '<a href="/openapi.json">openapi.json</a>. Errors are problem details (RFC 9457): <code>errors</code> names '
        f'every wrong field.</p><nav aria-label="Calls"><ul>{contents}</ul></nav><main>'
        f"{''.join(_call(path, verb, call, schemas) for path, verb, call in calls)}</main></body></html>"
    )


def _anchor(path: str, verb: str) -> str:
    return verb + path.replace("/", "-").replace("{", "").replace("}", "")


def _call(path: str, verb: str, call: dict[str, Any], schemas: dict[str, Any]) -> str:
    anchor, summary = _anchor(path, verb), escape(call.get("summary", ""))
    title = f'<span class="verb">{verb.upper()}</span> <code>{escape(path)}</code>'
    words = f"<p><strong>{summary}.</strong> {escape(call.get('description', ''))}</p>"
    schema, example = _body(call, schemas)
    needed = set(schema.get("required", ()))
    rows: list[_Row] = [
        (one["name"], one["in"], one.get("required", False), one.get("description", ""))
        for one in call.get("parameters", [])
    ]
    rows += [(name, "body", name in needed, _told(form)) for name, form in schema.get("properties", {}).items()]
    answers: list[_Row] = [(code, "", None, one.get("description", "")) for code, one in call["responses"].items()]
    shown = escape(json.dumps(example, indent=2, ensure_ascii=False))
    return (
        f'<section aria-labelledby="{anchor}"><h2 id="{anchor}">{title}</h2>{words}'
        f"{_table(rows) if rows else ''}"
        f"{f'<h3>Example</h3><pre><code>{shown}</code></pre>' if example else ''}"
        f"<h3>Answers</h3>{_table(answers, head=('Status', '', '', 'Meaning'))}</section>"
    )


def _body(call: dict[str, Any], schemas: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    content = call.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = content.get("schema", {})
    if "$ref" in schema:
        schema = schemas.get(schema["$ref"].rsplit("/", 1)[-1], {})
    return schema, schema.get("example") or (_sample(schema, schemas) if "properties" in schema else None)


def _sample(form: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Something that has this form: what must be there, and what an object has by itself."""
    if "$ref" in form:
        return _sample(schemas.get(form["$ref"].rsplit("/", 1)[-1], {}), schemas)
    if "anyOf" in form:
        return _sample(next((one for one in form["anyOf"] if one.get("type") != "null"), {}), schemas)
    for given in ("example", "const", "default"):
        if form.get(given) is not None:
            return form[given]
    if "properties" in form:
        needed = form.get("required", list(form["properties"]))
        return {name: _sample(one, schemas) for name, one in form["properties"].items() if name in needed}
    return [_sample(form.get("items", {}), schemas)] if form.get("type") == "array" else _scalar(form)


def _scalar(form: dict[str, Any]) -> Any:
    match form:
        case {"enum": [first, *_]}:
            return first
        case {"type": "integer"}:
            return int(form.get("minimum", 1))
        case {"type": "number"}:
            return form.get("minimum", 1)
        case {"type": "boolean"}:
            return True
    return _TEXTS.get(form.get("format", ""), "…")


def _told(form: dict[str, Any]) -> str:
    return f"{_type(form)}. {form['description']}" if form.get("description") else _type(form)


def _type(form: dict[str, Any]) -> str:
    options = form.get("anyOf", [form])
    kinds = [str(one.get("type") or one.get("$ref", "").rsplit("/", 1)[-1]) for one in options]
    enum = f": {', '.join(map(str, form['enum']))}" if "enum" in form else ""
    return " or ".join(kinds) + enum


def _table(rows: list[_Row], head: tuple[str, str, str, str] = ("Name", "Where", "Required", "What")) -> str:
    def row(name: str, where: str, needed: bool | None, words: str) -> str:  # noqa: FBT001 - a column
        cells = f"<td>{escape(where)}</td><td>{'yes' if needed else 'no'}</td>" if needed is not None else ""
        return f'<tr><th scope="row"><code>{escape(name)}</code></th>{cells}<td class="quiet">{escape(words)}</td></tr>'

    titles = "".join(f'<th scope="col">{title}</th>' for title in head if title)
    body = "".join(row(*one) for one in rows)
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"
