"""The vault over its real socket: what it seals, whom it answers, what a killed one loses."""

import asyncio
import os
import socket
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from command.base.keyfile import BadKeyFile
from command.identity import keystore, vault_wire
from command.identity.keystore import KeyStore, StoreInUse
from command.identity.legacy import seal_old
from command.identity.vault import (
    Field,
    IdentityDestroyed,
    IdentityUnreadable,
    Vault,
    VaultAway,
    VaultRefused,
)
from command.identity.vault_server import VaultServer
from command.identity.vault_wire import (
    Ask,
    Copy,
    Destroy,
    Retire,
    Rewrap,
    Rotate,
    Row,
    Seal,
    SealAnew,
    SealedAnew,
    State,
)
from tests import vaults
from tests.vaults import Place

NAME = Field("identity.person", "name")
PHONE = Field("identity.person", "phone")
CODE = Field("base.request_key", "query_code")
TEXT, NUMBER = "欧阳虚构", "13900001111"


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with vault_over(tmp_path / "keys") as opened:
        yield opened


@asynccontextmanager
async def vault_over(keys: Path) -> AsyncIterator[Place]:
    with vaults.running(keys) as opened:
        yield opened
        await opened.leave()


async def state(place: Place) -> State:
    return await place.administrators.ask(Ask(), State)


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


async def test_a_field_is_sealed_and_opened_for_a_row_of_the_audit(place: Place) -> None:
    vault, key = place.vault, uuid4()
    sealed = await vault.seal(7, key, {NAME: TEXT, PHONE: NUMBER}, {"phone": NUMBER})
    name, phone = sealed.seals
    assert TEXT.encode() not in name
    assert await vault.open(7, NAME, name, entry=1) == TEXT
    assert await vault.open(7, PHONE, phone, entry=2) == NUMBER
    assert await vault.find("phone", NUMBER) == sealed.index
    landline = await vault.find("phone", "07932550000")
    assert await vault.find("phone", "07932550000-801") == landline, "an extension is left out"
    assert (await state(place)).opened == 2


async def test_what_stands_in_an_identity_is_not_opened_without_a_row(place: Place) -> None:
    vault = place.vault
    name, code = (await vault.seal(7, uuid4(), {NAME: TEXT, CODE: "abcd"})).seals
    with pytest.raises(VaultRefused):
        await vault.open(7, NAME, name)
    assert await vault.open(7, CODE, code) == "abcd"
    assert (await state(place)).opened == 0


async def test_a_row_asked_again_is_one_opening(place: Place) -> None:
    vault = place.vault
    (name,) = (await vault.seal(7, uuid4(), {NAME: TEXT})).seals
    for _ in range(3):
        assert await vault.open(7, NAME, name, entry=5) == TEXT
    assert (await state(place)).opened == 1


@pytest.mark.parametrize(("case", "field"), [(8, NAME), (7, PHONE)])
async def test_another_case_or_column_is_unreadable(place: Place, case: int, field: Field) -> None:
    vault = place.vault
    (name,) = (await vault.seal(7, uuid4(), {NAME: TEXT})).seals
    with pytest.raises(IdentityUnreadable):
        await vault.open(case, field, name, entry=1)
    assert (await state(place)).opened == 0


async def test_another_vault_opens_nothing_of_ours(place: Place, tmp_path: Path) -> None:
    (name,) = (await place.vault.seal(7, uuid4(), {NAME: TEXT})).seals
    async with vault_over(tmp_path / "other") as other:
        with pytest.raises(IdentityUnreadable):
            await other.vault.open(7, NAME, name, entry=1)


async def test_a_vault_that_starts_again_has_its_keys(tmp_path: Path) -> None:
    async with vault_over(tmp_path / "keys") as place:
        (name,) = (await place.vault.seal(7, uuid4(), {NAME: TEXT})).seals
    async with vault_over(tmp_path / "keys") as place:
        assert await place.vault.open(7, NAME, name, entry=1) == TEXT


async def test_many_at_once_each_get_their_own_answer(place: Place) -> None:
    vault = place.vault

    async def round_trip(number: int) -> str:
        (sealed,) = (await vault.seal(number, uuid4(), {NAME: f"{TEXT}{number}"})).seals
        return await vault.open(number, NAME, sealed, entry=number)

    found = await asyncio.gather(*(round_trip(number) for number in range(1, 201)))
    assert found == [f"{TEXT}{number}" for number in range(1, 201)]
    assert (await state(place)).opened == 200


async def test_a_cancelled_request_does_not_leave_its_answer_to_the_next(place: Place) -> None:
    vault = place.vault
    for number in range(20):
        asked = asyncio.create_task(vault.seal(1, uuid4(), {CODE: "x" * 2000}))
        await asyncio.sleep(0)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        (sealed,) = (await vault.seal(2, uuid4(), {CODE: str(number)})).seals
        assert await vault.open(2, CODE, sealed) == str(number)


# Doors


