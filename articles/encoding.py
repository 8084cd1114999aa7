"""How bytes become text: by their mark, as UTF-8, as declared, or as a guess that is told."""

import codecs
import re
from typing import NamedTuple

from articles.text import UnreadableText, canonical

SAMPLE = 1_000_000  # bytes that are looked at to tell an encoding
MARKS = (  # the longer ones first: UTF-16's is the beginning of UTF-32's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What an editor can choose from, and what is tried where nothing else tells.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows-1252",
    "gb18030": "GB18030",
    "big5": "Big5",
    "shift_jis": "Shift-JIS",
    "euc_kr": "EUC-KR",
    "koi8-r": "KOI8-R",
    "cp1251": "Windows-1251",
}
BINARY = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x1f\x8b", "a gzip file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x80\x04\x95", "a Python pickle"),
)


# Half a pair, or a sign in more bytes than it needs: UTF-8 written by a broken program.
BROKEN_UTF8 = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]|[\xc0\xc1][\x80-\xbf]")
UTF8_SIGN = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


class Encoding(NamedTuple):
    """How bytes are read, and how it is known: "mark", "utf-8", "declared", "chosen", "guessed"."""

    codec: str
    known_by: str

    @property
    def name(self) -> str:
        """As people know it."""
        return ENCODINGS.get(self.codec.removesuffix("-sig"), self.codec.upper())

    @property
    def warnings(self) -> tuple[str, ...]:
        if self.known_by != "guessed":
            return ()
        return (f"Read as {self.name}, which is a guess. If letters look wrong, choose another.",)


def encoding_of(data: bytes, *, chosen: str = "", declared: str = "") -> Encoding:
    """How to read these bytes; their first SAMPLE is enough.

    A byte order mark wins, then what was chosen, then strict UTF-8, then what the file declares;
    what is left is guessed, which a preview must say. Raises UnreadableText for what is no text.
    """
    for mark, codec in MARKS:
        if data.startswith(mark):
            return Encoding(codec, "mark")
    if chosen:
        return Encoding(codec_named(chosen), "chosen")
    refuse_binary(data)
    sample = data[:SAMPLE]
    wrong = utf8_error(sample)
    if wrong is None:
        return Encoding("utf-8", "utf-8")
    if declared:
        codec = codec_named(declared)
        # Browsers read both names of Latin 1 as Windows-1252, and so were the pages written.
        codec = "cp1252" if codec in {"iso8859-1", "ascii"} else codec
        if codec != "utf-8":
            return Encoding(codec, "declared")
    refuse_damaged(sample, wrong)
    return Encoding(guessed(sample), "guessed")


def refuse_binary(data: bytes) -> None:
    """Raises UnreadableText for what is no text, and for UTF-16 that does not say so."""
    for magic, what in BINARY:
        if data.startswith(magic):
            raise UnreadableText(f"This is {what}, not text. Save the article as text or HTML.")
    sample = data[:SAMPLE]
    nuls = sample.count(0)
    if not nuls:
        return
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if nuls > len(sample) / 5 and min(even, odd) < max(even, odd) / 20:
        raise UnreadableText(
            "This looks like UTF-16 without a mark at its beginning. Choose UTF-16 "
            f"{'LE' if odd > even else 'BE'} as the encoding, or save the file as UTF-8."
        )
    if nuls > 8 and nuls > len(sample) / 1000:
        raise UnreadableText(
            f"Byte {sample.index(0) + 1:,} is a NUL, as in a binary file. Save the article as text."
        )


def refuse_damaged(sample: bytes, wrong: int) -> None:
    """Raises UnreadableText for UTF-8 that broke in places, the first of them at `wrong`."""
    broken = BROKEN_UTF8.search(sample)
    others = sum(byte > 127 for byte in UTF8_SIGN.sub(b"", sample))
    if broken or others * 4 <= len(UTF8_SIGN.findall(sample)):
        at = broken.start() if broken else wrong
        raise UnreadableText(
            f"Byte {at + 1:,} is not UTF-8, though the rest is. Mend it, or choose the encoding."
        )


def codec_named(name: str) -> str:
    """Python's own name of an encoding. Raises UnreadableText for one that is none of text."""
    try:
        codec = codecs.lookup(name.strip())
        if not codec._is_text_encoding:
            raise LookupError
    except (LookupError, ValueError) as error:
        raise UnreadableText(
            f"There is no encoding {name[:40]!r}. Choose one, or save the file as UTF-8."
        ) from error
    return "gb18030" if codec.name in {"gb2312", "gbk"} else codec.name


def utf8_error(sample: bytes) -> int | None:
    """The offset of the first byte that is not UTF-8; what was cut may end in half a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=len(sample) < SAMPLE)
    except UnicodeDecodeError as error:
        return error.start
    return None


def guessed(sample: bytes) -> str:
    """The likeliest encoding of text that is not UTF-8."""
    from charset_normalizer import from_bytes  # slow to load, seldom needed

    found = from_bytes(sample[:20_000], cp_isolation=[c for c in ENCODINGS if c[:3] != "utf"])
    best = found.best()
    wide = sum(byte > 127 for byte in sample[:20_000]) > len(sample[:20_000]) / 10
    return codec_named(best.encoding) if best and wide else "cp1252"


def decode(data: bytes, *, chosen: str = "", declared: str = "") -> tuple[str, Encoding]:
    """Canonical text of a file, and how it was read. Raises UnreadableText."""
    if not data.strip():
        raise UnreadableText("The file is empty. Choose one that holds an article.")
    encoding = encoding_of(data, chosen=chosen, declared=declared)
    try:
        text = canonical(data.decode(encoding.codec))
    except UnicodeError as error:
        place = f"Byte {error.start + 1:,}" if isinstance(error, UnicodeDecodeError) else "It"
        raise UnreadableText(
            f"{place} is not {encoding.name}. Choose another encoding, or save the file as UTF-8."
        ) from error
    if not text.strip():
        raise UnreadableText("There is nothing but white space. Choose a file with an article.")
    return text, encoding
