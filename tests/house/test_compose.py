"""The container set-up is whole, checked without an engine.

Schema, variables, pinned images, health checks, files that are copied or mounted, and the roles
script on a real server.
"""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from command.base import addresses, db, migrate, postgres

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\{([A-Z_]+)")
EXACT = re.compile(r"^[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?$")


def compose() -> dict[str, Any]:
    with COMPOSE.open(encoding="utf-8") as file:
        loaded: dict[str, Any] = YAML(typ="safe").load(file)
    return loaded


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose()["services"]
    return found


def test_compose_file_follows_the_schema() -> None:
    checker = Path(sys.executable).parent / "check-jsonschema"
    command = [str(checker), "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    told = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_variable_stands_in_the_example_and_no_other() -> None:
    used = set(VARIABLE.findall(COMPOSE.read_text()))
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    assert named == used


def test_no_secret_has_a_default() -> None:
    text = COMPOSE.read_text() + (ROOT / ".env.example").read_text()
    secrets = re.findall(r"[A-Z_]*(?:PASSWORD|SECRET)(?::-[^}]+|=\S+)", text)
    assert secrets == []
    assert "PASSWORD:?" in text, "a missing password stops the start"


def test_images_are_pinned_to_an_exact_release() -> None:
    images = [line["image"] for line in services().values() if "build" not in line]
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert [image for image in images + bases if not EXACT.match(image)] == []
    assert len(images) == 3
    assert len(bases) == 1


@pytest.mark.parametrize("name", ["front", "app", "database", "relay"])
def test_every_service_has_a_health_check(name: str) -> None:
    check = services()[name]["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries"} <= check.keys()


def test_app_waits_for_a_healthy_database_and_hides_behind_the_front() -> None:
    app = services()["app"]
    assert app["depends_on"]["database"]["condition"] == "service_healthy"
    assert app["network_mode"] == "service:front"
    assert "ports" not in app
    assert "ports" not in services()["database"]


def test_relay_reaches_the_media_port_and_nothing_else() -> None:
    command = services()["relay"]["command"]
    assert [line for line in command if line.startswith("--denied-peer-ip=0.0.0.0-")]
    assert [line for line in command if line.startswith("--allowed-peer-ip=")] == [
        "--allowed-peer-ip=${YUSHAN_PUBLIC_IPS:?the addresses browsers reach this machine by}"
    ]
    media = services()["app"]["environment"]["YUSHAN_MEDIA_PORT"]
    assert f"{media}:{media}/udp" in services()["front"]["ports"]


def test_database_keeps_its_volume_where_release_18_looks_for_it() -> None:
    database = services()["database"]
    assert database["image"].startswith("postgres:18.")
    assert "database:/var/lib/postgresql" in database["volumes"]
    assert set(compose()["volumes"]) == {"app", "database", "front", "keys"}


def test_mounted_files_exist() -> None:
    mounts = [line for service in services().values() for line in service["volumes"]]
    folders = [ROOT / line.split(":")[0] for line in mounts if line.startswith("./")]
    assert len(folders) == 4
    assert [folder for folder in folders if not folder.exists()] == []


def copied() -> Iterator[str]:
    for line in re.findall(r"^COPY (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE):
        yield from line.split()[:-1]


def test_copied_files_exist_and_reach_the_build() -> None:
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    sources = list(copied())
    assert "command" in sources
    assert "static" in sources
    assert [name for name in sources if not (ROOT / name).exists()] == []
    assert [name for name in sources if f"!{name}" not in allowed] == []


async def test_roles_script_makes_an_owner_who_can_migrate_and_a_web_role_who_owns_nothing(
    tmp_path: Path,
) -> None:
    server = await asyncio.to_thread(postgres.start, tmp_path / "postgres", durable=False)
    try:
        await asyncio.to_thread(run_roles_script, server)
        owner, web = (
            server.address(role, addresses.DATABASE) for role in (addresses.OWNER_ROLE, db.WEB_ROLE)
        )
        owner, web = replace(owner, password="o'ne"), replace(web, password="two")
        assert await migrate.migrate(owner) > 0
        conn = await db.connect(web)
        try:
            owned = await conn.fetchval(
                "select count(*) from pg_class join pg_roles on relowner = pg_roles.oid"
                " where rolname = current_user"
            )
            assert owned == 0
            assert await conn.fetchval("select count(*) from journal.event") == 0
        finally:
            await conn.close()
    finally:
        await asyncio.to_thread(postgres.stop, server)


def run_roles_script(server: postgres.Server) -> None:
    psql = str(postgres.find_bin() / "psql")
    where = ["-h", str(server.socket_dir), "-p", str(server.port), "-U", "postgres"]
    passwords = {
        "YUSHAN_OWNER_PASSWORD": "o'ne",
        "YUSHAN_WEB_PASSWORD": "two",
        "YUSHAN_KEEPER_PASSWORD": "three",
        "YUSHAN_STREAM_PASSWORD": "four",
        "YUSHAN_HALL_PASSWORD": "five",
        "YUSHAN_AUDITOR_PASSWORD": "six",
        "PGPASSWORD": server.address().password or "",
    }
    command = [psql, "--no-psqlrc", "-q", *where, "-f", str(ROOT / "deploy" / "roles.sql")]
    subprocess.run(command, check=True, timeout=30, env=os.environ | passwords)
