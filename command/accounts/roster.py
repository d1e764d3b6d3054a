"""Rosters: who is on duty in an agency at an instant, and who is named for a new case.

Pure: officers and duties are handed in. Refuses to know cases.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from command.accounts.role import VERBS, Role, Verb


class Post(StrEnum):
    CASE_OFFICER = "case_officer"  # 承办值班: takes what comes in
    DUTY_CHIEF = "duty_chief"  # 值班长
    DUTY_LEADER = "duty_leader"  # 带班领导


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who works in an agency now; `name` is a work fact, shown to staff."""

    account_id: int
    name: str
    role: Role
    agency_id: str

    @property
    def can_sign(self) -> bool:
        return Verb.SIGN_FOR in VERBS[self.role]


@dataclass(frozen=True, slots=True)
class Duty:
    """A turn of duty, from `starts_at` up to, not including, `ends_at`; aware instants."""

    agency_id: str
    account_id: int
    post: Post
    starts_at: datetime
    ends_at: datetime

    def covers(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


SIGNING_ROLES = tuple(role for role in Role if Verb.SIGN_FOR in VERBS[role])


def on_duty(duties: Iterable[Duty], post: Post, at: datetime) -> list[Duty]:
    """The turns that cover `at`, the one that began last first."""
    running = [duty for duty in duties if duty.post is post and duty.covers(at)]
    return sorted(running, key=lambda duty: (-duty.starts_at.timestamp(), duty.account_id))


def choose_officer(
    officers: Sequence[Officer], duties: Iterable[Duty], at: datetime
) -> Officer | None:
    """Who is named for a new case: on duty as case officer, else the longest-standing account.

    None when nobody in the agency can sign.
    """
    able = {officer.account_id: officer for officer in officers if officer.can_sign}
    for duty in on_duty(duties, Post.CASE_OFFICER, at):
        if duty.account_id in able:
            return able[duty.account_id]
    return able[min(able)] if able else None
