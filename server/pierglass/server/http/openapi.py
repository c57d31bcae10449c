"""The OpenAPI description, generated from the declared routes, and its page."""

import base64
import hashlib
import html
import json
import re
from typing import Any

from flask import Blueprint, Response, current_app, jsonify

from pierglass.server.http.routing import FIRST_PARTY, OPERATIONS, PUBLIC, Operation
from pierglass.server.services.context import Context
from pierglass.server.services.shapes import Text

__all__ = ["blueprint", "describe"]

_VARIABLE = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")

ERROR = {
    "type": "object",
    "title": "Error",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "retryable", "request_id"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "field": {"type": "string"},
                "retryable": {"type": "boolean"},
                "retry_after": {"type": "number"},
                "request_id": {"type": "string"},
            },
        }
    },
}
KEYED = {"/v1/conversations/{conversation_id}/messages", "/v1/stories/mine/snaps"}
"""Effects whose Idempotency-Key header names them."""


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of the description and its page."""
    routes = Blueprint("openapi", __name__)
    server = ctx.settings.public()

    @routes.get("/openapi.json")
    def show_description() -> Response:
        return jsonify(describe(current_app.extensions[OPERATIONS], server))

    @routes.get("/docs")
    def show_page() -> Response:
        page = _page(describe(current_app.extensions[OPERATIONS], server))
        response = Response(page, content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        return response

    return routes


def describe(operations: list[Operation], server: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of *operations*.

    Args:
        operations: What the application's blueprints declared.
        server: The public origin.
    """
    schemas: dict[str, Any] = {"Error": ERROR}
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        path = _VARIABLE.sub(r"{\1}", operation.path)
        entry = _operation(operation, path, schemas)
        paths.setdefault(path, {})[operation.method.lower()] = entry
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pierglass", "version": "1"},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(
    operation: Operation, path: str, schemas: dict[str, Any]
) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": f"{operation.method.lower()}{re.sub('[^a-z]+', '_', path)}",
        "parameters": _parameters(operation, path),
        "responses": {
            str(
                operation.status if operation.reply or operation.reply_types else 204
            ): (_success(operation, schemas)),
            "default": {
                "description": "An error",
                "content": _json({"$ref": "#/components/schemas/Error"}),
            },
        },
    }
    if operation.scope != PUBLIC:
        entry["security"] = [{"bearer": []}]
        entry["x-scope"] = operation.scope
    if operation.body is not None:
        schema = _named(operation.body.describe(), schemas)
        entry["requestBody"] = {"required": True, "content": _json(schema)}
    elif operation.raw_types:
        entry["requestBody"] = {
            "required": True,
            "content": {kind: {} for kind in operation.raw_types},
        }
    return entry


def _parameters(operation: Operation, path: str) -> list[dict[str, Any]]:
    inside = [
        {"name": name, "in": "path", "required": True, "schema": Text().describe()}
        for name in _VARIABLE.findall(operation.path)
    ]
    query = [
        {"name": name, "in": "query", "schema": shape.describe()}
        for name, shape in operation.query.items()
    ]
    keyed = operation.method == "POST" and path in KEYED
    key = {"name": "Idempotency-Key", "in": "header", "schema": Text().describe()}
    return inside + query + ([key] if keyed else [])


def _success(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    if operation.reply is not None:
        schema = _named(operation.reply.describe(), schemas)
        return {"description": "Done", "content": _json(schema)}
    if operation.reply_types:
        content: dict[str, Any] = {kind: {} for kind in operation.reply_types}
        return {"description": "Done", "content": content}
    return {"description": "Done"}


def _named(schema: Any, schemas: dict[str, Any]) -> Any:
    """Return *schema* with every titled part moved to the components."""
    if isinstance(schema, list):
        return [_named(part, schemas) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _named(value, schemas) for key, value in schema.items()}
    title = inner.get("title")
    if inner.get("type") != "object" or not isinstance(title, str):
        return inner
    schemas[title] = inner
    return {"$ref": f"#/components/schemas/{title}"}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _page(description: dict[str, Any]) -> str:
    sections = [
        _section(method, path, entry)
        for path, methods in description["paths"].items()
        for method, entry in methods.items()
    ]
    shapes = [
        f'<section id="{html.escape(name)}"><h3>{html.escape(name)}</h3>'
        f"<pre>{_pretty(schema)}</pre></section>"
        for name, schema in sorted(description["components"]["schemas"].items())
    ]
    return _FRAME.format(
        style=_STYLE, sections="\n".join(sections), shapes="\n".join(shapes)
    )


def _section(method: str, path: str, entry: dict[str, Any]) -> str:
    scope = entry.get("x-scope")
    needs = {None: "no token", FIRST_PARTY: "a session"}.get(scope, f"scope {scope}")
    body = entry.get("requestBody", {}).get("content", {})
    parts = [
        f"<h3><code>{method.upper()} {html.escape(path)}</code></h3>",
        f"<p>{html.escape(entry['summary'])}. Needs {html.escape(needs)}.</p>",
    ]
    query = [one for one in entry["parameters"] if one["in"] != "path"]
    if query:
        names = ", ".join(f"{one['name']} ({one['in']})" for one in query)
        parts.append(f"<p>Parameters: {html.escape(names)}</p>")
    if body:
        parts.append(_details("Request", body))
    for status, reply in entry["responses"].items():
        if status != "default":
            parts.append(_details(f"Reply {status}", reply.get("content", {})))
    return f"<section>{''.join(parts)}</section>"


def _details(title: str, content: dict[str, Any]) -> str:
    shown = content.get("application/json", {}).get("schema") or list(content)
    if not shown:
        return f"<p>{title}: no body</p>"
    return f"<details><summary>{title}</summary><pre>{_pretty(shown)}</pre></details>"


def _pretty(schema: Any) -> str:
    text = html.escape(json.dumps(schema, indent=1), quote=False)
    return re.sub(r'"#/components/schemas/(\w+)"', r'<a href="#\1">"\1"</a>', text)


_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; color: #1c1c1c; background: #fdfcf9; }
section { border-top: 1px solid #ddd6c8; padding: .5rem 0; }
h3 { margin: .5rem 0; } p { margin: .25rem 0; }
pre { overflow-x: auto; background: #f3efe6; padding: .75rem; font-size: .85rem; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Pierglass API</title>
<meta name="viewport" content="width=device-width"><style>{style}</style></head>
<body><h1>Pierglass API</h1>
<p>Generated from the code; the same as data: <a href="/openapi.json">openapi.json</a>.
Errors have one form: <a href="#Error">Error</a>.</p>
<h2>Operations</h2>
{sections}
<h2>Shapes</h2>
{shapes}
</body></html>
"""