async def test_sockets_and_keys_are_their_owners_only(place: Place) -> None:
    await place.vault.seal(7, uuid4(), {NAME: TEXT})
    for path in (place.path, place.admin, *place.keys.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(place.keys.stat().st_mode) == 0o700


async def test_the_centre_cannot_rotate_copy_or_destroy(place: Place, tmp_path: Path) -> None:
    key = uuid4()
    (name,) = (await place.vault.seal(7, key, {NAME: TEXT})).seals
    for request in (Rotate(), Destroy([key]), Copy(str(tmp_path / "copy")), Rewrap()):
        with pytest.raises(VaultRefused):
            await place.vault.ask(request, State)
    assert await place.vault.open(7, NAME, name, entry=1) == TEXT
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("is_allowed", [False, True])
async def test_another_user_of_this_machine_is_not_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_allowed: bool
) -> None:
    """The kernel says who connects; here the vault is somebody else, and we are the stranger."""
    me = os.getuid()
    everyday, admin = tmp_path / "everyday.sock", tmp_path / "admin.sock"
    with closing(KeyStore(tmp_path / "keys")) as store:
        monkeypatch.setattr(os, "getuid", lambda: me + 1)
        server, stop = VaultServer(store, [me] if is_allowed else []), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(server.run(everyday, admin, stop))
            assert await answers(everyday) is is_allowed
            assert await answers(admin) is False
            stop.set()


async def answers(path: Path) -> bool:
    """Whether the vault at a socket says anything to us."""
    async with asyncio.timeout(vaults.SECONDS):
        reader, writer = await dialled(path)
        try:
            writer.write(vault_wire.packed(Ask()))
            with suppress(ConnectionError):
                return await reader.read(100) != b""
            return False
        finally:
            writer.close()


