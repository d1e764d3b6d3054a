"""`yushan audit` as an administrator uses it: exports and checkpoints verified far from here."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from command.__main__ import main
from command.audit.chain import Line, Tip, hash_after, origin
from command.audit.checkpoint import Checkpoint, Signer
from command.audit.export import head_line, row_line
from tests.audit.stage import AT, a_signer
from tests.running import succeed

CHAIN = "6b0d6d0e-4e0b-4d63-9a0e-0c9f1d1f0a11"


def rows_of(count: int, case: int = 12) -> list[Line]:
    """A chain that fits together."""
    tip, lines = origin(CHAIN), list[Line]()
    for seq in range(1, count + 1):
        bare = Line(seq, seq, AT, "case.read", 7, "rsj", case, "GET /x", "", "{}", "")
        lines.append(_hashed(bare, tip.hash))
        tip = Tip(CHAIN, seq, lines[-1].hash)
    return lines


def _hashed(line: Line, before: str) -> Line:
    fields = {name: getattr(line, name) for name in line.__struct_fields__}
    return Line(**{**fields, "hash": hash_after(before, line)})


class Desk:
    """A folder with exports, a checkpoint and the public key, as they lie at the auditor's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.signer = a_signer()
        self.key = folder / "audit-1.pub"
        self.key.write_bytes(self.signer.pem)

    def export(self, name: str, lines: list[Line], after: Tip | None = None) -> Path:
        path = self.folder / name
        path.write_bytes(
            head_line(after or origin(CHAIN)) + b"".join(row_line(line) for line in lines)
        )
        return path

    def checkpoint(self, line: Line, signer: Signer | None = None) -> Path:
        signed: Checkpoint = (signer or self.signer).sign(Tip(CHAIN, line.seq, line.hash), AT)
        path = self.folder / f"checkpoint-{line.seq}.json"
        fields = {name: getattr(signed, name) for name in signed.__struct_fields__}
        path.write_text(json.dumps({**fields, "at": AT.isoformat()}))
        return path

    def verify(self, *files: Path, checkpoint: Path) -> tuple[int, str]:
        words = [str(file) for file in files]
        options = ["--key", str(self.key), "--checkpoint", str(checkpoint)]
        told = CliRunner().invoke(main, ["audit", "verify", *words, *options])
        return told.exit_code, told.output


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_sound_export_is_held_by_its_checkpoint(desk: Desk) -> None:
    rows = rows_of(10)
    code, said = desk.verify(desk.export("all.jsonl", rows), checkpoint=desk.checkpoint(rows[7]))
    assert (code, said) == (0, "rows 1 to 10 are sound, held by a checkpoint up to row 8\n")


def test_exports_in_parts_follow_on_each_other_in_any_order(desk: Desk) -> None:
    rows = rows_of(10)
    first = desk.export("first.jsonl", rows[:6])
    second = desk.export("second.jsonl", rows[6:], Tip(CHAIN, 6, rows[5].hash))
    code, said = desk.verify(second, first, checkpoint=desk.checkpoint(rows[9]))
    assert code == 0, said
    code, said = desk.verify(second, checkpoint=desk.checkpoint(rows[9]))
    assert (code, said.split(" are")[0]) == (0, "rows 7 to 10")
    forged = desk.export("forged.jsonl", rows[6:], Tip(CHAIN, 6, "0" * 64))
    assert desk.verify(forged, checkpoint=desk.checkpoint(rows[9]))[0] == 1


def _changed(rows: list[Line]) -> list[Line]:
    fields = {name: getattr(rows[3], name) for name in rows[3].__struct_fields__}
    return [*rows[:3], Line(**{**fields, "by": 8}), *rows[4:]]


SPOILT: dict[str, tuple[Callable[[list[Line]], list[Line]], str]] = {
    "changed": (_changed, "changed"),
    "deleted": (lambda rows: rows[:3] + rows[4:], "missing"),
    "swapped": (lambda rows: [*rows[:3], rows[4], rows[3], *rows[5:]], "missing"),
    "cut": (lambda rows: rows[:8], "cut"),
    "rewritten": (lambda rows: rows_of(len(rows), case=13), "rewritten"),
}


@pytest.mark.parametrize("deed", SPOILT)
def test_five_of_five_ways_to_spoil_an_export_are_found(desk: Desk, deed: str) -> None:
    spoil, kind = SPOILT[deed]
    rows = rows_of(10)
    kept = desk.checkpoint(rows[9])
    code, said = desk.verify(desk.export("spoilt.jsonl", spoil(rows)), checkpoint=kept)
    assert code == 1
    assert f"{kind}: " in said


def test_a_checkpoint_of_another_key_is_found(desk: Desk) -> None:
    rows = rows_of(3)
    kept = desk.checkpoint(rows[2], a_signer())
    code, said = desk.verify(desk.export("all.jsonl", rows), checkpoint=kept)
    assert code == 1
    assert "forged: " in said


@pytest.mark.parametrize("content", ["", "{}\n", "not json\n", '{"audit":2,"after":null}\n'])
def test_a_file_that_is_no_export_is_refused_in_one_line(desk: Desk, content: str) -> None:
    path = desk.folder / "other.jsonl"
    path.write_text(content)
    code, said = desk.verify(path, checkpoint=desk.checkpoint(rows_of(1)[0]))
    assert code == 1
    assert said.startswith("Error: ")
    assert said.count("\n") == 1


@pytest.mark.slow
def test_the_centre_exports_signs_and_verifies_itself(tmp_path: Path) -> None:
    """The embedded server and the real program: an export is on record before it is written."""
    data, rows, signed = tmp_path / "data", tmp_path / "rows.jsonl", tmp_path / "signed.json"
    key = str(data / "keys" / "audit-1.pub")
    assert "1 rows in" in succeed("audit", "export", str(rows), data=data)
    assert "row 1 signed" in succeed("audit", "checkpoint", str(signed), data=data)
    for files in ([str(rows)], []):
        words = ["audit", "verify", *files, "--key", key, "--checkpoint", str(signed)]
        assert "held by a checkpoint up to row 1" in succeed(*words, data=data)
    assert json.loads(rows.read_text().splitlines()[1])["what"] == "export.made"
