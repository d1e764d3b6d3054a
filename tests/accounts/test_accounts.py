"""Accounts are made by the security administrator, in agencies where the role exists."""

import asyncio
from datetime import timedelta

import pytest

from command.accounts import actions, posting_actions, session, store
from command.accounts.account import CENTRE_ROLES, NewAccount, WrongPosting, may_serve
from command.accounts.actions import (
    Attempt,
    InvitationEnded,
    LoginTaken,
    NoSuchAccount,
    NoSuchAgency,
    WrongPassword,
)
from command.accounts.agency import Agency, AgencyId, AgencyKind
from command.accounts.password import WeakPassword
from command.accounts.role import Role
from command.accounts.session import SESSION_COOKIE
from command.base import journal
from command.base.db import Database
from command.base.problem import InvalidInput, NotPermitted, Refusal
from command.places.jurisdiction import PlaceCode
from tests.cast import AT, PASSWORD, ROLES, Cast, cast

NEW = NewAccount("rsj.chen", "人社辰", Role.AGENCY_OFFICER, "rsj")
FRESH = "三里街的豆腐-2026"
HOUR = timedelta(hours=1)


def a_centre(place: str) -> Agency:
    return Agency(AgencyId(f"c{place}"), "某中心", "某中心", AgencyKind.CENTRE, PlaceCode(place))


def test_every_role_of_the_cast_exists_where_it_stands_and_nobody_is_a_kiosk() -> None:
    assert set(CENTRE_ROLES) == set(Role) - {Role.AGENCY_OFFICER, Role.KIOSK}
    bureau = Agency(AgencyId("rsj"), "某局", "某局", AgencyKind.BUREAU, PlaceCode("361123"))
    for role in Role:
        assert may_serve(role, bureau) == (role is Role.AGENCY_OFFICER)
    for place in ("361123", "361123002", "361123002001"):
        assert not may_serve(Role.KIOSK, a_centre(place))
        assert not may_serve(Role.AGENCY_OFFICER, a_centre(place))
    for _, role, agency in ROLES.values():
        assert agency[0] != "c" or not agency[1].isdigit() or may_serve(role, a_centre(agency[1:]))
    assert not may_serve(Role.SECURITY_ADMIN, a_centre("361123002"))
    assert not may_serve(Role.VILLAGE_CADRE, a_centre("361123002"))


async def test_security_administrator_makes_an_account_that_signs_in(database: Database) -> None:
    people = await cast(database)
    made = await actions.create_account(database, NEW, FRESH, people.security_admin, AT)
    opened = await actions.sign_in(database, Attempt("rsj.chen", FRESH), AT)
    found = await session.actor_of({SESSION_COOKIE: opened.token}, AT, database)
    assert found is not None
    assert (found.actor.account_id, found.actor.name) == (made, "人社辰")


@pytest.mark.parametrize(
    ("new", "secret", "refused", "field"),
    [
        (NewAccount("Chen W", "某", Role.AGENCY_OFFICER, "rsj"), FRESH, InvalidInput, "login"),
        (NewAccount("陈某", "某", Role.AGENCY_OFFICER, "rsj"), FRESH, InvalidInput, "login"),
        (NewAccount("c", "某", Role.AGENCY_OFFICER, "rsj"), FRESH, InvalidInput, "login"),
        (NewAccount("chen", "  ", Role.AGENCY_OFFICER, "rsj"), FRESH, InvalidInput, "display_name"),
        (
            NewAccount("chen", "某" * 31, Role.AGENCY_OFFICER, "rsj"),
            FRESH,
            InvalidInput,
            "display_name",
        ),
        (NewAccount("chen", "某", Role.AGENCY_OFFICER, "xyz"), FRESH, NoSuchAgency, "agency_id"),
        (NewAccount("chen", "某", Role.AUDITOR, "rsj"), FRESH, WrongPosting, "role"),
        (NewAccount("chen", "某", Role.KIOSK, "c361123"), FRESH, WrongPosting, "role"),
        (
            NewAccount("chen", "某", Role.AGENCY_OFFICER, "rsj"),
            "1234567890",
            WeakPassword,
            "password",
        ),
        (NewAccount("lead", "某", Role.AGENCY_OFFICER, "rsj"), FRESH, LoginTaken, "login"),
    ],
)
async def test_what_cannot_be_an_account_is_refused_by_its_field(
    database: Database, new: NewAccount, secret: str, refused: type[Refusal], field: str
) -> None:
    await cast(database)
    with pytest.raises(refused) as refusal:
        await actions.create_account(database, new, secret, None, AT)
    assert refusal.value.field == field
    async with database.reading() as conn:
        assert len(await store.accounts(conn)) == len(ROLES)


@pytest.mark.parametrize("login", [login for login in ROLES if login != "security_admin"])
async def test_nobody_else_touches_accounts(database: Database, login: str) -> None:
    people = await cast(database)
    by, whom = people.actor(login), people.outsider.account_id
    with pytest.raises(NotPermitted):
        await actions.create_account(database, NEW, FRESH, by, AT)
    with pytest.raises(NotPermitted):
        await actions.invite(database, whom, by, AT)
    with pytest.raises(NotPermitted):
        await actions.disable_account(database, whom, by, AT)


