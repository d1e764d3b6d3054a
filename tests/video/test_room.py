"""Who may send, who receives, who waits: the rules of a room, pure."""

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from command.video import room
from command.video.ice import Relays
from command.video.room import Hall, Sitter
from command.video.seat import Seat
from command.video.terms import Level, State
from tests.cast import AT
from tests.video.test_reception import a_reception

MINUTE = timedelta(minutes=1)


def a_sitter(seat: str, **changes: Any) -> Sitter:
    """A connected seat that was admitted and agreed to be heard."""
    level = {"c": Level.COUNTY, "t": Level.TOWNSHIP, "v": Level.VILLAGE}[seat[0]]
    made = Seat(5, seat, level, int(seat[1:]), None, seat, "duty_officer", seat == "c1", AT)
    made = replace(made, admitted_at=AT, consent=True)
    connected = changes.pop("connected", True)
    return Sitter(replace(made, **changes), connected=connected)


def a_hall(*sitters: Sitter, state: State = State.IN_SESSION, **changes: Any) -> Hall:
    reception = a_reception(state, **changes)
    return Hall(reception, {sitter.seat.seat: sitter for sitter in sitters})


def test_in_session_everybody_admitted_receives_the_others() -> None:
    routes = room.routes(a_hall(a_sitter("c1"), a_sitter("t1"), a_sitter("v1")))
    assert routes["v1"] == {"c1", "t1"}
    assert routes["c1"] == {"t1", "v1"}


def test_outside_the_session_nobody_receives_anybody() -> None:
    for state in State:
        routes = room.routes(a_hall(a_sitter("c1"), a_sitter("v1"), state=state))
        assert any(routes.values()) == (state is State.IN_SESSION), state
        assert set(routes) == {"c1", "v1"}, "connected all the same"


def test_whoever_waits_or_has_not_agreed_is_gated() -> None:
    waits = a_sitter("v1", admitted_at=None, waits_since=AT)
    silent = a_sitter("t1", consent=None)
    routes = room.routes(a_hall(a_sitter("c1"), silent, waits))
    assert routes == {"c1": frozenset(), "t1": frozenset({"c1"}), "v1": frozenset()}


def test_a_seat_that_is_gone_is_in_no_route() -> None:
    routes = room.routes(a_hall(a_sitter("c1"), a_sitter("t1", connected=False)))
    assert routes == {"c1": frozenset()}


@given(
    facts=st.lists(
        st.tuples(st.booleans(), st.booleans(), st.sampled_from([True, False, None])), max_size=6
    ),
    state=st.sampled_from(list(State)),
)
def test_nothing_flows_to_or_from_a_seat_that_may_not(
    facts: list[tuple[bool, bool, bool | None]], state: State
) -> None:
    sitters = [
        a_sitter(f"v{n}", connected=there, admitted_at=AT if inside else None, consent=agreed)
        for n, (there, inside, agreed) in enumerate(facts)
    ]
    hall = a_hall(*sitters, state=state)
    for seat, others in room.routes(hall).items():
        assert seat not in others
        for one in [*others, *([seat] if others else [])]:
            sitter = hall.sitters[one]
            assert sitter.connected
            assert sitter.seat.admitted_at is not None
            assert state is State.IN_SESSION
        assert all(hall.sitters[one].seat.consent is True for one in others)


def test_the_gate_calls_who_waited_longest_and_not_who_is_held_back() -> None:
    late = a_sitter("v1", admitted_at=None, waits_since=AT + 2 * MINUTE)
    early = a_sitter("v2", admitted_at=None, waits_since=AT)
    held = a_sitter("v3", admitted_at=None, waits_since=AT, held_at=AT)
    hall = a_hall(late, early, held, state=State.WAITING, starts_at=AT + 12 * MINUTE)
    assert [sitter.seat.seat for sitter in room.gate(hall)] == ["v2", "v1"]
    told = [(line.seat, line.place, line.estimate_minutes) for line in room.waiting_list(hall, AT)]
    assert told == [("v2", 1, 12), ("v1", 2, 22), ("v3", 0, None)]
    running = replace(hall, reception=a_reception(State.IN_SESSION, began_at=AT))
    assert room.waiting_list(running, AT)[0].estimate_minutes == 0


def test_talk_stays_on_its_side_of_the_gate_but_for_hosts() -> None:
    host, inside, outside = a_sitter("c1"), a_sitter("t1"), a_sitter("v1", admitted_at=None)
    other = a_sitter("v2", admitted_at=None)
    hall = a_hall(host, inside, outside, other)
    assert room.hears_chat(hall, host, outside)
    assert room.hears_chat(hall, outside, host)
    assert room.hears_chat(hall, outside, other)
    assert not room.hears_chat(hall, inside, outside)
    assert not room.hears_chat(hall, outside, inside)


def test_a_relays_credentials_end_by_themselves() -> None:
    (server,) = Relays(("turn:a", "turns:b"), "secret").servers("v1", AT)
    assert server.urls == ("turn:a", "turns:b")
    assert server.username == f"{int(AT.timestamp()) + 12 * 3600}:v1"
    digest = hmac.new(b"secret", server.username.encode(), hashlib.sha1).digest()
    assert server.credential == base64.b64encode(digest).decode()
    assert Relays(("turn:a",), "").servers("v1", AT) == ()
    assert Relays((), "secret").servers("v1", AT) == ()
