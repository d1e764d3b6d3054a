"""Taking a seat, guests' links, entering, consent, and telling who is there.

Secrets are made here, shown once, and kept as hashes.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from command.accounts.role import Actor
from command.accounts.token import hash_of, new_token
from command.base import journal
from command.base.db import Connection, Database
from command.base.problem import Conflict, NotFound
from command.base.words import Words
from command.casework import store as cases
from command.casework.card import wire_instant
from command.casework.case import Case
from command.video import access, announce, doing, seat_store, store
from command.video.booking import label_of
from command.video.doing import Hand, Outcome, Scene
from command.video.ground import Ground
from command.video.party import Guest, Party, is_host, levels_for
from command.video.reception import Reception, WrongReceptionState, moved
from command.video.record import GuestReply, GuestSeat, GuestWish, SeatReply
from command.video.seat import (
    GUEST_LIFE,
    MOST_GUESTS,
    TOKEN_LIFE,
    LinkUsed,
    NotYourSeat,
    Seat,
    seat_name,
)
from command.video.terms import Deed, Level, State

GUEST_LABEL = "来访人"
GUEST_PAGE = "/guest"


class LinkEnded(NotFound):
    code = "link-ended"
    zh = "链接无效或已过期,请向接访单位索取新的链接"
    en = "This link is not valid, or has expired: ask for another one"


@dataclass(frozen=True, slots=True)
class Entry:
    """Who has come in where."""

    reception: Reception
    seat: Seat


async def take_seat(
    ground: Ground, reception_id: int, level: Level, party: Party, at: datetime
) -> SeatReply:
    """The party's own seat at a site, and a token that enters it once within a minute."""
    token, token_hash = _secret()
    async with ground.transaction(party) as conn:
        reception, _ = await access.reception_for(conn, party, reception_id, for_change=True)
        _demand_running(reception)
        if level not in levels_for(reception, party):
            raise NotYourSeat(Words("您不在这个会场", "You do not sit in this site"), field="site")
        seat = await _seat(conn, reception, level, party, at)
        await seat_store.add_token(conn, token_hash, seat, party.role, at + TOKEN_LIFE)
    return SeatReply(token, seat.seat)


async def invite(
    ground: Ground, reception_id: int, wish: GuestWish, by: Actor, at: datetime
) -> GuestReply:
    """A link for a party without an account; whoever sits at the site, or hosts, gives it out."""
    secret, secret_hash = _secret()
    party = Party(at, actor=by)
    async with ground.transaction(party) as conn:
        reception, _ = await access.reception_for(conn, party, reception_id, for_change=True)
        _demand_running(reception)
        if not is_host(reception, party) and wish.site not in levels_for(reception, party):
            raise NotYourSeat(
                Words("只有主持人或本会场人员可以邀请", "The host or people of this site invite"),
                field="site",
            )
        if await seat_store.count_guests(conn, reception_id, at) >= MOST_GUESTS:
            raise Conflict(
                Words(f"最多{MOST_GUESTS}个链接", f"At most {MOST_GUESTS} links"), field="site"
            )
        expires = max(reception.starts_at, at) + GUEST_LIFE
        label = label_of(wish.label, "label", GUEST_LABEL)
        guest = Guest(0, reception_id, wish.site, label, expires)
        await seat_store.add_guest(conn, secret_hash, guest, by.account_id, at)
    return GuestReply(f"{GUEST_PAGE}#{secret}", wire_instant(expires))


async def exchange(
    house: Database, secret: str, cookie: str, at: datetime
) -> tuple[GuestSeat, str | None]:
    """The seat a link opens, and the value of its cookie, once; the holder may ask again.

    Raises LinkEnded, LinkUsed.
    """
    secret_hash, held = hash_of(secret), hash_of(cookie)
    async with house.transaction() as conn:
        link = await seat_store.link_of(conn, secret_hash, at) if secret_hash else None
        if link is None:
            raise LinkEnded()
        reception = await store.find(conn, link.guest.reception_id)
        if reception is None or reception.is_over:
            raise LinkEnded()
        token: str | None = None
        if link.cookie_hash is None:
            token, token_hash = _secret()
            await seat_store.exchange(conn, link.guest.guest_id, token_hash, at)
        elif held != link.cookie_hash:
            raise LinkUsed()
    guest = link.guest
    expires = wire_instant(guest.expires_at)
    return GuestSeat(guest.reception_id, guest.level, guest.label, expires), token


def until(expires: str, at: datetime) -> timedelta:
    """How long from `at` to an instant as the wire writes it."""
    return datetime.fromisoformat(expires) - at


async def guest_of(conn: Connection, cookie: str, at: datetime) -> Party | None:
    """The guest who holds this cookie, or None."""
    held = hash_of(cookie)
    guest = await seat_store.guest_of(conn, held, at) if held else None
    return Party(guest.expires_at, guest=guest) if guest else None


