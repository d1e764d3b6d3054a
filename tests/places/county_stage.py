"""Builders for the tests of places: the shipped county, and an invented one."""

from functools import lru_cache
from pathlib import Path

from command.places.coordinates import Datum
from command.places.county import YUSHAN, County, read_county
from command.places.importing import read_survey
from command.places.jurisdiction import Place, PlaceCode, Precision
from command.places.plan import Plan, plan_import
from command.places.survey import Declaration, Survey

DATA = Path(__file__).parent / "data"
SHILI = PlaceCode("990101")
OUTLINE_FILE = "shili_county.geojson"


@lru_cache(maxsize=1)
def yushan() -> County:
    return read_county(YUSHAN)


def declared(datum: Datum = Datum.WGS84, county: PlaceCode | None = None) -> Declaration:
    return Declaration(datum, "test survey (fictitious)", "within 10 m", None, county)


def a_survey(file: str, datum: Datum = Datum.WGS84, county: PlaceCode | None = SHILI) -> Survey:
    return read_survey((DATA / file).read_bytes(), file, declared(datum, county))


def a_csv(text: str, datum: Datum = Datum.WGS84, county: PlaceCode | None = None) -> Survey:
    return read_survey(text.encode(), "rows.csv", declared(datum, county))


def invented_county() -> Plan:
    """示例县(虚构) as its own GeoJSON gives it."""
    return plan_import(a_survey(OUTLINE_FILE), ())


def a_place(code: str, name: str, short_name: str = "", kind: str = "村") -> Place:
    return Place(
        PlaceCode(code), name, short_name or name, kind, "", "", None, None, Precision.NONE, ""
    )
