"""The list with its ETag and the search, through the route wrapper."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from command.base import http
from command.places.book import PlaceBook
from command.places.views import ENDPOINTS
from tests.places.county_stage import yushan


@dataclass(frozen=True)
class Somebody:
    account_id: int = 1

    def may(self, verb: str, /) -> bool:
        return False


async def _authenticate(request: Request, at: datetime) -> Somebody | None:
    return Somebody() if request.headers.get("x-test-signed") else None


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    app = Starlette(routes=http.routes(ENDPOINTS, _authenticate))
    app.state.places = PlaceBook(yushan().places, version=3)
    transport = httpx2.ASGITransport(app=app)
    headers = {"x-test-signed": "yes"}
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://test", headers=headers
    ) as opened:
        yield opened


async def test_list_holds_every_place_with_its_precision(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/places")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["version"], len(body["items"])) == (3, 263)
    fenglin = next(item for item in body["items"] if item["code"] == "361123112")
    assert fenglin == {
        "code": "361123112",
        "name": "枫林镇",
        "short": "枫林镇",
        "kind": "镇",
        "level": "township",
        "lon": None,
        "lat": None,
        "precision": "none",
        "parent": "361123",
    }


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
async def test_known_version_is_not_sent_again(client: httpx2.AsyncClient, form: str) -> None:
    tag = (await client.get("/api/places")).headers["etag"]
    again = await client.get("/api/places", headers={"if-none-match": form.format(tag)})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag


async def test_another_version_and_another_county_have_another_tag(
    client: httpx2.AsyncClient,
) -> None:
    tag = (await client.get("/api/places")).headers["etag"]
    digest = PlaceBook(yushan().places[1:], version=3).digest
    for other in (tag.replace("3-", "2-", 1), f'"3-{digest}"'):
        answer = await client.get("/api/places", headers={"if-none-match": other})
        assert len(answer.json()["items"]) == 263


async def test_search_answers_with_path_and_reason(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/places/search", params={"q": "wanliuzhou", "limit": 3})
    assert answer.json() == {
        "items": [
            {"code": "361123002001", "path": "冰溪街道 · 万柳洲社区", "why": "pinyin"},
        ]
    }


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "x" * 41}, "q"),
        ({"q": "a", "limit": "0"}, "limit"),
        ({"q": "a", "limit": "51"}, "limit"),
        ({"q": "a", "limit": "many"}, "limit"),
        ({"q": "a", "page": "2"}, "page"),
        ({"q": "\x00"}, "q"),
    ],
)
async def test_bad_search_names_the_field(
    client: httpx2.AsyncClient, params: dict[str, str], field: str
) -> None:
    answer = await client.get("/api/places/search", params=params)
    assert answer.status_code == 422
    assert answer.json()["field"] == field


@pytest.mark.parametrize("path", ["/api/places", "/api/places/search?q=a"])
async def test_stranger_gets_nothing(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers={"x-test-signed": ""})
    assert answer.status_code == 401
    assert "items" not in answer.json()
