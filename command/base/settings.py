"""Settings: what an administrator may choose, from the environment and the command line.

Read once at the start and handed on; no other file looks at the environment.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
SOCKET_FOLDER_BYTES = 90  # a socket's path has 107
ROLE_URLS = {
    "yushan_keeper": "YUSHAN_KEEPER_DATABASE_URL",
    "yushan_stream": "YUSHAN_STREAM_DATABASE_URL",
    "yushan_hall": "YUSHAN_HALL_DATABASE_URL",
    "yushan_auditor": "YUSHAN_AUDITOR_DATABASE_URL",
}
"""Environment variables of the logins beside the owner's and the web's, by role."""
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths are absolute; `port` 0 takes a free one; URLs are PostgreSQL URLs.

    `house_keys` is the folder of the keys that the centre seals with, set by the command that
    starts it. `role_urls` are those of the logins beside owner and web, by role. `vault_keys` is
    the folder of the vault's keys, `vault_socket` where one listens that somebody else starts.
    `public_origins` are the origins browsers use (`https://centre.example.gov.cn`); `proxies` the
    addresses of a TLS front that we trust to say where a request came from.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str | None = None
    web_database_url: str | None = None
    role_urls: Mapping[str, str | None] = field(default_factory=dict)
    tls_cert: Path | None = None
    tls_key: Path | None = None
    public_origins: tuple[str, ...] = ()
    demo: bool = False
    static: Path = ROOT / "static"
    promise_days: str = "calendar_roll"
    proxies: tuple[str, ...] = ()
    turn_urls: tuple[str, ...] = ()
    turn_secret: str = ""
    media_workers: int = 1
    media_port: int | None = None
    public_ips: tuple[str, ...] = ()
    appeal_days: int = 5
    session_hours: int = 12
    idle_minutes: int = 120
    vault_keys: Path | None = None
    house_keys: Path | None = None
    vault_socket: Path | None = None
    log_json: bool = False
    log_level: str = "info"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Settings by their environment twins; raises ValueError for a port that is no number."""

        def path(name: str) -> Path | None:
            return Path(environ[name]).resolve() if environ.get(name) else None

        return cls(
            data=path("YUSHAN_DATA") or Path("data").resolve(),
            host=environ.get("YUSHAN_HOST", "127.0.0.1"),
            port=int(environ.get("YUSHAN_PORT") or environ.get("PORT") or 8000),
            database_url=environ.get("DATABASE_URL") or None,
            web_database_url=environ.get("YUSHAN_WEB_DATABASE_URL") or None,
            role_urls={role: environ.get(name) or None for role, name in ROLE_URLS.items()},
            tls_cert=path("YUSHAN_TLS_CERT"),
            tls_key=path("YUSHAN_TLS_KEY"),
            public_origins=tuple(environ.get("YUSHAN_ORIGINS", "").split()),
            promise_days=environ.get("YUSHAN_PROMISE_DAYS") or "calendar_roll",
            appeal_days=int(environ.get("YUSHAN_APPEAL_DAYS") or 5),
            proxies=tuple(environ.get("YUSHAN_PROXIES", "").split()),
            turn_urls=tuple(environ.get("YUSHAN_TURN_URLS", "").split()),
            turn_secret=environ.get("YUSHAN_TURN_SECRET", ""),
            media_workers=int(environ.get("YUSHAN_MEDIA_WORKERS") or 1),
            media_port=int(environ.get("YUSHAN_MEDIA_PORT") or 0) or None,
            public_ips=tuple(environ.get("YUSHAN_PUBLIC_IPS", "").split()),
            session_hours=int(environ.get("YUSHAN_SESSION_HOURS") or 12),
            idle_minutes=int(environ.get("YUSHAN_IDLE_MINUTES") or 120),
            vault_keys=path("YUSHAN_VAULT_KEYS"),
            vault_socket=path("YUSHAN_VAULT_SOCKET"),
            log_json=environ.get("YUSHAN_LOG_FORMAT", "console") == "json",
            log_level=environ.get("YUSHAN_LOG_LEVEL", "info").lower(),
        )

    @property
    def is_local(self) -> bool:
        """Only this machine can reach the server."""
        return self.host in LOCAL_HOSTS

    @property
    def has_tls(self) -> bool:
        return self.tls_cert is not None and self.tls_key is not None

    @property
    def media_sockets(self) -> tuple[Path, ...]:
        """Where the media workers listen for the app, one each."""
        folder = run_folder(self.data)
        return tuple(folder / f"media-{index}.sock" for index in range(self.media_workers))

    @property
    def keys(self) -> Path:
        """The folder of the audit's key, and of others in earlier releases; for its owner only."""
        return self.data / "keys"

    @property
    def sealing_keys(self) -> Path:
        """The folder of the keys that the centre itself seals with."""
        return self.house_keys or self.keys

    @property
    def vault_at(self) -> Path:
        """The socket of the vault."""
        return self.vault_socket or run_folder(self.data) / "vault.sock"


def run_folder(data: Path) -> Path:
    """The folder of our sockets: in the data folder, or a short one when its path is too long."""
    near = data / "run"
    if len(os.fsencode(near)) <= SOCKET_FOLDER_BYTES:
        return near
    digest = hashlib.sha256(os.fsencode(near)).hexdigest()[:16]
    return Path(tempfile.gettempdir(), f"yushan-run-{digest}")
