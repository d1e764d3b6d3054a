"""Settings the embedded server is started with, on its command line.

Given there they win over the folder's own files, and reach folders made by earlier versions.
Refuses to know processes and paths.
"""

from collections.abc import Mapping

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # Small: a county's server shares its machine with the application.
    "shared_buffers": "64MB",
    "maintenance_work_mem": "32MB",
    "max_connections": "60",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "autovacuum_max_workers": "2",
    "max_logical_replication_workers": "0",
    "min_wal_size": "64MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    # A refused row is quoted in DETAIL, and rows hold people's names and phones.
    "log_error_verbosity": "terse",
}
LATER_SETTINGS: Mapping[int, Mapping[str, str]] = {18: {"io_method": "sync"}}
SAFETY = ("fsync", "full_page_writes", "synchronous_commit")


def settings_for(major: int, durable: bool) -> dict[str, str]:
    """Settings for a major version; without `durable` a crash of the machine may lose rows."""
    later = [settings for since, settings in LATER_SETTINGS.items() if since <= major]
    chosen = {**SETTINGS, **dict.fromkeys(SAFETY, "on" if durable else "off")}
    for settings in later:
        chosen |= settings
    return chosen


def flags(settings: Mapping[str, str]) -> list[str]:
    """The same as arguments of `postgres`."""
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
