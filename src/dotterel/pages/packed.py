"""Archives as plain bytes, read forward: gzip undone within bounds, damage passed over, and any place found again."""

import zlib
from collections import deque
from typing import BinaryIO, NamedTuple

from dotterel.pages.unpacking import FREE_BYTES

BLOCK_BYTES = 65_536
GZIP = b"\x1f\x8b"
GZIP_MEMBER = b"\x1f\x8b\x08"
GZIP_BITS = 31
"""What tells zlib that the bytes are gzip, with its header and its checksum."""

MAX_RATIO = 100
"""Bytes that one packed byte may become. Pages become 3 to 10, the densest lists 30; a bomb of zeros 1,032."""

FAR_BYTES = 64_000_000
"""Plain bytes that are unpacked anew to come back to a place: a fifth of a second, where one member holds it all."""


class Place(NamedTuple):
    """Where in an archive: a byte of the file, and how many plain bytes lie between what is packed there and here."""

    packed: int
    within: int

    def __str__(self) -> str:
        """The byte of the file, as indexes of archives give it; bytes within the packed stretch behind a plus sign."""
        return f"{self.packed}+{self.within}" if self.within else str(self.packed)

    @classmethod
    def read(cls, written: str) -> "Place":
        """The place that `str` wrote. Raises ValueError for anything else."""
        packed, _, within = written.partition("+")
        return cls(int(packed), int(within or 0))


class Damage(NamedTuple):
    """Why an archive cannot be read on from here: a reason code and the detail in words."""

    reason: str
    detail: str


class PackedFile:
    """The plain bytes of a file, gzipped or not, of which no more is held than was asked for and one block.

    Plain bytes end at damage; `go_on` begins again behind it. Reading may raise OSError.
    """

    def __init__(self, file: BinaryIO) -> None:
        """`file` must be able to seek."""
        file.seek(0)
        self._is_packed = file.read(len(GZIP)) == GZIP
        self._file = file
        self.held = bytearray()
        self.damage: Damage | None = None
        self.go_to(Place(0, 0))

    @property
    def place(self) -> Place:
        """Where the first byte stands that is held, or that comes next."""
        while len(self._members) > 1 and self._members[1][0] <= self._at:
            self._members.popleft()
        start, packed = self._members[0]
        within = self._at - start
        return Place(packed, within) if self._is_packed else Place(packed + within, 0)

    def hold(self, size: int) -> bool:
        """Hold at least so many bytes; false where fewer are left before the end or the next damage."""
        while len(self.held) < size and self._hold_more():
            pass
        return len(self.held) >= size

    def drop(self, size: int) -> None:
        """Forget the first bytes of those that are held."""
        self._at += min(size, len(self.held))
        del self.held[:size]

    def skip(self, size: int) -> bool:
        """Pass over so many bytes without holding them; false where fewer are left before the end or damage."""
        while size > 0 and self.hold(1):
            passed = min(size, len(self.held))
            self.drop(passed)
            size -= passed
        return size == 0

    def is_checked(self, size: int) -> bool:
        """True where no damage is known, or where a right checksum stands behind the first `size` bytes held."""
        return self.damage is None or self._at + size <= self._checked_to

    def measure(self) -> None:
        """Measure from here on how densely the bytes are packed that are read for one record."""
        self._measured_from = self._read_to - len(self._input)
        self._plain_bytes = 0

    def go_to(self, place: Place) -> bool:
        """Go on from a place that was told before; false where it is too far to come back to, or no longer there."""
        if self._is_packed and place.within > FAR_BYTES:
            return False
        self._begin(place.packed)
        return self.skip(place.within)

    def go_on(self) -> bool:
        """Begin again at the next gzip member that holds WARC records, if there is one behind the damage."""
        found = self._next_member(self._member_start + 1)
        if found is not None:
            self._begin(found)
        return found is not None

    def _begin(self, at: int) -> None:
        """Read on at this byte of the file, where a gzip member starts if the file is packed."""
        self._file.seek(at)
        self._input = b""
        self._member: zlib._Decompress | None = None
        self._member_start = self._read_to = at
        self._at = self._checked_to = 0
        self.measure()
        self._members = deque([(0, at)])
        self.held.clear()
        self.damage = None

    def _hold_more(self) -> bool:
        if self.damage is not None:
            return False
        block = self._unpacked() if self._is_packed else self._file.read(BLOCK_BYTES)
        self.held += block
        return bool(block)

    def _unpacked(self) -> bytes:
        """The next plain bytes of a member; none at the end of the file or at damage."""
        while self._member is not None or self._begin_member():
            member = self._member
            if member is None or not (self._input or self._read()):
                self.damage = Damage("broken_record", "the file ends in the middle of a gzip member")
                return b""
            try:
                block = member.decompress(self._input, BLOCK_BYTES)
            except zlib.error as error:
                self.damage = Damage("broken_record", f"damaged gzip member: {error}")
                return b""
            self._input = member.unused_data if member.eof else member.unconsumed_tail
            self._plain_bytes += len(block)
            taken = self._read_to - len(self._input) - self._measured_from
            if self._plain_bytes > max(FREE_BYTES, MAX_RATIO * taken):
                self.damage = Damage("over_compressed", f"what is gzipped here grows more than {MAX_RATIO} times")
                return b""
            if member.eof:
                self._member = None
                self._checked_to = self._at + len(self.held) + len(block)
            if block:
                return block
        return b""

    def _begin_member(self) -> bool:
        """Begin the member that comes next; NUL bytes between members are padding. False at the end of the file."""
        self._input = self._input.lstrip(b"\0")
        while not self._input:
            if not self._read():
                return False
            self._input = self._input.lstrip(b"\0")
        self._member = zlib.decompressobj(GZIP_BITS)
        self._member_start = self._read_to - len(self._input)
        self._members.append((self._at + len(self.held), self._member_start))
        return True

    def _read(self) -> bool:
        self._input = self._file.read(BLOCK_BYTES)
        self._read_to += len(self._input)
        return bool(self._input)

    def _next_member(self, at: int) -> int | None:
        """The byte from `at` on where a member starts that holds WARC records; None where there is none."""
        kept = len(GZIP_MEMBER) - 1
        self._file.seek(at)
        while block := self._file.read(BLOCK_BYTES):
            found = block.find(GZIP_MEMBER)
            while found >= 0:
                if self._holds_records(at + found):
                    return at + found
                found = block.find(GZIP_MEMBER, found + 1)
            if len(block) < BLOCK_BYTES:
                break
            at += len(block) - kept
            self._file.seek(at)
        return None

    def _holds_records(self, at: int) -> bool:
        self._file.seek(at)
        try:
            start = zlib.decompressobj(GZIP_BITS).decompress(self._file.read(BLOCK_BYTES // 16), len(b"WARC/"))
        except zlib.error:
            return False
        return start == b"WARC/"
