"""The forwarder without a socket: what a receiver sees of what a publisher sends."""

from hypothesis import given
from hypothesis import strategies as st

from command.video.media import rtcp
from tests.video.media.packets import (
    CAMERA,
    CAMERA_RTX,
    IDS,
    MIC,
    OPUS,
    RTX,
    Line,
    a_pair,
    mark_of,
    rtp,
    sections,
    seen,
    vp8,
)


def requests(line: Line) -> list[rtcp.Item]:
    return [item for data in line.rtcp for item in rtcp.read(data)]


def keyframe_requests(line: Line) -> int:
    return sum(isinstance(item, rtcp.KeyframeRequest) for item in requests(line))


def test_video_begins_at_a_keyframe_and_carries_the_tracks_own_ssrc() -> None:
    pair = a_pair()
    pair.send(rtp(9, vp8(1, key=False)))
    pair.send(rtp(10, vp8(2, key=True), timestamp=3_000))
    pair.send(rtp(11, vp8(3, key=False, first=False), timestamp=3_000))
    got = [seen(packet) for packet in pair.down.sent]
    assert [mark_of(packet) for packet in pair.down.sent] == [2, 3]
    assert {one.ssrc for one in got} == {pair.sender.tracks["camera"].ssrc} != {CAMERA}
    assert [one.timestamp for one in got] == [3_000, 3_000]
    assert got[1].sequence - got[0].sequence == 1


def test_a_keyframe_is_asked_for_until_it_comes_and_not_more_often_than_needed() -> None:
    pair = a_pair()
    pair.send(rtp(9, vp8(1, key=False)))
    for step in range(20):  # one second
        pair.tick(0.05 * step)
    asked = keyframe_requests(pair.up)
    assert 4 <= asked <= 6
    pair.send(rtp(10, vp8(2, key=True)))
    for step in range(20, 60):
        pair.tick(0.05 * step)
    assert keyframe_requests(pair.up) == asked


def test_many_requests_of_a_receiver_become_one() -> None:
    pair = a_pair()
    pair.send(rtp(10, vp8(2, key=True)))
    before = keyframe_requests(pair.up)
    for step in range(50):
        pair.ask(rtcp.keyframe_request(pair.sender.tracks["camera"].ssrc), 1 + step / 1_000)
    assert keyframe_requests(pair.up) - before == 1


def test_a_muted_level_is_no_speaking_and_a_loud_one_is() -> None:
    pair = a_pair()
    speaking = pair.sender.tracks["mic"].speaking
    for number in range(50):
        pair.send(rtp(number, b"opus", ssrc=MIC, kind=OPUS, extension=b"\x20\x7f"), 1 + number / 50)
    assert speaking.changed(2.0) is None
    for number in range(50, 70):
        pair.send(rtp(number, b"opus", ssrc=MIC, kind=OPUS, extension=b"\x20\x94"), 1 + number / 50)
    assert speaking.changed(2.5) is True
    assert speaking.changed(4.0) is False


def test_audio_flows_from_the_first_packet_and_waits_for_no_keyframe() -> None:
    pair = a_pair()
    pair.send(rtp(5, b"opus", ssrc=MIC, kind=OPUS))
    assert [seen(packet).body for packet in pair.down.sent] == [b"opus"]


def test_a_gated_seat_gets_nothing_and_sends_nothing() -> None:
    pair = a_pair(open_=False)
    for number in range(100):
        pair.send(rtp(number, vp8(number, key=number % 10 == 0)))
    pair.room.route({"b": ["a"]}, 0.0)  # the receiver alone is admitted
    for number in range(100, 200):
        pair.send(rtp(number, vp8(number, key=number % 10 == 0)))
    assert pair.down.sent == []


def test_a_lost_packet_is_asked_for_again_until_it_is_here() -> None:
    pair = a_pair()
    pair.send(rtp(10, vp8(1, key=True)), 0.0)
    pair.send(rtp(13, vp8(4, key=False)), 0.01)
    asked = [item for item in requests(pair.up) if isinstance(item, rtcp.Nack)]
    assert asked == [rtcp.Nack(CAMERA, (11, 12))]
    pair.send(rtp(700, b"\x00\x0b" + vp8(2, key=False), ssrc=CAMERA_RTX, kind=RTX), 0.03)
    pair.tick(0.1)
    assert [item for item in requests(pair.up) if isinstance(item, rtcp.Nack)][-1] == rtcp.Nack(
        CAMERA, (12,)
    )
    first = seen(pair.down.sent[0]).sequence
    assert [seen(packet).sequence - first for packet in pair.down.sent] == [0, 3, 1]


def test_a_receivers_loss_is_answered_from_the_history_with_the_same_packet() -> None:
    pair = a_pair()
    for number in range(10, 40):
        pair.send(rtp(number, vp8(number, key=number == 10)))
    lost = pair.down.sent[7]
    pair.ask(rtcp.nack(seen(lost).ssrc, [seen(lost).sequence]))
    assert pair.down.sent[30:] == [lost]


def test_who_asks_for_everything_again_gets_only_so_much_in_a_tick() -> None:
    pair = a_pair()
    for number in range(400):
        pair.send(rtp(number, vp8(number, key=number == 0)))
    before = len(pair.down.sent)
    everything = [seen(packet).sequence for packet in pair.down.sent]
    for _ in range(20):
        pair.ask(rtcp.nack(seen(pair.down.sent[0]).ssrc, everything))
    assert len(pair.down.sent) - before == 150


