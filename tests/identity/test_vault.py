"""Sealed fields open for their own case and field only, and keys are kept from others."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.base.keyfile import KEY_BYTES, BadKeyFile
from command.identity.vault import CannotOpen, Keys, Sealer

KEYS = Keys({1: bytes(range(32)), 2: bytes(range(32, 64))})
SEALER = Sealer(KEYS)


@given(st.text(max_size=60), st.integers(1, 2**63 - 1))
def test_what_was_sealed_opens_again(text: str, case_id: int) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert SEALER.open(SEALER.seal(text, case_id, "name"), case_id, "name") == text


def test_sealing_twice_gives_other_bytes_without_the_text() -> None:
    first, second = (SEALER.seal("张三某", 7, "name") for _ in range(2))
    assert first != second
    assert first[1:13] != second[1:13]
    assert "张三某".encode() not in first


def test_another_case_or_field_does_not_open() -> None:
    sealed = SEALER.seal("13800000000", 7, "phone")
    for case_id, field in [(8, "phone"), (7, "name"), (77, "phone"), (-7, "phone")]:
        with pytest.raises(CannotOpen):
            SEALER.open(sealed, case_id, field)
    assert SEALER.open(sealed, 7, "phone") == "13800000000"


@given(st.data())
def test_any_changed_bit_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(SEALER.seal("张三某", 7, "name"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        SEALER.open(bytes(sealed), 7, "name")


@given(st.binary(max_size=80))
def test_rubbish_does_not_open(rubbish: bytes) -> None:
    with pytest.raises(CannotOpen):
        SEALER.open(rubbish, 7, "name")


def test_newest_key_seals_and_older_ones_still_open() -> None:
    older = Sealer(Keys({1: KEYS.by_version[1]}))
    sealed = older.seal("张三某", 7, "name")
    assert (sealed[0], SEALER.seal("张三某", 7, "name")[0], SEALER.version) == (1, 2, 2)
    assert SEALER.open(sealed, 7, "name") == "张三某"
    with pytest.raises(CannotOpen):
        older.open(SEALER.seal("张三某", 7, "name"), 7, "name")


def test_key_is_never_printed() -> None:
    assert repr(KEYS.by_version[1]) not in repr(KEYS)
    assert "by_version" not in repr(KEYS)


def test_first_start_makes_one_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "keys"
    made = Keys.load_or_create(folder)
    assert made.newest == 1
    (file,) = folder.iterdir()
    assert file.name == "identity-1.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(file.read_bytes()) == KEY_BYTES
    assert Keys.load_or_create(folder).by_version == made.by_version


def test_two_folders_have_two_keys(tmp_path: Path) -> None:
    first, second = (Keys.load_or_create(tmp_path / name) for name in "ab")
    assert first.by_version[1] != second.by_version[1]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    Keys.load_or_create(tmp_path)
    file = tmp_path / "identity-1.key"
    file.chmod(mode)
    with pytest.raises(BadKeyFile, match="chmod 600"):
        Keys.load_or_create(tmp_path)
    assert file.stat().st_mode & 0o777 == mode


@pytest.mark.parametrize("length", [0, 31, 33])
def test_key_of_another_length_is_refused_and_never_replaced(tmp_path: Path, length: int) -> None:
    file = tmp_path / "identity-1.key"
    handle = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(handle, b"x" * length)
    os.close(handle)
    with pytest.raises(BadKeyFile, match=f"32 bytes, this file {length}"):
        Keys.load_or_create(tmp_path)
    assert file.read_bytes() == b"x" * length


@pytest.mark.parametrize("name", ["identity-0.key", "identity-256.key", "identity-x.key"])
def test_key_with_another_name_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x" * 32)
    with pytest.raises(BadKeyFile, match=r"identity-1\.key to identity-255\.key"):
        Keys.load_or_create(tmp_path)


def test_draft_left_by_a_crash_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "identity-1.ab12cd34.draft").write_bytes(b"half")
    assert Keys.load_or_create(tmp_path).newest == 1
