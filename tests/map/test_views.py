"""The map over HTTP: tags, packing, who may look, and counts that follow the scope."""

import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from command.accounts.session import authenticator
from command.base import http
from command.base.db import Database
from command.base.openapi import openapi
from command.map.views import ENDPOINTS
from tests.casework import stage as casework
from tests.casework.stage import Stage
from tests.cast import ROLES, TOWNSHIP, VILLAGE

PLAIN = {"accept-encoding": "identity"}
WATCHERS = {*ROLES, "wall"} - {"system_admin", "security_admin", "auditor"}


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """The county with its cast, casework and the map."""
    async with casework.opened(database) as opened:
        opened.app.router.routes.extend(http.routes(ENDPOINTS, authenticator(database)))
        yield opened


async def counts(stage: Stage, who: str) -> dict[str, Any]:
    answer = await stage.get(who, "/map/counts")
    assert answer.status_code == 200, answer.text
    return {item["place"]: item for item in answer.json()["items"]}


async def test_shell_is_anybodys_and_is_not_sent_twice(stage: Stage) -> None:
    answer = await stage.client.get("/map/shell.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "map_wall" in answer.text
    again = await stage.client.get(
        "/map/shell.js", headers={"if-none-match": f'"other", W/{answer.headers["etag"]}'}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]


async def test_layers_are_packed_for_whom_can_unpack_and_not_sent_twice(stage: Stage) -> None:
    headers = stage.cast.headers("duty")
    packed = await stage.client.get("/map/layers", headers={**headers, "accept-encoding": "gzip"})
    plain = await stage.client.get("/map/layers", headers={**headers, **PLAIN})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < len(gzip.compress(plain.content)) + 64
    tag = {"if-none-match": packed.headers["etag"]}
    assert (await stage.client.get("/map/layers", headers={**headers, **tag})).status_code == 304


async def test_county_outline_is_public_geography_for_every_watcher(stage: Stage) -> None:
    told = {who: await stage.get(who, "/map/layers") for who in ("duty", "village", "lead", "wall")}
    assert {answer.status_code for answer in told.values()} == {200}
    assert len({answer.content for answer in told.values()}) == 1
    document = json.loads(told["wall"].content)
    assert (len(document["townships"]), len(document["villages"])) == (18, 244)
    assert len(document["outline"]["polygons"]) == 1


@pytest.mark.parametrize("path", ["/map/layers", "/map/counts"])
async def test_only_watchers_look(stage: Stage, path: str) -> None:
    assert (await stage.client.get(path)).status_code == 401
    for who in {*ROLES, "wall"}:
        expected = 200 if who in WATCHERS else 403
        assert (await stage.get(who, path)).status_code == expected, who


async def test_counts_follow_the_scope(stage: Stage) -> None:
    await stage.report(type="wage_arrears", kind="petition", level=3)
    seen = await counts(stage, "duty")
    assert seen[VILLAGE]["open"] == [0, 0, 1, 0]
    assert seen[VILLAGE]["total"] == 1
    assert await counts(stage, "wall") == await counts(stage, "township") == seen
    assert await counts(stage, "other_township") == {}
    assert await counts(stage, "outsider") == {}


async def test_agency_counts_its_own_part(stage: Stage) -> None:
    case = (await stage.report(kind="incident"))["card"]
    lead = case["lead"]["agency"]
    assert lead == "rsj", "wages are the labour bureau's"
    assert sum((await counts(stage, "lead"))[VILLAGE]["open"]) == 1
    assert await counts(stage, "no_part") == {}


async def test_hidden_type_is_counted_in_its_township_only(stage: Stage) -> None:
    await stage.report(type="family", kind="dispute", headcount=2)
    assert set(await counts(stage, "duty")) == {TOWNSHIP}


async def test_missing_tile_is_an_empty_answer(stage: Stage) -> None:
    answer = await stage.client.get("/tiles/11/1697/850.png")
    assert (answer.status_code, answer.content) == (204, b"")


def test_routes_are_in_the_published_interface() -> None:
    paths = openapi(ENDPOINTS, "1")["paths"]
    assert set(paths) == {"/map/shell.js", "/map/layers", "/map/counts", "/tiles/{z}/{x}/{y}"}
