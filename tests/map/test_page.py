"""The shell: the same bytes each time, nothing from outside, nothing the content policy forbids."""

import os
import re
import subprocess
import sys
from pathlib import Path

import folium
import pytest

from command.map.page import LEAFLET, NAME, PANES, ShellMap, render_shell
from command.map.shell import kept_shell, shell_around

STATIC = Path(__file__).parents[2] / "static"
LOADS_FOLIUM = """
import sys, command.cli.performance, command.cli.real_use
sys.exit("folium" in sys.modules)
"""


def test_shell_has_the_same_bytes_in_another_process() -> None:
    nobodys = (118.01, 28.01, 9)
    assert kept_shell(*nobodys) is None
    written = shell_around(*nobodys)
    assert written == render_shell(*nobodys)
    assert kept_shell(*nobodys) is shell_around(*nobodys) is written


def test_ctrl_c_of_the_server_is_not_the_writers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would tell of it in a traceback, when somebody ends a server that has just started."""
    told, writer = tmp_path / "session", tmp_path / "python"
    kept = f"import os, sys; open({str(told)!r}, 'w').write(str(os.getsid(0)))"
    goes_on = f"os.execv({sys.executable!r}, [{sys.executable!r}, *sys.argv[1:]])"
    writer.write_text(f"#!{sys.executable}\n{kept}; {goes_on}\n")
    writer.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(writer))
    assert shell_around(118.02, 28.02, 9).script
    assert int(told.read_text()) != os.getsid(0)


def test_a_server_that_starts_does_not_wait_for_folium() -> None:
    assert subprocess.run([sys.executable, "-c", LOADS_FOLIUM], check=False).returncode == 0


def test_another_centre_is_another_script_with_another_tag() -> None:
    one, other = render_shell(118.2446, 28.6819, 10), render_shell(117.9, 28.4, 10)
    assert one.html == other.html
    assert one.etag != other.etag
    assert b"[28.6819, 118.2446]" in one.script, "Leaflet takes latitude first"


def test_shell_names_no_outside_host_and_holds_no_inline_code() -> None:
    shell = render_shell(118.2446, 28.6819, 10)
    whole = shell.html + shell.script.decode()
    assert "//" not in whole
    assert not re.search(r"<(script|style|link|iframe)|\son\w+=|style=", shell.html)
    assert "eval(" not in whole
    assert "new Function" not in whole


def test_shell_makes_the_map_and_its_panes_and_hands_it_over() -> None:
    script = render_shell(118.2446, 28.6819, 10).script.decode()
    assert f"var map_{NAME} = L.map(" in script
    assert f"window.map_wall = map_{NAME};" in script
    assert [f"pane_{name}" in script for name, _ in PANES] == [True] * len(PANES)
    assert '"maxZoom": 17' in script, "folium drops max_zoom when there are no tiles"
    assert "tileLayer" not in script


def test_our_leaflet_is_there_and_folium_itself_is_left_as_it_was() -> None:
    links = [url for _, url in (*ShellMap.default_js, *ShellMap.default_css)]
    assert all(url.startswith(LEAFLET) for url in links)
    assert all((STATIC / url.removeprefix("/static/")).is_file() for url in links)
    assert len(folium.Map.default_js) > len(ShellMap.default_js)


@pytest.mark.parametrize("page", ["wall.html"])
def test_page_holds_the_very_element_that_the_shell_draws_on(page: str) -> None:
    element = render_shell(118.2446, 28.6819, 10).html.replace('" >', '">')
    text = (STATIC / page).read_text(encoding="utf-8")
    assert element in text
    order = [
        text.index(part) for part in (f"{LEAFLET}leaflet.js", "/map/shell.js", "modules/wall.js")
    ]
    assert order == sorted(order), "Leaflet, then the shell, then our module"
