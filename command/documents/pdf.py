"""Draws a PDF: A4, our own font embedded, a mark across every page, page numbers, an index.

Runs in a process of its own; the only file that knows reportlab. Same job, same bytes.
"""

import io
import sys
from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import chain, groupby, zip_longest
from typing import Any
from xml.sax.saxutils import escape

import msgspec
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    Image,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from command.documents.content import Line, Span
from command.documents.paper import Chapter, Job

FONT = "NotoSansSC"
FILE = "data/noto-sans-sc.ttf"
LEFT, RIGHT, TOP, BOTTOM = 26 * mm, 26 * mm, 28 * mm, 26 * mm
WIDTH, HEIGHT = A4[0] - LEFT - RIGHT, A4[1] - TOP - BOTTOM
LABEL = 27 * mm
INK, PALE, RULE = HexColor("#111111"), HexColor("#5a5a5a"), HexColor("#333333")
MARK_ALPHA = 0.13
PIECE = 240.0  # points of a row that stand together; a page holds two of them
PADDING = 12.0  # left and right in a cell
PICTURE = (WIDTH, 95 * mm)


def _style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    ours: dict[str, Any] = {"fontName": FONT, "wordWrap": "CJK", "textColor": INK, **more}
    return ParagraphStyle(name, fontSize=size, leading=leading, **ours)


STYLES = {
    "title": _style("title", 20, 30, alignment=TA_CENTER, spaceAfter=6),
    "number": _style("number", 11, 18, alignment=TA_CENTER, spaceAfter=14),
    "text": _style("text", 12, 22, alignment=TA_JUSTIFY, firstLineIndent=24),
    "head": _style("head", 13, 22, spaceBefore=8, spaceAfter=2),
    "left": _style("left", 12, 22, alignment=TA_LEFT),
    "right": _style("right", 12, 22, alignment=TA_RIGHT),
    "label": _style("label", 10.5, 16, alignment=TA_CENTER, textColor=PALE),
    "cell": _style("cell", 10.5, 16),
    "index": _style("index", 12, 24),
}
GRID: list[Any] = [
    ("LINEBEFORE", (0, 0), (-1, 0), 0.5, RULE),
    ("LINEAFTER", (-1, 0), (-1, 0), 0.5, RULE),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
]


class Heading(Paragraph):
    """A chapter's title; `entry` is its line in the index, None without one."""

    def __init__(self, text: str, entry: str | None) -> None:
        super().__init__(text, STYLES["title"])
        self.entry = entry


