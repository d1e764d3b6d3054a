"""The app: the one file that knows every room, joins their route tables and keeps their loops.

Refuses to decide anything: rooms do the work, `command.base` does the frame.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route

from command.accounts import session, streams
from command.accounts import views as accounts
from command.accounts.role import Role
from command.accounts.seal import Seal
from command.assessment import reader as assessment_reader
from command.assessment import views as assessment
from command.audit import keeper as audit_keeper
from command.audit import views as audit
from command.audit.checkpoint import Signer
from command.audit.witness import Witness
from command.base import clock, health, http
from command.base.addresses import Addresses
from command.base.asyncapi import Channel, asyncapi
from command.base.db import Address, Database
from command.base.http import Call, Endpoint, Reply
from command.base.http_shell import Shell
from command.base.http_static import file_routes
from command.base.metrics import Metrics
from command.base.openapi import openapi
from command.base.problem import DatabaseBusy, Malformed, MethodNotAllowed, NotFound, Refusal
from command.base.reading import Reading
from command.base.settings import LOCAL_HOSTS, Settings
from command.base.upkeep import Loop, keep_running
from command.casework import keeper, watching
from command.casework import views as casework
from command.documents import views as documents
from command.identity.vault import Vault
from command.ledger import views as ledger
from command.live import socket as live
from command.live.live import Live
from command.live.snapshot import READERS
from command.map import views as map_views
from command.places import book
from command.places import views as places
from command.places.book import PlaceBook
from command.portal import views as portal
from command.portal.tries import FILINGS, HOUR, Tries
from command.sealed import keeper as sealed_keeper
from command.sealed import socket as sealed_socket
from command.sealed import views as sealed
from command.sealed.envelope import Envelope
from command.video import socket as video_socket
from command.video import views as video
from command.video.ground import Ground
from command.video.ice import Relays
from command.video.media.embedded import EmbeddedEngine
from command.video.media.engine import MediaEngine
from command.video.signal import SIGNALS
from command.video.signalling import Signalling

PLACES, KEEPER, SESSIONS, STREAM, MEDIA = "places", "keeper", "sessions", "stream", "media"
ROOMS, AUDIT, ASSESSMENT, LANE, RULES = "rooms", "audit", "assessment", "lane", "rules"
HALL = 3  # connections for guests of receptions
AUDITORS = 2  # connections of those who read the audit
PLACES_SECONDS = 5.0
FRESH_SECONDS = 10.0
START_SECONDS = 20.0
FIRST_PAGES = {
    Role.KIOSK: "/wall",
    Role.COUNTY_LEADER: "/wall",
    Role.VILLAGE_CADRE: "/phone",
    Role.SYSTEM_ADMIN: "/admin",
    Role.SECURITY_ADMIN: "/admin",
    Role.AUDITOR: "/audit",
}


def create_app(
    settings: Settings,
    addresses: Addresses,
    *,
    vault: Vault | None = None,
    loops: bool = True,
    engine: MediaEngine | None = None,
) -> Starlette:
    """The whole centre as one ASGI app; its lifespan opens the pools and starts the loops.

    Without a `vault` it is asked at the socket of the settings, whoever started it.
    `loops=False` leaves the keeper out, for tests that move the clock themselves. Without an
    `engine` media goes through the workers of the settings, whoever starts them.
    """
    metrics = Metrics()
    app = Starlette(
        routes=_routes(settings),
        middleware=[Middleware(Shell, metrics=metrics, hosts=hosts_of(settings))],
        exception_handlers={HTTPException: _http_problem},
        lifespan=partial(_lifespan, addresses=addresses, with_loops=loops),
    )
    app.state.settings = settings
    app.state.vault = vault or Vault(settings.vault_at)
    app.state.seal = Seal.of(settings.sealing_keys)
    app.state.envelope = Envelope.of(settings.sealing_keys)
    app.state.signer = Signer.of(settings.keys)
    app.state.metrics = metrics
    app.state.tries = Tries()
    app.state.filings = Tries(FILINGS, HOUR)
    app.state.engine = engine or EmbeddedEngine(settings.media_sockets)
    app.state.loops = []
    return app


def hosts_of(settings: Settings) -> frozenset[str]:
    """Names the server answers to: its own and the public ones; any name when it serves a LAN."""
    named = frozenset(urlsplit(origin).hostname or "" for origin in settings.public_origins)
    if settings.is_local:
        return LOCAL_HOSTS | named
    return named | LOCAL_HOSTS if named else frozenset()


def endpoints() -> tuple[Endpoint, ...]:
    """The route table of the whole house."""
    return (
        *health.ENDPOINTS,
        *DOCUMENTS,
        *accounts.ENDPOINTS,
        *places.ENDPOINTS,
        *casework.ENDPOINTS,
        *ledger.ENDPOINTS,
        *assessment.ENDPOINTS,
        *documents.ENDPOINTS,
        *map_views.ENDPOINTS,
        *video.ENDPOINTS,
        *audit.ENDPOINTS,
        *sealed.ENDPOINTS,
        *portal.ENDPOINTS,
    )


def _routes(settings: Settings) -> list[BaseRoute]:
    return [
        Route("/", _front, methods=["GET"], name="front"),
        *http.routes(endpoints(), _authenticate, Witness(_database)),
        *live.ROUTES,
        *video_socket.ROUTES,
        *sealed_socket.ROUTES,
        *file_routes(settings.static),
    ]


async def _authenticate(request: Request, at: datetime) -> Any:
    return await request.app.state.authenticate(request, at)


def _database(request: Request) -> Database:
    db: Database = request.app.state.db
    return db


async def _front(request: Request) -> Response:
    """Everybody's own first page; a stranger signs in."""
    try:
        actor = await _authenticate(request, clock.now())
    except session.SecondFactorRequired:
        return RedirectResponse("/me", 303, headers={"cache-control": "no-store"})
    except Refusal as refusal:
        return http.problem(refusal, request)
    page = FIRST_PAGES.get(actor.role, "/desk") if actor else "/signin"
    return RedirectResponse(page, 303, headers={"cache-control": "no-store"})


