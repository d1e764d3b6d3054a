"""Signalling: what each signal of a page does, what the media engine tells, what time brings.

One a process, started by the app. Knows no WebSocket and no SDP; HTTP deeds call `changed`.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from command.accounts.presence import Presence
from command.base import clock, logs
from command.base.idempotency import RequestKey
from command.base.problem import DatabaseBusy, Refusal
from command.base.words import Words, spoken
from command.casework.card import wire_instant
from command.places.book import PlaceBook
from command.video import (
    access,
    guest_actions,
    hearing,
    room,
    seat_actions,
    seat_store,
    signal,
    store,
)
from command.video.closing import Close
from command.video.connection import Connection
from command.video.doing import Hand
from command.video.ground import Ground
from command.video.ice import Relays
from command.video.live_room import LiveRoom
from command.video.media.engine import MediaEngine, MediaEvent
from command.video.party import Party, levels_for
from command.video.reception import Reception
from command.video.room import Hall
from command.video.seat import NotYourSeat
from command.video.signal import Closed, Door, Entered, Refused
from command.video.telling import site_name
from command.video.terms import Level

LOG = logs.log("video.signalling")
GRACE_SECONDS = 10.0
"""How long the media of a page that lost its socket go on."""
START_SECONDS = 15.0
"""After a start pages get so long to come back before the wall hears that they are gone."""
EMPTY_SECONDS = 60.0
NO_RELAYS = Relays()
NO_KEY = RequestKey(0, "", b"")
SEAT_COOKIE = "__Host-seat"

Present = Callable[[Mapping[str, str], datetime], Awaitable[Presence | None]]


class Signalling:
    """Rooms that are in use, by reception."""

    def __init__(
        self,
        ground: Ground,
        engine: MediaEngine,
        present: Present,
        book: Callable[[], PlaceBook],
        relays: Relays = NO_RELAYS,
    ) -> None:
        self.ground = ground
        self.engine = engine
        self.relays = relays
        self.rooms: dict[int, LiveRoom] = {}
        self._present = present
        self._book = book
        self._dirty: set[int] = set()
        self._turn = asyncio.Event()

    # Who

    async def party_of(
        self, cookies: Mapping[str, str], is_guest: bool, at: datetime
    ) -> Party | None:
        """An officer by their session, or a guest by their seat's cookie. Raises DatabaseBusy."""
        if is_guest:
            async with self.ground.house.reading() as conn:
                return await guest_actions.guest_of(conn, cookies.get(SEAT_COOKIE, ""), at)
        present = await self._present(cookies, at)
        if present is None or present.kiosk_id is not None:
            return None
        return Party(present.expires_at, actor=present.actor)

    async def still(self, connection: Connection) -> bool:
        """Whether the session still holds and the seat is still theirs."""
        at = clock.now()
        party = await self.party_of(connection.cookies, connection.is_guest, at)
        live = self.rooms.get(connection.reception_id)
        if party is None or live is None or not _has_place(live, connection, party):
            return False
        # a session lengthens; a guest's seat holds while it runs
        connection.party = replace(party, by_seat=connection.party.by_seat)
        return True

    def is_at_door(self, connection: Connection) -> bool:
        live = self.rooms.get(connection.reception_id)
        return live is not None and connection in live.doors

    # Coming and going

    async def find(self, reception_id: int, connection: Connection) -> Reception:
        """What the page came for, and how it is served to its party. Raises NoSuchReception."""
        party = await access.as_served(self.ground, connection.party, reception_id)
        connection.party = party
        async with self.ground.snapshot(party) as conn:
            return (await access.reception_for(conn, party, reception_id))[0]

    async def knock(self, connection: Connection, reception: Reception) -> None:
        """Connect a page that has no seat yet. It hears nobody, nobody hears or sees it: when it
        enters, its media are there. Raises NotYourSeat."""
        if not levels_for(reception, connection.party):
            raise NotYourSeat(Words("您不在这场接访中", "You do not sit in this reception"))
        live = self._room(reception)
        connection.seat = f"door-{secrets.token_hex(8)}"
        connection.reception_id = reception.reception_id
        async with live.lock:
            await live.stand(connection)
        connection.send(Door(ice=self.relays.servers(connection.seat, clock.now())))
        with suppress(Refusal):
            await live.offer(connection)

    async def expect(self, reception_id: int, seat: str) -> None:
        """Somebody has a token for the seat, and comes in a moment."""
        live = self.rooms.get(reception_id)
        if live is not None and live.doors and live.has_media:
            async with live.lock:
                await self._load(live)
                await live.route(coming=seat)

    async def enter(self, connection: Connection, reception_id: int, token: str) -> None:
        """Give the page its seat; an older page of the seat is told and closed."""
        at = clock.now()
        hand = Hand(connection.party, at, NO_KEY)
        entry = await seat_actions.enter(self.ground, hand, reception_id, token)
        seat, connection.reception_id = entry.seat.seat, reception_id
        live = self._room(entry.reception)
        async with live.lock:
            has_replaced = await self._replace(live, seat, connection)
            if connection in live.doors:
                await live.step_in(connection, seat)
            connection.seat = seat
            await self._load(live)
            connection.send(self._entered(seat, live, connection.party, at))
            live.change(seat, connected=True)
            live.show()
            await live.route()
        self._note(reception_id)
        if has_replaced or not connection.offered:  # else the offer at the door holds
            with suppress(Refusal):
                await live.offer(connection)

    async def _replace(self, live: LiveRoom, seat: str, connection: Connection) -> bool:
        """The page has the seat; whether the media of another one were there."""
        older = live.connections.get(seat)
        if older is not None:
            older.replace()
        was_there = older is not None or seat in live.gone
        if was_there:
            await live.remove(seat)
        live.connections[seat] = connection
        return was_there

    def _entered(self, seat: str, live: LiveRoom, party: Party, at: datetime) -> Entered:
        taken = live.hall.sitters[seat].seat
        return Entered(
            seat=seat,
            site=taken.level,
            role=taken.role,
            name=taken.name,
            host=taken.host,
            ice=self.relays.servers(seat, at),
            expires=wire_instant(party.expires_at),
        )

    async def drop(self, connection: Connection, *, at_once: bool) -> None:
        """A page has gone; its media go on for a while unless `at_once`."""
        live = self.rooms.get(connection.reception_id)
        if live is not None and connection in live.doors:
            live.doors.discard(connection)
            return await live.remove(connection.seat)
        if live is None or not live.has(connection):
            return
        async with live.lock:
            del live.connections[connection.seat]
            live.change(connection.seat, connected=False, speaking=False, hand=False)
            if at_once:
                await live.remove(connection.seat)
                await live.route()
            else:
                live.gone[connection.seat] = asyncio.get_running_loop().time()
        self._note(connection.reception_id)

    # What a page says

    async def hear(self, connection: Connection, said: signal.ClientSignal) -> None:
        """One signal of a page that has its seat. A refusal is told to that page alone."""
        live = self.rooms.get(connection.reception_id)
        is_outside = self.is_at_door(connection)
        if live is None or not (is_outside or live.has(connection)):
            return
        what = str(type(said).__struct_config__.tag)
        try:
            if is_outside and type(said) not in hearing.AT_THE_DOOR:
                raise signal.NotEntered()
            await hearing.HEARERS[type(said)](self, live, connection, said)
        except Refusal as reason:
            told = Refused(
                what=what,
                code=reason.code,
                detail=_said(reason),
                field=reason.field or "",
            )
            connection.send(told)

    # What HTTP deeds and time bring

    async def changed(self, reception_id: int) -> None:
        """A deed was done: take it over, and close the room when the reception is over."""
        live = self.rooms.get(reception_id)
        if live is None:
            return
        async with live.lock:
            await self._load(live)
            await live.route()
        live.show()
        self._note(reception_id)
        if live.hall.reception.is_over:
            await self._close(live)

    async def settle(self, reception_id: int) -> None:
        """Tell the journal who is there now, if that has changed. Raises DatabaseBusy."""
        live = self.rooms.get(reception_id)
        levels = room.present(live.hall) if live else frozenset[Level]()
        waiting = len(room.gate(live.hall)) if live else 0
        at = clock.now()
        if await seat_actions.settle(self.ground.house, reception_id, levels, waiting, at) and live:
            async with live.lock:
                await self._load(live)

    def waiting(self, reception_id: int) -> list[str]:
        """The seats at a reception's gate, the longest waiting first."""
        live = self.rooms.get(reception_id)
        return [sitter.seat.seat for sitter in room.gate(live.hall)] if live else []

    def hall(self, reception_id: int) -> Hall | None:
        live = self.rooms.get(reception_id)
        return live.hall if live else None

    async def run(self) -> None:
        """Follow the engine and the clock until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow())
            group.create_task(self._keep())

    async def _follow(self) -> None:
        async for event in self.engine.events():
            live = self.rooms.get(int(event.room)) if event.room.isdigit() else None
            if live is not None:
                await self._happened(live, event)

    async def _happened(self, live: LiveRoom, event: MediaEvent) -> None:
        match event.kind:
            case "tracks":
                await live.offer_to_others(event.seat)
            case "speaking":
                live.change(event.seat, speaking=bool(event.data.get("speaking")))
            case "worker_lost":
                live.has_media = False
                async with live.lock:
                    await live.recover()

    async def _keep(self) -> None:
        started = asyncio.get_running_loop().time()
        seconds = 0
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._turn.wait(), 1.0)
            self._turn.clear()
            seconds += 1
            with suppress(DatabaseBusy):
                await self._tidy()
                dirty, self._dirty = self._dirty, set()
                for reception_id in dirty:
                    await self.settle(reception_id)
                late = asyncio.get_running_loop().time() - started > START_SECONDS
                if late and seconds % 5 == 0:
                    await self._settle_all()

    async def _settle_all(self) -> None:
        """Cases that have moved, and rooms that nobody came back to."""
        async with self.ground.house.reading() as conn:
            found = await store.unsettled(conn)
        for reception_id in found:
            await self.settle(reception_id)

    async def _tidy(self) -> None:
        now = asyncio.get_running_loop().time()
        for live in tuple(self.rooms.values()):
            late = [seat for seat, at in live.gone.items() if now - at > GRACE_SECONDS]
            if late or not live.has_media:
                async with live.lock:
                    for seat in late:
                        await live.remove(seat)
                    await (live.route() if live.has_media else live.recover())
            if live.connections or live.doors:
                live.empty_since = None
            elif live.empty_since is None:
                live.empty_since = now
            elif now - live.empty_since > EMPTY_SECONDS:
                await self._forget(live)

    # Inside

    def _room(self, reception: Reception) -> LiveRoom:
        live = self.rooms.get(reception.reception_id)
        if live is None:
            book = self._book()
            names = {site.level: site_name(site.place, book) for site in reception.sites}
            hall = Hall(reception, {}, names)
            live = LiveRoom(reception.reception_id, self.engine, hall)
            self.rooms[reception.reception_id] = live
        return live

    async def _load(self, live: LiveRoom) -> None:
        async with self.ground.house.reading() as conn:
            reception = await store.find(conn, live.reception_id)
            seats = await seat_store.seats_of(conn, live.reception_id)
        if reception is not None:
            live.refresh(reception, seats)

    def _note(self, reception_id: int) -> None:
        self._dirty.add(reception_id)
        self._turn.set()

    async def _close(self, live: LiveRoom) -> None:
        for connection in (*live.connections.values(), *live.doors):
            connection.send(Closed(why=str(live.hall.reception.state)))
            connection.end(Close.OVER)
        await self._forget(live)

    async def _forget(self, live: LiveRoom) -> None:
        self.rooms.pop(live.reception_id, None)
        with suppress(Refusal):
            await self.engine.close_room(live.name)


def _has_place(live: LiveRoom, connection: Connection, party: Party) -> bool:
    """The seat is still theirs; at the door, one of the sites is."""
    if connection in live.doors:
        return bool(levels_for(live.hall.reception, party))
    sitter = live.hall.sitters.get(connection.seat)
    return sitter is not None and sitter.seat.is_of(party)


def _said(reason: Refusal) -> str:
    """In the page's language; what a worker says of a line of SDP has one, and comes after it."""
    detail = reason.detail
    if not detail or isinstance(detail, Words):
        return spoken(detail or reason.title)
    return f"{spoken(reason.title)}: {detail}"
