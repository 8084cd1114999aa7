"""The article within a page: trafilatura's reading, and what it needs to lose nothing."""

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HtmlElement, HTMLParser, document_fromstring  # type: ignore[import-untyped]
from trafilatura import bare_extraction

from articles.importers.markup import BLOCKS, paragraphs
from articles.importers.page_facts import Page
from articles.importers.plain_text import HEADS_OF_OTHERS
from articles.importers.reading import Limits
from articles.text import UnreadableText

LONG = 120  # characters of a paragraph that is worth a warning
LITTLE = 500  # characters below which a second way of reading is tried
# Elements as trafilatura names them, and as HTML does.
HTML_NAMES = {"list": "ul", "item": "li", "quote": "blockquote", "row": "tr", "cell": "td",
              "lb": "br"}  # fmt: skip
EMBEDDED = re.compile(
    r"twitter-(?:tweet|video)|instagram-media|tiktok-embed|(?:bluesky|reddit|mastodon)-(?:embed|card)"
    r"|fb-post"
)
# Dates that stand where a date belongs; with a search of the whole text, some are no dates at all.
DATES = {"original_date": True, "extensive_search": False}
KEPT = 0.95  # of the letters on a page: the least that a parser may keep
FRAMES = frozenset({"div", "figure", "span", "section"})
FRAME_LETTERS = 40  # at most, that a frame around a quoted post holds besides it
AGAIN = "\ufdd0"  # no character: marks a paragraph that repeats the one before it
# A line that leads elsewhere, in the middle of an article.
LEADS_ELSEWHERE = re.compile(
    r"(?:(?:see|read) (?:more|also|next)|related(?: \w+)?|don['’]t miss|also read|recommended)"
    r"\s?(?::.{0,200})?\Z"
    r"|(?:sign up|subscribe)\b.{0,120}\b(?:newsletters?|inbox|e-?mails?|alerts)\b.{0,80}\Z"
    r"|get\b.{0,120}\b(?:newsletters?|inbox)\b.{0,80}\Z"
    r"|(?:follow .{2,60}|like us) on (?:twitter|x|facebook|instagram|youtube|tiktok|linkedin"
    r"|telegram|whatsapp|threads|bluesky|google news)\b.{0,120}\Z"
    r"|\d* ?comments?\Z",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’»)]*\Z")


def article_of(html: str, limits: Limits, warnings: list[str]) -> tuple[Page, list[str]]:
    """The page, parsed, and the paragraphs of its article. Raises UnreadableText."""
    shown = paragraphs(html, limits)
    tree = parsed(html, sum(map(letters, shown)))
    guessed, body = main_paragraphs(tree, fast=True)
    if sum(map(len, body)) < LITTLE:  # the slower way looks at more of the page
        other, longer = main_paragraphs(tree, fast=False)
        guessed, body = (other, longer) if longer else (guessed, body)
    page = Page(tree, guessed, limits)
    whole_text = page.body().split("\n")
    if sum(map(len, whole_text)) > max(LITTLE, 2 * sum(map(len, body))):
        warnings.append("Most of the text is not shown on the page: it was read from its JSON-LD.")
        body = whole_text
    elif missed := too_little(shown, body):
        warnings.append(missed)
    return page, body


def too_little(shown: Sequence[str], body: Sequence[str]) -> str:
    """A warning when the page has more to read beside the article than in it; else nothing."""
    taken = {line for line in body if len(line) >= LONG}
    others = {line for line in shown if len(line) >= LONG and SENTENCE_END.search(line)} - taken
    if not body or len(others) <= len(taken):
        return ""
    return (
        f"{len(others)} of the longer paragraphs of the page were left out, {len(taken)} were"
        " taken. Look whether something is missing."
    )


