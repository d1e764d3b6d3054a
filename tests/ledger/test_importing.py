"""Taking a ledger over on a real database: what comes in, what stays out, what comes again."""

import io
import json
import os
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import asyncpg
import msgspec
import pytest

from command.base import journal
from command.base.db import Database
from command.base.event import Event, ScopeKey
from command.casework import historic_store, keeper, store, watching
from command.casework.historic_store import Taken
from command.identity.vault import VaultAway
from command.ledger import actions
from command.ledger.actions import By, Desk, File
from command.ledger.faulty import LINE, REASON, faulty_book
from command.ledger.layout import BadLayout
from command.ledger.workbook import read_book
from command.places import book
from tests import cast as casting
from tests import vaults
from tests.casework.stage import serving
from tests.cast import AT, OTHER_TOWNSHIP, VILLAGE, Cast
from tests.ground import house_of, keeper_of
from tests.ledger.sheets import HEADINGS, a_book, a_ledger, a_row, an_open_row, spoilt

ROWS = int(os.environ.get("YUSHAN_LEDGER_ROWS", "400"))
"""10,000 for the whole; every thirty-third of them is faulty."""
FAULTY = ROWS * 3 // 100


@dataclass(frozen=True)
class Office:
    """A county at the start of real use: its people, and the door for a ledger."""

    desk: Desk
    by: By
    cast: Cast
    web: Database
    house: Database

    async def take(self, content: bytes, **told: Any) -> actions.Done:
        return await actions.take_over(self.desk, File(content, "台账.xlsx", **told), self.by, AT)

    async def value(self, sql: str, *values: Any) -> Any:
        async with self.house.reading() as conn:
            return await conn.fetchval(sql, *values)

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        async with self.house.reading() as conn:
            return [tuple(row) for row in await conn.fetch(sql, *values)]

    async def cases(self) -> int:
        return int(await self.value("select count(*) from casework.case_file"))


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    cast = await casting.cast(database)
    who = cast.system_admin
    async with house_of(database) as house, keeper_of(database) as keeping:
        async with database.reading() as conn:
            places = await book.load(conn)
        desk = Desk(keeping, places, vaults.shared())
        by = By(who.account_id, who.name, who.agency_id)
        yield Office(desk, by, cast, database, house)


async def test_every_row_that_fits_comes_in_and_a_second_run_adds_none(office: Office) -> None:
    content = a_ledger(ROWS, FAULTY)
    told: list[tuple[int, int]] = []
    file = File(content, "台账.xlsx")
    done = await actions.take_over(
        office.desk, file, office.by, AT, lambda done, of: told.append((done, of))
    )
    assert (done.taken, len(done.checked.faulty), done.known) == (ROWS - FAULTY, FAULTY, 0)
    assert told[-1] == (ROWS - FAULTY, ROWS - FAULTY)
    assert await office.cases() == ROWS - FAULTY
    again = await actions.take_over(office.desk, file, office.by, AT)
    assert (again.taken, len(again.checked.faulty), again.known) == (0, FAULTY, ROWS - FAULTY)
    assert await office.cases() == ROWS - FAULTY
    finished = await office.rows(
        "select total, faulty, known, taken, finished_at is not null from ledger.import"
        " order by import_id"
    )
    assert finished == [
        (ROWS, FAULTY, 0, ROWS - FAULTY, True),
        (ROWS, FAULTY, ROWS - FAULTY, 0, True),
    ]


async def test_the_rules_know_what_was_so_before_a_case_came_and_demand_nothing(
    office: Office,
) -> None:
    await office.take(a_book([an_open_row(1)]))
    await watching.tick(office.desk.db, AT)
    codes = "select code from casework.finding"
    assert ("E04",) in await office.rows(codes), "the promise has passed long ago"
    assert await office.rows("select from casework.supervision") == []
    told = "select count(*) from {} where type in ('rule.found', 'case.escalated')"
    assert await office.value(told.format("journal.event")) == 0
    assert await office.value(told.format("casework.entry")) == 0
    found = await office.rows(codes)
    async with office.house.transaction() as conn:
        seen = await journal.read_after(conn, 0, 10)
        came = next(one for one in seen if one.case is not None)
        again = Event("case.progressed", AT, VILLAGE, came.audience, came.case, {})
        await journal.append(conn, [again])
    await watching.tick(office.desk.db, AT)
    assert await office.rows(codes) == found
    assert await office.rows("select from casework.supervision") == []


async def test_a_dry_run_changes_nothing(office: Office) -> None:
    checked = await actions.dry_run(office.desk, File(a_book([a_row(), spoilt(3)])), AT)
    assert (len(checked.entries), len(checked.faulty)) == (1, 1)
    assert await office.cases() == 0
    assert await office.value("select count(*) from ledger.import") == 0


