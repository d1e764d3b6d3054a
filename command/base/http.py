"""One route table, one wrapper: what every request goes through before a view sees it.

A view is `async def view(call: Call) -> Reply`. The wrapper signs in, checks the route's verb,
the content type and size, decodes, keeps out what validates but hurts later, and turns refusals
into problem documents. It refuses to know any room.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from command.base import clock, words
from command.base.decoding import decode_body, decode_query, invalid, refuse_harmful
from command.base.idempotency import RequestKey
from command.base.problem import (
    DatabaseBusy,
    Malformed,
    NotFound,
    NotPermitted,
    NotSignedIn,
    Refusal,
    TooLarge,
    WrongMediaType,
)
from command.base.reading import Reading
from command.base.words import Words

__all__ = [
    "SIGNED_IN",
    "Authenticate",
    "Call",
    "Endpoint",
    "Reply",
    "Request",
    "Signed",
    "Witnessing",
    "document",
    "invalid",
    "problem",
    "refuse_harmful",
    "routes",
]

JSON_BYTES = 256 * 1024
ECHOED = 300
KEY = re.compile(r"^[A-Za-z0-9_-]{8,100}\Z")


class Signed(Protocol):
    """What the wrapper needs to know of whoever is signed in."""

    @property
    def account_id(self) -> int: ...

    def may(self, verb: str, /) -> bool: ...


Authenticate = Callable[[Request, datetime], Awaitable[Signed | None]]


@dataclass(frozen=True, slots=True)
class Call:
    """A request after the wrapper: `at` is the one reading of the clock."""

    request: Request
    at: datetime
    actor: Any = None
    body: Any = None
    query: Any = None
    key: RequestKey | None = None

    @property
    def path(self) -> Mapping[str, Any]:
        return self.request.path_params

    @property
    def state(self) -> Any:
        """What the app put at hand: `db`, `settings`, ..."""
        return self.request.app.state

    @property
    def origin(self) -> str:
        """Where people's browsers find the house: the first one named, else as they came."""
        named = self.state.settings.public_origins
        url = self.request.url
        return str(named[0]) if named else f"{url.scheme}://{url.netloc}"


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` is a struct or builtins (sent as JSON), or bytes with `media_type`."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One line of the route table.

    `permission` is a verb, `SIGNED_IN`, or None for everybody. `body` and `query` are msgspec
    types; a body type of `bytes` takes raw content of one of `media` up to `limit` bytes.
    A writing method needs an `Idempotency-Key` unless `keyed` is False. `audit` is what kind of
    reading it is; every route that writes is a deed unless it says otherwise.
    """

    method: str
    path: str
    view: Callable[[Call], Awaitable[Reply]]
    summary: str
    permission: str | None
    body: Any = None
    query: Any = None
    returns: Any = None
    status: int = 200
    media: tuple[str, ...] = ("application/json",)
    limit: int = JSON_BYTES
    keyed: bool = True
    audit: Reading | None = None

    @property
    def writes(self) -> bool:
        return self.method not in ("GET", "HEAD")


class Witnessing(Protocol):
    """Who puts on record what is read and what is refused; handed in, for we know no room."""

    async def read(self, call: Call, line: Endpoint, reply: Reply, /) -> None: ...

    async def refused(
        self, request: Request, line: Endpoint, why: Refusal, at: datetime, /
    ) -> None: ...


SIGNED_IN = "signed_in"


def routes(
    table: Sequence[Endpoint], authenticate: Authenticate, witness: Witnessing | None = None
) -> list[Route]:
    """Starlette routes for the table, each behind the wrapper; a house is never without witness."""
    return [
        Route(
            line.path,
            _wrapped(line, authenticate, witness),
            methods=[line.method],
            name=_name(line),
        )
        for line in table
    ]


def _name(line: Endpoint) -> str:
    return f"{line.method} {line.path}"


def _wrapped(
    line: Endpoint, authenticate: Authenticate, witness: Witnessing | None
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        at = clock.now()
        words.read_in(request.headers.get("accept-language", ""))
        try:
            call = await _call(line, authenticate, request, at)
            reply = await line.view(call)
            if witness is not None:
                await witness.read(call, line, reply)  # on record before anything leaves
            return _response(reply)
        except Refusal as refusal:
            return problem(await _recorded(witness, request, line, refusal, at), request)
        except ClientDisconnect:
            return Response(status_code=400)

    return answer


async def _recorded(
    witness: Witnessing | None, request: Request, line: Endpoint, why: Refusal, at: datetime
) -> Refusal:
    """The refusal to answer with: nobody learns what cannot be put on record."""
    try:
        if witness is not None:
            await witness.refused(request, line, why, at)
    except DatabaseBusy as busy:
        return busy
    return why


async def _call(line: Endpoint, authenticate: Authenticate, request: Request, at: datetime) -> Call:
    _refuse_harmful_path(request)
    actor = await _permitted(line, authenticate, request, at)
    raw = await _raw_body(line, request)
    return Call(
        request=request,
        at=at,
        actor=actor,
        body=_decoded_body(line, raw),
        query=_decoded_query(line, request),
        key=_request_key(line, request, actor, raw) if line.writes and line.keyed else None,
    )


async def _permitted(
    line: Endpoint, authenticate: Authenticate, request: Request, at: datetime
) -> Signed | None:
    _refuse_other_origin(line, request)
    if line.permission is None:
        return None
    actor = await authenticate(request, at)
    if actor is None:
        raise NotSignedIn()
    request.scope["actor"] = actor
    request.scope["account_id"] = actor.account_id
    if line.permission != SIGNED_IN and not actor.may(line.permission):
        raise NotPermitted(extra={"verb": line.permission})
    return actor


def _refuse_other_origin(line: Endpoint, request: Request) -> None:
    """A browser's write must come from our own pages: cookies travel by themselves.

    Browsers say where a request comes from; what is no browser says nothing and has no cookie.
    """
    if not line.writes:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    foreign = site not in ("same-origin", "none") if site else _is_foreign(origin, host)
    if foreign:
        said = Words("请求来自其他网站", "The request comes from another site")
        raise NotPermitted(said, field="Origin")


def _is_foreign(origin: str | None, host: str) -> bool:
    return origin is not None and urlsplit(origin).netloc != host


async def _raw_body(line: Endpoint, request: Request) -> bytes:
    if line.body is None:
        return b""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in line.media:
        raise WrongMediaType(_either(line.media), field="Content-Type")
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > line.limit:
            said = Words(f"最多{line.limit}字节", f"At most {line.limit} bytes")
            raise TooLarge(said, field="body", extra={"limit": line.limit})
        chunks.append(chunk)
    return b"".join(chunks)


def _either(media: Sequence[str]) -> Words:
    return Words(f"请发送{'或'.join(media)}", f"Send {' or '.join(media)}")


def _decoded_body(line: Endpoint, raw: bytes) -> Any:
    if line.body is None or line.body is bytes:
        return raw if line.body is bytes else None
    return decode_body(raw, line.body)


def _decoded_query(line: Endpoint, request: Request) -> Any:
    if line.query is None:
        return None
    return decode_query(request.query_params.multi_items(), line.query)


def _refuse_harmful_path(request: Request) -> None:
    """No address holds such a number or sign, so there is nothing to be found."""
    try:
        refuse_harmful(dict(request.path_params))
    except Refusal as harmful:
        raise NotFound() from harmful


def _request_key(line: Endpoint, request: Request, actor: Any, raw: bytes) -> RequestKey:
    key = request.headers.get("idempotency-key", "")
    if not KEY.match(key):
        said = Words("应为8至100个字母、数字、-或_", "Send 8 to 100 letters, digits, - or _")
        raise Malformed(said, field="Idempotency-Key")
    target = f"{line.method} {request.url.path}\n".encode()
    return RequestKey(
        account_id=actor.account_id if actor else 0,
        key=key,
        fingerprint=hashlib.sha256(target + raw).digest(),
    )


def _response(reply: Reply) -> Response:
    content = reply.body
    if reply.media_type == "application/json" and not isinstance(content, bytes):
        content = b"" if content is None else words.encode(content)
    return Response(content, reply.status, headers=dict(reply.headers), media_type=reply.media_type)


def problem(refusal: Refusal, request: Request) -> Response:
    """The refusal as a response; 429 and 503 say when to come back."""
    words.read_in(request.headers.get("accept-language", ""))
    headers = {"retry-after": "2"} if refusal.status in (429, 503) else {}
    return Response(
        document(refusal, request.scope.get("request_id", "")),
        refusal.status,
        headers=headers,
        media_type="application/problem+json",
    )


def document(refusal: Refusal, request_id: str) -> bytes:
    """A problem document (RFC 9457) in the reader's language, Chinese by default."""
    told: dict[str, Any] = {
        **refusal.extra,
        "type": f"/problems/{refusal.code}",
        "title": words.spoken(refusal.title),
        "status": refusal.status,
        "code": refusal.code,
        "detail": _printable(words.spoken(refusal.detail)),
        "request": request_id,
    }
    if refusal.field is not None:
        told["field"] = _printable(refusal.field)
    return words.encode(told)


def _printable(text: str) -> str:
    """What a client sent, fit to be sent back: short, and without half characters."""
    return text[:ECHOED].encode("utf-8", "replace").decode()
