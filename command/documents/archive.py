"""一案一档: what the whole file of a closed case says, part by part. Pure.

What it says is what the one who takes it may read, people masked; every document of the case stands
in it as it was issued.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from command.base.clock import CHINA
from command.casework.agreement import CONFIRMATIONS, FORMS, Confirmation, Form
from command.casework.asking import DECISIONS
from command.casework.file import CaseFile, FileLink
from command.casework.file_agreement import FileAgreement, FileDuty
from command.casework.happened import CaseOpened
from command.casework.notice import MATTERS, WAYS, Way
from command.casework.notice import Matter as Owed
from command.casework.outside import BODIES, OUTCOMES, Body, Outcome
from command.casework.party import NATURES, PERSON_PARTS
from command.casework.review import REREVIEW, VERDICTS, Verdict
from command.casework.supervision import GRADES, Grade
from command.casework.terms import (
    CHANNELS,
    DEADLINES,
    RETURN_GROUNDS,
    SATISFACTIONS,
    STATES,
    WISHES,
    Channel,
    DeadlineName,
    ReturnGround,
    Satisfaction,
    State,
    Wish,
)
from command.casework.visiting import METHODS, Method
from command.documents.content import Content, Line, Span
from command.documents.matter import Issuer, Matter, common, day, last_day, said
from command.documents.paper import Chapter, Job
from command.documents.telling import told_as
from command.identity.reporter import Nature, PersonPart

NOTHING = "无记录"
AGREEMENT_ENDS = {"performed": "全部履行", "broken": "未履行", "withdrawn": "已撤回"}


def job_of(
    matter: Matter,
    documents: Sequence[Content],
    pictures: Sequence[bytes],
    by: Issuer,
    mark: str,
) -> Job:
    """What is printed: a cover, the parts of the file, each document, the pictures. Pure."""
    card = matter.file.card
    papers = [Chapter(one.title, one.number, one.lines) for one in documents]
    parts = _parts(matter, common(matter, by))
    foot = f"一案一档    登记编号 {card.receipt}"
    title = f"{card.title} {card.receipt}"
    return Job(
        "pdf", title, by.unit, mark, foot, (*parts, *papers, *_photos(matter, pictures)), index=True
    )


def _photos(matter: Matter, pictures: Sequence[bytes]) -> Iterator[Chapter]:
    """The pictures, and how many there is no room for."""
    left = len(photos_of(matter.file)) - len(pictures)
    lines = (_text(f"另有{left}张照片未印"),) if left else ()
    if pictures or lines:
        yield Chapter("照片", "", lines, tuple(pictures))


def _parts(matter: Matter, told: Mapping[str, tuple[Span, ...]]) -> Iterator[Chapter]:
    file = matter.file
    names = ("登记编号", "登记日期", "类别", "类型", "来源", "难易程度", "涉及人数", "办结日期")
    facts = [_row(*pair) for pair in _pairs([(name, told[name]) for name in names])]
    wide = [_row((name, told[name])) for name in ("地点", "牵头单位", "参与单位", "出具单位")]
    yield Chapter("社会治理事项档案", file.card.title, (*facts, *wide))
    for title, lines in (
        ("一、登记与诉求", _reports(file)),
        ("二、当事人(已隐去个人信息)", _people(file)),
        ("三、承办单位与流转", _hands(matter)),
        ("四、时限", _clocks(file)),
        ("五、任务", _tasks(file)),
        ("六、督办与批示", _supervisions(matter)),
        ("七、回访", _visits(file)),
        ("八、法定途径与听证", _away(file)),
        ("九、调解协议", _agreements(file)),
        ("十、复查复核", _reviews(file)),
        ("十一、告知群众", _notices(file)),
        ("十二、并案与关联", _links(file)),
        ("十三、办理经过", _entries(file)),
    ):
        found = tuple(lines)
        yield Chapter(title, "", found or (_text(NOTHING),))


def _reports(file: CaseFile) -> Iterator[Line]:
    for one in file.reports:
        came = f"{moment(one.at)} {CHANNELS[Channel(one.channel)].zh} {one.agency}"
        reference = [("来文编号", said(one.reference))] if one.reference else []
        yield _row(("登记编号", said(one.receipt)), ("登记", said(came)))
        yield _row(("诉求", said(one.words)), *reference)


def _people(file: CaseFile) -> Iterator[Line]:
    for one in file.parties:
        part = f"{PERSON_PARTS[PersonPart(one.part)].zh}({NATURES[Nature(one.nature)].zh})"
        known = " ".join(word for word in (one.name, one.phone, one.id_number) if word)
        yield _row((part, said(known)), ("住址", said(one.address)))


def _hands(matter: Matter) -> Iterator[Line]:
    words = {"lead": "牵头", "support": "参与", "copy": "抄告"}
    if own := matter.file.owner:
        done = f"{moment(own.since)}起,进度{own.percent}%"
        yield _row(("包案领导", said(f"{own.name} {done}")), ("化解方案", said(own.plan)))
    for one in matter.file.parts:
        signed = f"交办 {moment(one.assigned)}" + (
            f",签收 {moment(one.signed)}" if one.signed else ",未签收"
        )
        unit = matter.unit(one.agency, one.name)
        yield _row(
            (words.get(one.part, one.part), said(f"{unit} {one.officer}")), ("经过", said(signed))
        )
    for step in matter.file.trail:
        yield _row((moment(step.at), said(f"由{step.name}牵头")))
    for back in matter.file.returns:
        ground = RETURN_GROUNDS[ReturnGround(back.ground)].zh
        yield _row(
            (f"第{back.number}次退回", said(f"{moment(back.at)} {back.name} {ground}:{back.words}"))
        )


def _clocks(file: CaseFile) -> Iterator[Line]:
    for one in file.deadlines:
        name = DEADLINES[DeadlineName(one.name)].zh + (f"(第{one.task}项)" if one.task else "")
        span = f"{moment(one.started)}起,{last_day(one.due)}止"
        kept = f"{moment(one.met)}完成" if one.met else "未完成"
        late = ",已超期" if one.escalated else ""
        more = f",延长{one.granted}天" if one.granted else ""
        yield _row((name, said(span + more)), ("结果", said(kept + late)))
    for ask in file.requests:
        decided = (
            "未审批" if ask.granted is None else DECISIONS["grant" if ask.granted else "refuse"].zh
        )
        yield _row(
            (WISHES[Wish(ask.wish)].zh, said(f"{ask.by} {moment(ask.at)}:{ask.words}")),
            ("审批", said(f"{decided} {ask.decided_by} {ask.answer}")),
        )


def _tasks(file: CaseFile) -> Iterator[Line]:
    for one in file.tasks:
        yield _row(
            (f"第{one.task}项", said(f"{one.name} {one.officer}:{one.words}")),
            ("答复", said(one.answer)),
        )


def _supervisions(matter: Matter) -> Iterator[Line]:
    for one in matter.file.supervisions:
        lifted = f"\n解除:{one.lifted_why}" if one.lifted else ""
        unit = matter.unit(one.agency, one.name)
        demand = f"{moment(one.given)} {one.by} 对{unit} {one.officer}:{one.words}"
        yield _row(
            (GRADES[Grade(one.grade)].zh, said(demand)),
            ("回复", said(f"{one.answer or '无'}{lifted}")),
        )


def _visits(file: CaseFile) -> Iterator[Line]:
    for one in file.visits:
        tries = "\n".join(
            f"第{made.number}次 {moment(made.tried)} {METHODS[Method(made.method)].zh}"
            f" {'已联系上' if made.reached else '未联系上'}"
            for made in one.tries
        )
        rated = SATISFACTIONS[Satisfaction(one.satisfaction)].zh if one.satisfaction else ""
        yield _row((f"第{one.redo + 1}轮", said(tries)), ("评价", said(f"{rated}\n{one.words}")))


def _away(file: CaseFile) -> Iterator[Line]:
    for one in file.outside:
        sent = (
            f"{moment(one.sent)} {BODIES[Body(one.body)].zh} {one.name} {one.reference}:{one.words}"
        )
        outcome = OUTCOMES[Outcome(one.outcome)].zh if one.outcome else "未回转"
        back = f"{moment(one.back)} {outcome} {one.result}"
        yield _row((f"第{one.number}次导入", said(sent)), ("结果", said(back)))
    for heard in file.hearings:
        called = f"{moment(heard.held)} {heard.spot}:{heard.words}"
        yield _row((f"第{heard.number}次听证", said(called)), ("笔录", said(heard.minutes)))


def _agreements(file: CaseFile) -> Iterator[Line]:
    for one in file.agreements:
        made = f"{_date(one.agreed)} {FORMS[Form(one.form)].zh} {one.mediators}"
        yield _row((f"第{one.number}份协议", said(made)), ("内容", said(one.words)))
        for duty in one.duties:
            due = f"{duty.words},{_date(duty.due)}前"
            yield _row((f"义务{duty.number}", said(due)), ("履行", said(_performed(duty))))
        yield _row(("司法确认", said(_confirmed(one))), ("结果", said(_ended(one))))


def _performed(duty: FileDuty) -> str:
    return f"{_date(duty.performed)}已履行 {duty.remark}" if duty.performed else "未履行"


def _confirmed(one: FileAgreement) -> str:
    term = CONFIRMATIONS[Confirmation(one.confirmation)].zh if one.confirmation else "未登记"
    return f"{term} {one.confirm_words}"


def _ended(one: FileAgreement) -> str:
    return f"{AGREEMENT_ENDS[one.ended]} {one.ended_words}" if one.ended else "履行中"


def _reviews(file: CaseFile) -> Iterator[Line]:
    for one in file.reviews:
        name = f"第{one.round + 1}轮{'复核' if one.stage == REREVIEW else '复查'}"
        asked = f"{_date(one.asked)} {one.organ}:{one.words}"
        verdict = VERDICTS[Verdict(one.outcome)].zh if one.outcome else "未作出意见"
        answer = f"{moment(one.concluded)} {verdict} {one.opinion}"
        yield _row((name, said(asked)), ("意见", said(answer)))


def _links(file: CaseFile) -> Iterator[Line]:
    into = [file.into] if file.into else []
    for name, links in (("并入", into), ("并入本案", file.merged), ("关联", file.links)):
        yield from (_link(name, one) for one in links)


def _link(name: str, one: FileLink) -> Line:
    state = STATES[State(one.state)].zh
    return _row((name, said(f"{one.receipt} {one.title}")), (moment(one.at), said(state)))


def _notices(file: CaseFile) -> Iterator[Line]:
    for one in file.notices:
        way = WAYS[Way(one.way)].zh if one.way else ""
        told = f"{moment(one.told)} {way} {one.words}" if one.told else "未告知"
        yield _row((MATTERS[Owed(one.matter)].zh, said(told)))


def _entries(file: CaseFile) -> Iterator[Line]:
    for one in sorted(file.entries, key=lambda entry: entry.id):
        what = told_as(one.type)
        words = f"{what}:{one.words}" if one.words else what
        yield _row((moment(one.at), said(f"{one.agency} {one.by}\n{words}")))


def photos_of(file: CaseFile) -> list[str]:
    """Those of the report first, then in their order."""
    ordered = sorted(file.entries, key=lambda one: (one.type != CaseOpened.name, one.id))
    return [photo for entry in ordered for photo in entry.photos]


def moment(at: str | None) -> str:
    """`2026-11-24 14:00` in China."""
    return f"{datetime.fromisoformat(at).astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""


def _date(on: str | None) -> str:
    """`2026年11月24日` of a day of China."""
    return day(date.fromisoformat(on)) if on else ""


def _row(*pairs: tuple[str, tuple[Span, ...]]) -> Line:
    return Line("row", tuple(cell for name, value in pairs for cell in (said(name), value)))


def _pairs(
    items: Sequence[tuple[str, tuple[Span, ...]]],
) -> Iterator[tuple[tuple[str, tuple[Span, ...]], ...]]:
    for start in range(0, len(items), 2):
        yield tuple(items[start : start + 2])


def _text(words: str) -> Line:
    return Line("text", (said(words),))
