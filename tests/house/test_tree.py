"""The tree as git sees it: nothing of one machine or one registry, nothing too big, licences kept.

Forbidden words are put together from parts, so that this file passes its own test.
"""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = "static/vendor/"
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted",
    "npm" + "js",
    "deb." + "debian",
    "unp" + "kg.com",
    "jsde" + "livr",
    "cdn" + "js",
    "google" + "apis.com",
]
PATHS = re.compile(r"(^|[^a-zA-Z0-9_.])/(" + "|".join(["wo" + "rk", "fa" + "rm"]) + r")[./]")
LONGEST = 400
LOCKS = {"uv.lock", "pylock.toml", "package-lock.json"}


def tracked() -> list[str]:
    """Paths of every file git knows or is about to know, from the root."""
    listed = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _git(*command: str) -> str:
    ran = subprocess.run(["git", *command], cwd=ROOT, check=True, capture_output=True, timeout=30)
    return ran.stdout.decode()


def text_of(name: str) -> str:
    return (ROOT / name).read_bytes().decode("utf-8", errors="ignore")


def sources(*endings: str) -> list[str]:
    return [name for name in tracked() if name.endswith(endings) and not name.startswith(VENDOR)]


def named_host(text: str) -> str | None:
    lowered = text.lower()
    return next((host for host in HOSTS if host in lowered), None)


def test_no_file_names_a_registry_or_a_content_network() -> None:
    named = {name: named_host(text_of(name)) for name in tracked()}
    assert {name: host for name, host in named.items() if host} == {}


def test_no_file_of_ours_names_a_path_of_one_machine() -> None:
    ours = [name for name in tracked() if not name.startswith(VENDOR)]
    assert [name for name in ours if PATHS.search(text_of(name))] == []


@pytest.mark.parametrize("host", HOSTS)
def test_every_forbidden_host_would_be_seen(host: str) -> None:
    assert named_host(f"see https://{host.upper()}/simple") == host


@pytest.mark.parametrize("line", ["see /wo" + "rk/main", '"/fa' + 'rm/x"', "/wo" + "rk."])
def test_a_machine_path_would_be_seen(line: str) -> None:
    assert PATHS.search(line)
    assert not PATHS.search("https://centre.example/homework/1 and ./work/")


def test_git_knows_no_link_and_nothing_that_is_to_be_ignored() -> None:
    """A link to somebody's .venv breaks the setup of everyone who clones it."""
    staged = _git("ls-files", "--stage")
    assert [line for line in staged.splitlines() if line.startswith("120000")] == []
    assert _git("ls-files", "--cached", "--ignored", "--exclude-standard") == ""


def test_every_shipped_library_has_a_version_and_its_licence() -> None:
    libraries = [path for path in (ROOT / VENDOR).iterdir() if path.is_dir()]
    assert len(libraries) >= 3
    for library in libraries:
        assert re.search(r"-\d+\.\d+\.\d+$", library.name), library.name
        assert (library / "LICENSE").stat().st_size > 1000, library.name


def test_no_source_file_is_longer_than_a_noun() -> None:
    lengths = {name: text_of(name).count("\n") for name in sources(".py", ".js")}
    assert len(lengths) > 20
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_lock_that_records_a_registry() -> None:
    assert [name for name in tracked() if Path(name).name in LOCKS] == []


def test_every_requirement_is_pinned_with_a_hash_and_every_choice_has_a_reason() -> None:
    for name in ("requirements-build", "requirements", "requirements-dev"):
        pins = re.findall(r"^[a-z].*?(?:\\\n.*?)*$", text_of(f"{name}.txt"), re.MULTILINE)
        assert pins
        assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []
        chosen = [line for line in text_of(f"{name}.in").splitlines() if re.match("[a-z]", line)]
        assert [line for line in chosen if not re.match(r"\S+==\S+ +# \S", line)] == []


def test_licence_is_the_whole_apache_text() -> None:
    text = text_of("LICENSE")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
