"""Agencies: the centres of three levels, bureaus, committees, studios, societies.

Bureaus and the like are data of the county; centres follow from its places. Pure: refuses to
know who works in an agency and where rows are kept.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import NewType

from command.places.jurisdiction import Level, Place, PlaceCode, level_of

AgencyId = NewType("AgencyId", str)
"""Stable: a slug of the shipped list (`rsj`), or `c` and the place code of a centre."""

CENTRE_LEVELS = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)


class AgencyKind(StrEnum):
    CENTRE = "centre"  # 社会治理中心 of a county, township or village
    BUREAU = "bureau"
    COMMITTEE = "committee"  # 专业调解委员会
    STUDIO = "studio"  # 调解工作室
    SOCIETY = "society"


@dataclass(frozen=True, slots=True)
class Agency:
    """`place` is the county of a bureau and the place itself of a centre.

    `residency` is resident (常驻), on_call (随驻) or engaged (聘驻), empty for centres; `staff`
    is how many people sit in the hall, where that is known; `source` is published or assumed.
    """

    agency_id: AgencyId
    name: str
    short_name: str
    kind: AgencyKind
    place: PlaceCode
    residency: str = ""
    window: str = ""
    staff: int | None = None
    block: str = ""
    source: str = "published"

    @property
    def is_centre(self) -> bool:
        return self.kind is AgencyKind.CENTRE

    @property
    def level(self) -> Level:
        """The level its people stand at; a bureau's is the county's."""
        return level_of(self.place)

    @property
    def scope_place(self) -> PlaceCode | None:
        """The place a centre's people see by; everybody else sees by the agency's part."""
        return self.place if self.is_centre else None


def centre_id(place: str) -> AgencyId:
    return AgencyId(f"c{place}")


def centres(places: Iterable[Place], county_names: Mapping[PlaceCode, str]) -> list[Agency]:
    """A centre for every county, township and village; a county's carries its own name."""
    return [_centre(place, county_names) for place in places if place.level in CENTRE_LEVELS]


def shipped(county: PlaceCode) -> list[Agency]:
    """The agencies of `data/agencies.csv`, at `county`."""
    text = resources.files(__package__).joinpath("data/agencies.csv").read_text(encoding="utf-8")
    return [_shipped(row, county) for row in csv.DictReader(text.splitlines())]


def _centre(place: Place, county_names: Mapping[PlaceCode, str]) -> Agency:
    is_county = place.level is Level.COUNTY
    named = county_names.get(place.code) if is_county else None
    return Agency(
        agency_id=centre_id(place.code),
        name=named or f"{place.short_name}社会治理中心",
        short_name=f"{place.kind}中心" if is_county else place.short_name,
        kind=AgencyKind.CENTRE,
        place=place.code,
    )


def _shipped(row: Mapping[str, str], county: PlaceCode) -> Agency:
    return Agency(
        agency_id=AgencyId(row["agency_id"]),
        name=row["name"],
        short_name=row["short_name"],
        kind=AgencyKind(row["kind"]),
        place=county,
        residency=row["residency"],
        window=row["window"],
        staff=int(row["staff"]) if row["staff"] else None,
        block=row["block"],
        source=row["source"],
    )
