"""Bytes to characters: by byte-order mark, as UTF-8, by the declared charset, else by what the bytes look like."""

import codecs
import re

from charset_normalizer import from_bytes

DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
DECLARATION_BYTES = 4096
GUESS_BYTES = 40_000
CHECKED_BYTES = 8192
MAX_CONTROL_SHARE = 0.02
"""Share of control characters above which bytes are no text.

Text has none but white space, pictures have about a tenth.
"""

BROWSER_NAMES = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-8-i": "cp1255",
    "tis-620": "cp874",
}
"""What browsers read a declared label as (WHATWG Encoding Standard)."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode_exactly(content: bytes) -> str | None:
    """The characters of UTF-8 bytes, all of them kept; None where they are no UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def decode(content: bytes) -> str | None:
    """The characters of a page's bytes, without byte-order mark; None where the bytes are no text."""
    text = marked_text(content)
    if text is None:
        text = unmarked_text(content)
    return None if text is None or is_binary(text) else text


def marked_text(content: bytes) -> str | None:
    """Text by its byte-order mark; None where there is none."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    return None


def unmarked_text(content: bytes) -> str | None:
    """Text without byte-order mark. UTF-8 comes before the declared charset: other text hardly ever is valid UTF-8."""
    wide = wide_encoding(content)
    if wide is not None:
        return content.decode(wide, "replace")
    if b"\x1b" not in content and (text := decode_exactly(content)) is not None:
        return text
    declared = declared_encoding(content)
    if declared is not None:
        return content.decode(declared, "replace")
    nearly = content.decode("utf-8", "replace")
    return nearly if is_nearly_whole(nearly) else guessed_text(content)


def is_nearly_whole(text: str) -> bool:
    """True where UTF-8 was cut or damaged in few places only, so that it is UTF-8 all the same."""
    foreign = sum(character > "\x7f" for character in text[:GUESS_BYTES])
    damaged = text[:GUESS_BYTES].count("\ufffd")
    return damaged < foreign and damaged <= max(1, foreign // 10)


def wide_encoding(content: bytes) -> str | None:
    """UTF-16 without its mark: in Western text every second byte is NUL; None for anything else."""
    sample = content[:CHECKED_BYTES]
    if len(sample) < 8 or not 0.3 < sample.count(0) / len(sample) < 0.6:
        return None
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def declared_encoding(content: bytes) -> str | None:
    """The charset that the page declares, as browsers read it; None where it declares none that is known."""
    found = DECLARED.search(content[:DECLARATION_BYTES])
    if found is None:
        return None
    label = found.group(1).decode("ascii", "replace").lower()
    try:
        name = codecs.lookup(BROWSER_NAMES.get(label, label)).name
        "".encode(name)
    except LookupError:
        return None
    return None if name.startswith(("utf-16", "utf-32", "utf-8")) else name


def guessed_text(content: bytes) -> str:
    """Text of an undeclared old charset: what charset-normalizer finds most likely, else Windows-1252."""
    best = from_bytes(content[:GUESS_BYTES]).best()
    encoding = "cp1252" if best is None else best.encoding
    return content.decode(encoding, "replace")


def is_binary(text: str) -> bool:
    """True where NUL or other control characters show that the bytes were no text."""
    sample = text[:CHECKED_BYTES]
    bad = sum((character < " " and character not in "\t\n\r\f\x1b") or character == "\ufffd" for character in sample)
    return "\x00" in sample or sample.startswith(("%PDF-", "PK\x03\x04")) or bad > MAX_CONTROL_SHARE * len(sample) + 1