async def enter(ground: Ground, hand: Hand, reception_id: int, token: str) -> Entry:
    """Use a token. The first to come to a booked reception opens its gate. Raises NotYourSeat."""
    party, at = hand.by, hand.at
    async with ground.transaction(party) as conn:
        reception, case = await access.reception_for(conn, party, reception_id, for_change=True)
        _demand_running(reception)
        seat = await _entered(conn, reception, token, party, at)
        if reception.state is not State.BOOKED:
            return Entry(reception, seat)
        after = moved(reception, Deed.OPEN_WAITING, at, "arrival")
        scene = Scene(reception, case, "arrival")
        told = await doing.apply(conn, Deed.OPEN_WAITING, scene, Outcome(after), hand)
        await journal.append(conn, told[1])
        return Entry(told[0], seat)


async def agree(house: Database, reception_id: int, name: str, given: bool, at: datetime) -> None:
    """Whether a seat may be heard; its site says the same as whoever said it last."""
    async with house.transaction() as conn:
        reception = await store.find(conn, reception_id, for_change=True)
        if reception is None or reception.is_over:
            return
        seats = {seat.seat: seat for seat in await seat_store.seats_of(conn, reception_id)}
        seat = replace(seats[name], consent=given, consent_at=at)
        await seat_store.save_seat(conn, seat)
        sites = tuple(
            replace(site, consent=given) if site.level is seat.level else site
            for site in reception.sites
        )
        await store.save(conn, reception, replace(reception, sites=sites), at)


async def settle(
    house: Database, reception_id: int, present: Collection[Level], waiting: int, at: datetime
) -> bool:
    """Tell who is there now, and what the case is called now, when either has changed."""
    async with house.reading() as conn:
        reception = await store.find(conn, reception_id)
        case = await cases.find(conn, reception.case_id) if reception else None
        if reception is None or case is None or _settled(reception, case, present, waiting):
            return False
    async with house.transaction() as conn:
        case = await cases.find(conn, reception.case_id, for_change=True)
        before = await store.find(conn, reception_id, for_change=True)
        if before is None or case is None or before.is_over:
            return False
        after = announce.as_told(_with_people(before, present, waiting), case)
        await store.save(conn, before, after, at)
        same = announce.data_of(before) == announce.data_of(after)
        if same and before.audience == after.audience:
            return False
        await journal.append(conn, announce.events_of(announce.CHANGED, before, after, at))
        return True


def _settled(reception: Reception, case: Case, present: Collection[Level], waiting: int) -> bool:
    as_now = _with_people(reception, present, waiting)
    return reception.is_over or (as_now == reception and case.version == reception.told_version)


def _with_people(reception: Reception, present: Collection[Level], waiting: int) -> Reception:
    sites = tuple(replace(site, present=site.level in present) for site in reception.sites)
    return replace(reception, sites=sites, waiting=waiting)


async def _seat(
    conn: Connection, reception: Reception, level: Level, party: Party, at: datetime
) -> Seat:
    account_id = party.actor.account_id if party.actor else None
    guest_id = party.guest.guest_id if party.guest else None
    held = await seat_store.seat_of(conn, reception.reception_id, account_id, guest_id)
    if held is not None:
        return held
    before = await seat_store.count_seats(conn, reception.reception_id, level)
    seat = Seat(
        reception_id=reception.reception_id,
        seat=seat_name(level, before),
        level=level,
        account_id=account_id,
        guest_id=guest_id,
        name=party.name,
        role=party.role,
        host=is_host(reception, party),
        taken_at=at,
        admitted_at=at if party.actor else None,
    )
    await seat_store.add_seat(conn, seat)
    return seat


async def _entered(
    conn: Connection, reception: Reception, token: str, party: Party, at: datetime
) -> Seat:
    token_hash = hash_of(token)
    reception_id = reception.reception_id
    used = await seat_store.use_token(conn, token_hash, reception_id, at) if token_hash else None
    seats = await seat_store.seats_of(conn, reception_id)
    seat = next((one for one in seats if used and one.seat == used[0]), None)
    if used is None or seat is None or used[1] != party.role or not seat.is_of(party):
        raise NotYourSeat(
            Words("入场凭证无效、已使用或已过期", "The entry token is not valid, used or over"),
            field="token",
        )
    if seat.level not in levels_for(reception, party):
        raise NotYourSeat(
            Words("您不再属于这个会场", "You no longer belong to this site"), field="token"
        )
    if seat.admitted_at is None and seat.waits_since is None:
        seat = replace(seat, waits_since=at)
        await seat_store.save_seat(conn, seat)
    return seat


def _demand_running(reception: Reception) -> None:
    if reception.is_over:
        raise WrongReceptionState(
            Words("接访已结束", "The reception is over"), extra={"state": reception.state}
        )


def _secret() -> tuple[str, bytes]:
    token = new_token()
    held = hash_of(token)
    assert held is not None
    return token, held
