"""What stands in the schema of identity: sealed bytes and masks, never a name or a number."""

import pytest

from command.base.db import Database
from command.identity import store
from command.identity.person import BadName, BadPhone
from command.identity.vault import CannotOpen, Keys, Sealer
from tests.cast import AT

NAME = "欧阳测试"
PHONE = "13812345678"
SEALER = Sealer(Keys({1: bytes(range(32))}))


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


async def record(house: Database, name: str, phone: str, case_id: int = 7) -> None:
    async with house.transaction() as conn:
        await store.record_person(conn, SEALER, case_id, name, phone, AT)


async def test_reporter_comes_back_masked_only(house: Database) -> None:
    await record(house, f" {NAME} ", "+86 138 1234 5678")
    async with house.reading() as conn:
        found = await store.reporter_of(conn, 7)
        assert await store.reporter_of(conn, 8) is None
    assert found == store.MaskedPerson("欧**", "138****5678")


async def test_schema_holds_neither_name_nor_number(house: Database) -> None:
    await record(house, NAME, PHONE)
    text = await dump(house)
    assert "欧**" in text
    for hidden in (NAME, NAME[1:], PHONE, PHONE[3:7] + PHONE[7:]):
        assert hidden not in text
        assert hidden.encode().hex() not in text


async def test_sealed_fields_open_with_the_key_and_for_this_case_only(house: Database) -> None:
    await record(house, NAME, PHONE)
    async with house.reading() as conn:
        row = await conn.fetchrow("select * from identity.person")
    assert row is not None
    assert row["key_version"] == 1
    assert SEALER.open(row["name_sealed"], 7, store.NAME) == NAME
    assert SEALER.open(row["phone_sealed"], 7, store.PHONE) == PHONE
    for wrong in ((8, store.NAME), (7, store.PHONE)):
        with pytest.raises(CannotOpen):
            SEALER.open(row["name_sealed"], *wrong)


async def test_what_was_not_given_is_not_sealed(house: Database) -> None:
    await record(house, "", PHONE, 1)
    await record(house, NAME, " ", 2)
    await record(house, "", "", 3)
    async with house.reading() as conn:
        rows = await conn.fetch("select * from identity.person order by case_id")
    assert [(row["case_id"], row["name_masked"], row["phone_masked"]) for row in rows] == [
        (1, "", "138****5678"),
        (2, "欧**", ""),
    ]
    assert (rows[0]["name_sealed"], rows[1]["phone_sealed"]) == (None, None)


@pytest.mark.parametrize(
    ("name", "phone", "refused"), [("12345", PHONE, BadName), (NAME, "1381234", BadPhone)]
)
async def test_bad_input_writes_nothing(
    house: Database, name: str, phone: str, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        await record(house, name, phone)
    assert await dump(house) == ""


async def test_web_role_can_neither_change_nor_delete_a_person(database: Database) -> None:
    async with database.reading() as conn:
        for deed in ("UPDATE", "DELETE", "TRUNCATE"):
            assert not await conn.fetchval(
                "select has_table_privilege('identity.person', $1)", deed
            )


def test_nothing_in_the_room_but_the_vault_opens_a_seal() -> None:
    assert not [name for name in vars(store) if "open" in name or "reveal" in name]
