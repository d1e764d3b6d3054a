"""Accounts, sessions and demanded second factors, for the security administrator.

One-time links are answered once: they are not kept for repeats, a repeat makes another.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from command.accounts import actions, desk, factor_store, listing, posting_actions, session_store
from command.accounts.account import NewAccount
from command.accounts.role import Role, Verb
from command.base.http import Call, Endpoint, Reply
from command.base.reading import Reading

StaffNumber = Annotated[str, Meta(max_length=40)]


class NewAccountForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    login: Annotated[str, Meta(min_length=1, max_length=40)]
    display_name: Annotated[str, Meta(min_length=1, max_length=30)]
    role: Role
    agency_id: Annotated[str, Meta(min_length=1, max_length=40)]
    staff_number: StaffNumber = ""


class Posting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Without a staff number the one that is kept stays."""

    role: Role
    agency_id: Annotated[str, Meta(min_length=1, max_length=40)]
    staff_number: StaffNumber = ""


class Demand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: Role
    required: bool


class Invitation(msgspec.Struct, frozen=True):
    """`url` is the one-time link; it holds the token and is told this once."""

    account: int
    url: str
    expires: datetime


class AccountItem(msgspec.Struct, frozen=True):
    """`waits`: invited and never in; `factors` names what the second step may be."""

    account: int
    login: str
    name: str
    role: str
    agency: str
    agency_name: str
    place: str
    demo: bool
    disabled: datetime | None
    waits: bool
    factors: list[str]
    staff_number: str
    last_in: datetime | None


class AccountList(msgspec.Struct, frozen=True):
    items: list[AccountItem]


class OpenItem(msgspec.Struct, frozen=True):
    session: int
    account: int
    login: str
    name: str
    role: str
    agency_name: str
    address: str
    browser: str
    way: str
    since: datetime
    seen: datetime
    expires: datetime


class OpenList(msgspec.Struct, frozen=True):
    items: list[OpenItem]


class RoleItem(msgspec.Struct, frozen=True):
    """How many people of a role there are, and how many still have no second factor."""

    role: str
    required: bool
    people: int
    without: int


class RoleList(msgspec.Struct, frozen=True):
    items: list[RoleItem]


async def list_accounts(call: Call) -> Reply:
    async with desk.db(call).reading() as conn:
        found = await listing.accounts(conn)
    return Reply(AccountList([_account_item(one) for one in found]))


async def create_account(call: Call) -> Reply:
    wanted: NewAccountForm = call.body
    new = NewAccount(
        wanted.login,
        wanted.display_name,
        wanted.role,
        wanted.agency_id,
        staff_number=wanted.staff_number,
    )
    account_id = await actions.create_account(desk.db(call), new, None, call.actor, call.at)
    return await _invited(call, account_id, 201)


async def invite(call: Call) -> Reply:
    return await _invited(call, call.path["account"], 200)


async def change_posting(call: Call) -> Reply:
    wanted: Posting = call.body
    await posting_actions.change_posting(
        desk.db(call),
        call.path["account"],
        wanted.role,
        wanted.agency_id,
        call.actor,
        call.at,
        wanted.staff_number,
    )
    return Reply(status=204)


async def disable_account(call: Call) -> Reply:
    account_id = call.path["account"]
    await posting_actions.demand_disabling(desk.db(call), account_id, call.actor)
    await actions.disable_account(desk.db(call), account_id, call.actor, call.at)
    return Reply(status=204)


async def restore(call: Call) -> Reply:
    account_id = call.path["account"]
    token = await posting_actions.restore(desk.db(call), account_id, call.actor, call.at)
    return _link(call, account_id, token, 200)


async def reset_factors(call: Call) -> Reply:
    await posting_actions.reset_factors(desk.db(call), call.path["account"], call.actor, call.at)
    return Reply(status=204)


async def list_sessions(call: Call) -> Reply:
    async with desk.db(call).reading() as conn:
        found = await session_store.open_sessions(conn, call.at)
    return Reply(OpenList([_open_item(one) for one in found]))


async def end_session(call: Call) -> Reply:
    await posting_actions.end_session(desk.db(call), call.path["session"], call.actor, call.at)
    return Reply(status=204)


