"""Who may do what to which column, compared with one reviewed file; no column ranks a citizen.

After a change of the schema: `python -m tests.house.grants > tests/house/grants.txt`, then read
the difference as you would read a key being handed over.
"""

from pathlib import Path

import pytest

from command.base import db
from command.base.addresses import Addresses
from tests.house import grants

REVIEWED = Path(__file__).with_name("grants.txt")


async def test_every_grant_and_column_is_the_reviewed_one(fresh: Addresses) -> None:
    found = await grants.of(fresh.owner)
    assert found == REVIEWED.read_text(encoding="utf-8").splitlines()


async def test_analysis_reaches_the_incident_plane_only(fresh: Addresses) -> None:
    lines = await grants.of(fresh.owner)
    reached = {line.split()[2] for line in lines if line.startswith("grant yushan_analysis ")}
    assert reached
    assert {name.split(".")[0] for name in reached} <= {"incident", "public"}


async def test_the_incident_plane_names_nobody(fresh: Addresses) -> None:
    """No words, no names, no phones; and no point of a matter told by its township only."""
    lines = await grants.of(fresh.owner)
    columns = {line.split()[1] for line in lines if line.startswith("column incident.")}
    assert columns
    for column in columns:
        name = column.rsplit(".", 1)[1]
        assert not any(word in name for word in grants.PERSONAL), column


async def test_no_column_scores_ranks_or_lists_a_citizen(fresh: Addresses) -> None:
    """Ethics, rule 1. Counters of staff's work (rule 14) would stand in `grants.STAFF_COUNTERS`."""
    assert await grants.labels(fresh.owner) == []


@pytest.mark.parametrize(
    "column", ["risk_score", "rank", "watch_list", "is_blacklisted", "blacklist", "credit_score"]
)
async def test_a_label_on_a_person_would_be_found(fresh: Addresses, column: str) -> None:
    conn = await db.connect(fresh.owner)
    try:
        await conn.execute(f"alter table identity.person add column {column} integer")
    finally:
        await conn.close()
    assert await grants.labels(fresh.owner) == [f"identity.person.{column}"]


async def test_every_table_of_cases_people_and_receptions_holds_its_rows(fresh: Addresses) -> None:
    """A new table of these rooms without row security fails here."""
    assert await grants.unguarded(
        fresh.owner, ("casework", "identity", "video", "sealed", "assessment", "documents")
    ) == [
        # Written, never read back: the answer would name the accused.
        "identity.conflict"
    ]
