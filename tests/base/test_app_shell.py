"""The shell around every request, seen from outside through the whole app."""

import httpx2


async def test_alive_and_ready(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    ready = await client.get("/readyz")
    assert ready.status_code == 200, ready.text
    assert ready.json()["checks"]["migrations"] == "ok"


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
