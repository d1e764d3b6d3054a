"""From a citizen's no to an entry (R53-R55): casework's own deeds, the journal, the reader."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from command.assessment import reader
from command.base.clock import china_date, now
from command.base.db import Database
from tests.casework import stage as staging
from tests.casework.stage import Stage


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with staging.opened(database) as opened:
        yield opened


async def _said_no(stage: Stage) -> int:
    """A case that the lead resolved, and a citizen who is not content."""
    case = int((await stage.report(kind="incident"))["case"])
    await stage.done("lead", case, "sign-for")
    await stage.answered(case)
    await stage.done("lead", case, "resolve", words="已支付")
    card = await stage.done(
        "visitor", case, "visit", satisfaction="dissatisfied", words="仍欠一个月(虚构)"
    )
    assert (card["state"], card["redo"]) == ("handling", 1)
    return case


async def test_r55_a_citizens_no_becomes_one_entry_for_lead_and_officer_of_then(
    stage: Stage,
) -> None:
    case = await _said_no(stage)
    at = now()
    await reader.tick(stage.keeper, at)
    await stage.answered(case)
    await stage.done("lead", case, "resolve", words="已补发")
    await stage.done("visitor", case, "visit", satisfaction="satisfied", words="满意")
    await stage.done("visitor", case, "close")
    await reader.tick(stage.keeper, at)
    rows = await stage.rows("select * from assessment.strike")
    lead = stage.cast.lead
    assert [(r["case_id"], r["redo"], r["agency_id"], r["officer_id"]) for r in rows] == [
        (case, 0, "rsj", lead.account_id)
    ]
    assert rows[0]["year"] == china_date(at).year
    said = await stage.rows("select redo, satisfaction from assessment.visit order by redo")
    assert [tuple(one) for one in said] == [(0, "dissatisfied"), (1, "satisfied")]


async def test_r55_three_citizens_owe_the_unit_and_its_officer_one_interview(stage: Stage) -> None:
    for _ in range(3):
        await _said_no(stage)
    await reader.tick(stage.keeper, now())
    await reader.tick(stage.keeper, now() + timedelta(days=40))
    talks = await stage.rows("select agency_id, officer_id from assessment.interview")
    assert [tuple(one) for one in talks] == [("rsj", stage.cast.lead.account_id)]
    heard = await stage.rows(
        "select type, audience from journal.event where type = 'interview.owed'"
    )
    assert [tuple(one["audience"]) for one in heard] == [("agency:rsj",)]
