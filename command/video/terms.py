"""The closed lists of a reception: levels, states, deeds, sides, each with its two names. Pure."""

from enum import StrEnum

from command.casework.terms import Term


class Level(StrEnum):
    """The three sites, from above."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class State(StrEnum):
    BOOKED = "booked"
    WAITING = "waiting"
    IN_SESSION = "in_session"
    INTERRUPTED = "interrupted"
    CLOSING = "closing"
    CLOSED = "closed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class Deed(StrEnum):
    """What a person does to a reception; names as in the URL."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    ASK = "ask"
    HAND_OVER = "hand-over"
    OPEN_WAITING = "open-waiting"
    BEGIN = "begin"
    ADMIT = "admit"
    HOLD = "hold"
    CALL_NEXT = "call-next"
    INTERRUPT = "interrupt"
    RESUME = "resume"
    END = "end"
    CLOSE = "close"
    NO_SHOW = "no-show"


class Side(StrEnum):
    PETITIONER = "petitioner"
    OFFICIAL = "official"


STATES = {
    State.BOOKED: Term("已预约", "Booked"),
    State.WAITING: Term("候场", "Waiting"),
    State.IN_SESSION: Term("接访中", "In session"),
    State.INTERRUPTED: Term("已中断", "Interrupted"),
    State.CLOSING: Term("待填结果", "Outcome to be recorded"),
    State.CLOSED: Term("已结束", "Closed"),
    State.NO_SHOW: Term("未到场", "No-show"),
    State.CANCELLED: Term("已取消", "Cancelled"),
}
DEEDS = {
    Deed.BOOK: Term("预约", "Book"),
    Deed.MOVE: Term("改期", "Move"),
    Deed.CANCEL: Term("取消预约", "Cancel"),
    Deed.ASK: Term("请人入席", "Ask somebody to a site"),
    Deed.HAND_OVER: Term("移交主持", "Hand over"),
    Deed.OPEN_WAITING: Term("开放候场", "Open the waiting room"),
    Deed.BEGIN: Term("开始接访", "Begin"),
    Deed.ADMIT: Term("准入", "Admit"),
    Deed.HOLD: Term("请其稍候", "Hold back"),
    Deed.CALL_NEXT: Term("叫下一位", "Call next"),
    Deed.INTERRUPT: Term("中断", "Interrupt"),
    Deed.RESUME: Term("恢复", "Resume"),
    Deed.END: Term("结束接访", "End"),
    Deed.CLOSE: Term("登记结果", "Record the outcome"),
    Deed.NO_SHOW: Term("登记未到场", "Record a no-show"),
}
LEVELS = {
    Level.COUNTY: Term("县", "County"),
    Level.TOWNSHIP: Term("乡", "Township"),
    Level.VILLAGE: Term("村", "Village"),
}
SIDES = {
    Side.PETITIONER: Term("来访方", "Petitioner"),
    Side.OFFICIAL: Term("接访方", "Officials"),
}
