"""Roles x verbs, reviewed by eye: a row a role, `x` may, `.` may not."""

import pytest

from command.accounts.role import VERBS, Actor, Role, Verb

TABLE = """
                      w r r a a s r r f p e a r v c a a d b r s a h g e a k a s a r t
duty_officer          x x x x x x x x x x x x x . . x x x x x . . x x x x x . . . . . . x
dispatcher            x x x x x . . x x x x x . . . . . . . . . . . . . . . . . . . . . .
window_clerk          x x x x . . . . x x . . . . . . . . . . . . . . . . . . . . . . . .
agency_officer        x x . . . x x x x x x x x . . x x . . . . . x . . . . . . . . . . .
township_officer      x x x x x x x x x x x x x . . x x . x x . . x . x . . . . . . . . .
village_cadre         x x x . . x x x x x x . x . . x x . . . . . . . . . . . . . . . . .
county_leader         x x . . . . . . . x x x . . . . . x x x . x x x x x . . . . x x x .
visitor               x x . . . . . . . . . . . x x . . . . . . . . . . . . . . . . . . .
supervisor            x x . . . . . . . x x . . . . . . x . . x x x x x x . . . . . x x .
system_admin          . . . . . . . . . . . . . . . . . . . . . . . . . . x . x . . . . x
security_admin        . . . . . . . . . . . . . . . . . . . . . . . . . . . x . . . . . .
auditor               . . . . . . . . . . . . . . . . . . . . . . . . . . . . . x . . . .
kiosk                 x . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . .
"""
COLUMNS = (
    *("watch", "read_case", "report", "accept", "assign", "sign_for", "return", "refer"),
    *("update_facts", "progress", "escalate", "acknowledge", "resolve", "visit", "close"),
    *("answer", "ask_time", "decide_time"),
    *("book_reception", "receive", "supervise", "assess", "handle_sealed", "approve_glass"),
    *("export", "approve_export"),
    *("manage_kiosks", "manage_accounts", "manage_system", "read_audit", "instruct", "lift"),
    *("review", "write_templates"),
)
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()[1:]}


def an_actor(role: Role, place: str | None = "361123") -> Actor:
    return Actor(1, "someone", "某某", role, "rsj", "人社局", place)


def test_table_names_every_role_and_every_verb() -> None:
    assert set(ROWS) == {str(role) for role in Role} == {str(role) for role in VERBS}
    assert set(COLUMNS) == {str(verb) for verb in Verb}
    assert {len(row) for row in ROWS.values()} == {len(COLUMNS)}


@pytest.mark.parametrize("role", Role)
def test_role_may_what_the_table_says_and_nothing_else(role: Role) -> None:
    actor = an_actor(role)
    assert {verb: actor.may(verb) for verb in COLUMNS} == {
        verb: mark == "x" for verb, mark in zip(COLUMNS, ROWS[role], strict=True)
    }


def test_who_handles_does_not_visit() -> None:
    handling = {Verb.SIGN_FOR, Verb.RESOLVE}
    assert [role for role in Role if VERBS[role] & handling and Verb.VISIT in VERBS[role]] == []


def test_the_three_administrators_share_no_power_and_see_no_case() -> None:
    three = [VERBS[r] for r in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)]
    assert sum(map(len, three)) == len(frozenset.union(*three))
    assert not frozenset.union(*three) & {Verb.WATCH, Verb.READ_CASE}


def test_scope_is_the_place_of_a_centre_or_the_part_of_an_agency() -> None:
    assert an_actor(Role.TOWNSHIP_OFFICER, "361123002").scope == "361123002"
    assert an_actor(Role.AGENCY_OFFICER, None).scope == "agency:rsj"
