"""Moments as tables, feeds and pages write them."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from articles.importers.plain_text import timestamp
from articles.text import UnreadableText

NUMBERS = re.compile(
    r"(?P<first>\d{1,2})(?P<sign>[./-])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4})"
    r"(?P<clock>[T ,].*)?\Z"
)
EPOCH = re.compile(r"\d{10}(?:\d{3})?\Z")


def moment(value: str) -> datetime | None:
    """The moment that a value says, naive where it names no zone; None for an empty value.

    Taken are ISO 8601, RFC 2822, "May 19, 2020 14:58", "19 May 2020", "2020/05/19",
    "2020年5月19日", and "19.05.2020" where only one reading is a date. Raises UnreadableText
    for all others: a date is never guessed.
    """
    value = " ".join(value.split())
    if not value:
        return None
    if EPOCH.match(value):
        raise UnreadableText(f"{value} may be a count of seconds. Write the date as 2020-05-19.")
    if found := NUMBERS.match(value):
        value = in_order(value, found)
    for parse in (iso, timestamp, rfc):
        if when := parse(value):
            return when
    raise UnreadableText(
        f"{value[:60]!r} is no date that is known. Write it as 2020-05-19 or 2020-05-19 14:58."
    )


def in_order(value: str, found: "re.Match[str]") -> str:
    """Day, month and year as year, month, day, where the numbers tell which is which."""
    first, second = int(found["first"]), int(found["second"])
    day, month = (second, first) if second > 12 else (first, second)
    if first <= 12 and second <= 12 and first != second and found["sign"] != ".":
        raise UnreadableText(
            f"{value[:60]!r} may begin with the day or with the month. Write it as"
            f" {found['year']}-{second:02}-{first:02} or {found['year']}-{first:02}-{second:02}."
        )
    return f"{found['year']}-{month:02}-{day:02}{found['clock'] or ''}"


def iso(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def rfc(value: str) -> datetime | None:
    """RFC 2822, whose "-0000" and missing zones stay naive."""
    try:
        return parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
