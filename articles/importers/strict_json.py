"""JSON as the standard has it, and nothing that two programs would read in two ways."""

import json
import math
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from articles.importers.reading import Limits, over
from articles.text import UnreadableText

DIGITS = 1_000  # of one number
STRING = r'"(?:[^"\\]++|\\.)*+"?'  # an unclosed one reaches to the end, which keeps this linear
SIGN_OR_STRING = re.compile(rf"{STRING}|[\[\]{{}}]", re.DOTALL)
KEY_OR_SIGN = re.compile(rf"(?P<key>{STRING})(?=\s*:)|{STRING}|[{{}}]", re.DOTALL)


class Refused(Exception):
    """What a hook of the parser will not take, and what to look for to say where it stands."""

    def __init__(self, why: str, found: str) -> None:
        super().__init__(why)
        self.found = found


class TwiceError(Exception):
    """A key that stands twice in one object."""


def loads(text: str, limits: Limits, *, line: int = 1) -> Any:
    """What the JSON text says; `line` is the number of its first line in the file.

    Raises UnreadableText, with line and character, for what is no JSON, NaN and Infinity, a key
    twice in one object, numbers of more than DIGITS digits, and nesting beyond `limits.depth`.
    """
    refuse_deep(text, limits, line)
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        refuse(text, error.pos, line, f"this is not JSON ({error.msg}). Mend it there.", error)
    except Refused as error:
        refuse(text, outside_strings(text, error.found), line, str(error), error)
    except TwiceError as error:
        at, key = second_of_two(text)
        refuse(text, at, line, f"“{key[:60]}” stands twice in one object. Leave one out.", error)
    except RecursionError as error:
        refuse(text, 0, line, over("depth", limits.depth, "brackets within brackets"), error)


def refuse(text: str, at: int, line: int, why: str, cause: Exception | None = None) -> NoReturn:
    """Raises UnreadableText that names the place of the code point `at`."""
    row = line + text.count("\n", 0, at)
    character = at - text.rfind("\n", 0, at)
    raise UnreadableText(f"Line {row:,}, character {character:,}: {why}") from cause


def refuse_deep(text: str, limits: Limits, line: int) -> None:
    """Raises UnreadableText for brackets too deep, which are counted before they are parsed."""
    if text.count("[") + text.count("{") <= limits.depth:
        return
    depth = 0
    for found in SIGN_OR_STRING.finditer(text):
        sign = found.group()
        if sign in "[{":
            depth += 1
            if depth > limits.depth:
                why = over("depth", limits.depth, f"{depth:,} brackets within brackets")
                refuse(text, found.start(), line, why)
        elif sign in "]}":
            depth -= 1


def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs of an object. Raises TwiceError for a key that is there twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise TwiceError
    return found


def whole_number(digits: str) -> int:
    if len(digits) > DIGITS:
        raise Refused(
            f"a number of {len(digits):,} digits: at most {DIGITS:,} are taken in."
            " Write it as text, in quotes.",
            digits,
        )
    return int(digits)


def broken_number(digits: str) -> float:
    number = float(digits)
    if len(digits) > DIGITS or math.isinf(number):
        raise Refused("this number is too large. Write it as text, in quotes.", digits)
    return number


def constant(name: str) -> NoReturn:
    raise Refused(f"{name} is not JSON. Write null, or a number.", name)


def outside_strings(text: str, needle: str) -> int:
    """Where the needle stands that is not in a string."""
    for found in re.finditer(rf"{STRING}|(?P<needle>{re.escape(needle)})", text, re.DOTALL):
        if found["needle"]:
            return found.start()
    return 0


def second_of_two(text: str) -> tuple[int, str]:
    """Where a key stands for the second time in its object, and the key."""
    objects: list[set[str]] = []
    for found in KEY_OR_SIGN.finditer(text):
        if found["key"]:
            key = json.loads(found["key"], strict=False)
            if key in objects[-1]:
                return found.start(), key
            objects[-1].add(key)
        elif found.group() == "{":
            objects.append(set())
        elif found.group() == "}":
            objects.pop()
    return 0, ""


DECODER = json.JSONDecoder(
    object_pairs_hook=once,
    parse_int=whole_number,
    parse_float=broken_number,
    parse_constant=constant,
)
