"""RTP as bytes: the fixed header, header extensions, the order of numbers (RFC 3550, 8285).

Pure. Refuses to know codecs, encryption and who sends.
"""

import struct
from collections.abc import Iterator

HEADER = struct.Struct("!BBHII")  # version and flags, marker and type, sequence, timestamp, SSRC
HEADER_BYTES = 12
VERSION = 0x80
PADDED = 0x20
EXTENDED = 0x10
MARKER = 0x80
ONE_BYTE = 0xBEDE
TWO_BYTE = 0x1000
LARGEST = 1_356  # what libsrtp's wrapper takes; browsers send up to 1,200
_EXTENSION = struct.Struct("!HH")


def is_rtcp(data: bytes) -> bool:
    """Tell RTCP from RTP on one port by the second byte (RFC 5761, section 4)."""
    return len(data) > 1 and 192 <= data[1] <= 223


def extension(packet: bytes, at: int) -> tuple[int, int] | None:
    """Profile and end of the extension block that begins at `at`; None when it is cut off."""
    if len(packet) < at + 4:
        return None
    profile, words = _EXTENSION.unpack_from(packet, at)
    end = at + 4 + 4 * words
    return (profile, end) if end <= len(packet) else None


def elements(packet: bytes, at: int, end: int, profile: int) -> Iterator[tuple[int, bytes]]:
    """Id and value of each element between `at` and `end`; stops at the first that is cut off."""
    wide = profile & 0xFFF0 == TWO_BYTE
    if not wide and profile != ONE_BYTE:
        return
    while at < end:
        if packet[at] == 0:  # padding between elements
            at += 1
            continue
        if wide and at + 1 >= end:
            return
        number, size, value = _element(packet, at, wide)
        if value + size > end or (not wide and number == 15):
            return
        yield number, packet[value : value + size]
        at = value + size


def _element(packet: bytes, at: int, wide: bool) -> tuple[int, int, int]:
    """Id, size of the value, and where the value begins."""
    if wide:
        return packet[at], packet[at + 1], at + 2
    return packet[at] >> 4, (packet[at] & 15) + 1, at + 1


def newer(sequence: int, than: int) -> int:
    """How far a 16-bit number lies after another one: -32768 to 32767."""
    return ((sequence - than + 0x8000) & 0xFFFF) - 0x8000
