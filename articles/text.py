"""The one boundary that all stored text passes."""

import hashlib
import re
import unicodedata


class UnreadableText(ValueError):
    """What is wrong with a text, where, and how to mend it."""


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


def fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
