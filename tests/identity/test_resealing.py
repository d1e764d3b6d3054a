"""Rows sealed anew page by page, destroyed ones emptied, and a database that knows its vault."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from command.base.db import Database
from command.base.problem import Refusal
from command.identity import destroying, reporter, resealing, store
from command.identity.destroying import NoIdentity, Why
from command.identity.legacy import seal_old
from command.identity.opening import Field
from command.identity.reporter import Said
from command.identity.resealing import StrangeVault
from command.identity.vault import Field as Column
from command.identity.vault import IdentityDestroyed, IdentityUnreadable
from command.identity.vault_wire import Retire, Rewrap, Rotate, State
from tests import vaults
from tests.cast import AT
from tests.vaults import Place

OLD_KEY = bytes(range(32))
NAME, PHONE = "欧阳虚构", "13900004444"


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    (keys / "identity-1.key").write_bytes(OLD_KEY)
    (keys / "identity-1.key").chmod(0o600)
    with vaults.running(keys) as opened:
        yield opened
        await opened.leave()


async def add_old(house: Database, case_id: int, name: str = NAME, phone: str = PHONE) -> None:
    """A row as releases before the vault wrote it."""
    async with house.transaction() as conn:
        await conn.execute(
            "insert into identity.person (case_id, part, key_version, name_sealed, phone_sealed,"
            " name_masked, phone_masked, recorded_at) values ($1, 'reporter', 1, $2, $3, '欧**',"
            " '139****4444', $4)",
            case_id,
            seal_old(name, 1, OLD_KEY, case_id, "name", uuid4().bytes[:12]),
            seal_old(phone, 1, OLD_KEY, case_id, "phone", uuid4().bytes[:12]),
            AT,
        )


async def add_new(house: Database, place: Place, case_id: int) -> UUID:
    person, _ = await reporter.seal(place.vault, case_id, reporter.stated(Said(NAME, PHONE)))
    async with house.transaction() as conn:
        await store.add_person(conn, case_id, person, AT)
    return person.key_id


async def rows(house: Database) -> list[dict[str, object]]:
    async with house.reading() as conn:
        found = await conn.fetch("select * from identity.person order by person_id")
    return [dict(row) for row in found]


async def opened(house: Database, place: Place, case_id: int, entry: int = 1) -> list[str]:
    async with house.reading() as conn:
        sealed = [await store.sealed_field(conn, case_id, name) for name in Field]
    found = [(name, one) for name, one in zip(Field, sealed, strict=True) if one is not None]
    return [
        await place.vault.open(case_id, Column(reporter.TABLE, name), one.sealed, entry=entry)
        for name, one in found
    ]


async def test_old_rows_open_before_and_after_they_are_sealed_anew(
    house: Database, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "PAGE", 2)
    for case in range(1, 6):
        await add_old(house, case)
    assert await opened(house, place, 3) == [NAME, PHONE]
    told: list[tuple[int, int]] = []
    done = await resealing.reseal(house, place.administrators, lambda n, of: told.append((n, of)))
    assert (done.sealed, done.unreadable, done.is_old_left) == (5, 0, False)
    assert told == [(2, 5), (4, 5), (5, 5)]
    found = await rows(house)
    assert len({row["key_id"] for row in found}) == 5, "each case its own key"
    assert len({row["phone_index"] for row in found}) == 1, "and one index for one phone"
    assert await opened(house, place, 3) == [NAME, PHONE]
    await place.administrators.ask(Retire(done.lowest_index, done.lowest_key, old=True), State)
    assert not list(place.keys.glob("identity-*.key"))
    assert await opened(house, place, 5) == [NAME, PHONE]
    again = await resealing.reseal(house, place.administrators)
    assert again.sealed == 0


async def test_cut_off_in_the_middle_it_goes_on_where_it_stood(
    house: Database, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "PAGE", 1)
    for case in range(1, 4):
        await add_old(house, case)

    def cut(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await resealing.reseal(house, place.administrators, cut)
    assert [row["key_id"] is None for row in await rows(house)] == [False, False, True]
    assert (await resealing.reseal(house, place.administrators)).sealed == 1
    assert [await opened(house, place, case) for case in (1, 2, 3)] == [[NAME, PHONE]] * 3


async def test_a_row_that_no_key_opens_stays_and_is_told(house: Database, place: Place) -> None:
    await add_old(house, 1)
    async with house.transaction() as conn:
        await conn.execute("update identity.person set case_id = 9")
    done = await resealing.reseal(house, place.administrators)
    assert (done.sealed, done.unreadable, done.is_old_left) == (0, 1, True)


async def test_after_a_rotation_every_row_is_under_new_keys_and_found_meanwhile(
    house: Database, place: Place
) -> None:
    for case in (1, 2):
        await add_new(house, place, case)
    before = await rows(house)
    await place.administrators.ask(Rotate(), State)
    await place.administrators.ask(Rewrap(), State)
    assert before[0]["phone_index"] in await place.vault.find("phone", PHONE)
    done = await resealing.reseal(house, place.administrators)
    assert (done.sealed, done.lowest_key, done.lowest_index) == (2, 2, 2)
    after = await rows(house)
    assert [row["key_version"] for row in after] == [2, 2]
    for column in ("name_sealed", "phone_sealed", "phone_index"):
        assert before[0][column] != after[0][column]
    await place.administrators.ask(Retire(2, 2), State)
    assert await place.vault.find("phone", PHONE) == [after[0]["phone_index"]]
    assert await opened(house, place, 1) == [NAME, PHONE]


# Destruction


async def test_a_destroyed_case_keeps_nothing_and_is_on_record(
    house: Database, place: Place
) -> None:
    key = await add_new(house, place, 1)
    await add_new(house, place, 2)
    (kept, _) = await rows(house)
    state = await destroying.destroy(house, place.administrators, 1, Why.COURT, AT)
    assert (state.destroyed, state.cases) == (1, 1)
    (emptied, other) = await rows(house)
    left = {name: emptied[name] for name in emptied if name.endswith(("sealed", "index", "masked"))}
    assert set(left.values()) == {None, ""}
    assert other["phone_masked"] == "139****4444"
    for name in ("name", "phone"):
        sealed = kept[f"{name}_sealed"]
        assert isinstance(sealed, bytes)
        with pytest.raises(IdentityDestroyed):
            await place.vault.open(1, Column(reporter.TABLE, name), sealed, entry=1)
    with pytest.raises(IdentityDestroyed):
        await place.vault.seal(1, key, {Column(reporter.TABLE, "name"): NAME})
    async with house.reading() as conn:
        row = await conn.fetchrow("select * from audit.entry where what = 'identity.destroyed'")
    assert row is not None
    assert (row["case_id"], row["purpose"], row["detail"]) == (1, "court", '{"keys":1}')


async def test_a_case_of_an_earlier_release_gets_its_own_key_first(
    house: Database, place: Place
) -> None:
    await add_old(house, 1)
    await add_old(house, 2)
    await destroying.destroy(house, place.administrators, 1, Why.RETENTION, AT)
    assert await opened(house, place, 1) == []
    assert await opened(house, place, 2) == [NAME, PHONE]


async def test_destroying_is_on_record_although_the_vault_is_away(
    house: Database, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_new(house, place, 1)
    monkeypatch.setattr("command.identity.vault.WAIT_SECONDS", 0.05)
    monkeypatch.setattr(place.administrators, "path", Path("nowhere.sock"))
    with pytest.raises(Refusal):
        await destroying.destroy(house, place.administrators, 1, Why.COURT, AT)
    monkeypatch.undo()
    assert await opened(house, place, 1) == [NAME, PHONE], "and may be asked again"
    assert (await destroying.destroy(house, place.administrators, 1, Why.COURT, AT)).destroyed == 1


async def test_a_case_without_an_identity_has_nothing_to_destroy(
    house: Database, place: Place
) -> None:
    with pytest.raises(NoIdentity):
        await destroying.destroy(house, place.administrators, 1, Why.COURT, AT)


async def test_rows_that_an_older_backup_brought_back_are_emptied(
    house: Database, place: Place
) -> None:
    await add_new(house, place, 1)
    async with house.reading() as conn:
        (kept,) = await conn.fetch("select * from identity.person")
    await destroying.destroy(house, place.administrators, 1, Why.COURT, AT)
    async with house.transaction() as conn:
        await conn.execute("delete from identity.person")
        await conn.execute(
            "insert into identity.person overriding system value select ($1::identity.person).*",
            tuple(kept.values()),
        )
    with pytest.raises(IdentityDestroyed):
        await opened(house, place, 1)
    assert await resealing.empty_destroyed(house, place.vault) == 1
    assert (await rows(house))[0]["phone_masked"] == ""
    assert await resealing.empty_destroyed(house, place.vault) == 0


# Whose keys


async def test_a_database_does_not_take_another_vault_by_mistake(
    house: Database, place: Place, tmp_path: Path
) -> None:
    await resealing.adopt(house, place.vault, AT)
    await resealing.adopt(house, place.vault, AT)
    await add_new(house, place, 1)
    with vaults.running(tmp_path / "other") as other:
        with pytest.raises(StrangeVault, match="--vault-keys"):
            await resealing.adopt(house, other.vault, AT)
        await resealing.adopt(house, other.vault, AT, strange=True)
        await resealing.adopt(house, other.vault, AT)
        with pytest.raises(IdentityUnreadable):
            await opened(house, other, 1)
        await other.leave()
