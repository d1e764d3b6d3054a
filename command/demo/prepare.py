"""Prepares the demo in an empty or a known database: places, people, rosters, a month of matters.

Safe to repeat: what is there stays as it is. Everything it makes is fictitious and says so.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from command.accounts import actions as accounts
from command.accounts import duty_actions, store
from command.accounts.account import Account, NewAccount
from command.accounts.agency import Agency
from command.accounts.duty_actions import Turn
from command.accounts.role import Actor
from command.accounts.roster import Post
from command.base import journal
from command.base.clock import china_date, midnight_before
from command.base.db import Database
from command.casework.means import Means
from command.demo import cast, diary, hearing
from command.demo.cast import COUNTY, PASSWORD, Player
from command.demo.history import Ground, month_before
from command.demo.seeding import Month, People
from command.identity.vault import Vault
from command.places import actions as places
from command.places import book
from command.places.county import YUSHAN
from command.places.jurisdiction import Level
from command.video.record import Record

MARKER = "demo-history.json"
TURN = timedelta(days=31)
Tell = Callable[[int, int], None]
POSTS = {"duty": Post.DUTY_CHIEF, "leader": Post.DUTY_LEADER}


class Marker(msgspec.Struct):
    """Which database has its month: the journal's epoch, and the instant it was counted from."""

    epoch: str
    at: datetime
    done: bool = False


async def prepare(
    db: Database, data: Path, vault: Vault, at: datetime, tell: Tell = lambda done, of: None
) -> dict[str, str]:
    """Everything the demo needs in `db`; returns the passwords by login.

    `data` keeps the marker of what was done; `tell` hears how many deeds of the month are done.
    """
    await places.load_county(db, YUSHAN, at)
    await accounts.load_agencies(db, COUNTY, at)
    await _hire(db, at)
    await _roster(db, at)
    await _month(db, data, vault, at, tell)
    return {player.login: PASSWORD for player in cast.players()}


async def reception(db: Database, vault: Vault, at: datetime) -> Record:
    """Today's reception, booked when there is none yet; `prepare` was done before."""
    found = {actor.login: actor for actor in await _actors(db)}
    named = {name: found[name] for name in hearing.Cast.__annotations__}
    async with db.reading() as conn:
        means = Means(db, await book.load(conn), vault)
    return await hearing.book_today(means, hearing.Cast(**named), at)


async def _hire(db: Database, at: datetime) -> None:
    """Accounts that are not there yet: first those with a password, then one for each agency."""
    async with db.transaction() as conn:
        await store.save_agencies(conn, cast.demo_agencies())
        known = {account.login for account in await store.accounts(conn)}
        staffed = {player.agency_id for player in cast.players()}
        agencies = [line.agency for line in await store.agencies(conn)]
    await _create((player.account for player in cast.players()), PASSWORD, known, db, at)
    await _create(cast.extras(agencies, staffed), None, known, db, at)


async def _create(
    people: Iterable[NewAccount], secret: str | None, known: set[str], db: Database, at: datetime
) -> None:
    """Passwords are hashed in threads side by side; the database takes a few people at once."""
    room = asyncio.Semaphore(4)

    async def create(new: NewAccount) -> None:
        async with room:
            await accounts.create_account(db, new, secret, None, at)

    async with asyncio.TaskGroup() as group:
        for new in people:
            if new.login not in known:
                group.create_task(create(new))


async def _roster(db: Database, at: datetime) -> None:
    """A month's turn of duty for everybody who plays an officer, a chief or a leader."""
    async with db.reading() as conn:
        known = {account.login: account for account in await store.accounts(conn)}
    start = midnight_before(china_date(at) - timedelta(days=1))
    for player in cast.players():
        post = _post(player)
        account = known[player.login]
        if post is not None and not await _is_on_duty(db, account, post, at):
            turn = Turn(post, start, start + TURN)
            await duty_actions.put_on_duty(db, account.account_id, turn, None, at)


def _post(player: Player) -> Post | None:
    is_officer = player.account.agency_id[0] != "c" and player.login != "outsider"
    return POSTS.get(player.login) or (Post.CASE_OFFICER if is_officer else None)


async def _is_on_duty(db: Database, account: Account, post: Post, at: datetime) -> bool:
    async with db.reading() as conn:
        duties = await store.duties_of(conn, account.agency_id, at)
    return any(d.account_id == account.account_id and d.post is post for d in duties)


async def _month(db: Database, data: Path, vault: Vault, at: datetime, tell: Tell) -> None:
    """The month before the first start, once per database."""
    marker = await _marker(db, data, at)
    if marker.done:
        return
    async with db.reading() as conn:
        means = Means(db, await book.load(conn), vault)
    villages = [place.code for place in means.book.at_level(Level.VILLAGE)]
    acts = month_before(marker.at, Ground(villages))
    await Month(means, People(await _actors(db))).live(acts, tell)
    _write(data, msgspec.structs.replace(marker, done=True))


async def _marker(db: Database, data: Path, at: datetime) -> Marker:
    async with db.reading() as conn:
        epoch = (await journal.position(conn)).epoch
    path = data / MARKER
    if path.exists():
        found = msgspec.json.decode(path.read_bytes(), type=Marker)
        if found.epoch == str(epoch):
            return found
    diary.forget(data)
    fresh = Marker(str(epoch), at)
    _write(data, fresh)
    return fresh


def _write(data: Path, marker: Marker) -> None:
    fresh = data / f"{MARKER}.new"
    fresh.write_bytes(msgspec.json.encode(marker))
    fresh.replace(data / MARKER)


async def _actors(db: Database) -> list[Actor]:
    """Everybody as they would act after signing in, longest-standing accounts first."""
    async with db.reading() as conn:
        agencies = {str(line.agency.agency_id): line.agency for line in await store.agencies(conn)}
        found = await store.accounts(conn)
    ordered = sorted(found, key=lambda account: account.account_id)
    return [_actor(one, agencies[one.agency_id]) for one in ordered if one.agency_id in agencies]


def _actor(account: Account, agency: Agency) -> Actor:
    return Actor(
        account.account_id,
        account.login,
        account.display_name,
        account.role,
        agency.agency_id,
        agency.short_name,
        agency.scope_place,
    )
