"""Words, and the pairs of signs by which text without spaces between its words is found.

Chinese, Japanese and Korean run on without spaces, so a full-text index would hold whole clauses.
`spread` lays such a run out as its overlapping pairs and its last sign: “北镇港” as “北镇 镇港 港”.
Any stretch of it is then a phrase of pairs, and a single sign the beginning of a word.
"""

import re
import unicodedata
from itertools import groupby
from typing import Any

# Signs of which each may be a word. Punctuation among them, such as ・, is none.
SIGNS = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufad9\U00020000-\U0003134a"
)
FOLDED = {"ς": "σ", "İ": "i"}  # lower case where one of the databases knows another
JOINING = ".-+/@_<&~"  # what PostgreSQL's parser makes numbers, hosts, paths and tags of
SPREAD = "claimdesk_spread_2"  # as SQLite knows it; the number goes up when it does otherwise


def _marks() -> str:
    """What stands upon another sign and is part of its word, in Hindi say, as ranges."""
    marks = (n for n in range(0x300, 0x1E000) if unicodedata.category(chr(n))[0] == "M")
    runs = (list(run) for _gap, run in groupby(enumerate(marks), lambda pair: pair[1] - pair[0]))
    return "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in runs)


LETTER = rf"(?:[^\W_¹²³¼-¾{SIGNS}]|[{_marks()}])"  # or digit: a sign of words that have spaces
UNSPACED = re.compile(f"[{SIGNS}]")
RUN = re.compile(f"[{SIGNS}]+")
WORD = re.compile(f"{LETTER}+")
PART = re.compile(f"[{SIGNS}]+|{LETTER}+")


def pairs(run: str) -> list[str]:
    """Its overlapping pairs, and its last sign alone."""
    return [run[at : at + 2] for at in range(len(run))]


def spread(text: str) -> str:
    """The text as an index takes it: a space between the pairs of each unspaced run."""
    if text.isascii():
        return text
    return RUN.sub(lambda run: f" {' '.join(pairs(run[0]))} ", folded(text))


def folded(text: str) -> str:
    for sign, by in FOLDED.items():
        text = text.replace(sign, by)
    return text


def lowered(text: str) -> str:
    return text.lower() if text.isascii() else folded(folded(text).lower())


def spread_sql(text: str) -> str:
    """The same as an expression of PostgreSQL, and a space for what joins words.

    Its parser would otherwise take “2.5”, “and/or” and “example.org” for one word each. Each sign
    is doubled, the first of a run is dropped, and what is left is two and two: aabbcc, abbcc.
    """
    blanked = text
    for sign, by in {**FOLDED, **dict.fromkeys(JOINING, " ")}.items():  # `translate` is far slower
        blanked = f"replace({blanked}, {quoted(sign)}, {quoted(by)})"
    said = blanked
    for pattern, by in (
        (f"([{SIGNS}])", r"\1\1"),
        (f"(^|[^{SIGNS}])[{SIGNS}]", r"\1 "),
        (f"([{SIGNS}]{{1,2}})", r"\1 "),
    ):
        said = f"regexp_replace({said}, {quoted(pattern)}, {quoted(by)}, 'g')"
    return f"CASE WHEN {text} ~ {quoted(f'[{SIGNS}]')} THEN {said} ELSE {blanked} END"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def teach(connection: Any) -> None:
    """Gives a connection of SQLite's driver the function that the triggers of an index call."""
    connection.create_function(SPREAD, 1, spread, deterministic=True)
