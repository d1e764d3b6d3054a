"""The shipped agencies and the centres that follow from places."""

from collections import Counter

from command.accounts import actions, store
from command.accounts.agency import AgencyKind, centre_id, centres, shipped
from command.base.db import Database
from command.casework.routing import mandates
from command.places import store as places
from command.places.jurisdiction import Level, PlaceCode
from tests.cast import AT, COUNTY, TOWNSHIP, VILLAGE, load_ground
from tests.places.county_stage import SHILI, a_place, invented_county, yushan

CENTRE_WORDS = {str(level) for level in Level}


def test_shipped_list_has_every_kind_and_unique_names() -> None:
    found = shipped(COUNTY)
    assert Counter(agency.kind for agency in found) == {
        AgencyKind.BUREAU: 25,
        AgencyKind.COMMITTEE: 8,
        AgencyKind.STUDIO: 2,
        AgencyKind.SOCIETY: 1,
    }
    for field in ("agency_id", "name", "short_name"):
        assert len({getattr(agency, field) for agency in found}) == len(found)
    assert {agency.residency for agency in found} == {"resident", "on_call", "engaged"}


def test_ids_that_other_rooms_and_old_cases_hold_stay() -> None:
    names = {str(agency.agency_id): agency.short_name for agency in shipped(COUNTY)}
    assert (names["xfj"], names["rsj"], names["zjj"]) == ("信访局", "人社局", "住建局")
    named = {
        agency
        for mandate in mandates().values()
        for agency in (*mandate.leads, *mandate.supports)
        if agency not in CENTRE_WORDS
    }
    assert named - set(names) == set()


def test_every_place_of_three_levels_has_a_centre() -> None:
    found = {
        agency.place: agency for agency in centres(yushan().places, {COUNTY: "玉山县社会治理中心"})
    }
    assert len(found) == 1 + 18 + 244
    county, village = found[COUNTY], found[PlaceCode(VILLAGE)]
    assert (county.agency_id, county.name, county.short_name) == (
        "c361123",
        "玉山县社会治理中心",
        "县中心",
    )
    assert (village.agency_id, village.name) == ("c361123002001", "万柳洲社区社会治理中心")
    assert (village.short_name, village.level) == ("万柳洲社区", Level.VILLAGE)


def test_grid_has_no_centre_and_another_county_is_named_by_itself() -> None:
    grid = a_place("990101101201001", "第一网格")
    plan = invented_county()
    (county,) = [a for a in centres([*plan.places, grid], {}) if a.place == SHILI]
    assert county.name.endswith("社会治理中心")
    assert centre_id(grid.code) not in {a.agency_id for a in centres([grid], {})}


async def test_loading_twice_changes_nothing(database: Database) -> None:
    await load_ground(database)
    async with database.reading() as conn:
        before = await conn.fetch("select a.*, xmin::text from accounts.agency a order by 1")
    await actions.load_agencies(database, COUNTY, AT)
    async with database.reading() as conn:
        after = await conn.fetch("select a.*, xmin::text from accounts.agency a order by 1")
    assert before == after
    assert len(after) == 36 + 263


async def test_retired_place_loses_its_centre(database: Database) -> None:
    await load_ground(database)
    async with database.transaction() as conn:
        await places.retire(conn, [PlaceCode(VILLAGE)], AT)
    await actions.load_agencies(database, COUNTY, AT)
    async with database.reading() as conn:
        assert await store.find_agency(conn, centre_id(VILLAGE)) is None
        assert await store.find_agency(conn, centre_id(TOWNSHIP)) is not None
