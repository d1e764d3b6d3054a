"""The commands for keys, as an administrator types them, over a real centre."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from command.base import addresses, embedded, migrate
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from command.cli import vault_beside
from command.identity import reporter, store
from command.identity.keystore import STORE
from command.identity.opening import Field
from command.identity.reporter import Said
from command.identity.vault import Field as Column
from command.identity.vault import IdentityDestroyed
from tests.cast import AT
from tests.running import keys_of, run, succeed

pytestmark = pytest.mark.slow

NAME, PHONE = "欧阳虚构", "13900005555"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def centre(data: Path) -> Iterator[Addresses]:
    with embedded.in_use(data) as server:
        found = asyncio.run(addresses.prepare_embedded(server))
        asyncio.run(migrate.migrate(found.owner))
        yield found


async def add(found: Addresses, data: Path, *cases: int) -> None:
    """A reporter for each case; the masks alone would not be enough for a test."""
    with vault_beside.opened(Settings(data=data, vault_keys=keys_of(data))) as vault:
        db = await Database.open(found.owner, size=1, reserved=0)
        for case in cases:
            person, _ = await reporter.seal(vault, case, reporter.stated(Said(NAME, PHONE)))
            async with db.transaction() as conn:
                await store.add_person(conn, case, person, AT)
        await db.close()
        await vault.close()


async def read(found: Addresses, data: Path, case: int, sealed: bytes | None = None) -> str:
    """The phone of a case's reporter, or the text of sealed bytes."""
    with vault_beside.opened(Settings(data=data, vault_keys=keys_of(data))) as vault:
        db = await Database.open(found.owner, size=1, reserved=0)
        try:
            async with db.reading() as conn:
                found_now = await store.sealed_field(conn, case, Field.PHONE)
            kept = sealed or (found_now and found_now.sealed)
            assert kept
            return await vault.open(case, Column(reporter.TABLE, "phone"), kept, entry=1)
        finally:
            await db.close()
            await vault.close()


async def sealed_of(found: Addresses, case: int) -> bytes | None:
    db = await Database.open(found.owner, size=1, reserved=0)
    try:
        async with db.reading() as conn:
            kept = await store.sealed_field(conn, case, Field.PHONE)
            return kept.sealed if kept else None
    finally:
        await db.close()


def test_a_destroyed_case_is_unreadable_live_and_from_a_restored_backup(
    tmp_path: Path, data: Path
) -> None:
    file, copy = tmp_path / "centre.backup", tmp_path / "copy"
    with embedded.in_use(data) as server:
        found = asyncio.run(addresses.prepare_embedded(server))
        asyncio.run(migrate.migrate(found.owner))
        asyncio.run(add(found, data, 1, 2))
        kept = asyncio.run(sealed_of(found, 1))
        assert "keys of 2 cases" in succeed("vault", "copy", str(copy), data=data)
        succeed("backup", "--no-trial", str(file), data=data)
        for whole in (file.read_bytes(),):
            assert (keys_of(data) / "master-1.key").read_bytes() not in whole
        told = succeed("vault", "destroy", "1", "--reason", "court", "--yes", data=data)
        assert told == "case 1: its keys are destroyed\n"
        with pytest.raises(IdentityDestroyed):
            asyncio.run(read(found, data, 1, kept))
        assert asyncio.run(read(found, data, 2)) == PHONE
    succeed("restore", "--yes", str(file), data=data)
    with embedded.in_use(data) as server:
        found = asyncio.run(addresses.prepare_embedded(server))
        assert asyncio.run(sealed_of(found, 1)) == kept, "the backup brought the bytes back"
        with pytest.raises(IdentityDestroyed):
            asyncio.run(read(found, data, 1))
        assert asyncio.run(read(found, data, 2)) == PHONE
        counted = sqlite3.connect(copy / STORE)
        (left,) = counted.execute("select count(*) from case_key").fetchone()
        counted.close()
        assert left == 1, "the copy lost the key with the store"


def test_keys_are_rotated_and_told(data: Path, centre: Addresses, tmp_path: Path) -> None:
    asyncio.run(add(centre, data, 1, 2, 3))
    succeed("vault", "copy", str(tmp_path / "copy"), data=data)
    told = succeed("vault", "rotate", data=data)
    assert told.splitlines() == [
        "master key 2, index key 2, generation 2",
        "3 rows sealed anew, 0 emptied",
    ]
    assert not (keys_of(data) / "master-1.key").exists()
    assert not (tmp_path / "copy" / "master-1.key").exists(), "the copy was written again"
    assert asyncio.run(read(centre, data, 3)) == PHONE
    status = succeed("vault", "status", data=data)
    assert "\nmaster key  2\n" in status
    assert "\ncases       3\n" in status
    assert succeed("vault", "reseal", data=data) == "0 rows sealed anew, 0 emptied\n"
    assert "vault keys" in (seen := run("doctor", data=data).stdout)
    assert "keys of 3 cases, master key 2" in seen


def test_what_cannot_be_done_is_said_in_one_line(data: Path, centre: Addresses) -> None:
    told = run("vault", "destroy", "7", "--reason", "court", "--yes", data=data)
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1] == "Error: This matter keeps no identity"
    inside = run("vault", "copy", str(keys_of(data) / "copy"), data=data)
    assert inside.returncode == 1
    assert "name another folder" in inside.stderr
    assert run("vault", "destroy", "7", "--reason", "boredom", data=data).returncode == 2
