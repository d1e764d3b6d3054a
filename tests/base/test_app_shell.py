"""The shell around every request, seen from outside through the whole app."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from command.app import create_app, hosts_of
from command.base import http_shell, logs
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.http_static import file_routes
from command.base.settings import Settings
from tests import vaults


async def test_alive_and_ready(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    ready = await client.get("/readyz")
    assert ready.status_code == 200, ready.text
    assert ready.json() == {
        "ready": True,
        "checks": dict.fromkeys(ready.json()["checks"], "ok"),
    }
    assert {"database", "migrations", "keeper", "places"} <= set(ready.json()["checks"])


async def test_a_loop_that_fails_is_named_by_readiness(
    app: Starlette, client: httpx2.AsyncClient
) -> None:
    app.state.loops[0].is_running = False
    app.state.loops[0].failure = "LookupError"
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"][app.state.loops[0].name] == "LookupError"


async def test_a_database_that_has_gone_is_not_ready_but_alive(
    app: Starlette, client: httpx2.AsyncClient
) -> None:
    database: Database = app.state.db
    await database.close()
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "does not answer"
    assert (await client.get("/healthz")).status_code == 200


async def test_an_unknown_address_is_a_problem_document(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/nothing/here")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "没有找到"
    assert answer.json()["request"] == answer.headers["x-request-id"]


async def test_another_method_is_refused_and_told_what_is_taken(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.delete("/healthz")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.json()["code"] == "method-not-allowed"


@pytest.mark.parametrize("path", ["/healthz", "/nothing", "/static/nothing.js", "/openapi.json"])
async def test_every_answer_carries_the_security_headers(
    client: httpx2.AsyncClient, path: str
) -> None:
    answer = await client.get(path)
    assert answer.headers["content-security-policy"] == (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none';"
        " frame-ancestors 'none'; form-action 'self'"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    asked = "camera=(self), microphone=(self), display-capture=(self)"
    assert answer.headers["permissions-policy"] == asked
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in answer.headers


async def test_under_tls_browsers_are_told_to_stay(app: Starlette) -> None:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://127.0.0.1") as client:
        answer = await client.get("/healthz")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_the_request_id_is_ours_and_new_each_time(client: httpx2.AsyncClient) -> None:
    forged = {"x-request-id": "forged\x1b"}
    first, second = [await client.get("/healthz", headers=forged) for _ in range(2)]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert len(first.headers["x-request-id"]) == 16


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "evil:80"])
async def test_another_host_name_is_refused(client: httpx2.AsyncClient, host: str) -> None:
    answer = await client.get("/healthz", headers={"host": host})
    assert answer.status_code == 421
    assert answer.json()["code"] == "wrong-host"


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000"])
async def test_our_own_names_are_answered(client: httpx2.AsyncClient, host: str) -> None:
    assert (await client.get("/healthz", headers={"host": host})).status_code == 200


def test_hosts_follow_the_bind_and_the_public_origins(tmp_path: Path) -> None:
    origins = ("https://centre.example:8443",)
    local = Settings(tmp_path)
    assert hosts_of(local) == {"127.0.0.1", "localhost", "::1"}
    assert "centre.example" in hosts_of(Settings(tmp_path, public_origins=origins))
    assert hosts_of(Settings(tmp_path, host="0.0.0.0")) == frozenset()
    assert "centre.example" in hosts_of(Settings(tmp_path, host="0.0.0.0", public_origins=origins))


async def test_metrics_count_routes_not_paths(client: httpx2.AsyncClient) -> None:
    await client.get("/api/photos/secret-name")
    await client.get("/wherever/secret-token")
    text = (await client.get("/metrics")).text
    assert 'yushan_requests_total{method="GET",route="unrouted",status="404"} 1.0' in text
    assert "yushan_request_seconds_bucket" in text
    assert "yushan_pool_common_busy" in text
    assert "secret" not in text


@pytest.fixture
def as_json() -> Iterator[None]:
    logs.configure(json=True)
    yield
    logs.configure(json=False, level="warning")


@pytest.mark.usefixtures("as_json")
async def test_a_log_line_has_id_route_status_and_time_and_no_query(
    client: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("httpx2").setLevel("WARNING")  # the client of this test is not ours
    answer = await client.get("/nothing?token=secret")
    written = capsys.readouterr().err
    line = json.loads(next(line for line in written.splitlines() if "answered" in line))
    assert line["request"] == answer.headers["x-request-id"]
    assert (line["route"], line["status"], line["method"]) == ("unrouted", 404, "GET")
    assert isinstance(line["ms"], float)
    assert line["account"] is None
    assert "secret" not in written


async def test_version_names_program_and_schema(client: httpx2.AsyncClient) -> None:
    told = (await client.get("/version")).json()
    assert told["schema"] >= 5
    assert told["version"]


async def test_vendored_files_are_kept_and_ours_asked_anew(client: httpx2.AsyncClient) -> None:
    kept = await client.get("/static/vendor/leaflet-1.9.4/leaflet.js")
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    ours = await client.get("/static/tsconfig.json")
    assert ours.headers["cache-control"] == "no-cache"
    again = await client.get(
        "/static/tsconfig.json", headers={"if-none-match": ours.headers["etag"]}
    )
    assert again.status_code == 304
    assert again.headers["cache-control"] == "no-cache"
    assert again.content == b""


async def test_files_are_sent_packed_to_those_who_take_it(client: httpx2.AsyncClient) -> None:
    path = "/static/vendor/leaflet-1.9.4/leaflet.js"
    plain = await client.get(path, headers={"accept-encoding": "identity"})
    packed = await client.get(path, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"
    assert packed.headers["content-security-policy"]


async def test_a_changed_file_and_a_changed_module_are_sent_anew(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    (folder / "js").mkdir(parents=True)
    page, module = folder / "desk.html", folder / "js" / "wall_main.js"
    page.write_text("old")
    module.write_text("let old;")
    app = Starlette(routes=file_routes(folder))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for path in ("/desk", "/static/modules/wall.js"):
            assert "old" in (await client.get(path)).text
        page.write_text("newer")
        module.write_text("let newer;")
        for path in ("/desk", "/static/modules/wall.js"):
            assert "newer" in (await client.get(path)).text


@pytest.mark.parametrize(
    "path", ["/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static/a%00b"]
)
async def test_files_outside_the_folder_are_not_found(
    client: httpx2.AsyncClient, path: str
) -> None:
    assert (await client.get(path)).status_code == 404


def test_host_names_without_their_port() -> None:
    given = ["a.example:80", "A.example", "[::1]:8000", "[::1]", "", "[::1"]
    names = [http_shell.host_name(text) for text in given]
    assert names == ["a.example", "a.example", "::1", "::1", "", "::1"]


async def test_an_app_may_live_twice(fresh: Addresses, tmp_path: Path) -> None:
    app = create_app(Settings(tmp_path), fresh, vault=vaults.shared())
    for _ in range(2):
        async with app.router.lifespan_context(app):
            assert len(app.state.places) == 0
