"""A saved feed: RSS 2.0, RSS 1.0 and Atom 1.0, an article an item that has a text."""

import re
from collections.abc import Iterator

from articles.draft import ArticleDraft, Item, Unread
from articles.encoding import codec_named, decode
from articles.importers.columns import shown
from articles.importers.compose import compose
from articles.importers.feed_item import Entry, atom_entry, head_of, rss_entry
from articles.importers.feed_words import Words, lines, one_line
from articles.importers.feed_xml import parsed
from articles.importers.oddities import Oddities, when
from articles.importers.reading import Limits, Reading, Source, whole
from articles.text import UnreadableText, fold

READER = "feed 1"
DECLARED = re.compile(rb"\s*<\?xml\b[^>]{0,300}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
TEASER = "Its text is the description in the feed, which may be only a teaser."


def read(source: Source, how: Reading = Reading()) -> Iterator[Item]:  # noqa: B008
    """An item an entry of the feed, numbered from 1.

    Raises UnreadableText before the first of them for XML that is broken or has a DTD, for what
    is no feed, and for a feed without items.
    """
    text, encoding, warnings = text_of(whole(source, how), how.encoding)
    try:
        feed = parsed(text, how.limits)
    except UnreadableText as error:
        raise UnreadableText(shown(str(error), 1_000)) from error
    del text
    if not feed.items:
        raise UnreadableText(f"The {feed.form} feed has no items. Save it when it has some.")
    head = head_of(feed, how.limits)
    reader = f"{READER}, {shown(f'{feed.form} {feed.version}').strip()}, {encoding}"
    entry_of = atom_entry if feed.form == "Atom" else rss_entry
    feed.items.reverse()
    for line in range(1, len(feed.items) + 1):
        odd = Oddities(warnings)
        entry = entry_of(feed.items.pop(), head, odd)  # what is read need not be kept
        yield item_of(entry, odd, how, line=line, reader=reader)


def text_of(data: bytes, chosen: str) -> tuple[str, str, list[str]]:
    """The feed as text, the encoding's name, and what to tell of it. Raises UnreadableText."""
    found = DECLARED.match(data)
    declared, warnings = found[1].decode("ascii", "replace") if found else "", []
    try:
        codec_named(declared or "utf-8")
    except UnreadableText:
        warnings.append(f"The feed names the encoding “{shown(declared)}”, which nobody knows.")
        declared = ""
    text, encoding = decode(data, chosen=chosen, declared=declared)
    return text, encoding.name, [*warnings, *encoding.warnings]


def item_of(entry: Entry, odd: Oddities, how: Reading, *, line: int, reader: str) -> Item:
    """The draft, or why it is none."""
    row = entry.row()
    try:
        return draft_of(entry, row, odd, how, line=line, reader=reader)
    except UnreadableText as error:
        return Unread(line=line, why=shown(str(error), 1_000), row=row)


def draft_of(
    entry: Entry, row: dict[str, str], odd: Oddities, how: Reading, *, line: int, reader: str
) -> ArticleDraft:
    """Raises UnreadableText."""
    published = when(row)
    title = one_line(entry.title, how.limits)
    words, body = text_in(entry, title, how.limits)
    if words.teaser:
        odd.tell(TEASER)
    url = odd.address(row["url"])
    return compose(
        title=title,
        body=body,
        byline=row["byline"],
        published=published,
        language=odd.language(row["language"]) or how.language,
        source=row["source"],
        url=url,
        external_id=odd.id_beside(url, row["external_id"]),
        line=line,
        reader=reader,
        warnings=tuple(odd),
    )


def text_in(entry: Entry, title: str, limits: Limits) -> tuple[Words, list[str]]:
    """The first of its texts that has words beside the headline. Raises UnreadableText for none."""
    for words in entry.texts:
        found = lines(words, limits)
        if found and (len(found) > 1 or fold(found[0]) != fold(title)):
            return words, found
    what = " and ".join(
        name for name, value in (("a headline", title), ("a link", entry.url)) if value
    )
    raise UnreadableText(
        f"It has {what or 'neither a headline nor a link'}{' but' if what else ', and'} no text:"
        " the feed only lists the article. Save the page itself, and import that."
    )
