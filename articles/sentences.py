from typing import NamedTuple
SEGMENTER = "none"
class Span(NamedTuple):
    start: int
    end: int
def split(text: str, language: str = "en") -> list[Span]:
    return [Span(0, len(text))]
