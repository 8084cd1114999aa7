import re
from typing import NamedTuple

SEGMENTER = "none"


class Span(NamedTuple):
    start: int
    end: int


def split(text: str, language: str = "en") -> list[Span]:
    out = []
    p = 0
    for m in re.finditer(r'[.!?]["”]?(\s+)(?=[A-Z])', text):
        out.append(Span(p, m.start(1)))
        p = m.end()
    out.append(Span(p, len(text)))
    return out
