"""Compressed bytes made plain, within bounds: neither more than is allowed in all, nor far more than came in."""

import zlib
from collections.abc import Iterable

STEP_BYTES = 1 << 16
FREE_BYTES = 1 << 20
"""Bytes that any input may become: a small page of a few repeated lines packs better than any bound on the ratio."""


class UnpackError(Exception):
    """Why bytes were not taken: a reason code and the detail in words."""

    def __init__(self, reason: str, detail: str) -> None:
        """Keep the reason code and the words apart, as the Refusal wants them."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def unpacked(chunks: Iterable[bytes], packing: str, *, max_bytes: int, max_ratio: int) -> bytes:
    """All chunks as one, unpacked as `packing` says ("", "identity", "gzip", "deflate").

    Raises UnpackError: unknown_encoding, too_large, over_compressed, truncated, bad_encoding.
    """
    kind = packing.strip().lower()
    if kind in ("", "identity"):
        return _joined(chunks, max_bytes)
    if kind not in ("gzip", "x-gzip", "deflate"):
        raise UnpackError("unknown_encoding", f"packed as {kind!r}, which was not asked for")
    return _Unpacker(kind, max_bytes, max_ratio).run(chunks)


def _joined(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    whole = bytearray()
    for chunk in chunks:
        whole += chunk
        if len(whole) > max_bytes:
            raise _too_large(max_bytes)
    return bytes(whole)


def _too_large(max_bytes: int) -> UnpackError:
    return UnpackError("too_large", f"more than {max_bytes} bytes")


class _Unpacker:
    """What has come in and gone out so far."""

    def __init__(self, kind: str, max_bytes: int, max_ratio: int) -> None:
        self._kind = kind
        self._max_bytes = max_bytes
        self._max_ratio = max_ratio
        self._came = 0
        self._whole = bytearray()
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def run(self, chunks: Iterable[bytes]) -> bytes:
        for chunk in chunks:
            if not self._came and self._kind == "deflate" and not _has_zlib_header(chunk):
                self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            self._came += len(chunk)
            if self._came > self._max_bytes:
                raise _too_large(self._max_bytes)
            self._take(chunk)
        if self._came and not self._stream.eof:
            raise UnpackError("truncated", "the packed bytes end before their end")
        return bytes(self._whole)

    def _take(self, chunk: bytes) -> None:
        rest = chunk
        while rest:
            if self._stream.eof:
                if not rest.startswith(b"\x1f\x8b"):
                    return  # filling after the last member, which all readers of gzip pass over
                self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)
            try:
                self._whole += self._stream.decompress(rest, STEP_BYTES)
            except zlib.error as error:
                raise UnpackError("bad_encoding", f"not what it says it is packed as: {error}") from None
            self._check()
            rest = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail

    def _check(self) -> None:
        if len(self._whole) > self._max_bytes:
            raise _too_large(self._max_bytes)
        if len(self._whole) > max(FREE_BYTES, self._came * self._max_ratio):
            raise UnpackError("over_compressed", f"more than {self._max_ratio} times as large as it came")


def _has_zlib_header(chunk: bytes) -> bool:
    """True where the bytes begin as RFC 1950 says; some servers send bare deflate instead."""
    return len(chunk) >= 2 and chunk[0] & 0x0F == 8 and (chunk[0] << 8 | chunk[1]) % 31 == 0
