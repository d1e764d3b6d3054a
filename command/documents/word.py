"""Draws a Word file of the same lines; the mark stands in the head of every page.

Runs in a process of its own; the only file that knows python-docx. The fonts are those of the
machine that opens it.
"""

import io
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from docx import Document
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from command.documents.content import Line, Span
from command.documents.paper import Chapter, Job

TITLE, BODY = "黑体", "仿宋"
LATIN = "Times New Roman"
SIZES = {"text": 12.0, "head": 13.0, "left": 12.0, "right": 12.0}
LABEL, WIDTH = 27.0, 158.0  # mm
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def drawn(job: Job) -> bytes:
    """The Word file of a job."""
    file = Document()
    _page(file, job)
    for place, chapter in enumerate(job.chapters):
        if place:
            file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _chapter(file, chapter)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _page(file: WordFile, job: Job) -> None:
    """A4 with the mark above and the foot below; nothing of the library's own template stays."""
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    told = file.core_properties
    told.title, told.author, told.last_modified_by, told.comments = job.title, job.author, "", ""
    told.created = told.modified = EPOCH
    for part, words in ((section.header, job.mark), (section.footer, job.foot)):
        line = part.paragraphs[0]
        line.alignment = ALIGN.CENTER
        _run(line, words, BODY, 9.0, pale=True)


def _chapter(file: WordFile, chapter: Chapter) -> None:
    title = file.add_paragraph()
    title.alignment = ALIGN.CENTER
    _run(title, chapter.title, TITLE, 20.0)
    if chapter.number:
        number = file.add_paragraph()
        number.alignment = ALIGN.CENTER
        _run(number, chapter.number, BODY, 11.0)
    rows: list[Line] = []
    for line in chapter.lines:
        if line.style == "row":
            rows.append(line)
            continue
        _table(file, rows)
        rows = []
        _line(file, line)
    _table(file, rows)


def _line(file: WordFile, line: Line) -> None:
    made = file.add_paragraph()
    made.paragraph_format.space_after = Pt(4)
    made.paragraph_format.line_spacing = Pt(22)
    if line.style == "text":
        made.paragraph_format.first_line_indent = Pt(24)
    made.alignment = ALIGN.RIGHT if line.style == "right" else ALIGN.LEFT
    font = TITLE if line.style == "head" else BODY
    _run(made, _words(line.cells[0]), font, SIZES[line.style])


def _table(file: WordFile, rows: Sequence[Line]) -> None:
    """Rows of one form; those of fewer cells stretch over the rest."""
    if not rows:
        return
    most = max(len(row.cells) for row in rows)
    table = file.add_table(rows=0, cols=most, style="Table Grid")
    table.autofit = False
    for row in rows:
        cells = table.add_row().cells
        used = [cells[index] for index in range(len(row.cells))]
        if len(row.cells) < most:
            used[-1] = used[-1].merge(cells[most - 1])
        for index, (cell, spans) in enumerate(zip(used, row.cells, strict=True)):
            _cell(cell, _words(spans), is_label=index % 2 == 0)
    labels = most // 2
    wide = (WIDTH - LABEL * labels) / (most - labels)
    for index, column in enumerate(table.columns):
        column.width = Mm(LABEL if index % 2 == 0 and index // 2 < labels else wide)
    file.add_paragraph().paragraph_format.space_after = Pt(0)


def _cell(cell: _Cell, words: str, *, is_label: bool) -> None:
    line = cell.paragraphs[0]
    line.alignment = ALIGN.CENTER if is_label else ALIGN.LEFT
    _run(line, words, BODY, 10.5, pale=is_label)


def _run(line: Paragraph, words: str, font: str, size: float, *, pale: bool = False) -> None:
    run = line.add_run(words)
    run.font.name, run.font.size = LATIN, Pt(size)
    if pale:
        run.font.color.rgb = RGBColor(0x5A, 0x5A, 0x5A)
    fonts = run._element.get_or_add_rPr().find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        run._element.get_or_add_rPr().append(fonts)
    fonts.set(qn("w:eastAsia"), font)


def _words(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(msgspec.json.decode(sys.stdin.buffer.read(), type=Job)))
