"""A worker told to stop while an app talks to it: it hangs up, and nothing is left of it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from command.video.media import wire
from command.video.media.port import Port
from command.video.media.worker import Worker


@pytest.mark.parametrize("is_cancelled", [False, True], ids=["told to stop", "cancelled"])
async def test_a_worker_ends_in_the_middle_of_serving_without_a_word(
    tmp_path: Path, is_cancelled: bool
) -> None:
    loop, complaints = asyncio.get_running_loop(), list[dict[str, Any]]()
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    before, stop = asyncio.all_tasks(), asyncio.Event()
    worker = Worker(Port(["127.0.0.1"], 0), ["127.0.0.1"])
    running = asyncio.create_task(worker.run(tmp_path / "media.sock", stop))
    try:
        reader, writer = await _answered(tmp_path / "media.sock")
        stop.set()
        if is_cancelled:
            running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert asyncio.all_tasks() - before == set()
        async with asyncio.timeout(5):
            await reader.read()  # to the end: it has hung up
        writer.close()
        assert complaints == []
    finally:
        loop.set_exception_handler(None)


async def _answered(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A line to a worker that has obeyed once."""
    async with asyncio.timeout(20):
        reader, writer = await _dialled(path)
        writer.write(wire.packed(wire.Order(1, "open", room="r")))
        while b'"reply"' not in await wire.read(reader):
            pass  # beats come in between
    return reader, writer


async def _dialled(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """As soon as it listens."""
    while True:
        try:
            return await asyncio.open_unix_connection(path)
        except FileNotFoundError:
            await asyncio.sleep(0)
