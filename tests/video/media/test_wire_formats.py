"""RTCP, congestion feedback and numbers, read back as a client would."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from command.video.media import rtcp, rtp
from command.video.media.keyframe import is_keyframe
from command.video.media.rewrite import picture, with_picture
from command.video.media.track import Track
from command.video.media.twcc import Arrivals
from command.video.media.uplink import SOURCES, Uplink
from tests.video.media.packets import IDS, Line, sections, vp8
from tests.video.media.packets import rtp as a_packet

numbers = st.integers(0, 0xFFFF)


@given(st.lists(numbers, min_size=1, max_size=100, unique=True))
def test_every_number_asked_for_is_read_back(lost: list[int]) -> None:
    lost.sort()
    (item,) = rtcp.read(rtcp.nack(9, lost))
    assert item == rtcp.Nack(9, tuple(lost))


def test_reduced_size_and_compound_packets_read_alike() -> None:
    report = rtcp.Report(7, 12, -3, 4_000, 5, 6, 7)
    request = rtcp.keyframe_request(9)
    assert list(rtcp.read(request)) == [rtcp.KeyframeRequest(9)]
    assert list(rtcp.read(rtcp.receiver_report([report]) + request)) == [
        report,
        rtcp.KeyframeRequest(9),
    ]


@given(st.binary(max_size=200))
def test_reading_rtcp_never_fails(data: bytes) -> None:
    for kind in (200, 201, 203, 205, 206):
        for form in (0, 1, 4, 15, 31):
            head = struct.pack("!BBH", 0x80 | form, kind, len(data) // 4)
            assert len(list(rtcp.read(head + data))) < 1_000


@given(st.binary(max_size=300))
def test_a_packet_of_any_bytes_is_taken_or_dropped(data: bytes) -> None:
    link = Uplink(Line())
    named = sections()
    link.agree(
        IDS,
        [(named["mic"], Track("mic", "audio", 1)), (named["camera"], Track("camera", "video", 2))],
    )
    link.receive(data, 0, 0.0)
    for flags in (0x80, 0x90, 0xB0, 0x8F):
        head = struct.pack("!BBHII", flags, 96, 1, 1, 1_000)
        link.receive(head + data, 0, 0.0)
        link.receive(head + b"\xbe\xde" + data, 0, 0.0)
        link.receive(head + b"\x10\x00" + data, 0, 0.0)
    assert len(link._sources) <= SOURCES


@given(st.binary(max_size=20), st.integers(0, 0x7FFF), st.integers(0, 0xFF))
def test_picture_numbers_move_on_and_nothing_else_changes(
    body: bytes, number: int, base: int
) -> None:
    found = picture(body)
    moved = with_picture(body, number, base)
    is_keyframe(body)
    assert len(moved) == len(body)
    if found is None:
        assert moved == body
        return
    after = picture(moved)
    assert after is not None
    assert after.number == (found.number + number) % (0x8000 if found.is_long else 0x80)
    assert with_picture(moved, -number, -base) == body


def test_keyframes_are_told_from_other_frames() -> None:
    assert is_keyframe(vp8(1, key=True))
    assert not is_keyframe(vp8(1, key=False))
    assert not is_keyframe(vp8(1, key=True, first=False))


def told(data: bytes) -> tuple[int, dict[int, int | None]]:
    """Feedback as its sender reads it: number -> arrival in ticks of 250 us."""
    first, count, word = struct.unpack_from("!HHI", data, 12)
    symbols: list[int] = []
    at = 20
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", data, at)
        at += 2
        if chunk & 0x8000:
            assert chunk & 0x4000
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [chunk >> 13] * (chunk & 0x1FFF)
    time = (word >> 8) * 256
    came: dict[int, int | None] = {}
    for place, symbol in enumerate(symbols[:count]):
        width = {0: 0, 1: 1, 2: 2}[symbol]
        delta = int.from_bytes(data[at : at + width], "big", signed=width == 2)
        at += width
        time += delta
        came[(first + place) & 0xFFFF] = time if symbol else None
    assert len(data) == 4 + 4 * struct.unpack_from("!H", data, 2)[0]
    return word & 0xFF, came


@given(
    first=numbers,
    gaps=st.lists(
        st.tuples(st.integers(1, 30), st.integers(0, 3_000_000_000)), min_size=1, max_size=120
    ),
)
def test_feedback_tells_every_arrival_and_every_loss(
    first: int, gaps: list[tuple[int, int]]
) -> None:
    arrivals = Arrivals()
    number, time = first, 5_000_000_000
    sent: dict[int, int | None] = {}
    for step, pause in gaps:
        arrivals.add(number & 0xFFFF, time)
        sent[number & 0xFFFF] = time // 250_000
        sent |= {missing & 0xFFFF: None for missing in range(number + 1, number + step)}
        number, time = number + step, time + pause
    heard: dict[int, int | None] = {}
    counts = []
    while (data := arrivals.feedback(3)) is not None:
        count, came = told(data)
        counts.append(count)
        heard |= came
    assert counts == list(range(len(counts)))
    assert heard == {one: sent[one] for one in heard}
    assert {one for one, at in heard.items() if at is not None} == {
        one for one, at in sent.items() if at is not None
    }


def test_a_packet_that_comes_late_is_no_longer_called_lost() -> None:
    arrivals = Arrivals()
    arrivals.add(1, 0)
    arrivals.add(3, 1_000_000)
    first = arrivals.feedback(3)
    arrivals.add(2, 2_000_000)
    second = arrivals.feedback(3)
    assert first is not None
    assert second is not None
    assert told(first)[1][2] is None
    assert told(second)[1][2] == 8


def test_padding_and_unknown_streams_count_for_the_feedback() -> None:
    line = Line()
    link = Uplink(line)
    link.agree(IDS, [])
    for number in range(5):
        probe = b"\x31" + struct.pack("!H", number)
        link.receive(a_packet(number, b"", ssrc=99, padding=100, extension=probe), 10**9, 0.0)
    link.feedback()
    assert list(told(line.rtcp[0])[1]) == [0, 1, 2, 3, 4]


def test_numbers_are_compared_around_their_end() -> None:
    assert rtp.newer(2, 0xFFFE) == 4
    assert rtp.newer(0xFFFE, 2) == -4
