"""Secrets of the embedded server's logins: DATA.secrets beside the data, its owner's alone.

One line a login, only ever added to. Knows how the server asks for them; refuses to know what a
login may do.
"""

import fcntl
import os
import secrets
import stat
from pathlib import Path

from command.base.postgres_bin import PostgresError
from command.base.postgres_files import beside

SUPERUSER = "postgres"
SECRET_BYTES = 32
RULES = """\
# Written by yushan: every login has a secret, kept in the file that ends in .secrets beside this
# folder. Nobody is trusted for having reached the socket.
local all         all scram-sha-256
local replication all scram-sha-256
"""
TRUSTING = "local all postgres trust\n"
"""Only until the superuser has its secret; nobody but us enters the socket's folder meanwhile."""


def secret_of(data: Path, login: str) -> str:
    """The secret of `login` on the server over `data`; made when first asked for.

    Raises PostgresError when others may read the file.
    """
    descriptor = os.open(_file(data), os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise PostgresError(f"{file.name}: others may read it ({mode:04o}); chmod 600 it")
        text = file.read()
        return _found(text, login) or _added(file.fileno(), text, login)


def is_known(data: Path) -> bool:
    """Whether the superuser's secret is there."""
    file = _file(data)
    return file.exists() and _found(file.read_text(), SUPERUSER) is not None


def rules_are_ours(data: Path) -> bool:
    """Whether the folder demands secrets; older ones trusted whoever reached the socket."""
    return (data / "pg_hba.conf").read_text() == RULES


def write_rules(data: Path, rules: str) -> None:
    """Replace the folder's rules whole; the file keeps its owner."""
    file = data / "pg_hba.conf"
    owner = file.stat()
    draft = file.with_name("pg_hba.conf.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
        out.write(rules)
        out.flush()
        os.fsync(descriptor)
    draft.replace(file)


def _file(data: Path) -> Path:
    return beside(data, ".secrets")


def _found(text: str, login: str) -> str | None:
    """A line that a crash cut short has no end and does not count."""
    whole = (line.split() for line in text.splitlines(keepends=True) if line.endswith("\n"))
    return next((words[1] for words in whole if len(words) == 2 and words[0] == login), None)


def _added(descriptor: int, text: str, login: str) -> str:
    made = secrets.token_urlsafe(SECRET_BYTES)
    start = " cut short\n" if text and not text.endswith("\n") else ""
    os.write(descriptor, f"{start}{login} {made}\n".encode())
    os.fsync(descriptor)
    return made
