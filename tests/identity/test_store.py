"""What stands in the schema of identity: sealed bytes and masks, never a name or a number."""

import pytest

from command.base.db import Database
from command.identity import reporter, store
from command.identity.id_number import BadIdNumber, check_sign
from command.identity.opening import Field
from command.identity.person import BadName, BadPhone
from command.identity.vault import Field as Column
from command.identity.vault import IdentityUnreadable
from tests import vaults
from tests.cast import AT

NAME = "欧阳测试"
PHONE = "13812345678"
ID_NUMBER = "36112319900101001" + check_sign("36112319900101001")


async def dump(house: Database) -> str:
    """Every row of every table of the schema, as text."""
    async with house.reading() as conn:
        tables = await conn.fetch(
            "select table_name from information_schema.tables where table_schema = 'identity'"
        )
        rows = [
            row["line"]
            for table in tables
            for row in await conn.fetch(f"select t::text as line from identity.{table[0]} t")
        ]
    return "\n".join(rows)


async def record(
    house: Database, name: str, phone: str, id_number: str = "", case_id: int = 7
) -> None:
    said = reporter.stated(name, phone, id_number)
    person, _ = await reporter.seal(vaults.shared(), case_id, said)
    async with house.transaction() as conn:
        await store.add_reporter(conn, case_id, person, AT)


async def test_reporter_comes_back_masked_only(house: Database) -> None:
    await record(house, f" {NAME} ", "+86 138 1234 5678", ID_NUMBER.lower())
    async with house.reading() as conn:
        found = await store.reporter_of(conn, 7)
        assert await store.reporter_of(conn, 8) is None
    masked = f"361*************{ID_NUMBER[-2:]}"
    assert found == store.MaskedPerson("欧**", "138****5678", masked)


async def test_schema_holds_neither_name_nor_number(house: Database) -> None:
    await record(house, NAME, PHONE, ID_NUMBER)
    text = await dump(house)
    assert "欧**" in text
    for hidden in (NAME, NAME[1:], PHONE, PHONE[3:7] + PHONE[7:], ID_NUMBER, ID_NUMBER[3:-2]):
        assert hidden not in text
        assert hidden.encode().hex() not in text


async def test_sealed_fields_open_in_the_vault_and_for_this_case_only(house: Database) -> None:
    await record(house, NAME, PHONE)
    async with house.reading() as conn:
        sealed = {name: await store.sealed_field(conn, 7, name) for name in Field}
    assert sealed[Field.ID_NUMBER] is None
    vault = vaults.shared()
    for name, text in ((Field.NAME, NAME), (Field.PHONE, PHONE)):
        kept = sealed[name]
        assert kept is not None
        assert await vault.open(7, Column(reporter.TABLE, name), kept, entry=1) == text
        with pytest.raises(IdentityUnreadable):
            await vault.open(8, Column(reporter.TABLE, name), kept, entry=2)


async def test_two_cases_of_one_person_share_the_index_and_no_key(house: Database) -> None:
    await record(house, NAME, PHONE, ID_NUMBER, 1)
    await record(house, NAME, f"+86 {PHONE}", "", 2)
    async with house.reading() as conn:
        rows = await conn.fetch("select * from identity.person order by case_id")
    assert rows[0]["phone_index"] == rows[1]["phone_index"]
    assert len(rows[0]["phone_index"]) == len(rows[0]["id_index"]) == 32
    assert rows[1]["id_index"] is None
    assert rows[0]["key_id"] != rows[1]["key_id"]


async def test_what_was_not_given_is_not_sealed(house: Database) -> None:
    await record(house, "", PHONE, case_id=1)
    await record(house, NAME, " ", case_id=2)
    assert not reporter.stated("", " ", "")
    async with house.reading() as conn:
        rows = await conn.fetch("select * from identity.person order by case_id")
    assert [(row["case_id"], row["name_masked"], row["phone_masked"]) for row in rows] == [
        (1, "", "138****5678"),
        (2, "欧**", ""),
    ]
    assert (rows[0]["name_sealed"], rows[1]["phone_sealed"]) == (None, None)


@pytest.mark.parametrize(
    ("name", "phone", "id_number", "refused"),
    [
        ("12345", PHONE, "", BadName),
        (NAME, "1381234", "", BadPhone),
        (NAME, PHONE, "36112319900101", BadIdNumber),
    ],
)
async def test_bad_input_is_refused_before_anything_is_sealed(
    name: str, phone: str, id_number: str, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        reporter.stated(name, phone, id_number)


async def test_web_role_can_neither_change_nor_delete_a_person(database: Database) -> None:
    async with database.reading() as conn:
        for deed in ("UPDATE", "DELETE", "TRUNCATE"):
            assert not await conn.fetchval(
                "select has_table_privilege('identity.person', $1)", deed
            )
        for column in ("phone_index", "id_index"):
            assert not await conn.fetchval(
                "select has_column_privilege('identity.person', $1, 'SELECT')", column
            )


def test_nothing_of_the_rows_opens_a_seal() -> None:
    assert not [name for name in vars(store) if "open" in name or "reveal" in name]
