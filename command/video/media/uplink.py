"""An uplink: what one seat's publishing connection sends, sorted by track. Pure.

Every packet counts for the congestion feedback, also one that we do not pass on. Refuses to know
encryption and addresses.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from command.video.media import rtcp, rtp
from command.video.media.layer import Repair, Source
from command.video.media.rtp import EXTENDED, HEADER, MARKER, ONE_BYTE, PADDED
from command.video.media.track import Track
from command.video.media.twcc import Arrivals

SOURCES = 24


class Pipe(Protocol):
    """A connection that takes finished packets; what cannot be sent is lost, as on any line."""

    def send(self, packet: bytes) -> None: ...

    def send_rtcp(self, packet: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Extensions:
    """Ids of the header extensions of a connection; 0 for one that was not agreed."""

    mid: int = 0
    level: int = 0
    transport: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """One published m-line: its payload types, and the SSRCs it announces (media -> repair)."""

    mid: str
    payload_type: int
    repair_type: int | None = None
    sources: Mapping[int, int | None] = field(default_factory=dict)


class Uplink:
    """`tracks` gives the track of each m-line, which lives longer than a connection."""

    def __init__(self, pipe: Pipe) -> None:
        self.arrivals = Arrivals()
        self.tracks: dict[str, Track] = {}
        self.pipe = pipe
        self._ids = Extensions()
        self._sections: dict[str, Section] = {}
        self._sources: dict[int, Source] = {}
        self._of: dict[int, Track] = {}
        self._level = -1

    def agree(self, ids: Extensions, sections: Sequence[tuple[Section, Track]]) -> None:
        """What the offer says; sources of m-lines that stay as they are go on."""
        self._ids = ids
        for ssrc, track in list(self._of.items()):
            if all(track is not kept for _, kept in sections):
                del self._of[ssrc], self._sources[ssrc]
        self._sections = {section.mid: section for section, _ in sections}
        self.tracks = {section.mid: track for section, track in sections}
        for section, track in sections:
            for ssrc, repair in section.sources.items():
                self._announce(section, track, ssrc, repair)

    def _announce(self, section: Section, track: Track, ssrc: int, repair: int | None) -> None:
        if self._of.get(ssrc) is track or len(self._sources) >= SOURCES:
            return
        layer = track.begin(ssrc, section.payload_type, self.pipe.send_rtcp)
        self._sources[ssrc], self._of[ssrc] = layer, track
        if repair is not None and section.repair_type is not None:
            self._sources[repair] = Repair(layer, section.repair_type)
            self._of[repair] = track

    def receive(self, packet: bytes, arrived: int, now: float) -> None:
        """Take a decrypted packet; `arrived` is nanoseconds of the system's clock."""
        try:
            flags, kind, sequence, timestamp, ssrc = HEADER.unpack_from(packet)
        except struct.error:
            return
        start = 12 + 4 * (flags & 15)
        self._level = -1
        if flags & EXTENDED:
            start = self._extensions(packet, start, arrived)
        end = len(packet) - packet[-1] if flags & PADDED else len(packet)
        if not 0 < start <= end:
            return
        source = self._sources.get(ssrc)
        if source is None or source.payload_type != kind & 0x7F:
            source = self._classified(packet, ssrc, kind & 0x7F)
            if source is None:
                return
        if self._level >= 0:
            self._of[ssrc].speaking.heard(self._level, now)
        source.receive(kind & MARKER, sequence, timestamp, packet[start:end], now)

    def _extensions(self, packet: bytes, at: int, arrived: int) -> int:
        """Read transport number and level; where the body begins, 0 for a broken packet."""
        found = rtp.extension(packet, at)
        if found is None:
            return 0
        profile, end = found
        at += 4
        if profile != ONE_BYTE:
            self._read_slowly(packet, at, end, profile, arrived)
            return end
        ids = self._ids
        while at < end - 1:
            first = packet[at]
            number = first >> 4
            if number == ids.transport and at + 2 < end:
                self.arrivals.add(packet[at + 1] << 8 | packet[at + 2], arrived)
            elif number == ids.level and number:
                self._level = packet[at + 1] & 0x7F
            at += 2 + (first & 15) if first else 1
        return end

    def _read_slowly(self, packet: bytes, at: int, end: int, profile: int, arrived: int) -> None:
        for number, value in rtp.elements(packet, at, end, profile):
            if number == self._ids.transport and len(value) >= 2:
                self.arrivals.add(value[0] << 8 | value[1], arrived)
            elif number == self._ids.level and value:
                self._level = value[0] & 0x7F

    def _classified(self, packet: bytes, ssrc: int, kind: int) -> Source | None:
        """The source of an SSRC that was not announced: by its m-line's name, or its type alone."""
        section = self._section_of(packet, kind)
        if section is None or ssrc in self._sources or len(self._sources) >= SOURCES:
            return None
        track = self.tracks[section.mid]
        if kind == section.payload_type:
            self._announce(section, track, ssrc, None)
        elif track.newest is not None:
            self._sources[ssrc], self._of[ssrc] = Repair(track.newest, kind), track
        return self._sources.get(ssrc)

    def _section_of(self, packet: bytes, kind: int) -> Section | None:
        fitting = [
            one for one in self._sections.values() if kind in (one.payload_type, one.repair_type)
        ]
        named = self._named(packet)
        if named is not None:
            fitting = [one for one in fitting if one.mid == named]
        return fitting[0] if len(fitting) == 1 else None

    def _named(self, packet: bytes) -> str | None:
        at = 12 + 4 * (packet[0] & 15)
        found = rtp.extension(packet, at) if packet[0] & EXTENDED and self._ids.mid else None
        if found is None:
            return None
        for number, value in rtp.elements(packet, at + 4, found[1], found[0]):
            if number == self._ids.mid:
                return value.decode("ascii", "replace")
        return None

    def receive_rtcp(self, data: bytes, now: float) -> None:
        """Sender reports go on to the receivers, each with its own numbers."""
        for item in rtcp.read(data):
            if isinstance(item, rtcp.SenderReport) and item.ssrc in self._of:
                self._report(self._of[item.ssrc], item, now)

    def _report(self, track: Track, item: rtcp.SenderReport, now: float) -> None:
        layer = next((one for one in track.layers if one.ssrc == item.ssrc), None)
        if layer is None or layer.arrival is None:
            return
        layer.arrival.reported(item.ntp, now)
        for one in track.listening:
            if one.layer is layer:
                one.send_rtcp(rtcp.sender_report(one.report(item)))

    def feedback(self) -> None:
        """Tell the sender what arrived; some twenty times a second."""
        told = self.arrivals.feedback(next(iter(self._sources), 0))
        if told is not None:
            self.pipe.send_rtcp(told)

    def reports(self, now: float) -> None:
        """Send receiver reports, once a second."""
        told = [report for track in self.tracks.values() for report in track.reports(now)]
        if told:
            self.pipe.send_rtcp(rtcp.receiver_report(told))
