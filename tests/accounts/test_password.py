"""Passwords: what is refused, what it costs, and that time tells nothing."""

import asyncio
import unicodedata

import pytest
from argon2 import Parameters, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from command.accounts import password
from command.accounts.password import WeakPassword
from command.base.problem import DatabaseBusy

GOOD = "七里街的老槐树-1958"


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "short-9!x",
        "1234567890",
        "0987654321",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcdefghijkl",
        "qwertyuiop",
        "Qwertyuiop123",
        "1qaz2wsx3edc",
        "password123",
        "Password12345",
        "yushan123456",
        "woaini123456",
        "clerk.wang12",
        "x" * 200,
    ],
)
def test_weak_password_is_refused_and_the_field_is_named(weak: str) -> None:
    with pytest.raises(WeakPassword) as refusal:
        password.check(weak, "clerk.wang")
    assert refusal.value.field == "password"
    assert refusal.value.detail
    assert weak not in refusal.value.detail or not weak


@pytest.mark.parametrize(
    "good",
    [
        GOOD,
        "correct horse battery staple",
        "老槐树底下三里街的豆腐",
        "rT7#vq-Lm2",
        "𠮷野家旁边的老槐树下面",
    ],
)
def test_good_password_is_taken(good: str) -> None:
    password.check(good, "clerk.wang")


@given(st.text(max_size=9))
def test_nothing_short_is_taken(text: str) -> None:
    with pytest.raises(WeakPassword):
        password.check(text, "clerk")


async def test_hash_is_argon2id_at_the_stated_cost_and_salted() -> None:
    first, second = await password.hashed(GOOD), await password.hashed(GOOD)
    assert first != second
    found = extract_parameters(first)
    assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == (
        "ID",
        19456,
        2,
        1,
    )


async def test_only_the_password_itself_matches() -> None:
    kept = await password.hashed(GOOD)
    assert await password.matches(GOOD, kept)
    assert not await password.matches(GOOD + " ", kept)
    assert not await password.matches(GOOD, "no hash at all")


async def test_same_letters_from_another_keyboard_match() -> None:
    kept = await password.hashed(unicodedata.normalize("NFC", "café-au-lait-9"))
    assert await password.matches(unicodedata.normalize("NFD", "café-au-lait-9"), kept)


async def test_nobodys_password_is_never_right() -> None:
    assert not await password.matches("nobody has this password", None)
    assert not await password.matches("", None)


async def test_unknown_login_costs_the_work_of_a_known_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One verification each, of hashes that ask for the same work: no clock decides."""
    worked = list[Parameters]()

    class Watched:
        hash = password._HASHER.hash

        def verify(self, kept: str, typed: str) -> bool:
            worked.append(extract_parameters(kept))
            return hasher.verify(kept, typed)

    hasher, kept = password._HASHER, await password.hashed(GOOD)
    monkeypatch.setattr(password, "_HASHER", Watched())
    for stored in (kept, None):
        assert not await password.matches("wrong one 12", stored)
    known, unknown = worked
    assert unknown == known


async def test_hashing_does_not_hold_the_loop() -> None:
    hashing = asyncio.create_task(password.hashed(GOOD))
    turns = 0
    while not hashing.done():
        await asyncio.wait({hashing}, timeout=0)
        turns += 1
    assert turns > 10
    await hashing


async def test_full_threads_say_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password, "WAIT_SECONDS", 0.001)
    with pytest.raises(DatabaseBusy):
        await asyncio.gather(*(password.hashed(GOOD) for _ in range(8)))
