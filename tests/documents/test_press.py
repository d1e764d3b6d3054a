"""What the printers draw, read back: words, fonts that come along, pages, the mark on each."""

import io

from docx import Document

from command.documents import press
from command.documents.content import Line, Span
from command.documents.paper import Chapter, Job
from tests.documents.stage import Pdf

MARK = "值班甲 县社会治理中心 2026-11-24 14:00"
LONG = "经核查,项目部拖欠工资的情况属实,已责令限期支付。" * 160


def line(style: str, *cells: str) -> Line:
    return Line(style, tuple((Span(cell),) for cell in cells))


def a_job(form: str = "pdf", *, index: bool = False, chapters: int = 1) -> Job:
    lines = (
        line("left", "甄**:"),
        line("text", "您反映的“某安置房项目<虚构>&拖欠工资”已受理,特此告知。𠮷"),
        line("row", "登记编号", "YS20261124-7K3F92QW", "承办人", "人社丁"),
        line("row", "约谈内容", LONG),
        line("head", "一、请求事项"),
        line("right", "2026年11月24日"),
    )
    made = tuple(
        Chapter(f"文书{n}", f"玉社治受〔2026〕{n}号", lines) for n in range(1, chapters + 1)
    )
    return Job(form, "受理告知书", "中心", MARK, "校验码 0123456789abcdef", made, index)  # type: ignore[arg-type]


async def test_a_pdf_brings_its_font_and_marks_and_numbers_every_page() -> None:
    file = await press.drawn(a_job())
    pdf = Pdf(file)
    assert len(pdf.pages) > 2, "a row longer than a page goes on over it"
    for number, page in enumerate(pdf.pages, 1):
        assert page.count("值班甲县社会治理中心2026-11-2414:00") == 3
        assert f"校验码0123456789abcdef第{number}页共{len(pdf.pages)}页" in page
    assert "您反映的“某安置房项目<虚构>&拖欠工资”已受理,特此告知。" in pdf.text
    assert pdf.text.count("责令限期支付") == 160
    assert pdf.fonts
    assert all(is_embedded for _, is_embedded in pdf.fonts), pdf.fonts
    assert all("NotoSansSC" in name for name, _ in pdf.fonts), pdf.fonts
    assert await press.drawn(a_job()) == file, "the same job is the same bytes"


async def test_a_whole_file_has_an_index_that_tells_the_right_pages() -> None:
    pdf = Pdf(await press.drawn(a_job(index=True, chapters=3)))
    assert pdf.outline == [f"文书{n} 玉社治受〔2026〕{n}号" for n in (1, 2, 3)]
    index = next(page for page in pdf.pages if page.startswith("目录"))
    for n in (1, 2, 3):
        begins = next(at for at, page in enumerate(pdf.pages, 1) if page.startswith(f"文书{n}"))
        assert f"文书{n}玉社治受〔2026〕{n}号" in index
        assert f"{n}号{begins}" in index.replace(".", ""), (begins, index)


async def test_a_word_file_says_the_same_and_is_marked() -> None:
    file = Document(io.BytesIO(await press.drawn(a_job("word"))))
    text = "\n".join(one.text for one in file.paragraphs)
    assert "玉社治受〔2026〕1号" in text
    assert "您反映的“某安置房项目<虚构>&拖欠工资”已受理" in text
    cells = [cell.text for row in file.tables[0].rows for cell in row.cells]
    assert "YS20261124-7K3F92QW" in cells
    assert LONG in cells
    assert file.sections[0].header.paragraphs[0].text == MARK
    assert "0123456789abcdef" in file.sections[0].footer.paragraphs[0].text
