"""Which characters the bytes of a file stand for: found out, never assumed, and told with the reason."""

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

from truce.base.errors import Refused

BLOCK = 1 << 18
_SAMPLE = 1 << 16
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTAINERS = (
    (b"PK\x03\x04", "This is an Excel workbook or another zip file: save the sheet as CSV and import that."),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook: save the sheet as CSV and import that."),
    (b"%PDF", "This is a PDF: export the list as CSV and import that."),
    (b"\x1f\x8b", "This file is compressed: unpack it first."),
)
# Code pages that a CRM export may come in. Latin ones differ by language, which short names do not show.
_BYTEWISE = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "koi8_r",
    "mac_roman",
]
_CODE_PAGES = [*_BYTEWISE, "cp932", "euc_jp", "gb18030", "big5", "cp949"]
_LATIN = frozenset({"cp1252", "latin_1", "iso8859_1", "iso8859_15", "cp1254", "mac_roman"})
_ENOUGH = 32  # bytes beyond ASCII; with fewer a statistical guess is a coin toss


class Unreadable(Refused):
    """The file is not text in any encoding that can be told."""


@dataclass(frozen=True)
class Encoding:
    """`skip` bytes of mark at the start; `is_clean`: every byte of the file could be read."""

    name: str
    why: str
    skip: int = 0
    is_clean: bool = True


def detect_encoding(stream: BinaryIO, *, chosen: str = "") -> Encoding:
    """Return the encoding of a file and why it was taken.

    Takes   stream: seekable; chosen: a codec name that a person insists on.
    Raises  Unreadable: empty, a workbook, binary, or marked as what it is not.
    Cost    reads the whole file once, in blocks.
    """
    stream.seek(0)
    head = stream.read(_SAMPLE)
    if not head:
        raise Unreadable("The file is empty.")
    for magic, sentence in _CONTAINERS:
        if head.startswith(magic):
            raise Unreadable(sentence)
    if chosen:
        return _chosen(stream, head, chosen)
    return _marked(stream, head) or _wide(stream, head) or _utf8(stream) or _code_page(stream)


def _chosen(stream: BinaryIO, head: bytes, name: str) -> Encoding:
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        raise Unreadable(f"There is no encoding called {name}.") from None
    skip = next((len(mark) for mark, of in _MARKS if of == codec and head.startswith(mark)), 0)
    return Encoding(codec, "chosen by hand", skip, _decodes(stream, codec, skip))


def _marked(stream: BinaryIO, head: bytes) -> Encoding | None:
    for mark, name in _MARKS:
        if not head.startswith(mark):
            continue
        text = codecs.getincrementaldecoder(name)("replace").decode(head[len(mark) :])
        if name != "utf-8" and text.count("\0") > len(text) // 4:
            raise Unreadable(
                "The first bytes say UTF-16, but the text is in units of four bytes: save it again as UTF-8."
            )
        return Encoding(name, "the file starts with its byte order mark", len(mark), _decodes(stream, name, len(mark)))
    return None


def _wide(stream: BinaryIO, head: bytes) -> Encoding | None:
    zeros = [head[offset::4].count(0) for offset in range(4)]
    quarter = max(1, len(head) // 4)
    often = [count > quarter // 2 for count in zeros]
    shapes = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    name = shapes.get((often[0], often[1], often[2], often[3]))
    if name:
        return Encoding(name, "every character takes several bytes, most of them zero", 0, _decodes(stream, name, 0))
    if sum(zeros) > len(head) // 4:
        raise Unreadable("This is not a text file.")
    return None


def _utf8(stream: BinaryIO) -> Encoding | None:
    good, bad = _count_utf8(stream)
    if not bad:
        return Encoding("utf-8", "every byte is valid UTF-8" if good else "plain ASCII")
    # A damaged UTF-8 file stays UTF-8: read otherwise, every accent in it would be wrong instead of a few.
    if good >= 10 * bad:
        return Encoding("utf-8", f"nearly all of it is valid UTF-8; {bad} places are not", is_clean=False)
    return None


def _count_utf8(stream: BinaryIO) -> tuple[int, int]:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    replacing = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    for block, is_last in _blocks(stream, 0):
        try:
            text = decoder.decode(block, is_last)
            if not text.isascii():
                good += len(text) - len(text.encode("ascii", "ignore"))
        except UnicodeDecodeError:
            # Characters cut at the edge of a block count as bad here: a few, against thousands of good ones.
            text = replacing.decode(block, True)
            replacing.reset()
            decoder.reset()
            bad += text.count("\ufffd")
            good += len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")
    return good, bad


def _code_page(stream: BinaryIO) -> Encoding:
    sample = _telling_lines(stream)
    beyond = sum(byte > 127 for byte in sample)
    guess = from_bytes(sample, cp_isolation=_CODE_PAGES).best() if beyond >= _ENOUGH else None
    if guess is not None and guess.encoding not in _LATIN and _decodes(stream, guess.encoding, 0):
        return Encoding(guess.encoding, f"not UTF-8; the letters look most like {guess.encoding}")
    why = "not UTF-8; taken as Western European Windows text"
    return Encoding("cp1252", why, is_clean=_decodes(stream, "cp1252", 0))


def _telling_lines(stream: BinaryIO) -> bytes:
    stream.seek(0)
    kept: list[bytes] = []
    size = 0
    while size < _SAMPLE and (line := stream.readline(4096)):
        if not line.isascii():
            kept.append(line)
            size += len(line)
    return b"".join(kept)


def _decodes(stream: BinaryIO, name: str, skip: int) -> bool:
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        for block, is_last in _blocks(stream, skip):
            decoder.decode(block, is_last)
    except UnicodeDecodeError:
        return False
    return True


def _blocks(stream: BinaryIO, skip: int):
    stream.seek(skip)
    block = stream.read(BLOCK)
    while block:
        following = stream.read(BLOCK)
        yield block, not following
        block = following
