"""Loading the shipped county and importing surveys, on a real database, as the web role."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from command.base import journal
from command.base.db import Database
from command.places import actions, book, store
from command.places.actions import DatumDoubtful, NothingMatched
from command.places.coordinates import Datum
from command.places.county import YUSHAN
from command.places.jurisdiction import PlaceCode, Precision
from command.places.matching import Outcome, counts
from command.places.workdays import DayCount, Override
from tests.places.county_stage import OUTLINE_FILE, SHILI, a_csv, a_survey, yushan

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
YUSHAN_CODE = PlaceCode("361123")
LINHU_VILLAGE = "361123101201"
PRESENT = f"code,name,lon,lat\n{LINHU_VILLAGE},塘西,117.95,28.66\n"


async def test_shipped_county_is_stored_as_it_was_read(database: Database) -> None:
    assert await actions.load_county(database, YUSHAN, AT) == 263
    async with database.reading() as conn:
        places, retired = await store.all_places(conn)
        areas = await store.areas_of(conn, YUSHAN_CODE)
        (facts,) = await store.counties(conn)
    assert places == sorted(yushan().places, key=lambda place: place.code)
    assert retired == []
    assert {area.place for area in areas} == {area.place for area in yushan().areas}
    assert facts.centre_name == "玉山县社会治理中心"
    assert len(facts.neighbours["features"]) == 7


async def test_loading_again_changes_nothing(database: Database) -> None:
    await actions.load_county(database, YUSHAN, AT)
    assert await actions.load_county(database, YUSHAN, AT) == 0
    async with database.reading() as conn:
        assert await store.version(conn) == 1


async def test_second_county_lives_beside_the_first(database: Database) -> None:
    await actions.load_county(database, YUSHAN, AT)
    plan = await actions.import_survey(database, a_survey(OUTLINE_FILE), None, AT)
    assert counts(plan.matches) == {Outcome.ADDED: 12}
    async with database.reading() as conn:
        found = await book.load(conn)
        names = {facts.code: facts.centre_name for facts in await store.counties(conn)}
    assert len(found) == 263 + 12
    assert names[SHILI] == "示例县(虚构)社会治理中心"
    assert found.path_names("990101101201") == "示西镇 · 例都"
    assert [hit.code for hit in found.search("lidu", scope=SHILI)] == ["990101101201"]
    assert len(found.within(YUSHAN_CODE)) == 263


async def test_survey_in_gcj02_moves_the_villages_and_keeps_what_they_were(
    database: Database,
) -> None:
    await actions.import_survey(database, a_survey(OUTLINE_FILE), None, AT)
    survey = a_survey("shili_villages_gcj02.csv", Datum.GCJ02)
    later = AT + timedelta(days=1)
    await actions.import_survey(database, survey, 7, later)
    code = PlaceCode("990101001001")
    async with database.reading() as conn:
        village = (await book.load(conn)).place(code)
        (former,) = await store.history_of(conn, code)
        areas = await store.areas_of(conn, SHILI)
    assert village.lon == pytest.approx(110.30, abs=2e-5)
    assert village.lat == pytest.approx(30.20, abs=2e-5)
    assert former.replaced_at == later
    assert former.was["lon"] != village.lon
    assert former.accuracy == "within 10 m"
    assert len(areas) == 12


async def test_survey_of_one_village_leaves_the_others(database: Database) -> None:
    await actions.load_county(database, YUSHAN, AT)
    before = {place.code: place for place in yushan().places}
    name = before[PlaceCode(LINHU_VILLAGE)].name
    survey = a_csv(PRESENT.replace("塘西", name))
    await actions.import_survey(database, survey, 7, AT)
    async with database.reading() as conn:
        after = {place.code: place for place in await store.places_of(conn, YUSHAN_CODE)}
        assert await store.version(conn) == 2
        areas = {area.place for area in await store.areas_of(conn, YUSHAN_CODE)}
    assert areas == {area.place for area in yushan().areas}
    changed = [code for code in after if after[code] != before[code]]
    assert LINHU_VILLAGE in changed
    assert after[PlaceCode(LINHU_VILLAGE)].precision is Precision.SURVEYED
    assert all(code.startswith("361123101") for code in changed)
    # And a restart does not bring the shipped positions back.
    assert await actions.load_county(database, YUSHAN, AT) == 0


async def test_book_is_read_again_only_after_a_survey(database: Database) -> None:
    await actions.load_county(database, YUSHAN, AT)
    async with database.reading() as conn:
        held = await book.load(conn)
        assert await book.newest(conn, held) is held
    await actions.import_survey(database, a_survey(OUTLINE_FILE), None, AT)
    async with database.reading() as conn:
        assert SHILI in await book.newest(conn, held)
    assert SHILI not in held


async def test_two_starters_load_the_county_once(database: Database) -> None:
    loads = (actions.load_county(database, YUSHAN, AT) for _ in range(3))
    assert sorted(await asyncio.gather(*loads)) == [0, 0, 263]
    async with database.reading() as conn:
        assert await store.version(conn) == 1


async def test_import_is_told_to_the_house_and_to_no_screen(database: Database) -> None:
    await actions.import_survey(database, a_survey(OUTLINE_FILE), None, AT)
    async with database.reading() as conn:
        (entry,) = await journal.read_after(conn, 0)
    assert (entry.type, entry.place, entry.audience) == ("places.surveyed", SHILI, ("system",))


async def test_dry_run_changes_nothing(database: Database) -> None:
    plan = await actions.dry_run(database, a_survey(OUTLINE_FILE))
    assert plan.taken == 12
    async with database.reading() as conn:
        assert await store.version(conn) == 0
        assert await store.all_places(conn) == ([], [])


async def test_wrong_datum_is_refused_until_somebody_insists(database: Database) -> None:
    await actions.import_survey(database, a_survey(OUTLINE_FILE), None, AT)
    wrong = a_survey("shili_villages_gcj02.geojson", Datum.WGS84)
    with pytest.raises(DatumDoubtful) as refusal:
        await actions.import_survey(database, wrong, 7, AT)
    assert refusal.value.field == "datum"
    async with database.reading() as conn:
        assert await store.version(conn) == 1
    await actions.import_survey(database, wrong, 7, AT, accept_doubt=True)
    async with database.reading() as conn:
        assert await store.version(conn) == 2


async def test_file_without_a_known_place_is_refused(database: Database) -> None:
    with pytest.raises(NothingMatched):
        await actions.import_survey(database, a_csv("code,name\n990101001,示东街道\n"), 7, AT)
    async with database.reading() as conn:
        assert await store.version(conn) == 0


async def test_retired_place_keeps_its_name_but_is_not_offered(database: Database) -> None:
    await actions.import_survey(database, a_survey(OUTLINE_FILE), None, AT)
    code = PlaceCode("990101101201")
    async with database.transaction() as conn:
        await store.retire(conn, [code], AT)
    async with database.reading() as conn:
        found = await book.load(conn)
    assert code not in found
    assert found.path_names(code) == "示西镇 · 例都"
    assert found.search("例都") == []
    with pytest.raises(book.UnknownPlace) as refusal:
        found.place(code)
    assert refusal.value.field == "place"


async def test_countys_own_word_on_days_is_kept(database: Database) -> None:
    async with database.transaction() as conn:
        await store.save_override(conn, date(2027, 1, 4), Override(False, "元旦调休(示例)"))
        await store.save_year(conn, 2027, "示例")
    async with database.reading() as conn:
        calendar = await store.work_calendar(conn)
    assert not calendar.provisional(2027)
    due = calendar.due_date(date(2026, 12, 31), 1, DayCount.WORKDAYS)
    assert due == date(2027, 1, 5)
