"""Second factors: enrolled behind the password, asked for at every sign-in, each code good once."""

from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from command.accounts import (
    actions,
    factor,
    factor_actions,
    factor_store,
    posting_actions,
    resealing,
    session,
    signing_in,
)
from command.accounts.account import NewAccount
from command.accounts.actions import Attempt
from command.accounts.factor_actions import (
    DemoAccount,
    FactorThere,
    LastFactor,
    Mine,
    WrongFirstCode,
    WrongOldPassword,
)
from command.accounts.presence import Presence
from command.accounts.role import Role
from command.accounts.seal import CannotOpen, Seal
from command.accounts.session import SESSION_COOKIE
from command.accounts.signing_in import Answer, Coming, SecondStepNeeded, StepEnded, WrongCode
from command.accounts.source import Source
from command.base.db import Database
from command.base.problem import TooManyTries
from tests.cast import AT, PASSWORD, cast, load_ground

SEAL = Seal(bytes(32))
HERE = Source("10.0.0.1", "Chrome · Windows")
STEP = timedelta(seconds=30)
HALF_HOUR = timedelta(minutes=30)


async def signed_in(database: Database, login: str = "lead") -> Presence:
    opened = await actions.sign_in(database, Attempt(login, PASSWORD), AT)
    found = await session.holder_of({SESSION_COOKIE: opened.token}, AT, database)
    assert found is not None
    return found


async def enrolled(
    database: Database, present: Presence, seal: Seal = SEAL
) -> tuple[str, list[str]]:
    """The secret in the phone, and the recovery codes on paper."""
    mine = Mine(present, HERE, PASSWORD)
    begun = await factor_actions.begin_totp(database, mine, seal, "测试中心", AT)
    code = pyotp.TOTP(begun.secret).at(AT)
    codes = await factor_actions.confirm_totp(database, present, code, seal, AT)
    return begun.secret, codes


async def step_of(database: Database, login: str = "lead") -> str:
    with pytest.raises(SecondStepNeeded) as needed:
        await actions.sign_in(database, Attempt(login, PASSWORD), AT + STEP)
    return str(needed.value.extra["step"])


async def test_code_of_the_phone_is_asked_for_and_lets_in(database: Database) -> None:
    await cast(database)
    secret, _ = await enrolled(database, await signed_in(database))
    step = await step_of(database)
    at = AT + 2 * STEP
    answer = Answer(step, Coming())
    code = pyotp.TOTP(secret).at(at)
    opened = await signing_in.finish_by_code(database, answer, code, SEAL, at)
    found = await session.actor_of({SESSION_COOKIE: opened.token}, at, database)
    assert found is not None
    assert found.actor.login == "lead"
    with pytest.raises(StepEnded):
        await signing_in.finish_by_code(database, answer, code, SEAL, at)


async def test_same_code_is_refused_a_second_time(database: Database) -> None:
    await cast(database)
    secret, _ = await enrolled(database, await signed_in(database))
    at = AT + 2 * STEP
    code = pyotp.TOTP(secret).at(at)
    first = Answer(await step_of(database), Coming())
    await signing_in.finish_by_code(database, first, code, SEAL, at)
    again = Answer(await step_of(database), Coming())
    with pytest.raises(WrongCode):
        await signing_in.finish_by_code(database, again, code, SEAL, at)
    enrolment = pyotp.TOTP(secret).at(AT)
    with pytest.raises(WrongCode):
        await signing_in.finish_by_code(database, again, enrolment, SEAL, at)


async def test_recovery_code_works_once_and_however_it_is_typed(database: Database) -> None:
    await cast(database)
    _, codes = await enrolled(database, await signed_in(database))
    assert len(set(codes)) == 10
    typed = codes[3].replace("-", " ").lower()
    answer = Answer(await step_of(database), Coming())
    assert await signing_in.finish_by_code(database, answer, typed, SEAL, AT + STEP)
    answer = Answer(await step_of(database), Coming())
    with pytest.raises(WrongCode):
        await signing_in.finish_by_code(database, answer, codes[3], SEAL, AT + STEP)


