"""A kind of matter that is told by its township only has no spot in the incident plane."""

import pytest

from command.casework.taxonomy import types
from tests.casework.stage import Stage
from tests.cast import TOWNSHIP, VILLAGE

HIDDEN = sorted(code for code, one in types().items() if one.no_point)


async def test_the_database_knows_the_kinds_that_are_shown(stage: Stage) -> None:
    """A changed list of types needs a migration that says so here too."""
    rows = await stage.rows("select type from incident.shown_type")
    assert {row["type"] for row in rows} == set(types()) - set(HIDDEN)


@pytest.mark.parametrize("place", [TOWNSHIP, VILLAGE])
async def test_a_hidden_kind_keeps_no_spot_wherever_it_was_placed(stage: Stage, place: str) -> None:
    for code in HIDDEN:
        kind = sorted(types()[code].kinds)[0]
        await stage.report(type=code, kind=kind, place=place, spot="某小区东门", headcount=0)
    rows = await stage.rows("select type, place, spot, lon, lat, precision from incident.case_file")
    assert {row["type"] for row in rows} == set(HIDDEN)
    assert {tuple(row)[1:] for row in rows} == {(TOWNSHIP, "", None, None, "none")}


async def test_a_shown_kind_keeps_its_spot(stage: Stage) -> None:
    await stage.report(place=TOWNSHIP, spot="县政务服务中心南门")
    (row,) = await stage.rows("select spot from incident.case_file")
    assert row["spot"] == "县政务服务中心南门"
