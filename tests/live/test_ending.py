"""Whoever is shut out is shut out of open screens too, within a second."""

import asyncio
from datetime import timedelta

import pytest

from command.accounts import actions, keeper, posting_actions
from command.accounts.actions import Attempt
from command.accounts.role import Role
from command.accounts.session import SESSION_COOKIE
from command.base.clock import now
from command.base.db import Database
from command.live.closing import Close
from tests.cast import PASSWORD, Cast
from tests.live.stage import Glass, Stage

pytestmark = pytest.mark.usefixtures("cast")
SOON = 1.0  # seconds


async def watching(stage: Stage, database: Database) -> Glass:
    """The lead officer's desk, open and up to date."""
    opened = await actions.sign_in(database, Attempt("lead", PASSWORD), now())
    glass = Glass(stage, f"{SESSION_COOKIE}={opened.token}", screen="desk")
    await glass.dial()
    await glass.until(lambda shown: shown.told.steady)
    return glass


async def closed_within(seconds: float, glass: Glass) -> int:
    async with asyncio.timeout(seconds):
        return await glass.closing()


async def test_disabled_account_loses_its_open_screens_within_a_second(
    stage: Stage, database: Database, cast: Cast
) -> None:
    glass = await watching(stage, database)
    account = cast.lead.account_id
    await actions.disable_account(database, account, cast.security_admin, now())
    assert await closed_within(SOON, glass) == Close.SCOPE_REVOKED


async def test_person_who_is_moved_loses_the_screens_of_the_old_place(
    stage: Stage, database: Database, cast: Cast
) -> None:
    glass = await watching(stage, database)
    account, by = cast.lead.account_id, cast.security_admin
    await posting_actions.change_posting(database, account, Role.AGENCY_OFFICER, "lyj", by, now())
    assert await closed_within(SOON, glass) == Close.SCOPE_REVOKED


async def test_screen_that_nobody_uses_ends_with_its_session(
    stage: Stage, database: Database, cast: Cast
) -> None:
    glass = await watching(stage, database)
    assert await keeper.tick(database, now() + timedelta(hours=2)) == 1
    assert await closed_within(SOON, glass) == Close.NOT_SIGNED_IN
