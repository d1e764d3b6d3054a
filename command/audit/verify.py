"""Verifying: walks a chain row by row against its hashes and the checkpoints. Pure.

Finds what was changed, taken out, put elsewhere, cut off or written anew. Says nothing about
rows after the newest checkpoint but that they fit together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from command.audit.chain import Line, Tip, hash_after, origin
from command.audit.checkpoint import Checkpoint, Reader

MOST = 100
"""Findings that are kept: whoever spoilt more is found all the same."""


class Kind(StrEnum):
    CHANGED = "changed"  # a row does not have the hash that its content demands
    MISSING = "missing"  # numbers are skipped, or a row stands where it does not belong
    CUT = "cut"  # the chain ends before a checkpoint
    REWRITTEN = "rewritten"  # a chain that fits together, but not the one that was signed
    FORGED = "forged"  # a checkpoint that our key did not sign
    LOOSE = "loose"  # a row that never came into the chain


@dataclass(frozen=True, slots=True)
class Finding:
    kind: Kind
    seq: int
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Rows `first` to `last` were walked; up to `anchored` a checkpoint holds them."""

    first: int
    last: int
    anchored: int
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        return not self.findings


class Walker:
    """Takes the rows in order; `start` is where they follow on, an origin or an earlier tip."""

    def __init__(self, start: Tip, checkpoints: Iterable[Checkpoint], reader: Reader) -> None:
        self._findings: list[Finding] = []
        self.first = start.seq + 1
        self.tip = start
        self.anchored = 0
        self._signed = {
            one.seq: one.hash for one in checkpoints if self._is_ours(one, reader, start.chain)
        }
        if start.seq == 0 and start != origin(start.chain):
            self._find(Kind.REWRITTEN, 0, "the chain does not begin as a chain of its id does")

    def step(self, line: Line) -> None:
        """Take the next row."""
        if line.seq != self.tip.seq + 1:
            self._find(Kind.MISSING, line.seq, f"row {line.seq} follows on row {self.tip.seq}")
        elif hash_after(self.tip.hash, line) != line.hash:
            self._find(Kind.CHANGED, line.seq, f"row {line.seq} is not as it was chained")
        signed = self._signed.get(line.seq)
        if signed is not None and signed != line.hash:
            self._find(Kind.REWRITTEN, line.seq, f"row {line.seq} is not the one that was signed")
        elif signed is not None and not self._findings:
            self.anchored = line.seq
        self.tip = Tip(self.tip.chain, line.seq, line.hash)

    def end(self, told: Tip | None = None, loose: int = 0) -> Verdict:
        """No row is left. `told` is the tip a database claims, `loose` its rows without a place."""
        newest = max(self._signed, default=0)
        if newest > self.tip.seq:
            self._find(Kind.CUT, self.tip.seq, f"signed up to {newest}, but it ends here")
        if told is not None and told != self.tip:
            self._find(Kind.CUT, self.tip.seq, f"the head says {told.seq} with another hash")
        if loose:
            self._find(Kind.LOOSE, self.tip.seq, f"{loose} rows never came into the chain")
        return Verdict(self.first, self.tip.seq, self.anchored, tuple(self._findings))

    def _is_ours(self, one: Checkpoint, reader: Reader, chain: str) -> bool:
        if not reader.has_signed(one):
            self._find(Kind.FORGED, one.seq, f"the checkpoint at {one.seq} has another signature")
        elif one.chain != chain:
            self._find(Kind.REWRITTEN, one.seq, f"the checkpoint at {one.seq} is of another chain")
        else:
            return True
        return False

    def _find(self, kind: Kind, seq: int, words: str) -> None:
        if len(self._findings) < MOST:
            self._findings.append(Finding(kind, seq, words))
