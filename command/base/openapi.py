"""The OpenAPI 3.1 document, drawn from the route tables so that it cannot lag behind them.

Bodies and answers come from their msgspec types. Refuses to know any room.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from command.base.http import Endpoint

REF = "#/components/schemas/{name}"
PROBLEM = {"$ref": REF.format(name="Problem")}
_PARAMETER = re.compile(r"{(?P<name>[a-z_]+)(?::(?P<kind>[a-z]+))?}")
_KINDS = {"int": {"type": "integer", "minimum": 0}, "path": {"type": "string"}}
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Made by the client, unique per account: asked twice, it is done once.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,100}$"},
}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "A problem document (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail", "request"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "request": {"type": "string"},
        "field": {"type": "string", "description": "The input that caused it."},
    },
}


def openapi(table: Sequence[Endpoint], version: str) -> dict[str, Any]:
    """The document as builtins."""
    types = [
        kind
        for line in table
        for kind in (line.body, line.query, line.returns)
        if kind is not None and kind is not bytes
    ]
    schemas, components = msgspec.json.schema_components(types, ref_template=REF)
    described = dict(zip(map(id, types), schemas, strict=True))
    for query in {id(line.query): line.query for line in table if line.query is not None}:
        # its own name may be shared by two rooms
        name = described[query]["$ref"].removeprefix(REF.format(name=""))
        described[query] = components[name]
    paths: dict[str, dict[str, Any]] = {}
    for line in table:
        paths.setdefault(_plain(line.path), {})[line.method.lower()] = _operation(line, described)
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Yushan", "version": version, "license": {"name": "Apache-2.0"}},
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": PROBLEM_SCHEMA},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-session"}
            },
        },
    }
    translated: dict[str, Any] = _translated(document)
    return translated


def _translated(part: Any) -> Any:
    """Patterns as JSON Schema has them: its `$` is the very end, which is `\\Z` in Python."""
    if isinstance(part, dict):
        return {name: _translated_line(name, value) for name, value in part.items()}
    return [_translated(item) for item in part] if isinstance(part, list) else part


def _translated_line(name: str, value: Any) -> Any:
    if name == "pattern" and isinstance(value, str):
        return value.replace("\\Z", "$")
    return _translated(value)


def _plain(path: str) -> str:
    return _PARAMETER.sub(lambda match: "{" + match["name"] + "}", path)


def _operation(line: Endpoint, described: Mapping[int, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": line.summary,
        "operationId": re.sub(r"[^a-z0-9]+", "_", f"{line.method} {line.path}".lower()).strip("_"),
        "parameters": [*_path_parameters(line), *_query_parameters(line, described), *_key(line)],
        "responses": _responses(line, described),
        "x-permission": line.permission,
    }
    if line.permission is not None:
        operation["security"] = [{"session": []}]
    if line.body is not None:
        operation["requestBody"] = {"required": True, "content": _content(line, described)}
    return operation


def _path_parameters(line: Endpoint) -> Iterable[dict[str, Any]]:
    for match in _PARAMETER.finditer(line.path):
        schema = _KINDS.get(match["kind"] or "", {"type": "string"})
        yield {"name": match["name"], "in": "path", "required": True, "schema": schema}


def _query_parameters(line: Endpoint, described: Mapping[int, Any]) -> Iterable[dict[str, Any]]:
    if line.query is None:
        return
    schema = described[id(line.query)]
    for name, kind in schema["properties"].items():
        required = name in schema.get("required", ())
        yield {"name": name, "in": "query", "required": required, "schema": kind}


def _key(line: Endpoint) -> list[dict[str, Any]]:
    return [KEY_PARAMETER] if line.writes and line.keyed else []


def _content(line: Endpoint, described: Mapping[int, Any]) -> dict[str, Any]:
    raw = {"type": "string", "format": "binary", "maxLength": line.limit}
    schema = raw if line.body is bytes else described[id(line.body)]
    return {media: {"schema": schema} for media in line.media}


def _responses(line: Endpoint, described: Mapping[int, Any]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done"}
    if line.returns is bytes:
        good["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    elif line.returns is not None:
        good["content"] = {"application/json": {"schema": described[id(line.returns)]}}
    refused = {"application/problem+json": {"schema": PROBLEM}}
    return {
        str(line.status): good,
        "default": {"description": "Refused, in words", "content": refused},
    }
