"""A demo account as a user of the server: signs in over HTTP, keeps its session, asks.

Knows nothing of scripts. Runs in threads, so that the server it asks may be this process.
"""

import asyncio
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10.0
Body = Mapping[str, Any]


class NoAnswer(Exception):
    """The server did not answer, or answered no JSON."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: dict[str, Any]
    cookie: str = ""

    @property
    def is_done(self) -> bool:
        return self.status < 300

    @property
    def words(self) -> str:
        """What a refusal says."""
        return f"{self.status} {self.body.get('code', '')}: {self.body.get('detail', '')}"


class Client:
    """Everybody who plays, each with a session of their own, at one server."""

    def __init__(self, base_url: str, passwords: Mapping[str, str]) -> None:
        self._address = urlsplit(base_url)
        self._passwords = passwords
        self._cookies: dict[str, str] = {}

    async def get(self, login: str, path: str) -> Answer:
        return await self._as(login, "GET", path, None, {})

    async def post(self, login: str, path: str, body: Body, key: str) -> Answer:
        """Raises NoAnswer; a refusal is an answer."""
        return await self._as(login, "POST", path, body, {"Idempotency-Key": key})

    async def _as(
        self, login: str, method: str, path: str, body: Body | None, more: Mapping[str, str]
    ) -> Answer:
        answer = await self._signed_in(login)
        if answer is None:
            answer = await self._ask(method, path, body, {**more, "Cookie": self._cookies[login]})
        if answer.status == 401:
            self._cookies.pop(login, None)  # the session has ended: another one next time
        return answer

    async def _signed_in(self, login: str) -> Answer | None:
        """None once there is a session, else what the sign-in was refused with."""
        if login in self._cookies:
            return None
        given = {"login": login, "password": self._passwords.get(login, "")}
        answer = await self._ask("POST", "/api/session", given, {})
        if not answer.is_done:
            return answer
        self._cookies[login] = answer.cookie
        return None

    async def _ask(
        self, method: str, path: str, body: Body | None, headers: Mapping[str, str]
    ) -> Answer:
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            return await asyncio.to_thread(self._exchange, method, path, sent, dict(headers))
        except (OSError, http.client.HTTPException, ValueError) as failure:
            raise NoAnswer(f"{type(failure).__name__}: {failure}") from failure

    def _exchange(
        self, method: str, path: str, sent: bytes | None, headers: dict[str, str]
    ) -> Answer:
        named = {"Content-Type": "application/json", **headers} if sent is not None else headers
        connection = http.client.HTTPConnection(
            self._address.hostname or "127.0.0.1", self._address.port, timeout=TIMEOUT_SECONDS
        )
        try:
            connection.request(method, path, sent, named)
            response = connection.getresponse()
            content = response.read()
            cookies = response.headers.get_all("Set-Cookie") or [""]
        finally:
            connection.close()
        return Answer(response.status, json.loads(content or b"{}"), cookies[0].partition(";")[0])
