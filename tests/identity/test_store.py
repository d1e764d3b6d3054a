"""What stands in the schema of identity: sealed bytes and masks, never a name or a number."""

import pytest

from command.base.db import Database
from command.identity import credit_code, reporter, store
from command.identity.credit_code import BadCreditCode
from command.identity.id_number import BadIdNumber, check_sign
from command.identity.opening import Field
from command.identity.person import BadName, BadPhone
from command.identity.reporter import Nature, PersonPart, Said
from command.identity.vault import Field as Column
from command.identity.vault import IdentityUnreadable
from tests import vaults
from tests.cast import AT

NAME = "欧阳测试"
PHONE = "13812345678"
CODE = "91361123MA0000000" + credit_code.check_sign("91361123MA0000000")
ADDRESS = "虚构镇试验路八号"
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
    house: Database,
    name: str,
    phone: str,
    id_number: str = "",
    case_id: int = 7,
    address: str = "",
) -> None:
    said = reporter.stated(Said(name, phone, id_number, address))
    person, _ = await reporter.seal(vaults.shared(), case_id, said)
    async with house.transaction() as conn:
        await store.add_person(conn, case_id, person, AT)


async def test_reporter_comes_back_masked_only(house: Database) -> None:
    await record(house, f" {NAME} ", "+86 138 1234 5678", ID_NUMBER.lower(), address=ADDRESS)
    async with house.reading() as conn:
        (found,) = await store.people_of(conn, 7)
        assert await store.people_of(conn, 8) == []
    shown = (found.name, found.phone, found.id_number, found.address)
    assert shown == ("欧**", "138****5678", f"361*************{ID_NUMBER[-2:]}", "****")
    assert (found.part, found.nature) == (PersonPart.REPORTER, Nature.PERSON)


async def test_everybody_of_a_case_has_a_key_of_their_own(house: Database) -> None:
    firm = reporter.stated(
        Said("示例建筑公司(虚构)", nature=Nature.ORGANISATION, part=PersonPart.RESPONDENT)
    )
    nobody = reporter.stated(Said())
    sealed, (code,) = await reporter.seal_all(
        vaults.shared(), 7, [nobody, firm], {Column("t", "code"): "7K3F"}
    )
    async with house.transaction() as conn:
        (number,) = [await store.add_person(conn, 7, one, AT) for one in sealed]
    async with house.reading() as conn:
        (found,) = await store.people_of(conn, 7)
        kept = await store.sealed_field(conn, 7, Field.NAME, number)
        assert await store.sealed_field(conn, 7, Field.NAME) is None, "there is no reporter"
        assert await store.sealed_field(conn, 8, Field.NAME, number) is None
    assert (found.person_id, found.name) == (number, "示例建筑公司(虚构)"), "a firm is nobody"
    assert kept is not None
    assert kept.sealed[1:17] != code[1:17], "not under the key of the query code"


async def test_schema_holds_neither_name_nor_number(house: Database) -> None:
    await record(house, NAME, PHONE, ID_NUMBER, address=ADDRESS)
    text = await dump(house)
    assert "欧**" in text
    for hidden in (
        ADDRESS,
        NAME,
        NAME[1:],
        PHONE,
        PHONE[3:7] + PHONE[7:],
        ID_NUMBER,
        ID_NUMBER[3:-2],
    ):
        assert hidden not in text
        assert hidden.encode().hex() not in text


async def test_sealed_fields_open_in_the_vault_and_for_this_case_only(house: Database) -> None:
    await record(house, NAME, PHONE)
    async with house.reading() as conn:
        sealed = {name: await store.sealed_field(conn, 7, name) for name in Field}
    assert sealed[Field.ID_NUMBER] is None
    assert sealed[Field.ADDRESS] is None
    vault = vaults.shared()
    for name, text in ((Field.NAME, NAME), (Field.PHONE, PHONE)):
        kept = sealed[name]
        assert kept is not None
        assert await vault.open(7, Column(reporter.TABLE, name), kept.sealed, entry=1) == text
        with pytest.raises(IdentityUnreadable):
            await vault.open(8, Column(reporter.TABLE, name), kept.sealed, entry=2)


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
    assert not reporter.stated(Said("", " ", ""))
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
        reporter.stated(Said(name, phone, id_number))


@pytest.mark.parametrize("number", [CODE, f" {CODE[:9].lower()} {CODE[9:]} "])
def test_an_organisation_has_a_credit_code(number: str) -> None:
    firm = Said("示例公司(虚构)", id_number=number, nature=Nature.ORGANISATION)
    assert reporter.stated(firm).fields[Field.ID_NUMBER] == CODE


@pytest.mark.parametrize(
    "number", [f"{CODE[:-1]}I", CODE[:-2] + "1" + CODE[-1], CODE[:15], ID_NUMBER]
)
def test_a_wrong_credit_code_is_refused_by_name(number: str) -> None:
    with pytest.raises(BadCreditCode) as refused:
        reporter.stated(Said("示例", id_number=number, nature=Nature.ORGANISATION, at="parties[0]"))
    assert refused.value.field == "parties[0].id_number"


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
