"""Bad input at every door that writes: a clear 4xx that names the field, and nothing breaks.

Sent by somebody whom the door lets in, for whoever stands outside is refused before anything is
read. What is no body at all must be refused; one hostile value in a fitting body may be taken.
"""

import copy
import json
import re
import secrets
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from msgspec import inspect

from command.app import endpoints
from command.base.http import JSON_BYTES, Endpoint
from tests.flows import access
from tests.flows.access import COLUMNS, About, Row
from tests.flows.test_access import ROWS, Doors, house

__all__ = ["house"]

pytestmark = pytest.mark.slow
NAMES_A_FIELD = (400, 413, 415, 422)
NO_BODY = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"x"',
    b"1",
    b"NaN",
    b'{"version":1,}',
    b"\xff\xfe",
    b'{"version":"\xed\xa0\x80"}',
    b"[" * 100_000,
    b'{"version":' * 20_000,
    b'{"version":"' + b"x" * JSON_BYTES + b'"}',
)
HOSTILE: tuple[Any, ...] = (
    None,
    -1,
    2**63,
    10**400,
    1.5,
    True,
    "",
    " " * 12,
    "a\x00b",
    "\ud800",
    "𠮷𠀀",
    "</script><script>alert(1)</script>",
    "x" * 100_000,
    [],
    {},
    ["\ud800"],
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59+14:00",
)
WRITING = [line for line in endpoints() if line.writes and line.body not in (None, bytes)]


def way_in(line: Endpoint) -> tuple[str, str]:
    """Relation and login of somebody for whom the reviewed file has `in`; where what it is about is
    not there, of somebody who may ask for it (`hid`)."""
    rows = [row for row in ROWS if row.door[:2] == (line.method, line.path)]
    ways = (_who(row, word) for word in ("in", "hid") for row in rows)
    return next(way for way in ways if way is not None)


def _who(row: Row, word: str) -> tuple[str, str] | None:
    for column in COLUMNS:
        login = access.who_stands(column, row.relation)
        if login is not None and row.cell(column) == word:
            return row.relation, login
    return None


def bodies(fitting: Any) -> Iterator[bytes]:
    yield from NO_BODY
    yield from (json.dumps(body).encode() for body in spoilt(fitting))


def spoilt(fitting: Any) -> Iterator[Any]:
    """The body with one value after the other replaced by each hostile one."""
    for way in list(_ways(fitting)):
        for value in HOSTILE:
            body = copy.deepcopy(fitting)
            holder = body
            for step in way[:-1]:
                holder = holder[step]
            holder[way[-1]] = value
            yield body


def _ways(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in steps:
        yield (*before, step)
        if isinstance(inner, dict | list):
            yield from _ways(inner, (*before, step))


def wrong_with(answer: httpx2.Response, sent: bytes) -> str:
    """What is wrong with an answer, in words; "" for a good one."""
    told = f"{answer.status_code} {answer.text[:200]} to {sent[:80]!r}"
    if answer.status_code >= 500:
        return told
    if answer.status_code in NAMES_A_FIELD and "field" not in answer.json():
        return f"no field: {told}"
    is_body = sent not in NO_BODY
    return "" if is_body or answer.status_code in (*NAMES_A_FIELD, 429) else f"taken: {told}"


async def _sent(
    house: Doors, line: Endpoint, raw: bytes, more: dict[str, str] | None = None
) -> httpx2.Response:
    relation, login = way_in(line)
    about = About(
        house.cases.get(relation, 0),
        house.receptions.get(relation, 0),
        house.matters.get(relation, ""),
    )
    cookie = {"stranger": "", "wall": house.wall, **house.guests}.get(login)
    if cookie is None:
        cookie = house.cast.person(login).cookie
    headers = {"idempotency-key": secrets.token_hex(8), "content-type": line.media[0]}
    headers |= {"cookie": cookie} if cookie else {}
    url = access.url_of(line, about, relation)
    return await house.client.request(
        line.method, url, content=raw, headers={**headers, **(more or {})}
    )


async def test_no_body_and_no_value_breaks_a_door(house: Doors) -> None:
    wrong = []
    for line in WRITING:
        for raw in bodies(access.body_of(line)):
            if words := wrong_with(await _sent(house, line, raw), raw):
                wrong.append(f"{line.method} {line.path}: {words}")
    assert len(WRITING) > 50
    assert wrong == [], "\n".join(wrong)


def must_write(kind: inspect.Type, way: str = "") -> Iterator[tuple[str, inspect.StrType]]:
    """Every text that needs two letters or more, wherever a body holds it."""
    if isinstance(kind, inspect.StrType) and (kind.min_length or 0) > 1:
        yield way, kind
    inner = [*getattr(kind, "types", ())]
    inner += [getattr(kind, name) for name in ("item_type", "value_type") if hasattr(kind, name)]
    for one in inner:
        yield from must_write(one, way)
    for field in getattr(kind, "fields", ()):
        yield from must_write(field.type, f"{way}.{field.encode_name}")


def test_blanks_are_no_text_where_text_must_be_written() -> None:
    demanded = [
        (f"{line.method} {line.path} {way}", kind)
        for line in WRITING
        for way, kind in must_write(inspect.type_info(line.body))
    ]
    assert len(demanded) > 60
    taken = [way for way, kind in demanded if re.search(kind.pattern or "", " " * 20 + "x")]
    assert taken == []


async def test_blanks_are_refused_by_name_at_every_door(house: Doors) -> None:
    sent = []
    for line in WRITING:
        fitting = access.body_of(line)
        demanded = {way for way, _ in must_write(inspect.type_info(line.body))}
        for way in demanded & {f".{name}" for name in fitting}:
            raw = json.dumps({**fitting, way[1:]: " " * 12}).encode()
            told = await _sent(house, line, raw)
            sent.append((line.path, way[1:], told.status_code, told.json().get("field")))
    assert len(sent) > 40
    wrong = [one for one in sent if one[2] not in (400, 422) or one[1] != one[3]]
    assert wrong == []


async def test_another_site_and_a_key_that_is_none_are_refused_by_name(house: Doors) -> None:
    found = []
    for line in WRITING:
        raw = json.dumps(access.body_of(line)).encode()
        foreign = await _sent(house, line, raw, {"origin": "https://elsewhere.example"})
        assert (foreign.status_code, foreign.json()["field"]) == (403, "Origin"), line.path
        if line.keyed:
            for key in ("", "short", "a b c d e f g h", "k" * 5_000):
                told = await _sent(house, line, raw, {"idempotency-key": key})
                found.append((told.status_code, told.json()["field"]))
    # A body that does not fit is told first; the reviewed doors have few such.
    assert found.count((400, "Idempotency-Key")) > 0.9 * len(found), found