class Total(Flowable):
    """Stands at the end and remembers its page: how many there are, known from the second pass."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = self.seen = 0

    def isIndexing(self) -> int:
        return 1

    def beforeBuild(self) -> None:
        self.pages = self.seen

    def afterBuild(self) -> None:
        """The pass is over."""

    def isSatisfied(self) -> bool:
        return self.seen == self.pages

    def notify(self, kind: str, stuff: Any) -> None:
        """Chapters are not its matter."""

    def wrap(self, wide: float, high: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.seen = self.canv.getPageNumber()


class Sheets(BaseDocTemplate):
    """A4 pages of one frame, each marked and numbered; tells the index where chapters begin."""

    def __init__(self, out: io.BytesIO, job: Job) -> None:
        names: dict[str, Any] = {"title": job.title, "author": job.author, "lang": "zh-CN"}
        super().__init__(out, pagesize=A4, invariant=1, **names)
        self.job, self.total = job, Total()
        frame = Frame(LEFT, BOTTOM, WIDTH, HEIGHT, 0, 0, 0, 0, id="body")
        self.addPageTemplates(PageTemplate("sheet", [frame], onPageEnd=self._finish))

    def afterFlowable(self, flowable: Flowable) -> None:
        if isinstance(flowable, Heading) and flowable.entry is not None:
            key = f"chapter-{self.page}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.entry, key)
            self.notify("TOCEntry", (0, escape(flowable.entry), self.page, key))

    def _finish(self, canvas: Canvas, _: Any) -> None:
        _mark(canvas, self.job.mark)
        _foot(canvas, f"{self.job.foot}    第 {self.page} 页 共 {self.total.pages} 页")


def drawn(job: Job) -> bytes:
    """The PDF of a job."""
    pdfmetrics.registerFont(TTFont(FONT, str(resources.files(__package__) / FILE)))
    out = io.BytesIO()
    sheets = Sheets(out, job)
    sheets.multiBuild([*_story(job), sheets.total])
    return out.getvalue()


def _mark(canvas: Canvas, words: str) -> None:
    """The mark, three times across the page, over everything and pale."""
    canvas.saveState()
    canvas.setFont(FONT, 20)
    canvas.setFillColor(HexColor("#7a1010"), alpha=MARK_ALPHA)
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(35)
    for up in (-210, 0, 210):
        canvas.drawCentredString(0, up, words)
    canvas.restoreState()


def _foot(canvas: Canvas, words: str) -> None:
    canvas.saveState()
    canvas.setFont(FONT, 8)
    canvas.setFillColor(PALE)
    canvas.setStrokeColor(PALE)
    canvas.line(LEFT, BOTTOM - 8, A4[0] - RIGHT, BOTTOM - 8)
    canvas.drawCentredString(A4[0] / 2, BOTTOM - 20, words)
    canvas.restoreState()


def _story(job: Job) -> Iterator[Flowable]:
    for place, chapter in enumerate(job.chapters):
        if place:
            yield PageBreak()
        yield from _chapter(chapter, job.index)
        if job.index and place == 0:
            yield PageBreak()
            yield Heading("目录", None)
            yield _index()


def _index() -> TableOfContents:
    index = TableOfContents()
    index.levelStyles = [STYLES["index"]]
    index.dotsMinLevel = 0
    return index


def _chapter(chapter: Chapter, has_index: bool) -> Iterator[Flowable]:
    entry = " ".join(word for word in (chapter.title, chapter.number) if word)
    yield Heading(escape(chapter.title), entry if has_index else None)
    if chapter.number:
        yield Paragraph(escape(chapter.number), STYLES["number"])
    for is_row, lines in groupby(chapter.lines, lambda line: line.style == "row"):
        if is_row:
            yield from chain.from_iterable(_row(line) for line in lines)
            yield Spacer(1, 8)
        else:
            yield from (Paragraph(_words(line.cells[0]), STYLES[line.style]) for line in lines)
    for picture in chapter.pictures:
        yield _picture(picture)


def _row(line: Line) -> Iterator[Table]:
    """Labels and values take turns; a long row is cut into pieces that a page can hold."""
    pairs = len(line.cells) // 2
    wide = (WIDTH - LABEL * pairs) / max(1, len(line.cells) - pairs)
    widths = [LABEL if index % 2 == 0 and pairs else wide for index in range(2 * pairs)]
    widths += [wide] * (len(line.cells) - 2 * pairs)
    cells = [
        _pieces(Paragraph(_words(cell), STYLES["cell" if index % 2 else "label"]), widths[index])
        for index, cell in enumerate(line.cells)
    ]
    longest = max(map(len, cells))
    for number, row in enumerate(zip_longest(*cells, fillvalue="")):
        ends = number == 0, number == longest - 1
        yield Table([row], colWidths=widths, style=TableStyle([*GRID, *_ends(*ends)]))


def _ends(is_first: bool, is_last: bool) -> list[Any]:
    """A line and some room above the first piece of a row and below the last."""
    edges: list[Any] = [
        ("TOPPADDING", (0, 0), (-1, 0), 4 if is_first else 0),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 5 if is_last else 0),
    ]
    if is_first:
        edges.append(("LINEABOVE", (0, 0), (-1, 0), 0.5, RULE))
    if is_last:
        edges.append(("LINEBELOW", (0, 0), (-1, 0), 0.5, RULE))
    return edges


def _pieces(words: Flowable, width: float) -> list[Flowable]:
    """The same lines in pieces of which none is higher than `PIECE`."""
    found: list[Flowable] = []
    rest = [words]
    while rest:
        part = rest.pop()
        _, high = part.wrap(width - PADDING, HEIGHT)
        cut = part.split(width - PADDING, PIECE) if high > PIECE else []
        found.append(cut[0] if cut else part)
        rest += cut[1:]
    return found


def _words(spans: Sequence[Span]) -> str:
    return "".join(escape(span.text).replace("\n", "<br/>") for span in spans)


def _picture(jpeg: bytes) -> Flowable:
    image = Image(io.BytesIO(jpeg))
    fit = min(PICTURE[0] / image.imageWidth, PICTURE[1] / image.imageHeight, 1.0)
    image.drawWidth, image.drawHeight = image.imageWidth * fit, image.imageHeight * fit
    image.spaceAfter = 10
    return image


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(msgspec.json.decode(sys.stdin.buffer.read(), type=Job)))
