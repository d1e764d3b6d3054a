"""The trade's closed lists: kinds, states, deeds, levels, channels, each with its two names.

Codes travel and are stored; names are for people. Knows no case and no rule.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


@dataclass(frozen=True, slots=True)
class Term:
    """Chinese and English names of one code, for screens and refusals."""

    zh: str
    en: str


class Kind(StrEnum):
    """What a report becomes: one intake makes any of the six."""

    PETITION = "petition"
    DISPUTE = "dispute"
    INCIDENT = "incident"
    LEGAL_AID = "legal_aid"
    ARBITRATION = "arbitration"
    COUNSELLING = "counselling"


class State(StrEnum):
    REGISTERED = "registered"
    ASSIGNED = "assigned"
    HANDLING = "handling"
    RETURNED = "returned"
    RESOLVED = "resolved"
    VISITED = "visited"
    CLOSED = "closed"
    TRANSFERRED = "transferred"
    HEARING = "hearing"
    PERFORMING = "performing"
    REVIEWING = "reviewing"
    REREVIEWING = "rereviewing"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


ENDS = frozenset({State.CLOSED, State.DECLINED, State.WITHDRAWN, State.MERGED})
"""Nothing more is owed; a case comes back from each of them only with a reason."""


class Deed(StrEnum):
    """What a person does to a case; names as in the URL. The keeper does `overdue`, `warn`
    and `recount`, a reception's close `give-task`, a leave `hand-on`, a merge `absorb`
    and `release` in the other case."""

    OPEN = "open"
    JOIN = "join"
    ACCEPT = "accept"
    ASSIGN = "assign"
    SIGN_FOR = "sign-for"
    RETURN = "return"
    FACTS = "facts"
    PROGRESS = "progress"
    ESCALATE = "escalate"
    ACKNOWLEDGE = "acknowledge"
    OVERDUE = "overdue"
    WARN = "warn"
    RECOUNT = "recount"
    ASK_TIME = "ask-time"
    DECIDE_TIME = "decide-time"
    RESUME_CLOCK = "resume-clock"
    RESOLVE = "resolve"
    VISIT = "visit"
    CLOSE = "close"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    TELL = "tell"
    MERGE = "merge"
    ABSORB = "absorb"
    UNMERGE = "unmerge"
    RELEASE = "release"
    LINK = "link"
    TRANSFER = "transfer"
    COME_BACK = "come-back"
    HEAR = "hear"
    CONCLUDE_HEARING = "conclude-hearing"
    AGREE = "agree"
    PERFORM = "perform"
    CONFIRM = "confirm"
    BREAK_OFF = "break-off"
    ASK_REVIEW = "ask-review"
    HEAR_REVIEW = "hear-review"
    CONCLUDE_REVIEW = "conclude-review"
    GIVE_TASK = "give-task"
    ANSWER = "answer"
    RULE = "rule"
    REFER_UP = "refer-up"
    HAND_DOWN = "hand-down"
    COPY = "copy"
    ASK = "ask"
    HAND_ON = "hand-on"
    SUPERVISE = "supervise"
    INSTRUCT = "instruct"
    REPLY = "reply"
    LIFT = "lift"
    REFUSE_RISE = "refuse-rise"
    RETURN_PART = "return-part"
    BEGIN_CLOCK = "begin-clock"
    INFORM = "inform"
    OWN = "own"
    DISOWN = "disown"


class Level(IntEnum):
    """Gravity as the law counts it: 1 (I) is the gravest."""

    GRAVEST = 1
    GRAVE = 2
    SERIOUS = 3
    ORDINARY = 4


class Difficulty(StrEnum):
    """The centre's published promise: done in 1, 5, 15 or 20 days."""

    SIMPLE = "simple"
    GENERAL = "general"
    COMPLEX = "complex"
    DIFFICULT = "difficult"


class Satisfaction(StrEnum):
    SATISFIED = "satisfied"
    FAIRLY = "fairly"
    DISSATISFIED = "dissatisfied"
    REFUSED = "refused"
    DECLINED = "declined"
    UNREACHED = "unreached"


