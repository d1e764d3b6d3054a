"""The floors and the doors hold, and the checker that says so is not asleep.

A copy of the package gets one forbidden import; the contracts of pyproject.toml must name it.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(LINTER), "--no-logo", "--no-cache"]
    return subprocess.run(
        command, check=False, cwd=folder, capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its contracts, free to be spoilt."""
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "command", tmp_path / "command", ignore=leave)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(folder: Path, module: str, line: str) -> None:
    path = folder / "command" / module
    path.parent.mkdir(exist_ok=True)
    (path.parent / "__init__.py").touch()
    path.write_text(f"{path.read_text() if path.exists() else ''}\n{line}\n")


def test_imports_go_down_only_and_every_door_is_kept() -> None:
    told = lint(ROOT)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "14 kept, 0 broken" in told.stdout


def test_every_room_is_seen_by_the_checker() -> None:
    rooms = {path.parent for path in (ROOT / "command").glob("*/**/*.py")}
    unseen = [str(room) for room in rooms if not (room / "__init__.py").exists()]
    assert unseen == []


def test_an_untouched_copy_is_clean(copy: Path) -> None:
    assert lint(copy).returncode == 0


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("base/planted.py", "from command.places import jurisdiction"),
        ("places/planted.py", "import command.accounts.role"),
        ("casework/planted.py", "from command.ledger import row"),
        ("casework/planted.py", "from command.live import planted"),
        ("map/planted.py", "from command.live import planted"),
        ("documents/planted.py", "from command.map import page"),
        ("casework/planted.py", "from command.sealed import matter"),
    ],
)
def test_a_planted_upward_or_sideways_import_is_caught(copy: Path, module: str, line: str) -> None:
    plant(copy, "live/planted.py", "")
    plant(copy, module, line)
    told = lint(copy)
    planted = module.removesuffix(".py").replace("/", ".")
    assert told.returncode != 0
    assert "Floors: imports go down only, neighbours never import each other BROKEN" in (
        " ".join(told.stdout.split())
    )
    assert f"command.{planted} ->" in told.stdout


@pytest.mark.parametrize(
    ("module", "line", "door"),
    [
        ("casework/planted.py", "import asyncpg", "asyncpg"),
        ("places/views.py", "from asyncpg.pool import Pool", "asyncpg"),
        ("video/planted.py", "import aiortc", "aiortc"),
        ("video/media/worker.py", "import aioice", "aioice"),
        ("video/media/port.py", "import pylibsrtp", "pylibsrtp"),
        ("map/layers.py", "import folium", "folium"),
        ("casework/planted.py", "import python_calamine", "python_calamine"),
        ("ledger/faulty.py", "import xlsxwriter", "xlsxwriter"),
        ("documents/views.py", "import reportlab", "reportlab"),
        ("casework/planted.py", "import docx", "docx"),
        ("casework/actions.py", "from starlette.requests import Request", "starlette"),
        ("base/db.py", "from starlette.requests import Request", "starlette"),
    ],
)
def test_a_library_outside_its_door_is_caught(
    copy: Path, module: str, line: str, door: str
) -> None:
    plant(copy, module, line)
    told = lint(copy)
    assert told.returncode != 0
    assert f"{module.removesuffix('.py').replace('/', '.')} -> {door}" in told.stdout


@pytest.mark.parametrize("printer", ["pdf", "word"])
def test_a_printer_in_the_app_is_caught(copy: Path, printer: str) -> None:
    plant(copy, "app.py", f"from command.documents import {printer}")
    told = lint(copy)
    assert told.returncode != 0
    assert f"command.app -> command.documents.{printer}" in told.stdout


@pytest.mark.parametrize("room", ["live", "map", "video"])
def test_a_look_into_the_sealed_lane_is_caught(copy: Path, room: str) -> None:
    plant(copy, f"{room}/planted.py", "from command.sealed import store")
    told = lint(copy)
    assert told.returncode != 0
    assert f"command.{room}.planted -> command.sealed.store" in told.stdout


@pytest.mark.parametrize(
    ("module", "line", "told_of"),
    [
        ("video/media/hall.py", "from command.casework import case", "command.casework.case"),
        ("video/media/layer.py", "from command.base.db import Database", "command.base.db"),
        ("video/media/sdp.py", "from command.video import room", "command.casework"),
        ("video/signalling.py", "from command.video.media import peer", "command.video.media.peer"),
        ("app.py", "from command.video.media.hall import Hall", "command.video.media.hall"),
    ],
)
def test_the_media_room_looks_nowhere_and_has_no_other_doors(
    copy: Path, module: str, line: str, told_of: str
) -> None:
    plant(copy, module, line)
    told = lint(copy)
    assert told.returncode != 0
    assert f"command.{module.removesuffix('.py').replace('/', '.')} ->" in told.stdout
    assert told_of in told.stdout


def test_a_room_that_no_floor_names_is_caught(copy: Path) -> None:
    plant(copy, "attic/planted.py", "")
    told = lint(copy)
    assert told.returncode != 0
    assert "attic" in told.stdout + told.stderr