async def test_codes_are_guessed_five_times_and_not_more(database: Database) -> None:
    await cast(database)
    await enrolled(database, await signed_in(database))
    answer = Answer(await step_of(database), Coming())
    for _ in range(4):  # the password was the first try
        with pytest.raises(WrongCode):
            await signing_in.finish_by_code(database, answer, "000000", SEAL, AT + STEP)
    with pytest.raises(TooManyTries):
        await signing_in.finish_by_code(database, answer, "000000", SEAL, AT + STEP)
    with pytest.raises(TooManyTries):
        await actions.sign_in(database, Attempt("lead", PASSWORD), AT + STEP)


async def test_step_is_over_after_five_minutes_and_for_a_disabled_account(
    database: Database,
) -> None:
    people = await cast(database)
    secret, _ = await enrolled(database, await signed_in(database))
    late = AT + STEP + signing_in.STEP_LIFE
    answer = Answer(await step_of(database), Coming())
    with pytest.raises(StepEnded):
        await signing_in.finish_by_code(database, answer, pyotp.TOTP(secret).at(late), SEAL, late)
    answer = Answer(await step_of(database), Coming())
    await actions.disable_account(database, people.lead.account_id, None, AT + STEP)
    code = pyotp.TOTP(secret).at(AT + 2 * STEP)
    with pytest.raises(StepEnded):
        await signing_in.finish_by_code(database, answer, code, SEAL, AT + 2 * STEP)


async def test_enrolment_needs_the_password_and_the_first_code(database: Database) -> None:
    await cast(database)
    present = await signed_in(database)
    wrong = Mine(present, HERE, "not the password")
    with pytest.raises(WrongOldPassword):
        await factor_actions.begin_totp(database, wrong, SEAL, "测试中心", AT)
    mine = Mine(present, HERE, PASSWORD)
    await factor_actions.begin_totp(database, mine, SEAL, "测试中心", AT)
    with pytest.raises(WrongFirstCode):
        await factor_actions.confirm_totp(database, present, "000000", SEAL, AT)
    assert await actions.sign_in(database, Attempt("lead", PASSWORD), AT), "not asked for yet"
    await enrolled(database, present)
    with pytest.raises(FactorThere):
        await factor_actions.begin_totp(database, mine, SEAL, "测试中心", AT)


async def test_other_sessions_end_when_a_factor_is_added(database: Database) -> None:
    await cast(database)
    elsewhere = await actions.sign_in(database, Attempt("lead", PASSWORD), AT)
    here = await signed_in(database)
    await enrolled(database, here)
    assert await session.actor_of({SESSION_COOKIE: elsewhere.token}, AT, database) is None


async def test_secret_is_sealed_and_codes_are_hashes(database: Database) -> None:
    people = await cast(database)
    secret, codes = await enrolled(database, await signed_in(database))
    async with database.reading() as conn:
        kept = await conn.fetchval("select sealed_secret from accounts.totp")
        rows = await conn.fetch("select r::text as line from accounts.recovery_code r")
    assert secret.encode() not in kept
    assert SEAL.open(kept, people.lead.account_id) == secret
    with pytest.raises(CannotOpen):
        SEAL.open(kept, people.duty.account_id)
    assert not [row for row in rows if codes[0] in row["line"]]


async def test_demanded_factor_shuts_everything_but_setting_it_up(database: Database) -> None:
    people = await cast(database)
    admin = people.security_admin
    opened = await actions.sign_in(database, Attempt("lead", PASSWORD), AT)
    cookies = {SESSION_COOKIE: opened.token}
    await posting_actions.require_factor(database, Role.AGENCY_OFFICER, True, admin, AT)
    assert await session.actor_of(cookies, AT, database) is None
    held = await session.holder_of(cookies, AT, database)
    assert held is not None
    assert held.lacks_factor
    await enrolled(database, held)
    assert await session.actor_of(cookies, AT, database) is not None
    with pytest.raises(LastFactor):
        await factor_actions.remove_totp(database, Mine(held, HERE, PASSWORD), AT)
    await posting_actions.require_factor(database, Role.AGENCY_OFFICER, False, admin, AT)
    await factor_actions.remove_totp(database, Mine(held, HERE, PASSWORD), AT)
    assert await actions.sign_in(database, Attempt("lead", PASSWORD), AT)