class DeadlineName(StrEnum):
    RESOLVE_BY = "resolve_by"
    ACCEPT_BY = "accept_by"
    VISIT_BY = "visit_by"
    TASK_BY = "task_by"
    ANSWER_BY = "answer_by"
    REPLY_BY = "reply_by"
    OUTSIDE_BY = "outside_by"
    HEARING_BY = "hearing_by"
    PERFORM_BY = "perform_by"
    CONFIRM_BY = "confirm_by"
    REVIEW_BY = "review_by"
    PROGRESS_BY = "progress_by"
    REPORT_BY = "report_by"
    RULE_BY = "rule_by"
    LONG_BY = "long_by"


class Wish(StrEnum):
    """What may be asked for a clock."""

    PAUSE = "pause"
    EXTENSION = "extension"
    DIFFICULTY = "difficulty"


class PauseReason(StrEnum):
    """What a promise may wait for, and nothing else."""

    CITIZEN = "citizen"
    THIRD_PARTY = "third_party"
    COURT = "court"
    FORCE = "force"


class PartKind(StrEnum):
    """A copy (抄告) is to know of it: nothing to sign, nothing to do."""

    LEAD = "lead"
    SUPPORT = "support"
    COPY = "copy"


class Source(StrEnum):
    """Where a task comes from: what a reception agreed, or a joint case's own."""

    RECEPTION = "reception"
    JOINT = "joint"


class ReturnGround(StrEnum):
    """Why an agency may give a case back (regulation on petitions, art. 23)."""

    NOT_COMPETENT = "not_competent"
    OTHER_PLACE = "other_place"
    OTHER_LEVEL = "other_level"
    IN_HAND = "in_hand"
    LEGAL_WAY = "legal_way"
    UNCLEAR = "unclear"


class Channel(StrEnum):
    """How a report came in (domain list of channels)."""

    WINDOW = "window"
    LETTER = "letter"
    ONLINE = "online"
    PHONE = "phone"
    FAX = "fax"
    LEADER = "leader"
    SUPERIOR = "superior"
    GRID = "grid"
    POLICE_110 = "police_110"
    HOTLINE_12345 = "hotline_12345"
    VIDEO = "video"