async def dialled(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A line to a socket that is being opened."""
    while True:
        with suppress(FileNotFoundError):
            return await asyncio.open_unix_connection(path)
        await asyncio.sleep(0)


@pytest.mark.parametrize("rubbish", [b"\xff" * 64, b"\0\0\0\2{}", b"GET / HTTP/1.1\r\n\r\n"])
async def test_rubbish_cuts_the_line_and_the_vault_goes_on(place: Place, rubbish: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(place.path))
        line.settimeout(5)
        line.sendall(rubbish)
        with suppress(ConnectionResetError):
            assert line.recv(10) == b""
    assert place.vault.says() == "ok"
    assert (await place.vault.ask(Ask(), State)).cases == 0


async def test_a_vault_that_is_away_is_a_refusal_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("command.identity.vault.WAIT_SECONDS", 0.1)
    vault = Vault(tmp_path / "none.sock")
    with pytest.raises(VaultAway) as refusal:
        await vault.seal(7, uuid4(), {NAME: TEXT})
    assert (refusal.value.status, refusal.value.code) == (503, "vault-away")
    assert vault.says() == "does not answer"


# Keys on disk


async def test_no_key_and_no_text_lies_open_beside_the_masters(place: Place) -> None:
    await place.vault.seal(7, uuid4(), {NAME: TEXT, PHONE: NUMBER}, {"phone": NUMBER})
    kept = on_disk(place.keys)
    assert TEXT.encode() not in kept
    assert NUMBER.encode() not in kept
    db = sqlite3.connect(place.keys / keystore.STORE)
    (wrapped,) = db.execute("select wrapped from case_key").fetchone()
    db.close()
    assert len(wrapped) == 12 + 32 + 16


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o777])
def test_a_master_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    KeyStore(tmp_path).close()
    (tmp_path / "master-1.key").chmod(mode)
    with pytest.raises(BadKeyFile, match="chmod 600"):
        KeyStore(tmp_path)


def test_a_store_without_its_master_is_never_given_a_new_one(tmp_path: Path) -> None:
    KeyStore(tmp_path).close()
    (tmp_path / "master-1.key").unlink()
    with pytest.raises(BadKeyFile, match="put the master keys back"):
        KeyStore(tmp_path)
    assert not (tmp_path / "master-1.key").exists()


def test_two_vaults_do_not_work_on_one_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keystore, "LOCK_SECONDS", 0.1)
    first = KeyStore(tmp_path)
    with pytest.raises(StoreInUse):
        KeyStore(tmp_path)
    first.close()
    KeyStore(tmp_path).close()


# Rotation


async def test_after_a_rotation_old_seals_open_and_the_old_master_is_gone(place: Place) -> None:
    vault, admin, key = place.vault, place.administrators, uuid4()
    (old,) = (await vault.seal(7, key, {NAME: TEXT}, {"phone": NUMBER})).seals
    before = await vault.find("phone", NUMBER)
    turned = await admin.ask(Rotate(), State)
    assert (turned.master, turned.generation, turned.index) == (2, 2, 2)
    assert turned.to_rewrap == 2, "the case's key and the index's"
    done = await admin.ask(Rewrap(), State)
    assert done.to_rewrap == 0
    assert not (place.keys / "master-1.key").exists()
    assert await vault.open(7, NAME, old, entry=1) == TEXT
    new = await vault.seal(7, key, {NAME: TEXT}, {"phone": NUMBER})
    assert (new.version, new.index_version) == (2, 2)
    assert set(await vault.find("phone", NUMBER)) == {*before, *new.index}, "both are looked for"


async def test_rows_are_sealed_anew_without_leaving_the_vault(place: Place) -> None:
    vault, admin, key = place.vault, place.administrators, uuid4()
    (old,) = (await vault.seal(7, key, {PHONE: NUMBER})).seals
    await admin.ask(Rotate(), State)
    row = Row(7, key, [Seal(PHONE.table, PHONE.column, old)], [("phone", "phone")])
    anew = await vault.ask(SealAnew([row]), SealedAnew)
    (sealed,) = anew.rows
    assert sealed is not None
    assert sealed.seals[0] != old
    assert (sealed.version, sealed.index_version) == (2, 2)
    assert sealed.index[0] in await vault.find("phone", NUMBER)
    assert await vault.open(7, PHONE, sealed.seals[0], entry=1) == NUMBER
    assert (await state(place)).opened == 1, "sealing anew opens nothing to anybody"
    retired = await admin.ask(Retire(2, 2), State)
    assert len(await vault.find("phone", NUMBER)) == 1
    assert retired.cases == 1
    assert await vault.open(7, PHONE, old, entry=2) == NUMBER, "kept for answers of three days"


async def test_a_seal_of_an_earlier_release_is_read_and_sealed_anew(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    old_key = keys / "identity-1.key"
    old_key.write_bytes(bytes(range(32)))
    old_key.chmod(0o600)
    old = seal_old(NUMBER, 1, bytes(range(32)), 7, "phone", bytes(12))
    async with vault_over(keys) as place:
        vault = place.vault
        assert await vault.open(7, PHONE, old, entry=1) == NUMBER
        row = Row(7, uuid4(), [Seal(PHONE.table, PHONE.column, old)], [])
        wrong = Row(8, uuid4(), [Seal(PHONE.table, PHONE.column, old)], [])
        anew = await vault.ask(SealAnew([row, wrong]), SealedAnew)
        assert anew.rows[1] is None
        assert anew.rows[0] is not None
        assert (await state(place)).old_keys == 1
        await place.administrators.ask(Retire(1, 1, old=True), State)
        assert not old_key.exists()
        assert await vault.open(7, PHONE, anew.rows[0].seals[0], entry=2) == NUMBER
        with pytest.raises(IdentityUnreadable):
            await vault.open(7, PHONE, old, entry=3)


# Destruction and copies


async def test_a_destroyed_key_is_gone_from_store_and_copies(place: Place, tmp_path: Path) -> None:
    vault, admin, key, other = place.vault, place.administrators, uuid4(), uuid4()
    (name,) = (await vault.seal(7, key, {NAME: TEXT})).seals
    (kept,) = (await vault.seal(8, other, {NAME: TEXT})).seals
    copy = tmp_path / "copy"
    await admin.ask(Copy(str(copy)), State)
    wrapped = _wrapped(place.keys, key.bytes)
    assert wrapped in on_disk(copy)
    told = await admin.ask(Destroy([key]), State)
    assert (told.destroyed, told.cases, told.due) == (1, 1, [])
    for folder in (place.keys, copy):
        assert wrapped not in on_disk(folder), folder
    for attempt in (vault.open(7, NAME, name, entry=1), vault.seal(7, key, {NAME: TEXT})):
        with pytest.raises(IdentityDestroyed):
            await attempt
    assert await vault.open(8, NAME, kept, entry=2) == TEXT
    async with vault_over(copy) as restored:
        with pytest.raises((IdentityDestroyed, IdentityUnreadable)):
            await restored.vault.open(7, NAME, name, entry=1)
        assert await restored.vault.open(8, NAME, kept, entry=2) == TEXT


async def test_a_copy_out_of_reach_stays_due_until_it_is_back(place: Place, tmp_path: Path) -> None:
    vault, admin, key = place.vault, place.administrators, uuid4()
    await vault.seal(7, key, {NAME: TEXT})
    copy, away = tmp_path / "copy", tmp_path / "away"
    await admin.ask(Copy(str(copy)), State)
    wrapped = _wrapped(copy, key.bytes)
    copy.rename(away)
    assert (await admin.ask(Destroy([key]), State)).due == [str(copy)]
    away.rename(copy)
    assert (await admin.ask(Destroy([]), State)).due == []
    assert wrapped not in on_disk(copy)


@pytest.mark.parametrize("where", ["keys/inside", "full"])
async def test_a_copy_is_not_written_over_something_else(
    place: Place, tmp_path: Path, where: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    with pytest.raises(VaultRefused):
        await place.administrators.ask(Copy(str(tmp_path / where)), State)
    assert os.listdir(tmp_path / "full") == ["letter.txt"]


def _wrapped(folder: Path, key_id: bytes) -> bytes:
    db = sqlite3.connect(folder / keystore.STORE)
    try:
        found = db.execute("select wrapped from case_key where key_id = ?", (key_id,)).fetchone()
        return bytes(found[0])
    finally:
        db.close()
