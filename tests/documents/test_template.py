"""Templates: what is refused by line and name, what is filled, which one holds. Pure."""

from datetime import date

import pytest

from command.base.problem import InvalidInput
from command.documents.content import Content, Line, Span, digest_of, opened, recalled
from command.documents.field import fields_of
from command.documents.form import FORMS, Kind
from command.documents.shipped import shipped
from command.documents.template import Template, checked, filled, holding

NAME = (Span("甄**", "name", 7),)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_shipped_template_names_known_fields_only_and_all_that_is_asked(kind: Kind) -> None:
    template = shipped()[kind]
    checked(template.body, tuple(fields_of(kind)))
    for one in FORMS[kind].inputs:
        assert f"{{{one.field}}}" in template.body


def test_no_two_shipped_templates_give_the_same_number() -> None:
    assert len({one.mark for one in shipped().values()}) == len(Kind)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("第一行\n{身份证号}", "第2行:没有“身份证号”这个字段"),
        ("{事项", "第1行:花括号不成对"),
        ("事项}", "第1行:花括号不成对"),
        ("\n# 标题\n| 一格 |", "第2行:表格行为2至6格"),
        ("\n".join(["行"] * 121), "至多120行"),
    ],
)
def test_a_template_is_refused_by_line_and_name(body: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(body, ("事项",))
    assert refused.value.field == "body"
    assert said in str(refused.value.detail)


def test_a_value_of_several_lines_makes_paragraphs_in_text_and_stays_whole_in_a_row() -> None:
    values = {"诉求": (Span("一。\n二。"),), "反映人": NAME}
    lines = filled("{反映人}说:{诉求}\n| 诉求 | {诉求} |\n> 落款", values)
    assert [
        (line.style, ["".join(s.text for s in cell) for cell in line.cells]) for line in lines
    ] == [
        ("text", ["甄**说:一。"]),
        ("text", ["二。"]),
        ("row", ["诉求", "一。\n二。"]),
        ("right", ["落款"]),
    ]
    assert lines[0].cells[0][0].slot == (7, "name")


def test_words_of_a_value_are_never_read_as_a_template() -> None:
    """A citizen who writes braces or bars writes braces and bars."""
    (line,) = filled("{诉求}", {"诉求": (Span("| {反映人} | # 一"),)})
    assert (line.style, line.cells) == ("text", ((Span("| {反映人} | # 一"),),))


def test_the_latest_template_that_has_begun_holds() -> None:
    ships = shipped()[Kind.ORDER]
    one = Template(Kind.ORDER, 1, "交办单", "玉交", "一", date(2026, 3, 1))
    again = Template(Kind.ORDER, 2, "交办单", "玉交", "二", date(2026, 3, 1))
    later = Template(Kind.ORDER, 3, "交办单", "玉交", "三", date(2026, 4, 1))
    every = [ships, one, again, later]
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [holding(every, day).version for day in days] == [0, 2, 2, 3]


def test_a_copy_for_the_citizen_is_opened_and_the_kept_bytes_stay() -> None:
    lines = (Line("left", ((*NAME, Span(":")),)), Line("row", ((Span("人"),), NAME)))
    content = Content(
        "answer", "意见书", "玉答〔2026〕1号", date(2026, 3, 1), "中心", "YS1", 0, lines
    )
    kept = content.kept
    assert content.slots == ((7, "name"),)
    shown = opened(content, {(7, "name"): "甄虚构"})
    assert "甄虚构" in shown.kept.decode()
    assert "甄虚构" not in kept.decode()
    assert recalled(kept) == content
    assert digest_of(recalled(kept).kept) == digest_of(kept)
