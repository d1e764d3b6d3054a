"""A newcomer behind a keyframe gets the picture at once, and nothing from before its time."""

from command.video.media import rtcp
from tests.video.media.packets import IDS, Line, Pair, a_pair, mark_of, rtp, sections, seen, vp8


def newcomer(pair: Pair, now: float, *, routed: bool = True) -> Line:
    """Another receiver: routed, offered, answered and connected at once."""
    line = Line()
    if routed:
        pair.room.route({"a": [], "b": ["a"], "c": ["a"]}, now)
    link = pair.room.subscribe(pair.room.seat("c"), line, now)
    link.offered()
    link.answered()
    link.ready = True
    return line


def marks(line: Line) -> list[int]:
    return [mark_of(packet) for packet in line.sent]


def a_picture(pair: Pair, at: float) -> None:
    """A keyframe of two packets and two frames that follow it; marks 1 to 4."""
    pair.send(rtp(9, vp8(0, key=False), timestamp=0), at)
    pair.send(rtp(10, vp8(1, key=True), timestamp=3_000), at)
    pair.send(rtp(11, vp8(2, key=False, first=False), timestamp=3_000), at)
    pair.send(rtp(12, vp8(3, key=False), timestamp=6_000), at + 0.03)
    pair.send(rtp(13, vp8(4, key=False), timestamp=9_000), at + 0.06)


def test_a_young_keyframe_and_what_followed_are_given_at_once() -> None:
    pair = a_pair()
    line = newcomer(pair, 0.9)
    a_picture(pair, 1.0)
    assert line.sent == [], "not connected yet"
    pair.room.settle(1.1)
    assert marks(line) == [1, 2, 3, 4]
    assert line.sent == pair.down.sent
    pair.send(rtp(14, vp8(5, key=False), timestamp=12_000), 1.1)
    assert marks(line) == [1, 2, 3, 4, 5], "and then it goes on"
    sequences = [seen(packet).sequence for packet in line.sent]
    assert [one - sequences[0] for one in sequences] == [0, 1, 2, 3, 4]


def test_an_old_keyframe_is_not_given_and_a_new_one_asked_for() -> None:
    pair = a_pair()
    a_picture(pair, 1.0)
    before = len(pair.up.rtcp)
    line = newcomer(pair, 1.0)
    pair.room.settle(1.6)
    assert line.sent == []
    asked = [item for data in pair.up.rtcp[before:] for item in rtcp.read(data)]
    assert any(isinstance(item, rtcp.KeyframeRequest) for item in asked)


def test_nothing_from_before_its_admission_reaches_a_newcomer() -> None:
    pair = a_pair()
    line = newcomer(pair, 0.0, routed=False)
    a_picture(pair, 1.0)
    pair.room.route({"a": [], "b": ["a"], "c": ["a"]}, 1.2)
    assert line.sent == [], "the keyframe came before it was admitted"
    pair.send(rtp(14, vp8(5, key=True), timestamp=12_000), 1.3)
    assert marks(line) == [5]


def test_nothing_from_before_a_consent_reaches_anybody() -> None:
    pair = a_pair()
    pair.route(open_=False, now=0.5)
    a_picture(pair, 1.0)
    pair.route(open_=True, now=1.2)
    assert pair.down.sent == []


def test_a_lost_beginning_of_the_keyframe_is_no_beginning() -> None:
    pair = a_pair()
    a_picture(pair, 1.0)
    line = newcomer(pair, 0.9)
    for number in range(14, 14 + 600):  # more than the history holds
        pair.send(rtp(number, vp8(number, key=False)), 1.1)
    pair.room.settle(1.2)
    assert line.sent == []


def test_a_keyframe_is_asked_for_while_the_connection_opens() -> None:
    pair = a_pair()
    a_picture(pair, 1.0)
    before = len(pair.up.rtcp)
    pair.room.route({"a": [], "b": ["a"], "c": ["a"]}, 5.0)
    pair.room.subscribe(pair.room.seat("c"), Line(), 5.0)
    asked = [item for data in pair.up.rtcp[before:] for item in rtcp.read(data)]
    assert [type(item) for item in asked] == [rtcp.KeyframeRequest]
    pair.room.subscribe(pair.room.seat("stranger"), Line(), 9.0)
    assert len(pair.up.rtcp) == before + 1, "a stranger's wish costs nobody a keyframe"


def test_whoever_has_come_from_the_door_finds_the_keyframe_that_was_asked_for_before() -> None:
    """Routed by its name, it gets what came since, once its line is there, and nothing older."""
    pair = a_pair()
    a_picture(pair, 0.2)
    line = Line()
    link = pair.room.subscribe(pair.room.seat("door"), line, 0.5)
    link.offered()
    link.answered()
    link.ready = True
    before = len(pair.up.rtcp)
    pair.room.route({"a": [], "b": ["a"], "c": ["a"]}, 1.0)
    asked = [item for data in pair.up.rtcp[before:] for item in rtcp.read(data)]
    assert [type(item) for item in asked] == [rtcp.KeyframeRequest]
    pair.send(rtp(14, vp8(5, key=True), timestamp=12_000), 1.1)
    assert line.sent == [], "the door is not routed"
    pair.room.rename("door", "c", 1.2)
    assert marks(line) == [5]


def test_a_publisher_that_begins_anew_is_no_catching_up() -> None:
    pair = a_pair()
    line = newcomer(pair, 0.9)
    a_picture(pair, 1.0)
    pair.room.settle(1.1)
    pair.room.publish(pair.sender, Line(), IDS, sections(camera=7_000), 1.2)
    assert marks(line) == [1, 2, 3, 4]
