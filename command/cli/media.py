"""`yushan media`: a worker that carries picture and sound, in a process of its own.

`demo` and `serve` start it by themselves. It gets no address of a database and wants none.
"""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import click

from command.base import logs
from command.base.settings import run_folder
from command.cli.media_addresses import FIRST_PORT, checked, loopback
from command.video.media.port import Port
from command.video.media.worker import Worker

NICE = 5  # below the app and the database, above everything else that is nice


@click.command()
@click.option(
    "--index",
    type=click.IntRange(0, 99),
    default=0,
    show_default=True,
    envvar="YUSHAN_MEDIA_INDEX",
    show_envvar=True,
    help="Which worker this is.",
)
@click.option(
    "--socket",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="YUSHAN_MEDIA_SOCKET",
    show_envvar=True,
    help="Unix socket for the app.  [default: run/media-<index>.sock in the data folder]",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="YUSHAN_DATA",
    show_envvar=True,
    help="Data folder.  [default: ./data]",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_000),
    envvar="YUSHAN_MEDIA_PORT",
    show_envvar=True,
    help="UDP port of worker 0, the others follow; 0 takes a free one."
    "  [default: 0 on localhost, else 40000]",
)
@click.option(
    "--public-ip",
    "addresses",
    multiple=True,
    envvar="YUSHAN_PUBLIC_IPS",
    show_envvar=True,
    help="Address that clients reach us at; may be repeated.  [default: this machine only]",
)
@click.option(
    "--nice",
    type=click.IntRange(0, 19),
    default=NICE,
    show_default=True,
    envvar="YUSHAN_MEDIA_NICE",
    show_envvar=True,
    help="How far to stand back.",
)
@click.option("--attached", is_flag=True, help="End when standard input closes.")
@click.option(
    "--log-format",
    type=click.Choice(["console", "json"]),
    default="console",
    envvar="YUSHAN_LOG_FORMAT",
    show_envvar=True,
    help="Form of the log lines.",
)
def media(**chosen: Any) -> None:
    """Carry picture and sound of receptions, until Ctrl-C.

    One UDP port, one unix socket to the app. Several workers share the receptions.
    """
    logs.configure(json=chosen["log_format"] == "json", level="warning")
    reached = checked(chosen["addresses"]) or loopback()
    number = _port(chosen["port"], chosen["index"], reached)
    place = chosen["path"] or socket_of((chosen["data"] or Path("data")).resolve(), chosen["index"])
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _stand_back(chosen["nice"])
    try:
        bound = Port(reached, number)
    except OSError as failure:
        why = failure.strerror or str(failure)
        raise click.ClickException(f"UDP port {number} cannot be had: {why}") from failure
    asyncio.run(_run(Worker(bound, reached), bound, place, chosen["attached"]))


def _stand_back(nice: int) -> None:
    """Below others, also where the kernel weighs each session as one and forgets who is nice."""
    os.nice(nice)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(nice))


def socket_of(data: Path, index: int) -> Path:
    """Where a worker of this data folder listens for the app."""
    return run_folder(data) / f"media-{index}.sock"


def _port(given: int | None, index: int, addresses: list[str]) -> int:
    is_local = all(ip_address(one).is_loopback for one in addresses)
    first = given if given is not None else (0 if is_local else FIRST_PORT)
    return first + index if first else 0


async def _run(worker: Worker, bound: Port, place: Path, attached: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if attached:
        loop.add_reader(sys.stdin.fileno(), _until_closed, stop)
    click.echo(f"Carrying media on UDP port {bound.number}")
    await worker.run(place, stop)


def _until_closed(stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1_024):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stop.set()
