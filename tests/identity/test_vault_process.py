"""The vault as a process: private, started again when killed, gone with whoever started it."""

import asyncio
import os
import signal
import stat
import time
from pathlib import Path
from uuid import uuid4

import click
import pytest

from command.base.settings import ROOT, Settings
from command.cli import vault_beside, vault_folder
from command.identity.vault import Field, Vault
from tests.running import keys_of, run, started
from tests.video.test_media_workers import environment_of, pid_behind

NAME = Field("identity.person", "name")
SECONDS = 60.0


def settings_at(tmp_path: Path) -> Settings:
    data = tmp_path / "data"
    return Settings(data=data, vault_keys=keys_of(data))


def wait_for_another(path: Path, before: int) -> int:
    late = time.monotonic() + SECONDS
    while True:
        assert time.monotonic() < late
        try:
            found = pid_behind(path)
        except OSError:
            found = before
        if found != before:
            return found
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def test_a_killed_vault_is_started_again_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret@nowhere/x")
    monkeypatch.setattr("command.identity.vault.WAIT_SECONDS", SECONDS)
    monkeypatch.setattr("command.identity.vault.RECORDED_SECONDS", SECONDS)
    settings = settings_at(tmp_path)
    with vault_beside.opened(settings) as vault:
        first = pid_behind(settings.vault_at)
        assert os.getuid() != 0 or b"secret" not in environment_of(first)
        for number in range(1, 6):
            (sealed,) = (await vault.seal(number, uuid4(), {NAME: f"虚构{number}"})).seals
            before = pid_behind(settings.vault_at)
            os.kill(before, signal.SIGKILL)
            assert await vault.open(number, NAME, sealed, entry=number) == f"虚构{number}"
        last = wait_for_another(settings.vault_at, first)
        await vault.close()
    assert is_gone(last)
    assert not settings.vault_at.exists()


async def test_requests_in_flight_when_it_is_killed_are_answered_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("command.identity.vault.WAIT_SECONDS", SECONDS)
    monkeypatch.setattr("command.identity.vault.RECORDED_SECONDS", SECONDS)
    settings = settings_at(tmp_path)
    with vault_beside.opened(settings) as vault:

        async def round_trip(number: int) -> None:
            (sealed,) = (await vault.seal(number, uuid4(), {NAME: str(number)})).seals
            assert await vault.open(number, NAME, sealed, entry=number) == str(number)

        working = [asyncio.create_task(round_trip(number)) for number in range(1, 101)]
        await working[0]
        os.kill(pid_behind(settings.vault_at), signal.SIGKILL)
        await asyncio.gather(*working)
        await vault.close()


def test_its_memory_is_not_for_others_of_this_user(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    with vault_beside.opened(settings):
        pid = pid_behind(settings.vault_at)
        # What may not be dumped belongs to root, whoever runs it.
        assert Path(f"/proc/{pid}/environ").stat().st_uid == 0
        limits = Path(f"/proc/{pid}/limits").read_text()
    assert next(line for line in limits.splitlines() if "core file" in line).split()[4] == "0"


def test_a_vault_ends_when_whoever_started_it_is_killed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started("serve", data=data) as server:
        path = Settings(data=data).vault_at
        pid = pid_behind(path)
        server.stop(signal.SIGKILL)
        late = time.monotonic() + SECONDS
        while Vault(path).says() == "ok":
            assert time.monotonic() < late
            time.sleep(0.01)
        while not is_gone(pid):
            assert time.monotonic() < late
            time.sleep(0.01)


def test_keys_of_an_earlier_release_leave_the_data_folder(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    settings.keys.mkdir(parents=True)
    old = settings.keys / "identity-1.key"
    old.write_bytes(b"k" * 32)
    old.chmod(0o600)
    for _ in range(2):
        with vault_beside.opened(settings):
            assert not old.exists()
    taken = keys_of(settings.data) / "identity-1.key"
    assert taken.read_bytes() == b"k" * 32
    assert stat.S_IMODE(taken.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["identity-0.key", "identity-256.key", "identity-x.key"])
def test_a_key_with_another_name_is_told(tmp_path: Path, name: str) -> None:
    settings = settings_at(tmp_path)
    settings.keys.mkdir(parents=True)
    (settings.keys / name).write_bytes(b"k" * 32)
    told = pytest.raises(click.ClickException, match=r"identity-1\.key to identity-255\.key")
    with told, vault_beside.opened(settings):
        raise AssertionError("it must not start")
    assert (settings.keys / name).exists()


def test_keys_that_others_may_read_stop_the_start_in_one_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    settings = settings_at(tmp_path)
    with vault_beside.opened(settings):
        pass
    (keys_of(data) / "master-1.key").chmod(0o644)
    told = run("serve", "--port", "0", data=data)
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1].startswith("Error: ")
    assert "chmod 600" in told.stderr


# Where keys lie


def test_each_data_folder_has_keys_of_its_own_below_the_configuration(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    found = {
        vault_folder.of(Settings(data=tmp_path / name, demo=demo), environ)
        for name in ("a", "b")
        for demo in (False, True)
    }
    assert len(found) == 4
    assert {one.parent for one in found} == {tmp_path / "config" / "yushan"}


@pytest.mark.parametrize("inside", ["data", "repository"])
def test_keys_inside_the_data_folder_or_the_repository_are_refused(
    tmp_path: Path, inside: str
) -> None:
    where = {"data": tmp_path / "data" / "keys", "repository": ROOT / "keys"}[inside]
    with pytest.raises(click.ClickException, match="keys must lie outside"):
        vault_folder.of(Settings(data=tmp_path / "data", vault_keys=where))


def test_a_demo_without_a_home_keeps_its_keys_with_temporary_files(tmp_path: Path) -> None:
    closed = tmp_path / "file"
    closed.write_text("")
    settings = Settings(data=tmp_path / "data", demo=True)
    found = vault_folder.of(settings, {"XDG_CONFIG_HOME": str(closed)})
    assert found.name.startswith("yushan-demo-")
    assert not found.is_relative_to(tmp_path / "data")
