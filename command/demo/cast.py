"""Who plays: fictitious people with logins, and an officer for every agency that needs one.

Pure. Every name is marked (演示); no real person appears. Refuses to know passwords' hashes.
"""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from command.accounts.account import NewAccount
from command.accounts.agency import Agency, AgencyId, AgencyKind
from command.accounts.role import Role
from command.places.jurisdiction import Level, PlaceCode

COUNTY = PlaceCode("361123")
PASSWORD = "yushan-demo-2026"  # printed in the table of accounts; refused off localhost
MARK = "(演示)"
VILLAGE_STEP = 3  # a cadre in every third village: elsewhere routing passes on to the township
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROLE_AT = {Level.TOWNSHIP: Role.TOWNSHIP_OFFICER, Level.VILLAGE: Role.VILLAGE_CADRE}


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the demo who signs in; `page` is empty for those who only play their part."""

    login: str
    name: str
    role: Role
    agency_id: str
    page: str
    zh: str
    en: str

    @property
    def account(self) -> NewAccount:
        return NewAccount(self.login, self.name, self.role, self.agency_id, is_demo=True)


@cache
def players() -> tuple[Player, ...]:
    """Everybody with a password, in the order of the file."""
    return tuple(
        Player(
            row["login"],
            row["name"],
            Role(row["role"]),
            row["agency"],
            row["page"],
            row["zh"],
            row["en"],
        )
        for row in rows("cast.csv")
    )


def demo_agencies() -> list[Agency]:
    """Services that the scenarios call and the county's list of resident units does not have."""
    return [
        Agency(
            AgencyId(row["agency_id"]),
            row["name"],
            row["short_name"],
            AgencyKind.BUREAU,
            COUNTY,
            residency="on_call",
            source="assumed",
        )
        for row in rows("agencies.csv")
    ]


def extras(agencies: Iterable[Agency], staffed: Collection[str]) -> list[NewAccount]:
    """An officer without a password for every agency nobody works in, so that routing names one.

    Of the villages, only every third has one.
    """
    found = []
    for number, agency in enumerate(agencies):
        role = _role_in(agency)
        if role is None or agency.agency_id in staffed or _goes_without(agency):
            continue
        login = f"o-{agency.agency_id}"
        found.append(NewAccount(login, _name(number), role, agency.agency_id, is_demo=True))
    return found


def rows(name: str) -> list[Mapping[str, str]]:
    """Lines of one of the room's tables."""
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _role_in(agency: Agency) -> Role | None:
    return _ROLE_AT.get(agency.level) if agency.is_centre else Role.AGENCY_OFFICER


def _goes_without(agency: Agency) -> bool:
    is_village = agency.is_centre and agency.level is Level.VILLAGE
    return is_village and int(agency.place) % VILLAGE_STEP != 0


def _name(number: int) -> str:
    surname = _SURNAMES[number % len(_SURNAMES)]
    return f"{surname}{_STEMS[number // len(_SURNAMES) % len(_STEMS)]}{MARK}"
