"""Addresses from URLs: every parameter spelled out, nothing left to the environment."""

import pytest

from command.base import addresses, db
from command.base.addresses import Addresses
from command.base.db import Address


def test_a_url_gives_owner_and_web_by_role() -> None:
    found = addresses.from_url("postgresql://boss:s%40cret@db.example:6543/centre?sslmode=require")
    assert found.owner == Address("db.example", 6543, "boss", "centre", "s@cret", None, "require")
    assert found.web.role == db.WEB_ROLE
    assert found.web.user == "boss"


def test_two_urls_give_two_logins() -> None:
    found = addresses.from_url(
        "postgres://boss@db.example/centre", "postgres://yushan_web:pw@db.example/centre"
    )
    assert (found.owner.user, found.owner.port) == ("boss", 5432)
    assert (found.web.user, found.web.password, found.web.role) == ("yushan_web", "pw", None)


def test_a_socket_folder_as_host() -> None:
    found = addresses.from_url("postgresql://boss@/centre?host=/run/postgresql&port=5433")
    assert (found.owner.host, found.owner.port) == ("/run/postgresql", 5433)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mysql://a@b/c",
        "postgresql://db.example",
        "postgresql:///centre",
        "postgresql://db.example:port/centre",
        "postgresql://db.example:99999/centre",
    ],
)
def test_an_incomplete_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"postgresql://user|[Pp]ort"):
        addresses.from_url(url)


async def test_the_environment_is_not_asked(
    fresh: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, planted in {
        "PGHOST": "nowhere.invalid",
        "PGPORT": "1",
        "PGUSER": "intruder",
        "PGPASSWORD": "planted",
        "PGDATABASE": "other",
        "PGOPTIONS": "-c role=none",
        "PGPASSFILE": "/nonexistent",
    }.items():
        monkeypatch.setenv(name, planted)
    conn = await db.connect(fresh.web)
    try:
        row = await conn.fetchrow(
            "select current_user::text as who, current_database()::text as db"
        )
        assert row is not None
        assert (row["who"], row["db"]) == (db.WEB_ROLE, fresh.web.database)
    finally:
        await conn.close()


async def test_an_owner_login_acts_as_the_web_role(fresh: Addresses) -> None:
    acting = addresses.from_url(
        f"postgresql://{fresh.owner.user}:{fresh.owner.password}@/{fresh.owner.database}"
        f"?host={fresh.owner.host}&port={fresh.owner.port}"
    ).web
    conn = await db.connect(acting)
    try:
        assert await conn.fetchval("select current_user::text") == db.WEB_ROLE
    finally:
        await conn.close()