async def test_a_case_of_a_ledger_is_a_case_like_any_other(office: Office) -> None:
    """It is found, read, its reporter masked; the open one goes on through the same deeds."""
    await office.take(a_book([a_row(1), an_open_row(2, 来访日期="2026.11.20")]))
    rows = await office.rows(
        "select c.state, c.place, c.satisfaction, r.reference, p.name_masked, p.phone_masked"
        "  from casework.case_file c join casework.report r using (case_id)"
        "  join identity.person p using (case_id) order by c.case_id"
    )
    assert rows == [
        ("closed", VILLAGE, "satisfied", "XF2023-00001", "甄**", "138****0000"),
        ("handling", VILLAGE, None, "XF2023-00002", "甄**", "138****0000"),
    ]
    entries = await office.rows(
        "select e.type from casework.entry e where e.case_id ="
        " (select min(case_id) from casework.case_file) order by e.entry_id"
    )
    assert [one for (one,) in entries] == [
        *("case.opened", "case.resolved", "case.closed", "case.taken_over")
    ]
    assert await office.value("select count(*) from casework.visit_try") == 0
    index = await office.desk.vault.find("phone", "13800000000")
    found = "select count(*) from identity.person where phone_index = any($1::bytea[])"
    assert await office.value(found, list(index)) == 2


async def test_nothing_of_a_name_stands_outside_the_identity_plane(office: Office) -> None:
    await office.take(a_book([a_row(), an_open_row(2, 来访日期="2026.11.20")]))
    told = await office.value(
        "select string_agg(t::text, '') from (select e::text as t from journal.event e"
        " union all select c::text from casework.case_file c"
        " union all select n::text from casework.entry n"
        " union all select i::text from ledger.import i) t"
    )
    assert "甄虚构" not in told
    assert "13800000000" not in told
    assert "XF2023-00001" in told


async def test_closed_cases_are_no_news_and_open_ones_only_appear(office: Office) -> None:
    await office.take(a_book([a_row(1), a_row(2), an_open_row(3)]))
    async with office.house.reading() as conn:
        told = await journal.read_after(conn, 0)
    ours = [one for one in told if one.type in ("case.taken_over", "ledger.imported")]
    assert [one.type for one in ours] == ["case.taken_over", "ledger.imported"]
    assert [one.seq for one in told] == list(range(1, len(told) + 1))
    assert ours[1].audience == ("system",)
    assert not [one for one in told if one.type in ("case.opened", "case.closed", "case.visited")]
    audited = "select count(*) from audit.entry where what = 'ledger.imported'"
    assert await office.value(audited) == 1


async def test_screens_that_are_on_hold_what_those_that_begin_now_hold(office: Office) -> None:
    rows = [a_row(1), an_open_row(2), an_open_row(3, 协办单位="", 来访日期="2026.11.20")]
    await office.take(a_book(rows))
    scopes = {"361123": 2, VILLAGE: 2, "agency:rsj": 2, "agency:zjj": 1, OTHER_TOWNSHIP: 0}
    async with office.house.reading() as conn:
        told = await journal.read_after(conn, 0)
        begun = {scope: await store.open_cards(conn, ScopeKey(scope)) for scope in scopes}
    for scope, number in scopes.items():
        heard = [one for one in told if scope in one.audience and one.case is not None]
        held = {one.case: json.loads(one.data)["card"] for one in heard}
        cards = {card.case: json.loads(msgspec.json.encode(card)) for card in begun[scope]}
        assert held == cards
        assert len(held) == number


async def test_no_clock_of_a_ledger_speaks_for_what_lies_behind(office: Office) -> None:
    rows = [an_open_row(1), an_open_row(2, 来访日期="2026.11.20", 问题类别="征地拆迁")]
    await office.take(a_book(rows))
    assert await office.value("select count(*) from casework.case_file where overdue") == 1
    assert await keeper.raise_overdue(office.desk.db, AT) == 0
    late = await office.value("select max(due_at) from casework.case_file where not overdue")
    assert await keeper.raise_overdue(office.desk.db, late) == 1, "and what lies ahead is told"


