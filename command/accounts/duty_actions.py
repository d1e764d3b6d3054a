"""The duty roster: putting people on it and taking them off.

The system administrator keeps it. `by` is None for the command line. `at` is aware.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from command.accounts import store
from command.accounts.account import Account
from command.accounts.actions import NoSuchAccount, account_of, note
from command.accounts.role import Actor, Verb
from command.accounts.roster import Duty, Officer, Post
from command.audit.record import What
from command.base.db import Database
from command.base.problem import InvalidInput, NotFound, NotPermitted
from command.base.words import Words

LONGEST_DUTY = timedelta(days=31)


class NoSuchDuty(NotFound):
    code = "no-such-duty"
    zh = "没有这个班次,或已结束"
    en = "There is no such turn of duty, or it is over"


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of duty, from `starts_at` up to, not including, `ends_at`; aware instants."""

    post: Post
    starts_at: datetime
    ends_at: datetime


async def put_on_duty(
    db: Database, account_id: int, turn: Turn, by: Actor | None, at: datetime
) -> int:
    """Put a person on their agency's roster; returns the duty's id.

    Raises NotPermitted, NoSuchAccount, InvalidInput.
    """
    _demand(by)
    if not turn.starts_at < turn.ends_at <= turn.starts_at + LONGEST_DUTY:
        raise InvalidInput(
            Words("值班时段须有先后,且不超过 31 天", "A duty ends after it begins, within 31 days"),
            field="ends_at",
        )
    if turn.ends_at <= at:
        raise InvalidInput(Words("值班时段已经过去", "This duty is over already"), field="ends_at")
    async with db.transaction() as conn:
        account = await account_of(conn, account_id)
        if account.is_disabled:
            raise NoSuchAccount(Words("该账号已停用", "This account is closed"))
        _demand_able(account, turn.post)
        duty = Duty(account.agency_id, account_id, turn.post, turn.starts_at, turn.ends_at)
        duty_id = await store.add_duty(conn, duty)
        detail: dict[str, int | bool | str] = {"post": str(turn.post), "duty": duty_id}
        await note(conn, What.PUT_ON_DUTY, account_id, by, at, detail)
        return duty_id


async def end_duty(db: Database, duty_id: int, by: Actor | None, at: datetime) -> None:
    """Take back a turn that has not begun; one that runs ends now.

    Raises NotPermitted, NoSuchDuty.
    """
    _demand(by)
    async with db.transaction() as conn:
        account_id = await store.end_duty(conn, duty_id, at)
        if account_id is None:
            raise NoSuchDuty()
        detail: dict[str, int | bool | str] = {"duty": duty_id, "ended": True}
        await note(conn, What.PUT_ON_DUTY, account_id, by, at, detail)


def _demand(by: Actor | None) -> None:
    if by is not None and not by.may(Verb.MANAGE_SYSTEM):
        raise NotPermitted(extra={"verb": str(Verb.MANAGE_SYSTEM)})


def _demand_able(account: Account, post: Post) -> None:
    officer = Officer(account.account_id, account.display_name, account.role, account.agency_id)
    if post is Post.CASE_OFFICER and not officer.can_sign:
        raise InvalidInput(
            Words(
                "该岗位不能签收,不能任承办值班",
                "This role cannot sign, so it cannot be on duty as case officer",
            ),
            field="post",
        )
