"""The documents are drawn from the tables, valid, and true to what is served."""

import re
from typing import Annotated, Any

import httpx2
import jsonschema_rs
import msgspec
import pytest
from msgspec import Meta

from command import app
from command.base.asyncapi import Channel, StreamMessage, asyncapi
from command.base.http import Call, Endpoint, Reply
from command.base.openapi import openapi


class Words(msgspec.Struct):
    words: Annotated[str, Meta(max_length=10)]


class Search(msgspec.Struct):
    q: Annotated[str, Meta(pattern=r"^[a-z]+\Z")]
    limit: Annotated[int, Meta(ge=1)] = 10


async def view(call: Call) -> Reply:
    return Reply()


TABLE = (
    Endpoint("POST", "/cases/{case_id:int}/close", view, "Close", "close", body=Words, status=201),
    Endpoint("GET", "/search", view, "Search", None, query=Search, returns=Words),
    Endpoint("POST", "/photos", view, "Photo", "report", body=bytes, media=("image/png",)),
)


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_a_line_of_the_table_becomes_an_operation() -> None:
    close = openapi(TABLE, "1")["paths"]["/cases/{case_id}/close"]["post"]
    assert close["x-permission"] == "close"
    assert [p["name"] for p in close["parameters"]] == ["case_id", "Idempotency-Key"]
    assert close["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Words"
    }
    assert set(close["responses"]) == {"201", "default"}


def test_query_parameters_say_which_are_required() -> None:
    search = openapi(TABLE, "1")["paths"]["/search"]["get"]
    assert [(p["name"], p["required"]) for p in search["parameters"]] == [
        ("q", True),
        ("limit", False),
    ]
    assert "security" not in search


def test_patterns_are_those_of_json_schema() -> None:
    document = openapi(TABLE, "1")
    assert document["paths"]["/search"]["get"]["parameters"][0]["schema"]["pattern"] == "^[a-z]+$"


def test_raw_content_says_its_type_and_size() -> None:
    photo = openapi(TABLE, "1")["paths"]["/photos"]["post"]
    assert photo["requestBody"]["content"]["image/png"]["schema"]["maxLength"] == 256 * 1024


async def test_the_served_document_names_every_route(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    told = {(method.upper(), path) for method, path, _ in operations(document)}
    served = {(line.method, re.sub(r":[a-z]+}", "}", line.path)) for line in app.endpoints()}
    assert told == served
    assert document["openapi"] == "3.1.0"


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    document = app.openapi_document()
    for name, schema in document["components"]["schemas"].items():
        jsonschema_rs.meta.validate(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        )
        assert name
    text = msgspec.json.encode(document).decode()
    wanted = set(re.findall(r"#/components/schemas/([A-Za-z0-9_.]+)", text))
    assert wanted <= set(document["components"]["schemas"])


def test_names_of_operations_are_unique() -> None:
    names = [operation["operationId"] for _, _, operation in operations(app.openapi_document())]
    assert len(names) == len(set(names))


def test_patterns_mean_the_same_everywhere() -> None:
    """`\\d` takes full-width digits and `$` a trailing newline in Python."""
    patterns = re.findall(r'"pattern":"([^"]*)"', msgspec.json.encode(bodies()).decode())
    assert [text for text in patterns if "\\d" in text or "\\w" in text] == []


def bodies() -> Any:
    types = [line.body for line in app.endpoints() if line.body not in (None, bytes)]
    types += [line.query for line in app.endpoints() if line.query is not None]
    return msgspec.json.schema_components(types)[1]


class Ack(msgspec.Struct):
    seq: int


class Hello(msgspec.Struct):
    epoch: str


STREAM = (
    StreamMessage("hello", "server", "First", Hello),
    StreamMessage("ack", "client", "Seen", Ack),
)


def test_the_stream_says_who_sends_what() -> None:
    document = asyncapi([Channel("live", "/live", "Frames", STREAM)], "1")
    assert document["asyncapi"] == "3.0.0"
    assert document["operations"]["sendFrames"]["messages"] == [
        {"$ref": "#/channels/live/messages/hello"}
    ]
    assert document["operations"]["receiveFrames"]["messages"] == [
        {"$ref": "#/channels/live/messages/ack"}
    ]
    assert document["components"]["schemas"]["Hello"]["properties"] == {"epoch": {"type": "string"}}


def test_a_side_that_says_nothing_has_no_operation() -> None:
    document = asyncapi([Channel("one", "/one", "Words", STREAM[:1])], "1")
    assert list(document["operations"]) == ["sendWords"]


async def test_the_lane_has_a_channel_of_its_own(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/asyncapi.json")).json()
    assert document["channels"]["sealed"] == {
        "address": "/sealed/live",
        "messages": {"open": {"$ref": "#/components/messages/open"}},
    }
    schemas = document["components"]["schemas"]
    item = schemas["Open"]["properties"]["items"]["items"]["$ref"].rpartition("/")[2]
    assert set(schemas[item]["properties"]) == {"id", "version"}


async def test_the_live_stream_is_described(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/asyncapi.json")).json()
    assert document["channels"]["live"]["address"] == "/live"
    assert {"hello", "snapshot", "event", "heartbeat"} <= set(document["components"]["messages"])


@pytest.mark.parametrize("path", ["/openapi.json", "/asyncapi.json"])
async def test_documents_are_public(client: httpx2.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 200
