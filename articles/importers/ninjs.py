"""ninjs, the IPTC's News in JSON, versions 2 and 3, and what of 1 is like them.

The names are those of the schemas on iptc.org/std/ninjs; capitals do not count, which is how 3
differs from 2 (versionCreated, versioncreated). Properties beyond the standard are passed over.
"""

from collections.abc import Iterator
from typing import Any

from articles.draft import ArticleDraft, Item, Unread
from articles.encoding import decode
from articles.importers.columns import shown
from articles.importers.compose import compose
from articles.importers.ninjs_body import chosen
from articles.importers.ninjs_object import NewsObject, lowered
from articles.importers.oddities import when
from articles.importers.plain_text import BYLINE
from articles.importers.reading import Reading, Source, over, whole
from articles.importers.strict_json import loads
from articles.text import UnreadableText

READER = "ninjs 1"
WRAPPERS = ("items", "newsitems", "articles", "results", "data")
SIGNS = {"uri", "headlines", "headline", "bodies", "body_text", "body_html", "body_xhtml"}


def read(source: Source, how: Reading = Reading()) -> Iterator[Item]:  # noqa: B008
    """An item a news object, which may stand alone, in a list, or in an object around the list.

    Raises UnreadableText for a file that is no JSON or holds no news object.
    """
    text, encoding = decode(whole(source, how), chosen=how.encoding)
    try:
        found = objects_in(loads(text, how.limits))
    except UnreadableText as error:
        raise UnreadableText(shown(str(error), 1_000)) from error
    if len(found) > how.limits.items:
        raise UnreadableText(over("items", how.limits.items, f"{len(found):,} news objects"))
    for line, value in enumerate(found, start=1):
        if isinstance(value, dict):
            yield item_of(NewsObject(value, encoding.warnings), how, line, encoding.name)
        else:
            yield Unread(line=line, why="This is no object. Write every item in braces.")


def objects_in(value: Any) -> list[Any]:
    """The news objects of a file, unread. Raises UnreadableText where there are none."""
    if isinstance(value, dict) and not SIGNS & lowered(value).keys():
        lists = [lowered(value).get(name) for name in WRAPPERS]
        value = next((one for one in lists if isinstance(one, list)), None)
    found = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
    if not found:
        raise UnreadableText(
            "There is no news object in it: none with a “uri”, “headlines” or “bodies”. Choose"
            " another file, or import it as JSON Lines."
        )
    return found


def item_of(news: NewsObject, how: Reading, line: int, encoding: str) -> Item:
    """The draft, or why it is none."""
    row = news.row()
    try:
        news.refuse_unusable()
        reader = f"{READER}, {news.standard()}, {encoding}"
        return draft_of(news, row, how, line=line, reader=reader)
    except UnreadableText as error:
        return Unread(line=line, why=shown(str(error), 1_000), row=row)


def draft_of(
    news: NewsObject, row: dict[str, str], how: Reading, *, line: int, reader: str
) -> ArticleDraft:
    """Raises UnreadableText."""
    odd = news.odd
    published = when(row)
    body = chosen(news.bodies, how.limits, odd)
    title = news.headline(how.limits)
    if not title:
        odd.tell("It has no headline: its first line was taken for one.")
    url = odd.address(row["url"])
    found = BYLINE.match(row["byline"].strip())
    return compose(
        title=title,
        body=body,
        byline=(found["name"] or found["zh"]).strip() if found else row["byline"],
        published=published,
        language=odd.language(row["language"]) or how.language,
        source=row["source"],
        url=url,
        external_id=odd.id_beside(url, row["external_id"]),
        version=news.version(),
        line=line,
        reader=reader,
        warnings=tuple(news.tell_left_out()),
    )