KINDS = {
    Kind.PETITION: Term("信访", "Petition"),
    Kind.DISPUTE: Term("纠纷", "Dispute"),
    Kind.INCIDENT: Term("事件", "Incident"),
    Kind.LEGAL_AID: Term("法律援助", "Legal aid"),
    Kind.ARBITRATION: Term("仲裁", "Arbitration"),
    Kind.COUNSELLING: Term("心理服务", "Counselling"),
}
STATES = {
    State.REGISTERED: Term("已登记", "Registered"),
    State.ASSIGNED: Term("已交办", "Assigned"),
    State.HANDLING: Term("办理中", "Handling"),
    State.RETURNED: Term("已退回", "Returned"),
    State.RESOLVED: Term("待回访", "Resolved"),
    State.VISITED: Term("已回访", "Visited"),
    State.CLOSED: Term("已结案", "Closed"),
    State.TRANSFERRED: Term("已导入法定途径", "With another body"),
    State.HEARING: Term("听证中", "In a hearing"),
    State.PERFORMING: Term("履行中", "Being performed"),
    State.REVIEWING: Term("复查中", "In review"),
    State.REREVIEWING: Term("复核中", "In re-review"),
    State.DECLINED: Term("不予受理", "Not accepted"),
    State.WITHDRAWN: Term("已撤回", "Withdrawn"),
    State.MERGED: Term("已并案", "Merged"),
}
DEEDS = {
    Deed.OPEN: Term("登记", "Open"),
    Deed.JOIN: Term("并入反映", "Join a report"),
    Deed.ACCEPT: Term("受理", "Accept"),
    Deed.ASSIGN: Term("交办", "Assign"),
    Deed.SIGN_FOR: Term("签收", "Sign for"),
    Deed.RETURN: Term("退回", "Return"),
    Deed.FACTS: Term("更新情况", "Update facts"),
    Deed.PROGRESS: Term("记录进展", "Add progress"),
    Deed.ESCALATE: Term("升级", "Escalate"),
    Deed.ACKNOWLEDGE: Term("确认知悉", "Acknowledge"),
    Deed.OVERDUE: Term("超期", "Overdue"),
    Deed.WARN: Term("时限提醒", "Deadline warning"),
    Deed.RECOUNT: Term("时限重算", "Deadline counted again"),
    Deed.ASK_TIME: Term("申请调整时限", "Ask for time"),
    Deed.DECIDE_TIME: Term("审批时限", "Decide on time"),
    Deed.RESUME_CLOCK: Term("恢复计时", "Let the clock go on"),
    Deed.RESOLVE: Term("办结", "Resolve"),
    Deed.VISIT: Term("回访", "Visit"),
    Deed.CLOSE: Term("结案", "Close"),
    Deed.DECLINE: Term("不予受理", "Decline"),
    Deed.WITHDRAW: Term("群众撤回", "Withdraw"),
    Deed.REOPEN: Term("重新办理", "Reopen"),
    Deed.TELL: Term("告知群众", "Tell the citizen"),
    Deed.MERGE: Term("并案", "Merge"),
    Deed.ABSORB: Term("接收并案", "Absorb"),
    Deed.UNMERGE: Term("撤销并案", "Unmerge"),
    Deed.RELEASE: Term("分出并案", "Release"),
    Deed.LINK: Term("关联事项", "Link"),
    Deed.TRANSFER: Term("导入法定途径", "Transfer"),
    Deed.COME_BACK: Term("登记外部结果", "Came back"),
    Deed.HEAR: Term("召开听证", "Call a hearing"),
    Deed.CONCLUDE_HEARING: Term("登记听证笔录", "Conclude the hearing"),
    Deed.AGREE: Term("达成协议", "Record an agreement"),
    Deed.PERFORM: Term("登记履行", "Record performance"),
    Deed.CONFIRM: Term("登记司法确认", "Record confirmation"),
    Deed.BREAK_OFF: Term("未履行,继续办理", "Agreement broken"),
    Deed.ASK_REVIEW: Term("申请复查复核", "Ask for a review"),
    Deed.HEAR_REVIEW: Term("登记复核听证", "Record its hearing"),
    Deed.CONCLUDE_REVIEW: Term("登记复查复核意见", "Conclude the review"),
    Deed.GIVE_TASK: Term("交任务", "Give a task"),
    Deed.ANSWER: Term("答复任务", "Answer a task"),
    Deed.RULE: Term("裁定承办", "Rule who answers"),
    Deed.REFER_UP: Term("上报", "Refer up"),
    Deed.HAND_DOWN: Term("交下级", "Hand down"),
    Deed.COPY: Term("抄告", "Copy to"),
    Deed.ASK: Term("请求协办", "Ask for help"),
    Deed.HAND_ON: Term("移交承办人", "Hand on"),
    Deed.SUPERVISE: Term("督办", "Supervise"),
    Deed.INSTRUCT: Term("批示", "Instruct"),
    Deed.REPLY: Term("回复督办", "Reply"),
    Deed.LIFT: Term("解除督办", "Lift"),
    Deed.REFUSE_RISE: Term("不予升级", "Refuse a rise"),
    Deed.RETURN_PART: Term("退回协办", "Return one's part"),
    Deed.BEGIN_CLOCK: Term("启动时限", "Begin a clock"),
    Deed.INFORM: Term("报送信息", "Report to the city"),
    Deed.OWN: Term("领导包案", "Take it on as a leader"),
    Deed.DISOWN: Term("解除包案", "End a leader's ownership"),
}
LEVELS = {
    Level.GRAVEST: Term("Ⅰ级(特别重大)", "Level I (gravest)"),
    Level.GRAVE: Term("Ⅱ级(重大)", "Level II (grave)"),
    Level.SERIOUS: Term("Ⅲ级(较大)", "Level III (serious)"),
    Level.ORDINARY: Term("Ⅳ级(一般)", "Level IV (ordinary)"),
}
DIFFICULTIES = {
    Difficulty.SIMPLE: Term("简单", "Simple"),
    Difficulty.GENERAL: Term("一般", "General"),
    Difficulty.COMPLEX: Term("复杂", "Complex"),
    Difficulty.DIFFICULT: Term("疑难", "Difficult"),
}
SATISFACTIONS = {
    Satisfaction.SATISFIED: Term("满意", "Satisfied"),
    Satisfaction.FAIRLY: Term("基本满意", "Fairly satisfied"),
    Satisfaction.DISSATISFIED: Term("不满意", "Dissatisfied"),
    Satisfaction.REFUSED: Term("不愿评价", "Preferred not to say"),
    Satisfaction.DECLINED: Term("拒绝回访", "Declined the visit"),
    Satisfaction.UNREACHED: Term("三次未联系上", "Not reached three times"),
}
DEADLINES = {
    DeadlineName.RESOLVE_BY: Term("办理时限", "Resolve by"),
    DeadlineName.ACCEPT_BY: Term("受理时限", "Accept by"),
    DeadlineName.VISIT_BY: Term("回访时限", "Visit by"),
    DeadlineName.TASK_BY: Term("任务答复时限", "Task answered by"),
    DeadlineName.ANSWER_BY: Term("法定答复时限", "Answer in law by"),
    DeadlineName.REPLY_BY: Term("督办回复时限", "Reply to supervision by"),
    DeadlineName.OUTSIDE_BY: Term("外部办理时限", "Decided elsewhere by"),
    DeadlineName.HEARING_BY: Term("听证时限", "Heard by"),
    DeadlineName.PERFORM_BY: Term("履行时限", "Performed by"),
    DeadlineName.CONFIRM_BY: Term("司法确认申请时限", "Confirmation asked for by"),
    DeadlineName.REVIEW_BY: Term("复查复核时限", "Review answered by"),
    DeadlineName.PROGRESS_BY: Term("进展记录时限", "Progress entry by"),
    DeadlineName.REPORT_BY: Term("信息报送时限", "Report to the city by"),
    DeadlineName.RULE_BY: Term("裁定时限", "Ruled on by"),
    DeadlineName.LONG_BY: Term("长期未结界限", "Long pending from"),
}
WISHES = {
    Wish.PAUSE: Term("暂停计时", "Pause"),
    Wish.EXTENSION: Term("延期", "Extension"),
    Wish.DIFFICULTY: Term("调整难易程度", "Another difficulty"),
}
PAUSE_REASONS = {
    PauseReason.CITIZEN: Term("等待群众补充材料", "Waits for the citizen's papers"),
    PauseReason.THIRD_PARTY: Term("等待鉴定、评估或第三方结果", "Waits for a third party"),
    PauseReason.COURT: Term("等待司法或仲裁结果", "Waits for a court or arbitration"),
    PauseReason.FORCE: Term("不可抗力", "Force majeure"),
}
RETURN_GROUNDS = {
    ReturnGround.NOT_COMPETENT: Term("不属本单位职权", "Not within our powers"),
    ReturnGround.OTHER_PLACE: Term("不属本辖区", "Not in our jurisdiction"),
    ReturnGround.OTHER_LEVEL: Term("应由其他层级办理", "For another level"),
    ReturnGround.IN_HAND: Term("其他单位已在办理", "Another agency has it in hand"),
    ReturnGround.LEGAL_WAY: Term(
        "应通过诉讼、仲裁、复议等途径", "For court, arbitration or review"
    ),
    ReturnGround.UNCLEAR: Term("诉求或事实不清,无法办理", "The matter is too unclear to handle"),
}
CHANNELS = {
    Channel.WINDOW: Term("窗口来访", "At the window"),
    Channel.LETTER: Term("来信", "Letter"),
    Channel.ONLINE: Term("网上", "Online"),
    Channel.PHONE: Term("电话", "Telephone"),
    Channel.FAX: Term("传真", "Fax"),
    Channel.LEADER: Term("领导交办", "From a leader"),
    Channel.SUPERIOR: Term("上级转送", "From above"),
    Channel.GRID: Term("网格上报", "From the grid"),
    Channel.POLICE_110: Term("110联动", "Police 110"),
    Channel.HOTLINE_12345: Term("12345热线", "Hotline 12345"),
    Channel.VIDEO: Term("视频接访", "Video reception"),
}
DEED_KEYS = {
    Deed.ACCEPT: "a",
    Deed.ASSIGN: "s",
    Deed.SIGN_FOR: "q",
    Deed.RETURN: "b",
    Deed.FACTS: "f",
    Deed.PROGRESS: "p",
    Deed.ESCALATE: "e",
    Deed.ACKNOWLEDGE: "k",
    Deed.RESOLVE: "r",
    Deed.VISIT: "v",
    Deed.CLOSE: "c",
    Deed.ANSWER: "t",
    Deed.RULE: "w",
    Deed.REFER_UP: "u",
    Deed.HAND_DOWN: "x",
    Deed.COPY: "y",
    Deed.ASK: "h",
    Deed.ASK_TIME: "i",
    Deed.DECIDE_TIME: "o",
    Deed.RESUME_CLOCK: "z",
    Deed.SUPERVISE: "7",
    Deed.INSTRUCT: "8",
    Deed.REPLY: "9",
    Deed.LIFT: "0",
}
"""The key that does a deed on an officer's screen; what is seldom done has none."""
