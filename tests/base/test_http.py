"""Bad input of every kind: always a 4xx problem document that names the field, never a 500."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

import httpx2
import msgspec
import pytest
from msgspec import Meta
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request

from command.base.db import Database
from command.base.http import SIGNED_IN, Call, Endpoint, Reply, routes
from command.base.http_shell import Shell
from command.base.metrics import Metrics

KEY = {"idempotency-key": "key-000001"}
JSON = {"content-type": "application/json", **KEY}


class Place(msgspec.Struct, forbid_unknown_fields=True):
    code: Annotated[str, Meta(pattern=r"^[0-9]{12}\Z")]
    lon: float = 0.0


class Report(msgspec.Struct, forbid_unknown_fields=True):
    kind: Literal["incident", "petition"]
    words: Annotated[str, Meta(min_length=2, max_length=2000)]
    headcount: Annotated[int, Meta(ge=0)] = 0
    place: Place | None = None
    seen_at: datetime | None = None
    born: date | None = None
    tags: list[str] = []
    more: Any = None


class Search(msgspec.Struct, forbid_unknown_fields=True):
    q: Annotated[str, Meta(min_length=1, max_length=20)]
    limit: Annotated[int, Meta(ge=1, le=50)] = 10
    near: float | None = None


@dataclass
class Someone:
    account_id: int = 7

    def may(self, verb: str) -> bool:
        return verb == "report"


async def echo(call: Call) -> Reply:
    return Reply(call.body, 201)


async def found(call: Call) -> Reply:
    return Reply(call.query)


async def one(call: Call) -> Reply:
    return Reply({"case": call.path["case_id"]})


async def measured(call: Call) -> Reply:
    return Reply({"bytes": len(call.body), "account": call.key.account_id if call.key else None})


async def failing(call: Call) -> Reply:
    raise RuntimeError("a secret of the house")


async def reading(call: Call) -> Reply:
    async with call.state.db.reading() as conn:
        return Reply({"one": await conn.fetchval("select 1")})


TABLE = (
    Endpoint("POST", "/reports", echo, "Report", "report", body=Report, status=201),
    Endpoint("POST", "/forbidden", echo, "Never", "close", body=Report),
    Endpoint("GET", "/search", found, "Search", SIGNED_IN, query=Search),
    Endpoint("GET", "/cases/{case_id:int}", one, "One", SIGNED_IN),
    Endpoint("GET", "/files/{name}", found, "File", SIGNED_IN, query=Search),
    Endpoint(
        "POST", "/photos", measured, "Photo", SIGNED_IN, bytes, media=("image/png",), limit=1000
    ),
    Endpoint("GET", "/failing", failing, "Fails", None),
    Endpoint("GET", "/reading", reading, "Reads", None),
)


async def signed_in(request: Request, at: datetime) -> Someone | None:
    return None if "anonymous" in request.headers else Someone()


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    shell = Middleware(Shell, metrics=Metrics(), hosts=["127.0.0.1"])
    app = Starlette(routes=[*routes(TABLE, signed_in)], middleware=[shell])
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1:8000"
    ) as opened:
        yield opened


async def post(client: httpx2.AsyncClient, raw: bytes | str, **headers: str) -> httpx2.Response:
    content = raw if isinstance(raw, bytes) else raw.encode("utf-8")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post("/reports", content=content, headers={**JSON, **named})


def a_report(**changes: Any) -> bytes:
    return msgspec.json.encode({"kind": "incident", "words": "有人聚集", **changes})


def told(answer: httpx2.Response) -> tuple[int, str, str | None]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    document = answer.json()
    assert document["status"] == answer.status_code
    assert document["title"]
    assert document["request"] == answer.headers["x-request-id"]
    return answer.status_code, document["code"], document.get("field")


def with_field(name: str, raw: str) -> str:
    return f'{{"kind":"incident","words":"有人聚集","{name}":{raw}}}'


BAD: dict[str, tuple[bytes | str, int, str]] = {
    "empty": ("", 400, "body"),
    "half": ('{"kind":', 400, "body"),
    "two documents": ("{} {}", 400, "body"),
    "not UTF-8": (b'{"kind":"incident","words":"\xd3\xf1\xc9\xbd"}', 400, "body"),
    "surrogate in UTF-8": (b'{"kind":"incident","words":"\xed\xa0\x80"}', 400, "body"),
    "a list": ("[]", 422, "body"),
    "a string": ('"incident"', 422, "body"),
    "null": ("null", 422, "body"),
    "missing": ('{"kind":"incident"}', 422, "words"),
    "unknown": (with_field("admin", "true"), 422, "admin"),
    "unknown inside": (with_field("place", '{"code":"361123002001","x":1}'), 422, "place.x"),
    "wrong type": (with_field("headcount", '"sixty"'), 422, "headcount"),
    "number as text": (with_field("headcount", '"60"'), 422, "headcount"),
    "true as number": (with_field("headcount", "true"), 422, "headcount"),
    "fraction": (with_field("headcount", "1.5"), 422, "headcount"),
    "below": (with_field("headcount", "-1"), 422, "headcount"),
    "no choice": ('{"kind":"party","words":"有人聚集"}', 422, "kind"),
    "too short": ('{"kind":"incident","words":"有"}', 422, "words"),
    "too long": (a_report(words="字" * 2001), 422, "words"),
    "sent twice": ('{"kind":"incident","words":"一一","words":"二二"}', 400, "words"),
    "twice inside": (with_field("more", '{"a":1,"a":2}'), 400, "a"),
    "twice, half character": (with_field("more", '{"\\ud800":1,"\\ud800":2}'), 400, "?"),
    "NUL": (a_report(words="有人\x00聚集"), 422, "words"),
    "escape": (a_report(words="有人\x1b[2J"), 422, "words"),
    "C1 control": (a_report(words="有人\x9b聚集"), 422, "words"),
    "line separator": (a_report(words="有人\u2028聚集"), 422, "words"),
    "reading order": (a_report(words="有人\u202e聚集"), 422, "words"),
    "control in a list": (a_report(tags=["好", "\x01"]), 422, "tags[1]"),
    "control deep": (a_report(more={"a": [{"b": "\x00"}]}), 422, "more.a[0].b"),
    "control in a name": (a_report(more={"a\x00": 1}), 422, "more"),
    "lone surrogate": (with_field("more", '"\\ud842"'), 422, "more"),
    "surrogates reversed": (with_field("more", '"\\udfb7\\ud842"'), 422, "more"),
    "surrogate in a name": (with_field("more", '{"\\ud800":1}'), 422, "more"),
    "full-width digits": (a_report(place={"code": "361123002００1"}), 422, "place.code"),
    "trailing newline": (a_report(place={"code": "361123002001\n"}), 422, "place.code"),
    "NaN": (with_field("place", '{"code":"361123002001","lon":NaN}'), 422, "place.lon"),
    "Infinity": (with_field("more", "-Infinity"), 422, "more"),
    "float too large": (with_field("more", "1e999"), 422, "more"),
    "int too large": (with_field("headcount", "9223372036854775808"), 422, "headcount"),
    "int far too large": (with_field("headcount", "9" * 5000), 422, "headcount"),
    "int far too small": (with_field("more", "-" + "9" * 5000), 422, "more"),
    "naive": (with_field("seen_at", '"2026-11-24T14:00:00"'), 422, "seen_at"),
    "no instant": (with_field("seen_at", '"yesterday"'), 422, "seen_at"),
    "year one": (with_field("seen_at", '"0001-01-01T00:00:00+14:00"'), 422, "seen_at"),
    "last year": (with_field("seen_at", '"9999-12-31T23:59:59-12:00"'), 422, "seen_at"),
    "old date": (with_field("born", '"0999-01-01"'), 422, "born"),
    "nested": (with_field("more", "[" * 30 + "]" * 30), 400, "more"),
    "nested deep": (with_field("more", "[" * 900 + "]" * 900), 400, "more"),
    "nested to the floor": ("[" * 100_000, 400, "body"),
    "objects to the floor": ('{"a":' * 50_000, 400, "body"),
}


@pytest.mark.parametrize("name", BAD)
async def test_bad_body_names_the_field(client: httpx2.AsyncClient, name: str) -> None:
    raw, status, field = BAD[name]
    answer = await post(client, raw)
    code = "malformed" if status == 400 else "invalid-input"
    answered = told(answer)
    assert answered[:2] == (status, code)
    named = (answered[2] or "").partition("[0]")[0] if "nested" in name else answered[2]
    assert named == field


GOOD = [
    "𠮷田村民",
    "𪚥龘",
    "👨‍👩‍👧 聚集",
    "第一行\n第二行\t列",
    "e\u0301",
    "<script>alert(1)</script>",
    "'; --",
]


@pytest.mark.parametrize("words", GOOD)
async def test_good_text_passes_unchanged(client: httpx2.AsyncClient, words: str) -> None:
    answer = await post(client, a_report(words=words))
    assert answer.status_code == 201, answer.text
    assert answer.json()["words"] == words


async def test_characters_outside_the_basic_plane_pass_as_escapes(
    client: httpx2.AsyncClient,
) -> None:
    answer = await post(client, '{"kind":"incident","words":"\\ud842\\udfb7田"}')
    assert answer.json()["words"] == "𠮷田"


async def test_instants_and_numbers_at_the_edge_pass(client: httpx2.AsyncClient) -> None:
    raw = a_report(seen_at="2026-11-24T14:00:00+08:00", headcount=2**63 - 1, born="1958-02-28")
    assert (await post(client, raw)).status_code == 201


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_another_content_type_is_refused(client: httpx2.AsyncClient, kind: str) -> None:
    answer = await post(client, a_report(), content_type=kind)
    assert told(answer) == (415, "wrong-media-type", "Content-Type")


async def test_content_type_parameters_do_not_matter(client: httpx2.AsyncClient) -> None:
    answer = await post(client, a_report(), content_type="Application/JSON; charset=utf-8")
    assert answer.status_code == 201


async def test_an_oversized_body_is_refused_before_it_is_read_to_its_end(
    client: httpx2.AsyncClient,
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 1
            yield b" " * 1024

    answer = await client.post("/reports", content=endless(), headers=JSON)
    assert told(answer)[:2] == (413, "too-large")
    assert answer.json()["limit"] == 256 * 1024
    photo = await client.post(
        "/photos", content=b"x" * 1001, headers={**KEY, "content-type": "image/png"}
    )
    assert photo.json()["limit"] == 1000


async def test_raw_content_within_the_limit_passes(client: httpx2.AsyncClient) -> None:
    answer = await client.post(
        "/photos", content=b"x" * 1000, headers={**KEY, "content-type": "image/png"}
    )
    assert answer.json() == {"bytes": 1000, "account": 7}


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 101, "with space", "键键键键键键键键", "key-00001\n"]
)
async def test_a_write_without_a_sound_key_is_refused(client: httpx2.AsyncClient, key: str) -> None:
    headers = httpx2.Headers([("content-type", "application/json")])
    if key:
        headers = httpx2.Headers(
            [(b"content-type", b"application/json"), (b"idempotency-key", key.encode())]
        )
    answer = await client.post("/reports", content=a_report(), headers=headers)
    assert told(answer) == (400, "malformed", "Idempotency-Key")


BAD_QUERIES = {
    "": "q",
    "q=": "q",
    "q=%E5%A4%9A%00": "q",
    "q=a&q=b": "q",
    "q=a&limit=0": "limit",
    "q=a&limit=many": "limit",
    "q=a&limit=" + "9" * 5000: "",
    "q=a&near=nan": "near",
    "q=a&near=1e999": "near",
    "q=a&other=1": "other",
    "q=" + "a" * 21: "q",
}


@pytest.mark.parametrize("query", BAD_QUERIES)
async def test_a_bad_query_names_the_parameter(client: httpx2.AsyncClient, query: str) -> None:
    status, _, field = told(await client.get(f"/search?{query}"))
    assert status in (400, 422)
    assert field
    assert field == (BAD_QUERIES[query] or field)


@pytest.mark.parametrize(
    "path",
    [
        "/cases/9223372036854775808",
        "/files/a%00b?q=a",
        "/files/%1b?q=a",
    ],
)
async def test_an_impossible_address_is_not_found(client: httpx2.AsyncClient, path: str) -> None:
    assert told(await client.get(path))[:2] == (404, "not-found")


async def test_an_endless_address_is_refused(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/cases/" + "9" * 5000)
    assert told(answer)[:2] == (414, "address-too-long")


async def test_a_stranger_is_asked_to_sign_in_and_a_colleague_is_told_the_verb(
    client: httpx2.AsyncClient,
) -> None:
    answer = await post(client, a_report(), anonymous="1")
    assert told(answer)[:2] == (401, "not-signed-in")
    answer = await client.post("/forbidden", content=a_report(), headers=JSON)
    assert told(answer)[:2] == (403, "not-permitted")
    assert answer.json()["verb"] == "close"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9000"},
    ],
)
async def test_a_write_from_another_site_is_refused(
    client: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/reports", content=a_report(), headers={**JSON, **headers})
    assert told(answer)[:2] == (403, "not-permitted")


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "same-origin"}, {"origin": "http://127.0.0.1:8000"}, {}],
)
async def test_a_write_from_our_own_pages_passes(
    client: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/reports", content=a_report(), headers={**JSON, **headers})
    assert answer.status_code == 201


async def test_titles_in_the_readers_language(client: httpx2.AsyncClient) -> None:
    chinese = await post(client, "")
    english = await post(client, "", accept_language="en-GB,en;q=0.8")
    assert chinese.json()["title"] == "请求格式有误"
    assert english.json()["title"] == "The request is malformed"


async def test_a_failure_of_ours_tells_nothing_of_the_inside(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/failing")
    assert told(answer)[:2] == (500, "internal-error")
    assert "secret" not in answer.text


async def test_a_full_pool_answers_503_with_a_time_to_come_back(database: Database) -> None:
    app = Starlette(
        routes=[*routes(TABLE, signed_in)], middleware=[Middleware(Shell, metrics=Metrics())]
    )
    app.state.db = database
    transport = httpx2.ASGITransport(app=app)
    release = asyncio.Event()
    taken = asyncio.Semaphore(0)

    async def hold() -> None:
        async with database.reading():
            taken.release()
            await release.wait()

    async with httpx2.AsyncClient(transport=transport, base_url="http://x") as client:
        async with asyncio.TaskGroup() as group:
            for _ in range(8):
                group.create_task(hold())
            for _ in range(8):
                await taken.acquire()
            answer = await client.get("/reading")
            release.set()
        assert told(answer)[:2] == (503, "database-busy")
        assert answer.headers["retry-after"] == "2"
        assert (await client.get("/reading")).json() == {"one": 1}
