"""Exported cases: every case, nothing personal, nothing a spreadsheet would run."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from command.app import create_app
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from command.base.sheet import cell
from command.cli.export import write_cases
from tests import cast, vaults
from tests.casework.stage import a_report

REPORTER = {"name": "司马虚构", "phone": "13800001234"}
WORDS = "报告人的原话不出系统"


async def report(app: Starlette, headers: dict[str, str], spot: str, key: str) -> None:
    body = a_report(kind="incident", words=WORDS, reporter=REPORTER, spot=spot)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.post(
            "/api/reports", json=body, headers={**headers, "idempotency-key": key}
        )
    assert answer.status_code == 201, answer.text


async def test_every_case_without_the_reporter(
    database: Database, fresh: Addresses, tmp_path: Path
) -> None:
    people = await cast.cast(database)
    app = create_app(Settings(data=tmp_path), fresh, vault=vaults.shared(), loops=False)
    async with app.router.lifespan_context(app):
        for number, spot in enumerate(["南门", "=1+1"]):
            await report(app, people.headers("duty"), spot, f"export-{number}")
    out, told = io.StringIO(), list[tuple[int, int]]()
    assert await write_cases(fresh.analysis, out, lambda done, of: told.append((done, of))) == 2
    assert told[-1] == (2, 2)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [row["spot"] for row in rows] == ["南门", "'=1+1"]
    assert all(row["receipt_number"].startswith("YS") and row["lead"] for row in rows)
    for secret in (*REPORTER.values(), WORDS, "司马"):
        assert secret not in out.getvalue()


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_become_text(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_instants_are_in_china_time_and_the_rest_stays() -> None:
    assert cell(datetime(2026, 11, 24, 16, 30, tzinfo=UTC)) == "2026-11-25 00:30:00"
    assert [cell(value) for value in ("信访", 3, None, True)] == ["信访", 3, None, True]