# Documents of the interfaces


CHANNELS = (
    Channel("live", "/live", "Frames", live.MESSAGES),
    Channel("reception", "/reception/{reception}/signal", "Signals", SIGNALS),
    Channel("sealed", "/sealed/live", "Open", sealed_socket.MESSAGES),
)


def openapi_document() -> dict[str, Any]:
    return openapi(endpoints(), health.version())


def asyncapi_document() -> dict[str, Any]:
    return asyncapi(CHANNELS, health.version())


async def show_openapi(call: Call) -> Reply:
    return Reply(openapi_document())


async def show_asyncapi(call: Call) -> Reply:
    return Reply(asyncapi_document())


DOCUMENTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/openapi.json",
        show_openapi,
        "This interface, as OpenAPI 3.1",
        None,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "GET",
        "/asyncapi.json",
        show_asyncapi,
        "The sockets, as AsyncAPI 3",
        None,
        audit=Reading.OPEN,
    ),
)


# The life of the app


@asynccontextmanager
async def _lifespan(app: Starlette, addresses: Addresses, with_loops: bool) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        db = await _opened(stack, addresses.web)
        stream = await _opened(stack, addresses.stream, size=READERS, reserved=0)
        hall = await _opened(stack, addresses.hall, size=HALL, reserved=0)
        await _furnish(app, db, stream, hall)
        stack.push_async_callback(app.state.vault.close)
        app.state.keeping = await _opened(stack, addresses.keeper, size=3, reserved=1)
        app.state.audit = await _opened(stack, addresses.auditor, size=AUDITORS, reserved=0)
        works: dict[str, Callable[[], Awaitable[None]]] = {
            PLACES: partial(_follow_places, app.state, db),
            STREAM: partial(_stream, app.state.live),
            ROOMS: app.state.signalling.run,
        }
        if isinstance(app.state.engine, EmbeddedEngine):
            works[MEDIA] = app.state.engine.run
        if with_loops:
            own = app.state.keeping
            works[KEEPER] = partial(keeper.run, own, asyncio.Event())
            works[AUDIT] = partial(audit_keeper.run, own, app.state.signer, asyncio.Event())
            works[LANE] = partial(sealed_keeper.run, own, asyncio.Event())
            works[RULES] = partial(watching.run, own, asyncio.Event())
            days = app.state.settings.appeal_days
            works[ASSESSMENT] = partial(assessment_reader.run, own, asyncio.Event(), days)
        if with_loops:
            await stack.enter_async_context(_shell_in_time(app.state.places))
        async with _loops(app, works):
            async with asyncio.timeout(START_SECONDS):
                await app.state.live.hub.known.wait()
            yield


async def _opened(stack: AsyncExitStack, address: Address, **sizes: int) -> Database:
    """Pools of one login, closed with the app."""
    opened = await Database.open(address, **sizes)
    stack.push_async_callback(opened.close)
    return opened