def parsed(html: str, shown: int) -> HtmlElement:
    """The tree of a page on which so many letters are shown.

    Raises UnreadableText when the parser lost text, for it does not say so itself.
    """
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(html.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableText(
            "There is nothing on the page. Save the article itself as text, and import that."
        ) from error
    texts = tree.xpath("//text()[not(parent::script)]", smart_strings=False)
    found = sum(map(letters, texts))
    if found < KEPT * shown:
        raise UnreadableText(
            f"Of {shown:,} letters on the page, the parser keeps {found:,}. Save the article as"
            " text, and import that."
        )
    return tree


def letters(text: str) -> int:
    return len(text) - sum(map(text.count, " \n\t\xa0"))


def main_paragraphs(tree: HtmlElement, *, fast: bool) -> tuple[Any, list[str]]:
    """Trafilatura's document, or None, and the paragraphs of the main text that it found."""
    tree = deepcopy(tree)
    keep_quoted(tree)
    keep_loose(tree)
    mark_repeated(tree)
    document: Any = bare_extraction(
        tree,
        favor_precision=True,
        include_comments=False,
        with_metadata=True,
        fast=fast,
        date_extraction_params=DATES,
    )
    if document is None:
        return None, []
    for element in document.body.iter(*HTML_NAMES):
        element.tag = HTML_NAMES[element.tag]
    body = etree.tostring(document.body, encoding="unicode")
    unlimited = Limits(depth=len(body), tags=len(body), attributes=len(body))
    return document, [line.replace(AGAIN, "") for line in paragraphs(body, unlimited)]


def keep_quoted(tree: HtmlElement) -> None:
    """Posts quoted in an article are part of it: take off the marks by which they are dropped."""
    for quote in list(tree.iter("blockquote")):
        if not EMBEDDED.search(quote.get("class") or ""):
            continue
        quote.attrib.clear()
        size, frame = letters(quote.text_content()), quote.getparent()
        while frame is not None and frame.tag in FRAMES:
            if letters(frame.text_content()) > size + FRAME_LETTERS:
                break
            frame.attrib.clear()
            frame.tag, frame = "div", frame.getparent()


def keep_loose(tree: HtmlElement) -> None:
    """A sentence in a bare <div> between paragraphs is one too, which trafilatura passes over."""
    for frame in tree.iter("div", "article", "section", "main", "td", "body"):
        if sum(child.tag == "p" for child in frame) < 2:
            continue
        for child in frame.findall("div"):
            inner = (element.tag for element in child.iterdescendants())
            named = child.get("class") or child.get("id")
            loose = not named and not any(tag in BLOCKS and tag != "br" for tag in inner)
            if loose and SENTENCE_END.search(child.text_content().strip()):
                child.tag = "p"


def mark_repeated(tree: HtmlElement) -> None:
    """Trafilatura drops a paragraph that equals the one before it; with a mark it does not."""
    before, mark = "", ""
    for paragraph in tree.iter("p"):
        text = " ".join(paragraph.text_content().split())
        previous = paragraph.getprevious()
        repeats = text and text == before and previous is not None and previous.tag == "p"
        before, mark = text, AGAIN if repeats and not mark else ""
        if len(paragraph):
            paragraph[-1].tail = (paragraph[-1].tail or "") + mark
        else:
            paragraph.text = (paragraph.text or "") + mark


def without_others(body: list[str]) -> tuple[list[str], list[str]]:
    """The paragraphs that belong to the article, and those that lead to others.

    A heading such as “Related Stories” takes what follows with it, if none of that is a sentence.
    """
    kept: list[str] = []
    left_out: list[str] = []
    sentences = (n for n in range(len(body), 0, -1) if SENTENCE_END.search(body[n - 1]))
    after_last = next(sentences, 0)
    for n, line in enumerate(body):
        if kept and n >= after_last and HEADS_OF_OTHERS.match(line):
            return kept, left_out + body[n:]
        (left_out if LEADS_ELSEWHERE.match(line) else kept).append(line)
    return kept, left_out
