"""How a case ends otherwise than visited and closed: not accepted, or taken back by the citizen.

Pure. Refuses to know who may do which.
"""

from enum import StrEnum

from command.casework.terms import Term


class DeclineGround(StrEnum):
    """Why a matter is not accepted (petition work regulations, art. 22, 31, 35 and 36)."""

    LITIGATION = "litigation"
    LEGAL_WAY = "legal_way"
    OTHER_ORGAN = "other_organ"
    IN_HAND = "in_hand"
    CONCLUDED = "concluded"
    UNCLEAR = "unclear"


DECLINE_GROUNDS = {
    DeclineGround.LITIGATION: Term("已经或者应当通过诉讼、仲裁处理", "For or before a court"),
    DeclineGround.LEGAL_WAY: Term("应当通过行政复议等法定途径", "For another way in law"),
    DeclineGround.OTHER_ORGAN: Term("属于其他机关职权", "Within another organ's powers"),
    DeclineGround.IN_HAND: Term("同一事项已经受理,尚在办理", "Accepted already and in hand"),
    DeclineGround.CONCLUDED: Term("已经复核终结,没有新的事实", "Concluded, no new facts"),
    DeclineGround.UNCLEAR: Term("没有具体的请求或者事实", "Without a request or facts"),
}
