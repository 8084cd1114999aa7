"""The one boundary that all stored text passes."""

import hashlib
import re
import unicodedata


class UnreadableText(ValueError):
    """What is wrong with a text, where, and how to mend it."""


PLAIN = str.maketrans("‘’‚‛′“”„‟″‐‑‒–—―", "'" * 5 + '"' * 5 + "-" * 6)
BROKEN = re.compile("[\x00\ud800-\udfff]")


def canonical(text: str) -> str:
    """LF line ends, NFC, no leading BOM. Raises UnreadableText for a NUL or half a character."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii() or "\x00" in text:
        if found := BROKEN.search(text):
            line = text.count("\n", 0, found.start()) + 1
            place = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
            what = "a NUL" if found.group() == "\x00" else "half a character (a lone surrogate)"
            raise UnreadableText(f"Line {line}, character {place} is {what}. Take it out.")
        text = unicodedata.normalize("NFC", text)
    return text


def fold(text: str) -> str:
    """The key under which names are compared: case, width, white space and quote style aside."""
    plain = text.casefold()
    if not text.isascii():  # ASCII is its own NFKC, and holds no sign of PLAIN
        plain = unicodedata.normalize("NFKC", text).casefold().translate(PLAIN)
    return " ".join(plain.split())


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
