"""Rows are added and never changed; the chain takes them in order and shows every change."""

import asyncio
from datetime import datetime, timedelta

import asyncpg
import pytest

from command.audit import keeper, store
from command.audit.chain import Line, canonical, origin
from command.audit.checkpoint import Checkpoint
from command.audit.keeper import is_due
from command.audit.record import Fact, What, record
from command.audit.verify import Kind
from command.base.db import Database
from tests.audit.stage import AT, Stage, a_signer


async def test_rows_of_racing_writers_are_chained_once_each_without_a_hole(stage: Stage) -> None:
    await asyncio.gather(*(stage.add(25) for _ in range(4)), stage.tick(), stage.tick())
    await stage.tick()
    async with stage.reader.reading() as conn:
        lines = await store.lines_after(conn, 0, 1000)
    assert [line.seq for line in lines] == list(range(1, 101))
    assert len({line.entry for line in lines}) == 100
    assert (await stage.check()).is_sound


async def test_two_keepers_share_one_chain(stage: Stage) -> None:
    await stage.add(3000)
    done = await asyncio.gather(stage.tick(), stage.tick())
    assert sum(done) == 3000
    verdict = await stage.check()
    assert (verdict.first, verdict.last, verdict.is_sound) == (1, 3000, True)


async def test_a_row_is_there_when_its_transaction_is_and_not_before(stage: Stage) -> None:
    async with stage.web.reading() as conn:
        begun = conn.transaction()
        await begun.start()
        await record(conn, What.CASE_READ, 7, AT, 12)
        await begun.rollback()
    assert await stage.tick() == 0
    await stage.add()
    assert await stage.tick() == 1


async def test_the_bytes_here_are_the_bytes_of_the_database(stage: Stage) -> None:
    async with stage.web.transaction() as conn:
        await record(conn, What.LIST_READ, None, AT + timedelta(microseconds=7), None)
        detail: dict[str, Fact] = {"found": [3, 4], "code": "not-found"}
        target, purpose = "field:phone", "follow_up"
        await record(
            conn, What.IDENTITY_OPENED, 2**62, AT, 5, target, purpose, detail, unit="c361123"
        )
    await stage.tick()
    async with stage.reader.reading() as conn:
        lines = await store.lines_after(conn, 0, 10)
    conn = await asyncpg.connect(**stage.superuser.arguments())
    try:
        told = await conn.fetch(
            "select audit.canonical(l.seq, e) as bytes from audit.link l"
            " join audit.entry e using (entry_id) order by l.seq"
        )
    finally:
        await conn.close()
    assert [canonical(line) for line in lines] == [bytes(row["bytes"]) for row in told]


@pytest.mark.parametrize("role", ["web", "chainer", "reader"])
@pytest.mark.parametrize(
    "statement",
    [
        "insert into audit.entry (at, what, unit, target, purpose, detail)"
        " values (now(), 'case.read', '', '', '', '{}')",
        "update audit.entry set by_id = 1",
        "delete from audit.entry",
        "truncate audit.entry cascade",
        "update audit.link set hash = sha256('')",
        "delete from audit.link",
        "delete from audit.waiting",
        "update audit.head set seq = 0",
        "delete from audit.checkpoint",
    ],
)
async def test_no_login_changes_the_audit(stage: Stage, role: str, statement: str) -> None:
    db: Database = getattr(stage, role)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with db.transaction() as conn:
            await conn.execute(statement)


@pytest.mark.parametrize("table", ["entry", "link", "checkpoint"])
@pytest.mark.parametrize("deed", ["delete from", "truncate"])
async def test_not_even_the_owner_takes_a_row_away(stage: Stage, table: str, deed: str) -> None:
    await stage.add()
    await stage.signed()
    conn = await asyncpg.connect(**stage.superuser.arguments())
    cascade = " cascade" if deed == "truncate" else ""
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never changed"):
            await conn.execute(f"{deed} audit.{table}{cascade}")
    finally:
        await conn.close()