async def list_roles(call: Call) -> Reply:
    async with desk.db(call).reading() as conn:
        required = await factor_store.required_roles(conn)
        found = await listing.accounts(conn)
    live = [one for one in found if one.disabled_at is None and not one.is_demo]
    roles = [role for role in Role if role is not Role.KIOSK]
    return Reply(RoleList([_role_item(role, live, role in required) for role in roles]))


async def require_factor(call: Call) -> Reply:
    wanted: Demand = call.body
    await posting_actions.require_factor(
        desk.db(call), wanted.role, wanted.required, call.actor, call.at
    )
    return Reply(status=204)


async def _invited(call: Call, account_id: int, status: int) -> Reply:
    token = await actions.invite(desk.db(call), account_id, call.actor, call.at)
    return _link(call, account_id, token, status)


def _link(call: Call, account_id: int, token: str, status: int) -> Reply:
    url = f"/welcome?token={token}"
    return Reply(Invitation(account_id, url, call.at + actions.INVITATION_LIFE), status=status)


def _account_item(one: listing.Listed) -> AccountItem:
    return AccountItem(
        account=one.account_id,
        login=one.login,
        name=one.name,
        role=str(one.role),
        agency=one.agency_id,
        agency_name=one.agency_name,
        place=one.place,
        demo=one.is_demo,
        disabled=one.disabled_at,
        waits=not one.has_password,
        factors=["code"] * one.has_totp + ["passkey"] * (one.passkeys > 0),
        staff_number=one.staff_number,
        last_in=one.last_in,
    )


def _open_item(one: session_store.Open) -> OpenItem:
    return OpenItem(
        session=one.session_id,
        account=one.account_id,
        login=one.login,
        name=one.name,
        role=str(one.role),
        agency_name=one.agency_name,
        address=one.source.address,
        browser=one.source.browser,
        way=one.way,
        since=one.created_at,
        seen=one.seen_at,
        expires=one.expires_at,
    )


def _role_item(role: Role, live: list[listing.Listed], required: bool) -> RoleItem:
    people = [one for one in live if one.role is role]
    without = sum(not one.has_factor for one in people)
    return RoleItem(str(role), required, len(people), without)


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/api/accounts",
        list_accounts,
        "Every account",
        Verb.MANAGE_ACCOUNTS,
        returns=AccountList,
        audit=Reading.STAFF,
    ),
    Endpoint(
        "POST",
        "/api/accounts",
        create_account,
        "Make an account; answers its one-time link",
        Verb.MANAGE_ACCOUNTS,
        body=NewAccountForm,
        returns=Invitation,
        status=201,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/accounts/{account:int}/invitation",
        invite,
        "Another one-time link; the earlier one ends",
        Verb.MANAGE_ACCOUNTS,
        returns=Invitation,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/accounts/{account:int}/posting",
        change_posting,
        "Another role or agency; the account is signed out",
        Verb.MANAGE_ACCOUNTS,
        body=Posting,
        status=204,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/accounts/{account:int}/disable",
        disable_account,
        "End an account and everything it has open",
        Verb.MANAGE_ACCOUNTS,
        status=204,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/accounts/{account:int}/restore",
        restore,
        "Let a disabled account live again; answers its one-time link",
        Verb.MANAGE_ACCOUNTS,
        returns=Invitation,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/accounts/{account:int}/factors/reset",
        reset_factors,
        "Take the second factors of somebody who lost them",
        Verb.MANAGE_ACCOUNTS,
        status=204,
        keyed=False,
    ),
    Endpoint(
        "GET",
        "/api/sessions",
        list_sessions,
        "Every session that is open",
        Verb.MANAGE_ACCOUNTS,
        returns=OpenList,
        audit=Reading.STAFF,
    ),
    Endpoint(
        "DELETE",
        "/api/sessions/{session:int}",
        end_session,
        "End a session of anybody",
        Verb.MANAGE_ACCOUNTS,
        status=204,
        keyed=False,
    ),
    Endpoint(
        "GET",
        "/api/factor-demands",
        list_roles,
        "Roles, and whether they must have a second factor",
        Verb.MANAGE_ACCOUNTS,
        returns=RoleList,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "POST",
        "/api/factor-demands",
        require_factor,
        "Demand a second factor of a role, or no longer",
        Verb.MANAGE_ACCOUNTS,
        body=Demand,
        status=204,
        keyed=False,
    ),
)
