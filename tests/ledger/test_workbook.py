"""Files that lie about what they are, and files that would eat the machine."""

import io
import zipfile
import zlib
from datetime import date, datetime

import pytest

from command.ledger import workbook
from command.ledger.workbook import BadFile, read_book
from tests.ledger.sheets import HEADINGS, a_book, a_row


def with_member(content: bytes, name: str, body: bytes) -> bytes:
    """A workbook with one more part, or another one in its place."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, body)
    return out.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(BadFile) as bad:
        read_book(content)
    assert bad.value.field == "file"
    return str(bad.value.detail)


BOOK = a_book([a_row(1), a_row(2)])


def test_rows_are_read_where_they_stand() -> None:
    sheet = read_book(BOOK)
    assert sheet.name == "台账"
    assert sheet.rows[0][0] == "信访台账"
    assert sheet.rows[1] == HEADINGS
    assert sheet.rows[3][1] == "XF2023-00002"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("编号,内容\r\n1,甲\r\n".encode("gb18030"), "CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<html><table></table></html>", "网页"),
        (b"\x89PNG\0\0\0", "不是 Excel"),
        (b"", "不是 Excel"),
        (BOOK[: len(BOOK) // 2], "损坏"),
        (with_member(BOOK, "xl/vbaProject.bin", b"macro"), "宏"),
    ],
)
def test_a_file_that_is_something_else_is_told_what_it_is(content: bytes, says: str) -> None:
    assert says in refused(content)


def test_an_archive_that_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "压缩包" in refused(out.getvalue())


def test_a_bomb_is_refused_by_what_it_says_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 1024 * 1024)
    assert "炸弹" in refused(with_member(BOOK, "xl/media/image1.png", b"\0" * 2_000_000))


def test_a_bomb_that_hides_its_size_is_refused() -> None:
    body = b"\0" * 50_000
    bomb = with_member(BOOK, "xl/media/image1.png", body)
    size = len(body).to_bytes(4, "little")
    assert bomb.count(size) >= 2
    lying = bomb.replace(size, (10).to_bytes(4, "little"))
    assert zlib.crc32(body)  # the check sum still tells of the whole
    assert "损坏" in refused(lying)


@pytest.mark.parametrize(("cell", "says"), [("A900000", "行"), ("XFD9", "列")])
def test_a_cell_far_out_makes_no_room_for_all_between(cell: str, says: str) -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="9"><c s="1" r="{cell}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
        "</worksheet>"
    )
    assert says in refused(with_member(BOOK, "xl/worksheets/sheet1.xml", sheet.encode()))


def with_sheet(rows: str) -> bytes:
    """A workbook whose only sheet is written by hand."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    return with_member(BOOK, "xl/worksheets/sheet1.xml", sheet.encode())


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c><c r = "XFD1048576"><v>1</v></c></row>', "过大"),
        ('<row r="200000"><c><v>1</v></c></row>', "行"),
        ('<row r="1">' + "<c><v>1</v></c>" * 201 + "</row>", "列"),
    ],
)
def test_a_crafted_sheet_takes_down_nobody(rows: str, says: str) -> None:
    """The reader makes room for all cells up to the farthest, and aborts when there is none."""
    assert says in refused(with_sheet(rows))


def test_every_kind_of_cell_crosses_between_the_processes() -> None:
    row = a_row(1, 来访日期=date(2023, 5, 4), 人数=12.5)
    found = read_book(a_book([row])).rows[2]
    assert found[2] in (date(2023, 5, 4), datetime(2023, 5, 4))  # noqa: DTZ001
    assert (found[0], found[8], found[1]) == (1, 12.5, "XF2023-00001")


def test_a_number_without_end_is_text() -> None:
    rows = '<row r="1"><c r="A1"><v>1e999</v></c><c r="B1"><v>-1e999</v></c></row>'
    assert read_book(with_sheet(rows)).rows[0] == ("inf", "-inf")


def test_an_empty_cell_far_out_is_nothing() -> None:
    """Programs write blank cells to the end of a sheet to colour them."""
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    blank = sheet.replace(
        b"</sheetData>", b'<row r="900000"><c r="A900000" s="0"/></row></sheetData>'
    )
    assert blank != sheet
    assert len(read_book(with_member(BOOK, "xl/worksheets/sheet1.xml", blank)).rows) == 4


def test_a_workbook_without_a_word_is_empty() -> None:
    assert "没有内容" in refused(a_book([], [], ""))
