"""Accounts: who may be given which role, and what a login and a name may look like. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NewType

from command.accounts.agency import Agency
from command.accounts.role import Role
from command.base.problem import InvalidInput
from command.base.words import Words
from command.places.jurisdiction import Level

AccountId = NewType("AccountId", int)
LOGIN = re.compile(r"^[a-z][a-z0-9._-]{1,39}\Z")
NUMBER = re.compile(r"^[A-Z0-9-]{2,30}\Z")
NAME_LETTERS = 30
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})

_COUNTY = frozenset({Level.COUNTY})
_HALLS = frozenset({Level.COUNTY, Level.TOWNSHIP})
CENTRE_ROLES: Mapping[Role, frozenset[Level]] = {
    Role.DUTY_OFFICER: _HALLS,
    Role.DISPATCHER: _HALLS,
    Role.WINDOW_CLERK: _HALLS,
    Role.VISITOR: _HALLS,
    Role.TOWNSHIP_OFFICER: frozenset({Level.TOWNSHIP}),
    Role.VILLAGE_CADRE: frozenset({Level.VILLAGE}),
    Role.COUNTY_LEADER: _COUNTY,
    Role.SUPERVISOR: _COUNTY,
    Role.SYSTEM_ADMIN: _COUNTY,
    Role.SECURITY_ADMIN: _COUNTY,
    Role.AUDITOR: _COUNTY,
}
"""Roles of a centre and the levels where they exist; an agency officer belongs to no centre."""


class WrongPosting(InvalidInput):
    code = "wrong-posting"
    zh = "该岗位不能设在这个单位"
    en = "This role does not exist in that agency"


@dataclass(frozen=True, slots=True)
class NewAccount:
    login: str
    display_name: str
    role: Role
    agency_id: str
    is_demo: bool = False
    staff_number: str = ""
    """Tells a person over all their accounts; empty when it is not known."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is kept, without its password."""

    account_id: AccountId
    login: str
    display_name: str
    role: Role
    agency_id: str
    county: str
    is_demo: bool
    is_disabled: bool


def checked(new: NewAccount, agency: Agency) -> NewAccount:
    """The account with its texts normalised. Raises InvalidInput or WrongPosting, with a field."""
    login = clean_login(new.login)
    if not LOGIN.match(login):
        raise InvalidInput(
            Words(
                "登录名须为 2 至 40 个小写字母、数字或 . _ -,以字母开头",
                "A login has 2 to 40 small letters, digits or . _ - and begins with a letter",
            ),
            field="login",
        )
    name = unicodedata.normalize("NFC", new.display_name).strip()
    if not 1 <= len(name) <= NAME_LETTERS or not name.isprintable():
        raise InvalidInput(
            Words(f"姓名须为 1 至 {NAME_LETTERS} 个字", f"A name has 1 to {NAME_LETTERS} letters"),
            field="display_name",
        )
    if not may_serve(new.role, agency):
        raise WrongPosting(
            Words(f"{new.role} 不能设在{agency.name}", f"{new.role} cannot be in {agency.name}"),
            field="role",
        )
    number = clean_number(new.staff_number)
    return NewAccount(login, name, new.role, agency.agency_id, new.is_demo, number)


def clean_number(text: str) -> str:
    """A staff number as it is kept, however it is typed. Raises InvalidInput."""
    number = unicodedata.normalize("NFKC", text).strip().upper()
    if number and not NUMBER.match(number):
        raise InvalidInput(
            Words(
                "工号须为 2 至 30 个字母、数字或 -",
                "A staff number has 2 to 30 letters, digits or -",
            ),
            field="staff_number",
        )
    return number


def demand_number(role: Role, number: str) -> None:
    """Whoever holds one of the three offices is known by a number. Raises InvalidInput."""
    if role in ADMINISTRATORS and not number:
        raise InvalidInput(
            Words(
                "系统、安全、审计管理员须填工号:三者不能是同一人",
                "An administrator needs a staff number: the three are never one person",
            ),
            field="staff_number",
        )


def may_serve(role: Role, agency: Agency) -> bool:
    """Whether the role exists in the agency; nobody is a kiosk."""
    if not agency.is_centre:
        return role is Role.AGENCY_OFFICER
    return agency.level in CENTRE_ROLES.get(role, frozenset())


def clean_login(text: str) -> str:
    """As people type it: full-width letters, capitals and blanks around it do not matter."""
    return unicodedata.normalize("NFKC", text).strip().lower()
