"""Roles and verbs: who may do what, as one table, and the actor that every room is handed.

A role says which deeds; a scope says on which cases. Neither knows a database.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from command.base.event import ScopeKey, agency_scope


class Verb(StrEnum):
    """A deed that a role may be allowed; the names of routes' permissions."""

    WATCH = "watch"  # walls, maps, streams, queues of the scope
    READ_CASE = "read_case"  # the words of a case
    REPORT = "report"
    ACCEPT = "accept"
    ASSIGN = "assign"
    SIGN_FOR = "sign_for"
    RETURN = "return"
    REFER = "refer"  # up, down, to others for help or to know of it
    UPDATE_FACTS = "update_facts"
    PROGRESS = "progress"
    ESCALATE = "escalate"
    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"
    VISIT = "visit"
    CLOSE = "close"
    ANSWER = "answer"  # a task that a reception gave
    ASK_TIME = "ask_time"  # a pause, an extension, another class; let a paused clock go on
    DECIDE_TIME = "decide_time"
    BOOK_RECEPTION = "book_reception"
    RECEIVE = "receive"  # host a reception: admit, begin, end, record its outcome
    SUPERVISE = "supervise"  # remind, order, list
    INSTRUCT = "instruct"  # a leader's word on a case
    LIFT = "lift"  # end what one has demanded
    REVIEW = "review"  # record what an organ above says of an answer
    ASSESS = "assess"  # entries for dissatisfied visits: decide on appeals, void, talk to units
    HANDLE_SEALED = "handle_sealed"  # complaints against units under one's own; abstracts received
    APPROVE_GLASS = "approve_glass"  # agree that somebody reads a case out of their reach
    EXPORT = "export"  # take cases of the own place away as a file, masked and marked
    APPROVE_EXPORT = "approve_export"  # agree to an export of many identities
    WRITE_TEMPLATES = "write_templates"  # what documents say, from a day on
    MANAGE_KIOSKS = "manage_kiosks"  # walls of the own scope: make and revoke their tokens
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_SYSTEM = "manage_system"
    READ_AUDIT = "read_audit"


class Role(StrEnum):
    DUTY_OFFICER = "duty_officer"  # 值班长 / 值班员
    DISPATCHER = "dispatcher"  # 分流员
    WINDOW_CLERK = "window_clerk"  # 窗口受理员
    AGENCY_OFFICER = "agency_officer"  # 承办人, in a bureau, committee or studio
    TOWNSHIP_OFFICER = "township_officer"
    VILLAGE_CADRE = "village_cadre"
    COUNTY_LEADER = "county_leader"
    VISITOR = "visitor"  # 回访员
    SUPERVISOR = "supervisor"  # 督办员
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"
    KIOSK = "kiosk"  # a wall: looks, never acts


_HANDLING = frozenset(
    {Verb.SIGN_FOR, Verb.RETURN, Verb.UPDATE_FACTS, Verb.PROGRESS, Verb.ESCALATE, Verb.RESOLVE}
    | {Verb.ANSWER, Verb.REFER, Verb.ASK_TIME}
)
_RECEIVING = frozenset({Verb.BOOK_RECEPTION, Verb.RECEIVE})
#: Those of the county who are the second person.
_AGREEING = frozenset({Verb.APPROVE_GLASS, Verb.EXPORT, Verb.APPROVE_EXPORT})
_LOOKING = frozenset({Verb.WATCH, Verb.READ_CASE})

VERBS: dict[Role, frozenset[Verb]] = {
    # The centre itself answers for what nobody else takes, so its duty officer can handle too.
    Role.DUTY_OFFICER: _LOOKING
    | _HANDLING
    | _RECEIVING
    | {Verb.REPORT, Verb.ACCEPT, Verb.ASSIGN, Verb.ACKNOWLEDGE, Verb.MANAGE_KIOSKS}
    | {Verb.HANDLE_SEALED, Verb.DECIDE_TIME, Verb.WRITE_TEMPLATES}
    | _AGREEING,
    Role.DISPATCHER: _LOOKING
    | {Verb.REPORT, Verb.ACCEPT, Verb.ASSIGN, Verb.UPDATE_FACTS, Verb.PROGRESS, Verb.ESCALATE}
    | {Verb.ACKNOWLEDGE, Verb.REFER},
    Role.WINDOW_CLERK: _LOOKING | {Verb.REPORT, Verb.ACCEPT, Verb.UPDATE_FACTS, Verb.PROGRESS},
    Role.AGENCY_OFFICER: _LOOKING | _HANDLING | {Verb.ACKNOWLEDGE, Verb.HANDLE_SEALED},
    Role.TOWNSHIP_OFFICER: _LOOKING
    | _HANDLING
    | _RECEIVING
    | {Verb.REPORT, Verb.ACCEPT, Verb.ASSIGN, Verb.ACKNOWLEDGE, Verb.HANDLE_SEALED, Verb.EXPORT},
    Role.VILLAGE_CADRE: _LOOKING | _HANDLING | {Verb.REPORT},
    Role.COUNTY_LEADER: _LOOKING
    | _RECEIVING
    | {Verb.PROGRESS, Verb.ESCALATE, Verb.ACKNOWLEDGE, Verb.HANDLE_SEALED}
    | _AGREEING
    | {Verb.DECIDE_TIME, Verb.ASSESS, Verb.INSTRUCT, Verb.LIFT, Verb.REVIEW},
    Role.VISITOR: _LOOKING | {Verb.VISIT, Verb.CLOSE},
    Role.SUPERVISOR: _LOOKING
    | {Verb.PROGRESS, Verb.ESCALATE, Verb.SUPERVISE, Verb.HANDLE_SEALED}
    | _AGREEING
    | {Verb.DECIDE_TIME, Verb.ASSESS, Verb.LIFT, Verb.REVIEW},
    Role.SYSTEM_ADMIN: frozenset({Verb.MANAGE_SYSTEM, Verb.MANAGE_KIOSKS, Verb.WRITE_TEMPLATES}),
    Role.SECURITY_ADMIN: frozenset({Verb.MANAGE_ACCOUNTS}),
    Role.AUDITOR: frozenset({Verb.READ_AUDIT}),
    Role.KIOSK: frozenset({Verb.WATCH}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, from the session, never from the client.

    `place` is set for a centre's people and for kiosks (scope by code prefix); everybody else's
    scope is their agency's part in a case. A kiosk has account id 0 and no agency.
    """

    account_id: int
    login: str
    name: str
    role: Role
    agency_id: str
    agency_name: str
    place: str | None
    session_id: int = 0
    proof: str = field(default="", repr=False, compare=False)
    """The token of the session, by which the database knows the actor; never shown."""

    def may(self, verb: str) -> bool:
        return verb in VERBS[self.role]

    @property
    def scope(self) -> ScopeKey:
        return ScopeKey(self.place) if self.place else agency_scope(self.agency_id)