async def _furnish(app: Starlette, db: Database, stream: Database, hall: Database) -> None:
    """What views find in the state: the database, who is there, the places, the stream."""
    app.state.db = db
    app.state.authenticate = session.authenticator(db)
    present, keep = partial(session.actor_of, db=db), partial(streams.keep, db, live.PATH)
    app.state.live = Live(stream, stream.address, present, record=keep)
    app.state.signalling = _signalling(app.state, db, hall)
    app.state.checks = {
        "tail": partial(_tail, app.state.live),
        "vault": app.state.vault.says,
    }
    async with db.reading() as conn:
        app.state.places = await book.load(conn)
    _offer(app.state.metrics, db)
    _offer_media(app.state.metrics, app.state.engine)
    app.state.live.offer_to(app.state.metrics)


def _signalling(state: State, db: Database, hall: Database) -> Signalling:
    """The rooms of receptions; the places are looked up when a room opens."""
    relays = Relays(state.settings.turn_urls, state.settings.turn_secret)
    present = partial(session.actor_of, db=db)
    return Signalling(Ground(db, hall), state.engine, present, lambda: state.places, relays)


@asynccontextmanager
async def _loops(
    app: Starlette, works: Mapping[str, Callable[[], Awaitable[None]]]
) -> AsyncIterator[None]:
    """Every loop has an owner here, which cancels it when the app ends."""
    app.state.loops = [Loop(name) for name in works]
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(keep_running(loop, works[loop.name]), name=loop.name)
            for loop in app.state.loops
        ]
        await asyncio.sleep(0)  # each has begun before the first request
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


@asynccontextmanager
async def _shell_in_time(book: PlaceBook) -> AsyncIterator[None]:
    """The map's shell is written meanwhile; whoever asks for it hears when that fails."""
    written = asyncio.create_task(map_views.written_shell(book))
    try:
        yield
    finally:
        written.cancel()
        await asyncio.gather(written, return_exceptions=True)


async def _stream(stream: Live) -> None:
    """Follow the journal and write to the screens until cancelled."""
    async with stream.running():
        await asyncio.Event().wait()


def _tail(stream: Live) -> str:
    age = stream.figure("age_seconds")
    return f"{age:.0f} s behind" if age > FRESH_SECONDS else health.OK


async def _follow_places(state: State, db: Database) -> None:
    """Take a survey that another process has loaded, within seconds."""
    while True:
        with suppress(DatabaseBusy):
            async with db.reading() as conn:
                state.places = await book.newest(conn, state.places)
        await asyncio.sleep(PLACES_SECONDS)


def _offer(metrics: Metrics, db: Database) -> None:
    """Pool usage as gauges, by lane."""
    for name in db.usage():
        metrics.offer(f"pool_{name}", f"Database connections: {name}", partial(_usage, db, name))


def _offer_media(metrics: Metrics, engine: MediaEngine) -> None:
    """What the media workers said in their last heartbeat, summed; of the lag the worst."""
    loads = engine.load
    metrics.offer("media_workers", "Media workers that answer", lambda: len(loads()))
    metrics.offer("media_rooms", "Rooms", lambda: sum(one.rooms for one in loads()))
    metrics.offer("media_seats", "Seats in rooms", lambda: sum(one.seats for one in loads()))
    metrics.offer(
        "media_packets_per_second",
        "Packets in",
        lambda: sum(one.packets_per_second for one in loads()),
    )
    metrics.offer("media_cpu", "Cores in use", lambda: sum(one.cpu for one in loads()))
    metrics.offer(
        "media_lag_ms", "Worst lag", lambda: max((one.lag_ms for one in loads()), default=0.0)
    )


def _usage(db: Database, name: str) -> float:
    return float(db.usage()[name])


# Refusals of the frame itself


async def _http_problem(request: Request, error: Exception) -> Response:
    """Starlette's 404, 405 and the like, as problem documents."""
    assert isinstance(error, HTTPException)
    response = http.problem(_refusal(error, request), request)
    response.headers.update(_allow(error, request))
    return response


def _refusal(error: HTTPException, request: Request) -> Refusal:
    if error.status_code == 405:
        return MethodNotAllowed(f"{request.method} is not taken here")
    if error.status_code == 404:
        return NotFound()
    return Malformed(error.detail)


def _allow(error: HTTPException, request: Request) -> Mapping[str, str]:
    """Every method the address takes: Starlette names those of one route only."""
    if error.status_code != 405:
        return {}
    methods: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            methods |= route.methods or set()
    return {"allow": ", ".join(sorted(methods or {"GET", "HEAD"}))}
