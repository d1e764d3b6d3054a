"""The commands as people type them: help for each, twins for each flag, one line when refused."""

import csv
import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from command.__main__ import COMMANDS, main
from command.base import embedded
from tests.running import run, succeed

SHILI = Path(__file__).parent / "places" / "data" / "shili_list.csv"


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and those below it, by the words one types."""
    with click.Context(main) as ctx:
        for name in COMMANDS:
            found = main.get_command(ctx, name)
            assert found is not None
            yield name, found
            if isinstance(found, click.Group):
                yield from ((f"{name} {below}", line) for below, line in found.commands.items())


EVERY = dict(commands())


@pytest.mark.parametrize("name", EVERY)
def test_every_command_explains_itself(name: str) -> None:
    command = EVERY[name]
    assert command.help, name
    with click.Context(command, info_name=name) as ctx:
        assert command.help.split("\n")[0][:20] in command.get_help(ctx)
    for option in command.params:
        if isinstance(option, click.Option) and option.name not in ("role", "help"):
            assert option.help, f"{name} {option.name}"


@pytest.mark.parametrize("name", [name for name in EVERY if isinstance(EVERY[name], click.Group)])
def test_a_list_of_commands_cuts_no_sentence(name: str) -> None:
    command = EVERY[name]
    with click.Context(command, info_name=name, terminal_width=78) as ctx:
        listed = command.get_help(ctx).split("\nCommands:\n")[1].splitlines()
    assert isinstance(command, click.Group)
    assert len(listed) == len(command.commands)
    assert [line for line in listed if line.endswith("...")] == []


def test_the_help_names_the_promised_commands() -> None:
    promised = (
        "demo serve keeper media vault db user places ledger doctor backup restore export audit"
        " openapi tls"
    )
    assert list(COMMANDS) == promised.split()
    told = run("--help", data=Path("unused"))
    assert told.returncode == 0
    for name in COMMANDS:
        assert f"\n  {name} " in told.stdout


TWINS = {
    "data": "YUSHAN_DATA",
    "vault_keys": "YUSHAN_VAULT_KEYS",
    "database_url": "DATABASE_URL",
    "host": "YUSHAN_HOST",
    "port": "YUSHAN_PORT",
    "ssl_certfile": "YUSHAN_TLS_CERT",
    "ssl_keyfile": "YUSHAN_TLS_KEY",
    "log_format": "YUSHAN_LOG_FORMAT",
}


def test_shared_flags_have_the_documented_twins() -> None:
    found = {
        option.name: option.envvar
        for command in EVERY.values()
        for option in command.params
        if option.name in TWINS
    }
    told = {
        name: envvar[0] if isinstance(envvar, list) else envvar for name, envvar in found.items()
    }
    assert told == TWINS
    assert main.context_settings["auto_envvar_prefix"] == "YUSHAN"


# On a data folder that one server keeps warm


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cli") / "data"
    with embedded.in_use(folder):
        succeed("db", "migrate", data=folder)
        succeed("places", "import", str(SHILI), "--datum", "WGS84", data=folder)
        yield folder


def test_database_tells_schema_and_address(data: Path) -> None:
    assert "migrations up to date" in succeed("db", "status", data=data)
    assert succeed("db", "migrate", data=data) == "The schema is up to date\n"
    assert succeed("db", "url", data=data).startswith("postgresql://yushan_owner@/yushan?host=")


def test_places_of_another_county_are_imported_and_listed(data: Path) -> None:
    told = succeed("places", "list", data=data)
    assert told.splitlines()[0].startswith("990101 ")
    assert all(line.startswith("9901") for line in told.splitlines())
    below = succeed("places", "list", "--under", "990101001", data=data)
    assert 0 < len(below.splitlines()) < len(told.splitlines())
    dry = succeed("places", "import", str(SHILI), "--datum", "gcj02", "--dry-run", data=data)
    assert dry.endswith("Nothing was changed.\n")


def test_a_dry_run_that_fits_nothing_fails_like_the_import(data: Path, tmp_path: Path) -> None:
    strange = tmp_path / "strange.csv"
    strange.write_text("name,lon,lat\n无此村(虚构),110.31,30.19\n")
    args = ("places", "import", str(strange), "--datum", "WGS84", "--county", "990101")
    dry = run(*args, "--dry-run", data=data)
    assert dry.returncode == 1
    assert "无此村" in dry.stdout
    assert "no row fits a place" in dry.stderr
    assert run(*args, data=data).returncode == 1


def test_a_bad_file_is_refused_in_one_line(data: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("code,lon\n1,2\n")
    told = run("places", "import", str(bad), "--datum", "WGS84", data=data)
    assert told.returncode == 1
    assert told.stderr.startswith("Error: bad.csv")
    assert len(told.stderr.splitlines()) == 1


def test_an_agency_that_does_not_exist_is_refused_in_one_line(data: Path) -> None:
    told = run(
        "user", "add", "a.b", "--name", "张三", "--role", "auditor", "--agency", "x1", data=data
    )
    assert told.returncode == 1
    assert told.stderr.startswith("Error: agency_id: ")
    assert len(told.stderr.splitlines()) == 1


def test_doctor_looks_at_everything(data: Path) -> None:
    told = run("doctor", data=data)
    assert told.returncode == 0, told.stdout
    for what in (
        "disk",
        "clock",
        "certificate",
        "fonts",
        "vault",
        "seals",
        "database",
        "migrations",
    ):
        assert f"\n{what} " in f"\n{told.stdout}"
    assert "keeps what it acknowledges" in told.stdout


def test_doctor_says_when_the_database_does_not_answer(data: Path) -> None:
    told = run("doctor", data=data, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert told.returncode == 1
    assert re.search(r"^database +bad ", told.stdout, re.M)


def test_export_of_an_empty_centre_is_a_header(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    assert succeed("export", str(file), data=data) == f"0 cases in {file}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with file.open(encoding="utf-8-sig") as opened:
        (header,) = csv.reader(opened)
    assert header[0] == "receipt_number"
    assert not {"words", "name", "phone", "query_code_hash"} & set(header)
    assert list(tmp_path.iterdir()) == [file]


def test_interfaces_are_printed() -> None:
    document = json.loads(succeed("openapi", data=Path("unused")))
    assert "/api/reports" in document["paths"]
    stream = json.loads(succeed("openapi", "--stream", data=Path("unused")))
    assert stream["asyncapi"] == "3.0.0"


@pytest.mark.parametrize(("name", "value"), [("YUSHAN_PORT", "many"), ("YUSHAN_PORT", "70000")])
def test_a_twin_that_makes_no_sense_is_refused(name: str, value: str, tmp_path: Path) -> None:
    told = run("serve", data=tmp_path / "data", **{name: value})
    assert told.returncode == 2
    assert name in told.stderr or "--port" in told.stderr
    assert not (tmp_path / "data").exists()


def test_a_url_that_makes_no_sense_is_refused_in_one_line(tmp_path: Path) -> None:
    told = run("db", "status", data=tmp_path, DATABASE_URL="mysql://here/there")
    assert told.returncode == 1
    assert told.stderr == (
        "Error: a database URL looks like postgresql://user:password@host:5432/name\n"
    )


# Backups


@pytest.mark.slow
def test_a_backup_is_verified_and_brings_everything_back(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "centre.backup"
    with embedded.in_use(data):
        succeed("places", "import", str(SHILI), "--datum", "WGS84", data=data)
        before = succeed("places", "list", data=data)
        status = succeed("db", "status", data=data)
        (data / "keys").mkdir()
        for name in ("accounts", "audit", "identity", "sealed"):
            (data / "keys" / f"{name}-1.key").write_bytes(name[1].encode() * 32)
        told = succeed("backup", str(file), data=data)
    assert "Restored on trial: every table has its rows." in told
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    other = tmp_path / "elsewhere"
    assert "keys" not in succeed("restore", "--yes", str(file), data=other)
    assert list((other / "keys").glob("*")) == []
    whole = file.read_bytes()
    assert [letter for letter in (b"c", b"u", b"d", b"e") if letter * 32 in whole] == []
    with embedded.in_use(other):
        assert succeed("places", "list", data=other) == before
        after = succeed("db", "status", data=other)
    assert _journal(after)[0] == _journal(status)[0], "the same events"
    assert _journal(after)[1] != _journal(status)[1], "another epoch: screens start afresh"


def _journal(status: str) -> tuple[str, str]:
    line = next(line for line in status.splitlines() if line.startswith("journal"))
    events, epoch = line.split(" epoch ")
    return events, epoch


@pytest.mark.slow
def test_what_a_restore_replaces_stays_beside_it(tmp_path: Path, data: Path) -> None:
    other, file = tmp_path / "data", tmp_path / "centre.backup"
    succeed("backup", "--no-trial", str(file), data=data)
    (other / "keys").mkdir(parents=True)
    assert "restored" in succeed("restore", "--yes", str(file), data=other).lower()
    assert "restored" in succeed("restore", "--yes", str(file), data=other).lower()


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["cut", "text", "changed"])
def test_a_damaged_backup_is_refused_and_nothing_is_replaced(
    tmp_path: Path, data: Path, damage: str
) -> None:
    file, target = tmp_path / "centre.backup", tmp_path / "data"
    succeed("backup", "--no-trial", str(file), data=data)
    whole = file.read_bytes()
    if damage == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif damage == "text":
        file.write_bytes(b"not a backup")
    else:
        file.write_bytes(whole.replace(b'"places.place": ', b'"places.place":9', 1))
    with embedded.in_use(target):
        succeed("db", "migrate", data=target)
    told = run("restore", "--yes", str(file), data=target)
    assert told.returncode == 1
    assert told.stderr.startswith("Error: ")
    if damage != "changed":
        asked = run("restore", str(file), data=target)
        assert (asked.returncode, asked.stdout) == (1, "")
        assert asked.stderr == f"Error: {file} is no whole backup of this program\n"
    assert succeed("places", "list", data=target) == ""


# Certificates


@pytest.mark.slow
def test_tls_makes_a_ca_once_and_keeps_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    told = succeed("tls", "init", "--name", "centre.example", "--address", "192.168.7.7", data=data)
    assert "New CA" in told
    folder = data / "tls"
    authority = (folder / "ca.pem").read_bytes()
    leaf = (folder / "cert.pem").read_bytes()
    modes = {name: stat.S_IMODE((folder / name).stat().st_mode) for name in os.listdir(folder)}
    assert modes["key.pem"] == modes["ca.key"] == 0o600
    assert "centre.example" in (folder / "install.html").read_text()
    again = succeed("tls", "init", "--name", "centre.example", data=data)
    assert "CA kept" in again
    assert (folder / "ca.pem").read_bytes() == authority
    assert (folder / "cert.pem").read_bytes() != leaf
    assert "New CA" in succeed("tls", "init", "--name", "other.example", data=data)
