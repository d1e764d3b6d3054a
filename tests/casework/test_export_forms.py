"""The file of an export in its forms: the office's ledger opens as one, a map has points."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest

from command.casework.export_forms import Form, geojson, ledger, made
from command.ledger.layout import Column, guess
from command.ledger.workbook import read_book
from tests.casework.stage import Stage
from tests.casework.test_export import asked
from tests.cast import VILLAGE

AT = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
MARK = "DC20261124-00000000 值班甲(县中心) 用途:督查督办 不得转发"
LINE: dict[str, Any] = {
    "receipt_number": "YS20261124-00000001",
    "kind": "petition",
    "type": "wage_arrears",
    "title": "=HYPERLINK(1)冰溪街道约20人反映欠薪",
    "level": 4,
    "place": VILLAGE,
    "public_place": VILLAGE,
    "state": "closed",
    "opened_at": AT,
    "accepted_at": AT,
    "due_at": None,
    "closed_at": AT,
    "channel": "window",
    "difficulty": "complex",
    "headcount": 20,
    "lon": 118.25,
    "lat": 28.68,
    "precision": "village",
    "satisfaction": "satisfied",
    "lead": "人社局",
    "supports": "住建局",
    "name": "甄**",
    "phone": "138****0000",
}


def name_of(code: str) -> str:
    return "冰溪街道 · 万柳洲社区"


def test_the_ledger_is_read_back_as_one() -> None:
    content = ledger([LINE], MARK, name_of)
    sheet = read_book(content)
    found = guess(sheet)
    row = sheet.rows[found.last]
    told = {column: row[at] for at, column in found.columns.items()}
    assert told[Column.NUMBER] == LINE["receipt_number"]
    assert told[Column.REGISTERED] == date(2026, 11, 25)
    assert (told[Column.TOWNSHIP], told[Column.VILLAGE]) == ("冰溪街道", "万柳洲社区")
    assert (told[Column.NAME], told[Column.PHONE]) == ("甄**", "138****0000")
    assert (told[Column.UNIT], told[Column.STATE]) == ("人社局", "已结案")
    assert sheet.rows[1][0] == MARK
    assert row[-1] == MARK


def test_no_text_of_a_workbook_is_a_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(ledger([LINE], MARK, name_of))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_point_is_told_where_everybody_may_see_one() -> None:
    hidden = {**LINE, "public_place": VILLAGE[:9], "lon": None, "lat": None, "precision": "none"}
    told = json.loads(geojson([LINE, hidden], MARK, lambda code: code))
    assert told["type"] == "FeatureCollection"
    first, second = told["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [118.25, 28.68]}
    assert second["geometry"] is None
    assert second["properties"]["place"] == VILLAGE[:9]
    assert "甄" not in json.dumps(told, ensure_ascii=False)
    assert all(one["properties"]["mark"] == MARK for one in told["features"])


@pytest.mark.parametrize(("form", "begins"), [(Form.XLSX, b"PK"), (Form.CSV, b"\xef\xbb\xbf")])
def test_each_form_is_what_it_says(form: Form, begins: bytes) -> None:
    assert made(form, [LINE], MARK, name_of).body.startswith(begins)


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("geojson", "application/geo+json"),
    ],
)
async def test_an_export_is_taken_in_the_form_that_is_asked_for(
    stage: Stage, form: str, kind: str
) -> None:
    await stage.report()
    one = await asked(stage)
    path = f"/api/exports/{one['export']}/take"
    answer = await stage.post("duty", f"{path}?as={form}", None)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert f"{one['number']}.{form}" in answer.headers["content-disposition"]
    assert b"13800000000" not in answer.content
    made_ = await stage.rows("select count(*) from audit.entry where what = 'export.made'")
    assert made_[0][0] == 1
    refused = await stage.post("duty", f"{path}?as=pdf", None)
    assert (refused.status_code, refused.json()["field"]) == (422, "as")