async def test_demo_accounts_keep_their_password_alone(database: Database) -> None:
    await load_ground(database)
    new = NewAccount("show", "演示某", Role.AGENCY_OFFICER, "rsj", is_demo=True)
    await actions.create_account(database, new, PASSWORD, None, AT)
    opened = await actions.sign_in(database, Attempt("show", PASSWORD, demo_allowed=True), AT)
    present = await session.holder_of({SESSION_COOKIE: opened.token}, AT, database)
    assert present is not None
    mine = Mine(present, HERE, PASSWORD)
    with pytest.raises(DemoAccount):
        await factor_actions.begin_totp(database, mine, SEAL, "测试中心", AT)
    with pytest.raises(DemoAccount):
        await factor_actions.change_password(database, mine, "三里街的豆腐-2026", AT)


async def test_lost_phone_is_helped_by_the_security_administrator_only(
    database: Database,
) -> None:
    people = await cast(database)
    present = await signed_in(database)
    await enrolled(database, present)
    account = people.lead.account_id
    await posting_actions.reset_factors(database, account, people.security_admin, AT)
    assert await actions.sign_in(database, Attempt("lead", PASSWORD), AT)
    async with database.reading() as conn:
        assert await conn.fetchval("select count(*) from accounts.recovery_code") == 0


async def test_link_of_an_invitation_does_not_pass_a_second_factor_by(database: Database) -> None:
    people = await cast(database)
    await enrolled(database, await signed_in(database))
    token = await actions.invite(database, people.lead.account_id, people.security_admin, AT)
    with pytest.raises(SecondStepNeeded):
        await actions.accept_invitation(database, token, "三里街的豆腐-2026", AT)


async def test_everything_is_on_record(database: Database, house: Database) -> None:
    people = await cast(database)
    await enrolled(database, await signed_in(database))
    await step_of(database)
    with pytest.raises(signing_in.WrongPassword):
        await actions.sign_in(database, Attempt("lead", "wrong"), AT)
    async with house.reading() as conn:
        rows = await conn.fetch("select what, by_id from audit.line order by entry_id")
    told = [row["what"] for row in rows if row["by_id"] == people.lead.account_id]
    assert told == ["session.opened", "account.factor_added", "session.refused"]


async def test_a_new_key_seals_every_secret_and_nobody_sets_up_anything_again(
    database: Database, tmp_path: Path
) -> None:
    people = await cast(database)
    seal = Seal.of(tmp_path)  # that of a centre which works on meanwhile
    secret, _ = await enrolled(database, await signed_in(database), seal)
    account = people.lead.account_id
    async with database.reading() as conn:
        ((_, before),) = await factor_store.sealed_secrets(conn)
    done = await resealing.reseal(database, tmp_path, AT)
    assert (done.number, done.secrets, done.unreadable) == (2, 1, 0)
    for path in resealing.superseded(tmp_path):
        path.unlink()
    at = AT + 2 * STEP
    answer = Answer(await step_of(database), Coming())
    code = pyotp.TOTP(secret).at(at)
    assert await signing_in.finish_by_code(database, answer, code, seal, at)
    await enrolled(database, await signed_in(database, "duty"), seal)
    async with database.reading() as conn:
        assert {sealed[0] for _, sealed in await factor_store.sealed_secrets(conn)} == {2}
    with pytest.raises(CannotOpen):
        Seal.of(tmp_path).open(before, account)


async def test_a_secret_whose_key_is_lost_is_told_and_keeps_its_bytes(
    database: Database, tmp_path: Path
) -> None:
    await cast(database)
    await enrolled(database, await signed_in(database), Seal(b"k" * 32))
    done = await resealing.reseal(database, tmp_path, AT)
    assert (done.secrets, done.unreadable) == (0, 1)


@pytest.mark.parametrize("aside", [-1, 0, 1])
def test_code_of_the_step_before_and_after_counts(aside: int) -> None:
    secret = factor.new_secret()
    code = pyotp.TOTP(secret).at(AT + aside * STEP)
    now = pyotp.TOTP(secret).timecode(AT)
    assert factor.step_of(secret, code, AT) == now + aside
    assert factor.step_of(secret, code, AT + HALF_HOUR) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "7K3F-92QW"])
def test_what_is_no_code_is_never_right(typed: str) -> None:
    assert factor.step_of(factor.new_secret(), typed, AT) is None
    assert factor.hash_of_recovery(typed) is None
