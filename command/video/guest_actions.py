"""Guests' links: made by an officer, exchanged once for the cookie of a seat, good for a while.

Secrets are made here, shown once, and kept as hashes.
"""

from datetime import datetime, timedelta

from command.accounts.role import Actor
from command.accounts.token import hash_of
from command.base.db import Connection, Database
from command.base.problem import Conflict, NotFound
from command.base.words import Words
from command.casework.card import wire_instant
from command.video import access, seat_store, store
from command.video.booking import label_of
from command.video.ground import Ground
from command.video.party import Guest, Party, is_host, levels_for
from command.video.record import GuestReply, GuestSeat, GuestWish
from command.video.seat import (
    MOST_GUESTS,
    LinkUsed,
    NotYourSeat,
    demand_running,
    guests_until,
    new_secret,
)

GUEST_PAGE = "/guest"


class LinkEnded(NotFound):
    code = "link-ended"
    zh = "链接无效或已过期,请向接访单位索取新的链接"
    en = "This link is not valid, or has expired: ask for another one"


async def invite(
    ground: Ground, reception_id: int, wish: GuestWish, by: Actor, at: datetime
) -> GuestReply:
    """A link for a party without an account; whoever sits at the site, or hosts, gives it out."""
    secret, secret_hash = new_secret()
    party = await access.as_served(ground, Party(at, actor=by), reception_id)
    async with ground.transaction(party) as conn:
        reception, _ = await access.reception_for(conn, party, reception_id, for_change=True)
        demand_running(reception)
        if not is_host(reception, party) and wish.site not in levels_for(reception, party):
            raise NotYourSeat(
                Words("只有主持人或本会场人员可以邀请", "The host or people of this site invite"),
                field="site",
            )
        if await seat_store.count_guests(conn, reception_id, at) >= MOST_GUESTS:
            raise Conflict(
                Words(f"最多{MOST_GUESTS}个链接", f"At most {MOST_GUESTS} links"), field="site"
            )
        expires = guests_until(reception.starts_at, at)
        label = label_of(wish.label, "label", reception.petitioner)
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
        is_held = link.cookie_hash is not None and held == link.cookie_hash
        if reception is None or (reception.is_over and not is_held):
            raise LinkEnded()  # the holder still reads what came of it
        token: str | None = None
        if link.cookie_hash is None:
            token, token_hash = new_secret()
            await seat_store.exchange(conn, link.guest.guest_id, token_hash, at)
        elif not is_held:
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
