"""The server as a process: first run, Ctrl-C, crashes, ports, certificates."""

import os
import signal
import socket
import ssl
import stat
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from command.base import postgres, postgres_files
from tests.running import LISTENING, SECONDS, keys_of, postgres_processes, run, started

pytestmark = pytest.mark.slow


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def get(url: str, context: ssl.SSLContext | None = None) -> str:
    with urllib.request.urlopen(url, timeout=10, context=context) as answer:
        text: str = answer.read().decode()
        return text


def links(said: list[str]) -> list[str]:
    return [line.split(": ", 1)[1] for line in said if "/welcome#" in line]


def test_first_run_prints_three_links_and_ctrl_c_leaves_nothing(data: Path) -> None:
    with started("serve", data=data) as server:
        assert len(links(server.said)) == 3
        assert all(link.startswith(f"{server.url}/welcome#") for link in links(server.said))
        for who in ("sysadmin", "secadmin", "auditor"):
            assert any(f"({who})" in line for line in server.said)
        assert '"ready":true' in get(f"{server.url}/readyz")
        assert stat.S_IMODE((keys_of(data) / "master-1.key").stat().st_mode) == 0o600
        assert postgres_processes(data)
        assert server.stop(signal.SIGINT, group=True) == 0
    assert postgres_processes(data) == []


def test_a_used_link_is_not_printed_again(data: Path) -> None:
    with started("serve", data=data) as server:
        token = next(link for link in links(server.said) if link).partition("#")[2]
        request = urllib.request.Request(
            f"{server.url}/api/invitations/{token}",
            data='{"password":"江水自流 2026 安"}'.encode(),
            headers={"content-type": "application/json"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200
        assert server.stop() == 0
    with started("serve", data=data) as server:
        assert len(links(server.said)) == 2
        assert server.stop(signal.SIGTERM) == 0
    assert postgres_processes(data) == []


def test_a_server_left_by_a_killed_app_is_adopted_and_stopped_at_the_end(data: Path) -> None:
    with started("serve", data=data) as server:
        left = postgres_processes(data)
        server.stop(signal.SIGKILL)
        assert set(left) & set(postgres_processes(data)), "the database outlives the app"
        with started("serve", data=data) as second:
            assert set(left) & set(postgres_processes(data)), "it was taken over, not replaced"
            assert '"ready":true' in get(f"{second.url}/readyz")
            assert second.stop() == 0
        assert postgres_processes(data) == []


def test_a_killed_database_is_started_again_and_stopped_at_the_end(data: Path) -> None:
    with started("serve", data=data) as server:
        told = postgres_files.read_pid_file(data / "postgres")
        assert told is not None
        os.kill(told.pid, signal.SIGKILL)
        late = time.monotonic() + SECONDS
        while (again := postgres_files.read_pid_file(data / "postgres")) is None or (
            again.pid == told.pid or not is_ready(server.url)
        ):
            assert time.monotonic() < late, server.errors()
        assert server.stop() == 0
    assert postgres_processes(data) == []


def is_ready(url: str) -> bool:
    try:
        return '"ready":true' in get(f"{url}/readyz")
    except urllib.error.HTTPError:
        return False


def test_the_keeper_alone_ends_in_order(data: Path) -> None:
    with started("keeper", data=data, until="Keeping") as keeper:
        assert postgres_processes(data)
        assert keeper.stop(signal.SIGTERM) == 0
    assert postgres_processes(data) == []


def test_a_database_that_may_forget_is_refused(server: postgres.Server, data: Path) -> None:
    """The tests' own server runs with fsync off."""
    secret = server.address().password
    url = f"postgresql://postgres:{secret}@/postgres?host={server.socket_dir}&port={server.port}"
    told = run("serve", "--port", "0", data=data, DATABASE_URL=url)
    assert told.returncode == 1
    assert told.stderr.startswith("Error: may lose what it acknowledged")


def test_the_demo_starts_twice_and_says_that_all_is_fictitious(data: Path) -> None:
    for _ in range(2):
        with started("demo", data=data) as demo:
            assert '"demo":true' in get(f"{demo.url}/version")
            assert any("虚构" in line for line in demo.said)
            told = run("demo", "--port", "0", data=data).stderr
            assert told.startswith(f"Error: a demo already runs on {data}: stop it")
            assert demo.stop(group=True) == 0
        assert postgres_processes(data) == []


def test_a_port_in_use_is_said_in_one_line_and_nothing_is_started(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = run("serve", "--port", str(port), data=data)
    assert told.returncode == 1
    assert told.stderr.splitlines() == [
        f"Error: port {port} is in use: stop what listens there, or name another --port"
    ]
    assert LISTENING not in told.stdout
    assert postgres_processes(data) == []


def test_a_second_start_on_the_same_port_does_not_hurt_the_first(data: Path) -> None:
    with started("serve", data=data) as server:
        told = run("serve", "--port", server.url.rpartition(":")[2], data=data)
        assert told.returncode == 1
        assert '"ready":true' in get(f"{server.url}/readyz")


def test_another_command_ends_and_the_server_goes_on(data: Path) -> None:
    with started("serve", data=data) as server:
        told = run("user", "list", data=data)
        assert "sysadmin" in told.stdout
        assert '"ready":true' in get(f"{server.url}/readyz")
        assert run("restore", "--yes", __file__, data=data).stderr == (
            "Error: another command is at work on this data folder: stop it first\n"
        )


def test_off_localhost_tls_is_wanted_in_one_line(data: Path) -> None:
    told = run("serve", "--host", "0.0.0.0", "--port", "0", data=data)
    assert told.returncode == 1
    assert told.stderr.startswith("Error: --host 0.0.0.0 needs TLS: run `yushan tls init`")
    assert len(told.stderr.splitlines()) == 1
    assert not data.exists()


def test_tls_off_localhost_and_a_renewed_certificate_without_a_restart(data: Path) -> None:
    assert run("tls", "init", data=data).returncode == 0
    trusting = ssl.create_default_context(cafile=data / "tls" / "ca.pem")
    with started("serve", "--host", "0.0.0.0", data=data) as server:
        assert server.url.startswith("https://127.0.0.1:")
        assert '"status":"ok"' in get(f"{server.url}/healthz", trusting)
        port = int(server.url.rpartition(":")[2])
        before = ssl.get_server_certificate(("127.0.0.1", port))
        assert run("tls", "init", data=data).returncode == 0
        os.kill(server.process.pid, signal.SIGHUP)
        late = time.monotonic() + 10
        while ssl.get_server_certificate(("127.0.0.1", port)) == before:
            assert time.monotonic() < late, "the old certificate is still served"
        assert '"status":"ok"' in get(f"{server.url}/healthz", trusting)
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 10, "an idle connection held the exit"


def test_demo_stays_on_localhost_and_in_its_own_folder(data: Path) -> None:
    told = run("demo", "--host", "0.0.0.0", data=data)
    assert told.returncode == 1
    assert "demo passwords are known to everybody" in told.stderr
    (data / "keys").mkdir(parents=True)
    assert "is in real use" in run("demo", data=data).stderr
    (data / "demo").touch()
    assert "holds the demo" in run("serve", data=data).stderr


def test_a_stranger_host_name_is_refused_by_the_running_server(data: Path) -> None:
    with started("serve", data=data) as server:
        request = urllib.request.Request(f"{server.url}/healthz", headers={"host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError, match="421"):
            urllib.request.urlopen(request, timeout=10)