# Invitations


async def invited(database: Database, people: Cast) -> tuple[int, str]:
    made = await actions.create_account(database, NEW, None, people.security_admin, AT)
    return made, await actions.invite(database, made, people.security_admin, AT)


async def test_invited_person_sets_a_password_and_is_signed_in(database: Database) -> None:
    people = await cast(database)
    made, token = await invited(database, people)
    opened = await actions.accept_invitation(database, token, FRESH, AT + 23 * HOUR)
    found = await session.actor_of({SESSION_COOKIE: opened.token}, AT + 23 * HOUR, database)
    assert found is not None
    assert found.actor.account_id == made
    assert await actions.sign_in(database, Attempt(NEW.login, FRESH), AT + 24 * HOUR)


async def test_link_works_once_and_only_for_a_day(database: Database) -> None:
    people = await cast(database)
    made, token = await invited(database, people)
    with pytest.raises(InvitationEnded):
        await actions.accept_invitation(database, token, FRESH, AT + 24 * HOUR)
    await actions.accept_invitation(database, token, FRESH, AT + HOUR)
    with pytest.raises(InvitationEnded):
        await actions.accept_invitation(database, token, FRESH, AT + HOUR)
    again = await actions.invite(database, made, None, AT)
    assert again != token


async def test_two_who_follow_one_link_at_once_do_not_both_get_in(database: Database) -> None:
    people = await cast(database)
    _, token = await invited(database, people)
    both = [actions.accept_invitation(database, token, FRESH, AT) for _ in range(2)]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["InvitationEnded", "Opened"]


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "é" * 43, "../../etc/passwd"])
async def test_made_up_link_is_refused(database: Database, token: str) -> None:
    await cast(database)
    with pytest.raises(InvitationEnded):
        await actions.accept_invitation(database, token, FRESH, AT)


async def test_weak_password_leaves_the_link_unused(database: Database) -> None:
    people = await cast(database)
    _, token = await invited(database, people)
    with pytest.raises(WeakPassword):
        await actions.accept_invitation(database, token, "1234567890", AT)
    assert await actions.accept_invitation(database, token, FRESH, AT)


async def test_newer_link_ends_the_older_and_disabled_people_get_none(database: Database) -> None:
    people = await cast(database)
    made, older = await invited(database, people)
    newer = await actions.invite(database, made, None, AT)
    with pytest.raises(InvitationEnded):
        await actions.accept_invitation(database, older, FRESH, AT)
    await actions.disable_account(database, made, None, AT)
    with pytest.raises(InvitationEnded):
        await actions.accept_invitation(database, newer, FRESH, AT)
    for whom in (made, 10**12):
        with pytest.raises(NoSuchAccount):
            await actions.invite(database, whom, None, AT)


async def test_who_comes_back_gets_a_new_link_and_the_old_ways_in_are_gone(
    database: Database,
) -> None:
    people = await cast(database)
    whom, by = people.lead.account_id, people.security_admin
    before = await actions.sign_in(database, Attempt("lead", PASSWORD), AT)
    older = await actions.invite(database, whom, by, AT)
    await actions.disable_account(database, whom, by, AT)
    token = await posting_actions.restore(database, whom, by, AT + HOUR)
    assert await session.actor_of({SESSION_COOKIE: before.token}, AT + HOUR, database) is None
    with pytest.raises(WrongPassword):
        await actions.sign_in(database, Attempt("lead", PASSWORD), AT + HOUR)
    with pytest.raises(InvitationEnded):
        await actions.accept_invitation(database, older, FRESH, AT + HOUR)
    opened = await actions.accept_invitation(database, token, FRESH, AT + HOUR)
    found = await session.actor_of({SESSION_COOKIE: opened.token}, AT + HOUR, database)
    assert found is not None
    assert found.actor.agency_id == "rsj"
    with pytest.raises(posting_actions.NotDisabled):
        await posting_actions.restore(database, whom, by, AT + HOUR)


async def test_new_password_ends_old_sessions_and_the_old_password(database: Database) -> None:
    people = await cast(database)
    whom = people.lead.account_id
    before = await actions.sign_in(database, Attempt("lead", PASSWORD), AT)
    token = await actions.invite(database, whom, people.security_admin, AT)
    opened = await actions.accept_invitation(database, token, FRESH, AT)
    assert await session.actor_of({SESSION_COOKIE: before.token}, AT, database) is None
    assert await session.actor_of({SESSION_COOKIE: opened.token}, AT, database) is not None
    with pytest.raises(WrongPassword):
        await actions.sign_in(database, Attempt("lead", PASSWORD), AT)
    async with database.reading() as conn:
        told = [entry.data for entry in await journal.read_after(conn, 0)]
    assert f'{{"session": {before.session_id}}}' in told
    assert f'{{"session": {opened.session_id}}}' not in told
