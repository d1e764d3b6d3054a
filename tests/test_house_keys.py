"""Keys of the centre itself leave the data folder, and none is lost on the way."""

import stat
from contextlib import closing
from pathlib import Path

import click
import pytest

from command.base.settings import Settings
from command.cli import house_keys
from command.identity import keycopies
from command.identity.keystore import KeyStore
from command.sealed.envelope import Envelope
from tests.cast import AT

NAMES = ("accounts-1.key", "sealed-1.key")


def settings_at(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", vault_keys=tmp_path / "vault")


def written(path: Path, letter: bytes) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(letter * 32)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_a_key_of_an_earlier_release_moves_and_opens_what_it_sealed(
    tmp_path: Path, name: str
) -> None:
    settings = settings_at(tmp_path)
    old = written(settings.keys / name, b"k")
    for _ in range(2):
        assert house_keys.settled(settings).sealing_keys == tmp_path / "vault"
    moved = tmp_path / "vault" / name
    assert moved.read_bytes() == b"k" * 32
    assert stat.S_IMODE(moved.stat().st_mode) == 0o600
    assert not old.exists()


def test_words_sealed_before_are_read_after_the_move(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    sealed = Envelope.of(settings.sealing_keys).seal("原话", "M1", "words")
    chosen = house_keys.settled(settings)
    assert Envelope.of(chosen.sealing_keys).open(sealed, "M1", "words") == "原话"
    assert list(settings.keys.glob("*.key")) == []


def test_a_key_that_came_with_an_old_backup_counts_and_the_other_is_kept(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    written(tmp_path / "vault" / NAMES[0], b"n")
    written(settings.keys / NAMES[0], b"o")
    folder = house_keys.settled(settings).sealing_keys
    assert (folder / NAMES[0]).read_bytes() == b"o" * 32
    kept = [path.read_bytes() for path in folder.glob("accounts-1-*.key")]
    assert kept == [b"n" * 32]


def test_the_audits_key_stays_where_it_is(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    audit = written(settings.keys / "audit-1.key", b"a")
    house_keys.settled(settings)
    assert audit.exists()


def test_a_key_that_others_may_read_stops_the_start_in_one_line(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    written(settings.keys / NAMES[1], b"k").chmod(0o644)
    with pytest.raises(click.ClickException, match="others may read this key"):
        house_keys.settled(settings)
    assert (settings.keys / NAMES[1]).exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_of_the_vaults_keys_takes_them_along(tmp_path: Path, name: str) -> None:
    folder = house_keys.settled(settings_at(tmp_path)).sealing_keys
    written(folder / name, b"k")
    with closing(KeyStore(folder)) as store:
        keycopies.write(store, tmp_path / "copy", AT)
    copied = tmp_path / "copy" / name
    assert copied.read_bytes() == b"k" * 32
    assert stat.S_IMODE(copied.stat().st_mode) == 0o600
