"""The whole file of a closed case: what of a file it prints, and what it leaves out. Pure."""

from datetime import date
from typing import Any

from command.casework.card import Card
from command.casework.file import CaseFile, FileEntry, FileLink, FileOwner, Where
from command.casework.file_agreement import FileAgreement, FileDuty
from command.casework.file_findings import Circumstances
from command.casework.file_reviews import FileReview
from command.casework.happened import CaseOpened
from command.documents.archive import job_of
from command.documents.matter import Issuer, Matter
from command.documents.paper import Job

AT = "2026-11-24T06:00:00Z"
LEFT_OUT = {
    "reporter": "stands among the parties",
    "findings": "each is a line of the timeline",
    "next": "nothing is to be done any more",
}
CARD = Card(
    case=1,
    receipt="YS20261124-7K3F92QW",
    kind="dispute",
    type="wage_arrears",
    title="拖欠工资",
    level=4,
    state="closed",
    difficulty="simple",
    headcount=3,
    place="",
    spot="",
    lon=None,
    lat=None,
    precision="none",
    lead=None,
    supports=(),
    opened=AT,
    changed=AT,
    due=None,
    due_name=None,
    overdue=False,
    escalated=None,
    why="",
    acknowledged=None,
    redo=0,
    version=9,
)
EMPTY: dict[str, Any] = {
    "card": CARD,
    "where": Where("", "", None, None, "none"),
    "circumstances": Circumstances(0, 0, 0, ()),
    "long": False,
    "words": "",
    "channel": "window",
}
MAYBE = dict.fromkeys(("owner", "reporter", "into"))
LISTS: dict[str, Any] = {
    name: [] for name in CaseFile.__struct_fields__ if name not in EMPTY.keys() | MAYBE.keys()
}


class Read:
    """A file that remembers what was asked of it."""

    def __init__(self, file: CaseFile) -> None:
        self._file, self.names = file, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.names.add(name)
        return getattr(self._file, name)


def a_file(**more: Any) -> CaseFile:
    return CaseFile(**{**EMPTY, **MAYBE, **LISTS, **more})


def printed(file: Any, pictures: int = 0) -> Job:
    by = Issuer("值班甲", "县社会治理中心", date(2026, 11, 25))
    return job_of(Matter(file, "某街道"), [], [b"jpeg"] * pictures, by, "mark")


def words(job: Job, title: str) -> list[str]:
    """The cells of a chapter."""
    (chapter,) = (one for one in job.chapters if one.title.endswith(title))
    return ["".join(span.text for span in cell) for line in chapter.lines for cell in line.cells]


def test_every_list_of_a_file_is_printed_or_left_out_for_a_reason() -> None:
    read = Read(a_file())
    printed(read)
    assert (MAYBE.keys() | LISTS.keys()) - read.names == LEFT_OUT.keys()


def test_an_agreement_is_printed_with_its_duties_and_how_it_ended() -> None:
    duties = [
        FileDuty(1, "支付工资", "2026-11-30", "2026-11-28", "已转账"),
        FileDuty(2, "清退宿舍", "2026-12-01", None, ""),
    ]
    one = ("2026-11-24", "调解员甲", "written", "双方就此了结", duties, "confirmed", "裁定书1号")
    told = words(printed(a_file(agreements=[FileAgreement(1, *one, "broken", "逾期")])), "调解协议")
    assert told[1::2] == [
        "2026年11月24日 书面协议 调解员甲",
        "双方就此了结",
        "支付工资,2026年11月30日前",
        "2026年11月28日已履行 已转账",
        "清退宿舍,2026年12月1日前",
        "未履行",
        "法院已确认 裁定书1号",
        "未履行 逾期",
    ]


def test_reviews_other_cases_and_the_owner_are_printed() -> None:
    asked = ("县政府", "请求复查", "2026-11-24")
    reviews = [
        FileReview(0, 1, *asked, "upheld", "维持", AT),
        FileReview(0, 2, *asked, None, "", None),
    ]
    link = [FileLink(n, f"YS-{n}", f"事项{n}", "merged", AT) for n in (2, 3, 4)]
    owner = FileOwner("领导甲", AT, "逐户走访", 80)
    more = {"links": link[:1], "merged": link[1:2], "into": link[2], "owner": owner}
    job = printed(a_file(reviews=reviews, **more))
    told = words(job, "复查复核")
    assert told[::4] == ["第1轮复查", "第1轮复核"]
    assert told[3::4] == ["2026-11-24 14:00 维持原处理意见 维持", "未作出意见"]
    told = words(job, "并案与关联")
    assert list(zip(told[::4], told[1::4], strict=True)) == [
        ("并入", "YS-4 事项4"),
        ("并入本案", "YS-3 事项3"),
        ("关联", "YS-2 事项2"),
    ]
    told = words(job, "承办单位与流转")
    assert told == ["包案领导", "领导甲 2026-11-24 14:00起,进度80%", "化解方案", "逐户走访"]


def test_pictures_that_are_not_printed_are_counted() -> None:
    photos = tuple(f"{n}" for n in range(63))
    entry = FileEntry(1, AT, CaseOpened.name, "群众", "", "", {}, photos)
    assert words(printed(a_file(entries=[entry]), pictures=60), "照片") == ["另有3张照片未印"]
    assert words(printed(a_file(entries=[entry]), pictures=63), "照片") == []
