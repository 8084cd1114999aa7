"""The one boundary that all stored text passes."""

import codecs
import hashlib
import re
import unicodedata


class UnreadableText(ValueError):
    """What is wrong with a text, where, and how to mend it."""


PLAIN = str.maketrans("‘’‚‛′“”„‟″‐‑‒–—―", "'" * 5 + '"' * 5 + "-" * 6)
BROKEN = re.compile("[\x00\ud800-\udfff]")


def canonical(text: str) -> str:
    """LF line ends, NFC, no leading BOM. Raises UnreadableText for a NUL or half a character."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if found := BROKEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        place = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
        what = "a NUL" if found.group() == "\x00" else "half a character (a lone surrogate)"
        raise UnreadableText(f"Line {line}, character {place} is {what}. Take it out.")
    return unicodedata.normalize("NFC", text)


def decode(data: bytes) -> str:
    """Canonical text of a file: its BOM says how, else it is UTF-8. Raises UnreadableText."""
    encoding = "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = canonical(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"Byte {error.start + 1} is not {encoding.upper()}. Save the file as UTF-8."
        ) from error
    if not text.strip():
        raise UnreadableText("The file is empty.")
    return text


def fold(text: str) -> str:
    """The key under which names are compared: case, width, white space and quote style aside."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(PLAIN)
    return " ".join(plain.split())


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