async def test_the_web_login_reads_no_row_and_chains_nothing(stage: Stage) -> None:
    for statement in ("select * from audit.line", "select audit.chain(1)"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with stage.web.reading() as conn:
                await conn.fetch(statement)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("target", "13912345678"),
        ("target", "tel:13912345678"),
        ("target", "11010119900307123X"),
        ("target", "张三"),
        ("purpose", "because I want to"),
        ("detail", {"name": "张三"}),
        ("detail", {"phone": "139-1234", "id": "110101199003071234"}),
        ("detail", {"long": "x" * 1001}),
    ],
)
async def test_personal_data_does_not_fit_into_a_row(
    stage: Stage, field: str, value: object
) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        async with stage.web.transaction() as conn:
            await record(conn, What.CASE_READ, 7, AT, 12, **{field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("left_out", ["case_id", "purpose", "unit"])
async def test_an_opened_identity_needs_case_unit_and_purpose(stage: Stage, left_out: str) -> None:
    told = {"case_id": 12, "purpose": "follow_up", "unit": "rsj", "target": "field:phone"}
    del told[left_out]
    with pytest.raises(asyncpg.CheckViolationError):
        async with stage.web.transaction() as conn:
            await record(conn, What.IDENTITY_OPENED, 7, AT, **told)  # type: ignore[arg-type]


async def test_who_was_concerned_can_be_shown_which_unit_opened_what(stage: Stage) -> None:
    async with stage.web.transaction() as conn:
        field, purpose = "field:phone", "follow_up"
        await record(conn, What.IDENTITY_OPENED, 7, AT, 12, field, purpose, unit="rsj")
        rows = await conn.fetch("select * from audit.identity_opening where case_id = 12")
    assert [tuple(row) for row in rows] == [(12, "rsj", AT, "field:phone", "follow_up")]


# Checkpoints


@pytest.mark.parametrize(
    ("new", "minutes", "due"),
    [(0, 60, False), (1, 9, False), (1, 10, True), (999, 1, False), (1000, 0, True)],
)
def test_a_checkpoint_every_thousand_rows_or_ten_minutes(new: int, minutes: int, due: bool) -> None:
    last = Checkpoint("a", 5, "00", AT, "0" * 16, "00")
    assert is_due(5 + new, last, AT + timedelta(minutes=minutes)) is due
    assert is_due(0, None, AT) is False


async def test_the_keeper_signs_in_time_and_only_then(stage: Stage) -> None:
    await stage.add()
    await stage.tick()
    await stage.add()
    await stage.tick(AT + timedelta(minutes=9))
    assert [one.seq for one in await _checkpoints(stage)] == [1]
    await stage.tick(AT + timedelta(minutes=10))
    await stage.tick(AT + timedelta(minutes=30))
    assert [one.seq for one in await _checkpoints(stage)] == [1, 2]


async def test_a_checkpoint_of_another_hash_is_not_kept(stage: Stage) -> None:
    await stage.add()
    await stage.tick()
    wrong = stage.signer.sign(origin("00000000-0000-0000-0000-000000000000"), AT)
    async with stage.chainer.transaction() as conn:
        assert not await store.add_checkpoint(conn, wrong)


async def _checkpoints(stage: Stage) -> list[Checkpoint]:
    async with stage.reader.reading() as conn:
        return await store.checkpoints(conn)


async def test_the_running_keeper_chains_what_comes(stage: Stage) -> None:
    stop = asyncio.Event()
    asked, chained = iter(range(1000)), asyncio.Event()

    def now() -> datetime:
        """Asked once a round: in the third the row of the first is in its place."""
        if next(asked) == 2:
            chained.set()
        return AT

    await stage.add()
    running = asyncio.create_task(keeper.run(stage.chainer, stage.signer, stop, now))
    try:
        await asyncio.wait_for(chained.wait(), 20)
        assert (await stage.check()).last == 1
    finally:
        stop.set()
        await running


# What is found

RECHAIN = """
do $$
declare
  l record;
  h bytea := (select sha256(convert_to('yushan audit 1 ' || chain, 'UTF8')) from audit.head);
begin
  for l in select k.seq, e from audit.link k join audit.entry e using (entry_id) order by seq loop
    h := sha256(h || audit.canonical(l.seq, l.e));
    update audit.link set hash = h where seq = l.seq;
  end loop;
  update audit.head set hash = h;
end $$
"""
SPOILT = {
    "change": (("update audit.entry set case_id = 13 where entry_id = 4",), {Kind.CHANGED}),
    "delete": (
        ("delete from audit.entry where entry_id = 4", "delete from audit.link where entry_id = 4"),
        {Kind.MISSING},
    ),
    "delete the row only": (("delete from audit.entry where entry_id = 4",), {Kind.MISSING}),
    "swap": (
        (
            "update audit.link set entry_id = -entry_id where seq in (4, 5)",
            "update audit.link set entry_id = 9 + entry_id where entry_id = -4",
            "update audit.link set entry_id = 9 + entry_id where entry_id = -5",
        ),
        {Kind.CHANGED},
    ),
    "cut tail": (
        (
            "delete from audit.link where seq > 6",
            "delete from audit.entry where entry_id > 6",
            "delete from audit.checkpoint",
            "update audit.head set seq = 6, hash = (select hash from audit.link where seq = 6)",
        ),
        {Kind.CUT},
    ),
    "rewrite": (
        (
            "update audit.entry set case_id = 13 where entry_id = 4",
            "delete from audit.checkpoint",
            RECHAIN,
        ),
        {Kind.REWRITTEN},
    ),
    "leave out of the chain": (
        (
            "delete from audit.link where seq = 10",
            "delete from audit.checkpoint",
            "update audit.head set seq = 9, hash = (select hash from audit.link where seq = 9)",
        ),
        {Kind.CUT, Kind.LOOSE},
    ),
}


@pytest.mark.parametrize("deed", SPOILT)
async def test_every_way_to_spoil_the_rows_is_found(stage: Stage, deed: str) -> None:
    await stage.add(10)
    kept = await stage.signed()
    assert (await stage.check([kept])).anchored == 10
    statements, kinds = SPOILT[deed]
    await stage.spoil(*statements)
    verdict = await stage.check([kept])
    assert {one.kind for one in verdict.findings} == kinds


async def test_a_chain_written_anew_and_signed_with_a_new_key_is_found(stage: Stage) -> None:
    await stage.add(10)
    kept = await stage.signed()
    await stage.spoil(SPOILT["rewrite"][0][0], "delete from audit.checkpoint", RECHAIN)
    other = Stage(stage.web, stage.chainer, stage.reader, a_signer(), stage.superuser)
    await other.signed()
    found = {one.kind for one in (await stage.check([kept])).findings}
    assert found == {Kind.REWRITTEN, Kind.FORGED}
    assert {one.kind for one in (await stage.check()).findings} == {Kind.FORGED}


async def test_a_whole_new_chain_under_another_id_is_found(stage: Stage) -> None:
    await stage.add(10)
    kept = await stage.signed()
    await stage.spoil("update audit.head set chain = gen_random_uuid()", RECHAIN)
    assert Kind.REWRITTEN in {one.kind for one in (await stage.check([kept])).findings}


async def test_the_newest_part_is_checked_from_where_it_follows_on(stage: Stage) -> None:
    await stage.add(10)
    await stage.signed()
    verdict = await stage.check(newest=4)
    assert (verdict.first, verdict.last, verdict.anchored) == (7, 10, 10)
    await stage.spoil("update audit.entry set at = at + interval '1 s' where entry_id = 9")
    assert [one.seq for one in (await stage.check(newest=4)).findings] == [9]


def test_every_field_of_a_row_is_in_its_bytes() -> None:
    row = Line(1, 2, AT, "case.read", 3, "rsj", 4, "a", "b", "{}", "")
    others = [
        Line(2, 2, AT, "case.read", 3, "rsj", 4, "a", "b", "{}", ""),
        Line(1, 3, AT, "case.read", 3, "rsj", 4, "a", "b", "{}", ""),
        Line(1, 2, AT + timedelta(microseconds=1), "case.read", 3, "rsj", 4, "a", "b", "{}", ""),
        Line(1, 2, AT, "list.read", 3, "rsj", 4, "a", "b", "{}", ""),
        Line(1, 2, AT, "case.read", None, "rsj", 4, "a", "b", "{}", ""),
        Line(1, 2, AT, "case.read", 3, "", 4, "a", "b", "{}", ""),
        Line(1, 2, AT, "case.read", 3, "rsj", None, "a", "b", "{}", ""),
        Line(1, 2, AT, "case.read", 3, "rsj", 4, "ab", "", "{}", ""),
        Line(1, 2, AT, "case.read", 3, "rsj", 4, "", "ab", "{}", ""),
        Line(1, 2, AT, "case.read", 3, "rsj", 4, "a", "b", "{ }", ""),
    ]
    assert len({canonical(one) for one in [row, *others]}) == len(others) + 1