def test_after_a_pause_numbers_and_pictures_go_on_without_a_leap() -> None:
    pair = a_pair()
    for number in range(10):
        pair.send(rtp(number, vp8(number, key=number == 0, picture=number)), number / 30)
    pair.route(False)
    for number in range(10, 40_000):
        pair.send(rtp(number, vp8(number, key=False, picture=number & 0x7FFF)), number / 30)
    pair.route(True)
    pair.send(rtp(40_000, vp8(40_000, key=True, picture=40_000 & 0x7FFF)), 1_400.0)
    before, after = seen(pair.down.sent[-2]), seen(pair.down.sent[-1])
    assert after.sequence == before.sequence + 1
    assert after.body[2:5] == bytes([0x80, 10, 10])
    assert mark_of(pair.down.sent[-1]) == 40_000


def test_a_publisher_who_comes_back_goes_on_for_its_receivers() -> None:
    pair = a_pair()
    for number in range(10):
        pair.send(
            rtp(number, vp8(number, key=number == 0, picture=number), timestamp=3_000 * number),
            number / 30,
        )
    pair.room.publish(pair.sender, Line(), IDS, sections(camera=7_000), 1.0)
    pair.send(rtp(60_000, vp8(99, key=False, picture=900), timestamp=5, ssrc=7_000), 1.9)
    pair.send(rtp(60_001, vp8(100, key=True, picture=901), timestamp=5, ssrc=7_000), 2.3)
    before, after = seen(pair.down.sent[-2]), seen(pair.down.sent[-1])
    assert mark_of(pair.down.sent[-1]) == 100
    assert (after.ssrc, after.sequence) == (before.ssrc, before.sequence + 1)
    assert after.body[2:5] == bytes([0x80, 10, 10])
    assert after.timestamp - before.timestamp == 180_000  # two seconds of 90 kHz


def test_sender_reports_reach_receivers_with_their_own_numbers() -> None:
    pair = a_pair()
    pair.send(rtp(1, vp8(1, key=True), timestamp=500))
    assert pair.sender.uplink is not None
    told = rtcp.SenderReport(CAMERA, 77 << 32, 500, 1, 10)
    pair.sender.uplink.receive_rtcp(rtcp.sender_report(told), 0.0)
    (got,) = list(rtcp.read(pair.down.rtcp[-1]))
    track = pair.sender.tracks["camera"]
    assert got == rtcp.SenderReport(track.ssrc, 77 << 32, 500, 1, len(pair.down.sent[0]))


def test_a_source_that_was_not_announced_is_known_by_the_name_of_its_m_line() -> None:
    pair = a_pair()
    stranger = rtp(1, vp8(1, key=True), ssrc=4_321, extension=b"\x101")
    pair.send(stranger)
    assert [mark_of(packet) for packet in pair.down.sent] == [1]
    for ssrc in range(5_000, 5_200):
        pair.send(rtp(1, vp8(2, key=True), ssrc=ssrc, extension=b"\x101"))
    assert len(pair.down.sent) < 30


def test_a_track_that_ends_frees_its_m_line_for_the_next_of_its_kind() -> None:
    pair = a_pair()
    assert pair.receiver.downlink is not None
    slots = pair.receiver.downlink.slots
    assert [(slot.mid, slot.seat) for slot in slots] == [("0", "a"), ("1", "a")]
    pair.room.remove("a", 0.0)
    assert [slot.seat for slot in slots] == ["", ""]
    other = pair.room.seat("c")
    pair.room.publish(other, Line(), IDS, sections(), 0.0)
    pair.room.subscribe(pair.receiver, pair.down, 0.0)
    assert [(slot.mid, slot.seat) for slot in slots] == [("0", "c"), ("1", "c")]


class Publisher:
    """Sends on a line that loses, doubles and reorders, with padding in between."""

    def __init__(self, first: int) -> None:
        self.sequence = first
        self.mark = 0
        self.bodies: list[int] = []

    def packet(self, padding: bool) -> bytes:
        self.sequence += 1
        if padding:
            return rtp(self.sequence, b"", padding=200)
        self.mark += 1
        return rtp(self.sequence, vp8(self.mark, key=self.mark % 20 == 1), timestamp=self.mark)


@given(
    first=st.integers(0, 0xFFFF),
    steps=st.lists(st.sampled_from("mmmmmppld"), min_size=1, max_size=300),
    swaps=st.sets(st.integers(0, 298), max_size=60),
)
def test_padding_leaves_no_hole_and_nothing_comes_twice(
    first: int, steps: list[str], swaps: set[int]
) -> None:
    pair, publisher = a_pair(), Publisher(first)
    pair.send(publisher.packet(False))
    lost = 0
    wire: list[bytes] = []
    for step in steps:
        packet = publisher.packet(step == "p")
        if step == "l":
            lost += 1
            continue
        wire += [packet, packet] if step == "d" else [packet]
    for at in swaps:
        if at + 1 < len(wire):
            wire[at], wire[at + 1] = wire[at + 1], wire[at]
    for packet in wire:
        pair.send(packet)
    got = [seen(packet) for packet in pair.down.sent]
    media = {
        one.sequence: mark_of(raw)
        for one, raw in zip(got, pair.down.sent, strict=True)
        if not one.flags & 0x20
    }
    assert len({one.sequence for one in got}) == len(got)
    order = sorted(media, key=lambda sequence: (sequence - got[0].sequence) & 0xFFFF)
    marks = [media[sequence] for sequence in order]
    assert marks == sorted(set(marks))
    span = max((one.sequence - got[0].sequence) & 0xFFFF for one in got) + 1
    assert span - len(got) <= lost  # every hole is a packet that was really lost