async def test_a_run_that_was_cut_short_goes_on_and_doubles_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second batch finds the vault away: the first is in, whole; the rest comes later."""
    monkeypatch.setattr(actions, "BATCH", 4)
    content = a_book([a_row(number) for number in range(1, 11)])
    sealing, batches = actions.seal_people, 0

    async def away(*asked: Any) -> Any:
        nonlocal batches
        batches += 1
        if batches == 2:
            raise VaultAway()
        return await sealing(*asked)

    monkeypatch.setattr(actions, "seal_people", away)
    with pytest.raises(VaultAway):
        await office.take(content)
    assert await office.cases() == 4
    assert await office.value("select taken from ledger.import where finished_at is null") == 4
    done = await office.take(content)
    assert (done.taken, done.known) == (6, 4)
    assert await office.cases() == 10


async def test_a_batch_is_whole_or_not_at_all(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails at the last row of a batch, no row of it is half in."""
    writing = historic_store.take_over

    async def broken(conn: Any, taken: list[Taken], *more: Any) -> None:
        *first, last = taken
        spoilt = replace(last, case=replace(last.case, receipt_number=None))  # type: ignore[arg-type]
        await writing(conn, [*first, spoilt], *more)

    monkeypatch.setattr(historic_store, "take_over", broken)
    with pytest.raises(asyncpg.NotNullViolationError):
        await office.take(a_book([a_row(1), a_row(2)]))
    for table in ("casework.case_file", "casework.report", "identity.person", "casework.historic"):
        assert await office.value(f"select count(*) from {table}") == 0


async def test_two_who_take_the_same_ledger_over_at_once_take_it_over_once(office: Office) -> None:
    content = a_book([a_row(number) for number in range(1, 30)])
    file = File(content)
    checked, ground = await actions._checked(office.desk, file, AT)
    await office.take(content)
    run = actions._Run(office.desk, ground, office.by, AT, 1)
    late = await run.prepared(checked.entries)
    assert await run.written(late) == 0, "what somebody else has taken over meanwhile"
    assert await office.cases() == 29


async def test_the_faulty_rows_come_back_as_a_workbook_and_go_in_once_put_right(
    office: Office,
) -> None:
    content = a_book([a_row(1), spoilt(10), spoilt(21)])
    checked = await actions.dry_run(office.desk, File(content), AT)
    returned = read_book(faulty_book(checked))
    headings = returned.rows[2]
    assert headings == (*HEADINGS, REASON, LINE)
    assert [row[-2] for row in returned.rows[3:]] == [
        "村(社区):冰溪街道没有村(社区)“没有这个村”",
        "乡镇(街道):没有乡镇(街道)“没有这个镇”",
    ]
    assert [row[-1] for row in returned.rows[3:]] == [4, 5]
    right = a_book([a_row(10), a_row(21)])
    assert (await office.take(right)).taken == 2


async def test_formulas_of_a_ledger_come_back_as_text(office: Office) -> None:
    nasty = '=HYPERLINK("http://x","y")'
    checked = await actions.dry_run(office.desk, File(a_book([spoilt(10)[:15] + [nasty] * 3])), AT)
    content = faulty_book(checked)
    assert nasty in read_book(content).rows[3]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


async def test_columns_put_right_are_kept_for_the_layout(office: Office) -> None:
    headings = ["情况说明" if name == "主要内容" else name for name in HEADINGS]
    content = a_book([a_row(1)], headings)
    with pytest.raises(BadLayout) as unclear:
        await actions.dry_run(office.desk, File(content), AT)
    fingerprint = bytes.fromhex(str(unclear.value.extra["layout"]))
    await actions.put_right(office.desk, fingerprint, {"情况说明": "words"}, office.by, AT)
    assert (await office.take(a_book([a_row(7)], headings))).taken == 1


async def test_nobody_but_the_keepers_login_has_the_door(office: Office) -> None:
    async with office.web.transaction(office.cast.duty) as conn:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute("select casework.take_over('{}')")


async def test_a_case_that_is_no_ledgers_still_never_closes_without_its_visit(
    office: Office,
) -> None:
    await office.take(a_book([an_open_row(1)]))
    async with office.house.transaction() as conn:
        with pytest.raises(asyncpg.CheckViolationError):
            await conn.execute("update casework.case_file set state = 'closed', closed_at = now()")


async def test_a_review_that_upholds_a_case_closed_elsewhere_closes_it_again(
    office: Office,
) -> None:
    await office.take(a_book([a_row(1, 满意度="", 回访日期="")]))
    case = int(await office.value("select case_id from casework.case_file"))
    assert await office.value("select count(*) from casework.visit") == 0
    async with serving(office.web, office.cast) as stage:
        await stage.done("clerk", case, "ask-review", organ="县人民政府", words="请求撤销")
        upheld = {"outcome": "upheld", "words": "事实清楚"}
        assert (await stage.done("leader", case, "conclude-review", **upheld))["state"] == "visited"
        assert (await stage.done("visitor", case, "close"))["state"] == "closed"


async def test_a_case_that_came_in_open_is_visited_before_it_closes(office: Office) -> None:
    await office.take(a_book([an_open_row(1, 来访日期="2026.11.20")]))
    with pytest.raises(asyncpg.CheckViolationError, match="return visit"):
        async with office.house.transaction() as conn:
            await conn.execute("update casework.case_file set state = 'closed'")
