"""Opening one sealed field: which, what for, and how many a day. Pure.

A person does it under their own name; the audit has it before they see anything.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from command.base import clock
from command.base.problem import NotFound, TooManyTries

QUOTA = 20
"""Fields that one account opens in a day of China's calendar."""


LOOKUPS = 20
"""Lookups by a number that one account makes in such a day; checks of duplicates do not count."""


class Field(StrEnum):
    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    ADDRESS = "address"


class Purpose(StrEnum):
    """Why somebody may need to know; the auditor and the person concerned read it."""

    CONTACT = "contact"  # 联系办理
    VERIFY = "verify"  # 核对身份
    FOLLOW_UP = "follow_up"  # 回访
    DELIVER = "deliver"  # 送达文书
    EMERGENCY = "emergency"  # 紧急救助


class LookupPurpose(StrEnum):
    """Why somebody may need to find a person's cases."""

    ANSWER = "answer"  # 答复本人查询
    CONTACT = "contact"  # 联系办理
    VERIFY = "verify"  # 核对身份
    EMERGENCY = "emergency"  # 紧急救助
    DUPLICATE = "duplicate"  # 受理查重, made by the house itself


class QuotaUsed(TooManyTries):
    code = "quota-used"
    zh = "今日查看个人信息的次数已用完"
    en = "No more personal fields may be opened today"


class NothingKept(NotFound):
    code = "nothing-kept"
    zh = "当事人没有留下这一项"
    en = "The person did not leave this"


def day_of(at: datetime) -> tuple[datetime, datetime]:
    """The calendar day in China that `at` lies in: its first instant, and the next day's."""
    start = clock.midnight_before(clock.china_date(at))
    return start, start + timedelta(days=1)
