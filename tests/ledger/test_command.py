"""`yushan ledger import` as whoever runs the machine types it."""

import asyncio
from pathlib import Path

from command.base import addresses, embedded
from command.base.addresses import Addresses
from command.base.db import Database
from command.ledger.workbook import read_book
from tests import cast
from tests.ledger.sheets import HEADINGS, a_book, a_row, spoilt
from tests.running import run, succeed


async def hired(found: Addresses) -> None:
    database = await Database.open(found.web, size=2, reserved=1)
    try:
        await cast.cast(database)
    finally:
        await database.close()


def test_a_ledger_is_tried_taken_over_and_known_afterwards(tmp_path: Path) -> None:
    data, file, faulty = tmp_path / "data", tmp_path / "台账.xlsx", tmp_path / "faulty.xlsx"
    headings = ["情况说明" if name == "主要内容" else name for name in HEADINGS]
    file.write_bytes(a_book([a_row(1), a_row(2), spoilt(10)], headings))
    said = ("--column", "情况说明=words")
    with embedded.in_use(data) as server:
        found = asyncio.run(addresses.prepare_embedded(server))
        succeed("db", "migrate", data=data)
        asyncio.run(hired(found))
        unclear = run("ledger", "import", str(file), "--dry-run", data=data)
        assert (unclear.returncode, unclear.stderr.count("\n")) == (1, 1)
        assert "columns: " in unclear.stderr
        tried = succeed("ledger", "import", str(file), "--dry-run", *said, data=data)
        assert "3 rows: 2 would be taken over, 1 do not fit, 0 known already" in tried
        assert "Line 5: 村(社区):" in tried
        nobody = run("ledger", "import", str(file), "--as", "nobody", *said, data=data)
        assert (nobody.returncode, "nobody" in nobody.stderr) == (1, True)
        more = (*said, "--as", "system_admin", "--faulty", str(faulty))
        taken = succeed("ledger", "import", str(file), *more, data=data)
        assert "3 rows: 2 taken over, 1 do not fit, 0 known already" in taken
        again = succeed("ledger", "import", str(file), "--as", "system_admin", data=data)
        assert "3 rows: 0 taken over, 1 do not fit, 2 known already" in again
    assert len(read_book(faulty.read_bytes()).rows) == 4
