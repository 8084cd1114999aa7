"""Agency copy and other plain text: headline, byline, time, dateline, paragraphs, furniture."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from articles.draft import ArticleDraft, Block, Role
from articles.encoding import decode
from articles.importers.reading import Reading, Source, whole

READER = "plain_text 1"
NEAR_TOP = 6  # lines in which a byline or a time may stand

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = r"(?P<month>[A-Z][a-z]{2,8})\.?"
CLOCK = (
    r"(?:[,T ]{1,2}(?:at )?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?(?: ?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d))?)?"
)
DATES = tuple(
    re.compile(rf"(?:(?:Updated|Published|Posted|Source time|Time)\s?:? ?)?{date}{CLOCK}\Z", flags)
    for date, flags in (
        (r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", re.IGNORECASE),
        (r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日", 0),
        (rf"(?:[A-Z][a-z]{{2,8}}, )?{MONTH} (?P<day>\d{{1,2}}), (?P<year>\d{{4}})", 0),
        (rf"(?:[A-Z][a-z]{{2,8}}, )?(?P<day>\d{{1,2}}) {MONTH},? (?P<year>\d{{4}})", 0),
    )
)
# PLACE, date (Agency) dash. The place is in capitals; a region after a comma may not be.
DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.'’ -]{1,40}(?:/[A-ZÀ-Þ][A-ZÀ-Þ.'’ -]{1,40})?"
    r"(?:, (?![A-Z][a-z]{2,8}\.? \d)[A-Z][\w.' -]{0,30})?)"
    r"(?:, (?P<date>[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}))?"
    r"(?: \((?P<agency>[A-Z][\w /&-]{0,30})\))? (?:--|[-–—]) (?=\S)"
)
CHINESE_DATELINE = re.compile(
    r"(?P<agency>新华社|中新社|中新网)(?P<place>[\u4e00-\u9fff]{2,6}?)"
    r"(?P<date>(?:\d{1,2}月)?\d{1,2}日)(?:电|讯)(?:（[^）]{1,20}）|\([^)]{1,20}\))?"
)
CERTAIN_DASH = re.compile(r"(?:--|—) \Z")
# Agencies as a dateline names them, and the name of the source.
AGENCIES = {
    "Xinhua": "Xinhua",
    "AP": "Associated Press",
    "AFP": "Agence France-Presse",
    "Reuters": "Reuters",
    "UPI": "United Press International",
    "TASS": "TASS",
    "dpa": "dpa",
    "EFE": "EFE",
    "Kyodo": "Kyodo News",
    "Yonhap": "Yonhap",
    "ANSA": "ANSA",
    "PTI": "Press Trust of India",
    "新华社": "Xinhua",
    "中新社": "China News Service",
    "中新网": "China News Service",
}
HEADS_OF_OTHERS = re.compile(
    r"(?:Related (?:News|Stories|Articles|Links|Coverage|Topics)|Read (?:more|also|next)"
    r"|More (?:on this|from|stories)\b.{0,40}|See also|You may also like|Most (?:read|popular)"
    r"|Recommended(?: for you)?|相关(?:新闻|阅读|链接)|延伸阅读|推荐阅读):?\Z",
    re.IGNORECASE,
)
ONE_LINE_OF_FURNITURE = re.compile(
    r"(?:\[? ?(?:Web )?Editors?: .{1,60}|\(?(?:End(?:item)?|ENDS)\)?|Share(?: this.{0,30})?"
    r"|(?:Copyright|©|\(c\) \d{4}).{0,200}|All rights reserved\.?|-30-|#{3}"
    r"|[\[【(（]?责任编辑[:：].{1,40}|Source: .{1,60}|Photo: .{1,100})\Z",
    re.IGNORECASE,
)
HAN, KANA = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[\u3040-\u30ff]")
BYLINE = re.compile(
    r"(?:By|BY|Von|Par|Por) (?P<name>[^\d.!?:;]{2,80})\Z|(?:文|作者|记者)[/:： ](?P<zh>.{2,30})\Z"
)
NAME_WORD = re.compile(
    r"(?:[^\W\d_a-z][\w'’.-]{0,20}|de|la|van|von|der|den|bin|al|da|dos|and|,|&)\Z"
)


def read(source: Source, how: Reading = Reading()) -> Iterator[ArticleDraft]:  # noqa: B008
    """The one article of a text file, all of it kept. Raises `articles.text.UnreadableText`."""
    text, encoding = decode(whole(source, how), chosen=how.encoding)
    how.limits.check("article_bytes", len(text.encode()), "bytes of text in one article")
    reader = f"{READER}, {encoding.name}"
    yield article(text, language=how.language, reader=reader, warnings=encoding.warnings)


def article(
    text: str,
    *,
    language: str = "",
    reader: str = READER,
    line: int = 1,
    warnings: tuple[str, ...] = (),
) -> ArticleDraft:
    """An article of canonical text.

    The first line is the headline. A line near the top that is a name or a time is taken for
    what it is only where a line above the body may be one; whatever is in doubt, is body.
    """
    blocks: list[Block] = []
    said: dict[str, str] = {}
    published: datetime | None = None
    lines = lines_of(text)
    in_body = below_body = False
    for n, (start, end) in enumerate(lines):
        words = text[start:end]
        if n == 0:
            said["title"] = words
            blocks.append(Block(start, end, Role.HEADLINE))
        elif below_body or is_furniture(words):
            below_body = below_body or bool(in_body and HEADS_OF_OTHERS.match(words))
            blocks.append(Block(start, end, Role.FURNITURE))
        elif not in_body and n < NEAR_TOP and (moment := timestamp(words)):
            published = published or moment
            blocks.append(Block(start, end, Role.TIMESTAMP))
        elif not in_body and n < NEAR_TOP and (name := byline(words, n, lines, text)):
            said.setdefault("byline", name)
            blocks.append(Block(start, end, Role.BYLINE))
        else:
            opened = [] if in_body else opening(text, start, end, said)
            in_body = True
            blocks += opened or [Block(start, end, Role.BODY)]
    if not in_body:
        warnings += ("There is a headline, but no text below it.",)
    agency = said.get("agency", "")
    return ArticleDraft(
        text=text,
        blocks=tuple(blocks),
        title=said.get("title", ""),
        byline=said.get("byline", ""),
        published=published,
        dateline_place=said.get("place", "").strip(),
        dateline_date=said.get("date", ""),
        agency=agency,
        language=language or written_in(text),
        source_name=AGENCIES.get(agency, agency),
        line=line,
        reader=reader,
        warnings=warnings,
    )


def opening(text: str, start: int, end: int, said: dict[str, str]) -> list[Block]:
    """Dateline and first words of a body that opens with a dateline, else nothing."""
    found = dateline(text[start:end])
    if not found:
        return []
    said |= {name: value for name, value in found.groupdict().items() if value}
    dash = start + len(found.group().rstrip())
    words = start + found.end()
    words += len(text[words:end]) - len(text[words:end].lstrip())
    return [Block(start, dash, Role.DATELINE), Block(words, end, Role.BODY)]


def written_in(text: str) -> str:
    """The language where the script alone tells it, else nothing."""
    signs = len(HAN.findall(text))
    return "zh" if signs > len(text) / 4 and not KANA.search(text) else ""


def lines_of(text: str) -> list[tuple[int, int]]:
    """Spans of the lines that hold something, trimmed."""
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            lead = len(line) - len(line.lstrip())
            found.append((start + lead, start + len(line.rstrip())))
        start += len(line) + 1
    return found


def is_furniture(line: str) -> bool:
    """Whether the line belongs to the page and not to the article."""
    return bool(HEADS_OF_OTHERS.match(line) or ONE_LINE_OF_FURNITURE.match(line))


def dateline(line: str) -> "re.Match[str] | None":
    """What stands before the first words of the body: place, date, agency, dash."""
    found = DATELINE.match(line) or CHINESE_DATELINE.match(line)
    if found and not (found["date"] or found["agency"]) and not CERTAIN_DASH.search(found.group()):
        return None  # "NATO - a pact - said" is no dateline
    return found if found and found.end() < len(line) else None


def byline(line: str, n: int, lines: list[tuple[int, int]], text: str) -> str:
    """The name in a line that is a byline, else nothing.

    Without a "By" it must be a bare short name, and a time or a dateline must follow at once.
    """
    if found := BYLINE.match(line):
        return (found["name"] or found["zh"]).strip()
    words = line.replace(",", " , ").split()
    if len(line) > 60 or not 1 < len(words) <= 8 or not all(map(NAME_WORD.match, words)):
        return ""
    if n + 1 >= len(lines):
        return ""
    start, end = lines[n + 1]
    follows = text[start:end]
    return line if timestamp(follows) or dateline(follows) else ""


def timestamp(line: str) -> datetime | None:
    """The moment that a line consists of; naive where it names no zone."""
    if len(line) > 60:
        return None
    for pattern in DATES:
        if found := pattern.match(line):
            return _moment(found.groupdict())
    return None


def _moment(said: dict[str, str | None]) -> datetime | None:
    month = (said["month"] or "").casefold()
    number = int(month) if month.isdigit() else MONTHS.get(month, 0)
    hour = int(said["hour"] or 0)
    if said["half"]:
        hour = hour % 12 + 12 * (said["half"].casefold() == "p")
    zone = None
    if said["zone"]:
        shift = said["zone"].replace(":", "")
        signed = (
            timedelta(hours=int(shift[:3]), minutes=int(shift[0] + shift[3:]))
            if shift[0] in "+-"
            else timedelta()
        )
        zone = timezone(signed)
    try:
        return datetime(
            int(said["year"] or 0), number, int(said["day"] or 0), hour,
            int(said["minute"] or 0), int(said["second"] or 0), tzinfo=zone,
        )  # fmt: skip
    except ValueError:
        return None
