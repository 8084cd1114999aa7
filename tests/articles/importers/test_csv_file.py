"""A table is read row by row: what is wrong with one costs no other, and says where it stands."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.draft import ArticleDraft, Item, Unread
from articles.importers import csv_file
from articles.importers.columns import NAMES, REPORTED, example
from articles.importers.reading import Header, Limits, Reading
from articles.text import UnreadableText
from tests.conftest import no_hang

HOW = Reading()
HEAD = "title,text,source,url\n"
LF, QUOTE = "\n", '""'
GOOD = "Ferry,It sails.,Gazette,\n"


def read(source: str | bytes, how: Reading = HOW) -> list[Item]:
    data = source if isinstance(source, bytes) else source.encode()
    return list(csv_file.read(data, how))


def texts(source: str | bytes, how: Reading = HOW) -> list[str]:
    return [item.text for item in read(source, how) if isinstance(item, ArticleDraft)]


def lines(items: list[Item]) -> list[int]:
    return [item.line for item in items]


def unread(source: str | bytes, how: Reading = HOW) -> Unread:
    """The only row that is not read."""
    (found,) = (item for item in read(source, how) if isinstance(item, Unread))
    return found


def refused(source: str | bytes, how: Reading = HOW) -> str:
    with pytest.raises(UnreadableText) as caught:
        read(source, how)
    return str(caught.value)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_delimiter_is_told_by_the_header(sign: str) -> None:
    file = f'title{sign}"text"{sign}source\nFerry{sign}"Sails, at {sign} once; now"{sign}G\n'
    assert texts(file) == [f"Ferry\nSails, at {sign} once; now"]
    assert csv_file.header(file.encode(), HOW).delimiter == sign


def test_delimiter_is_told_by_names_and_not_by_what_stands_in_quotes() -> None:
    assert csv_file.header(b'"a,b,c,d";title;text\n', HOW) == Header(
        {"a,b,c,d": "", "title": "title", "text": "text"}, "UTF-8", ";"
    )


def test_delimiter_that_was_chosen_overrules_what_is_seen() -> None:
    how = Reading(delimiter="|")
    assert texts("title|text\nFerry, again|It sails; now\n", how) == ["Ferry, again\nIt sails; now"]
    assert "cannot stand between values" in refused(HEAD + GOOD, Reading(delimiter='"'))


def test_first_line_of_excel_that_names_the_delimiter_is_followed() -> None:
    items = read("\ufeffsep=;\r\ntitle;text\r\nFerry, again;It sails\r\n")
    assert lines(items) == [3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_of_a_row_is_the_one_on_which_it_begins(end: str) -> None:
    rows = ["title,text", 'A,"one\ntwo\r\nthree"', "", "B,b", 'C,"x\n\ny"', ",", "D,d", ""]
    assert lines(read(end.join(rows).encode())) == [2, 6, 7, 11]


def test_line_ends_of_all_kinds_in_one_file_are_kept_in_quotes() -> None:
    row = unread('title,text,published\r\nA,"one\r\ntwo\rthree\n",never\rB,b,\n').row
    assert row == {"title": "A", "text": "one\r\ntwo\rthree\n", "published": "never"}


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32", "cp1252", "gb18030"])
def test_encoding_is_read_by_its_mark_or_as_chosen(codec: str) -> None:
    words = "标题,正文。" if codec == "gb18030" else "Täglich,Käse."
    chosen = codec if codec in {"cp1252", "gb18030"} else ""
    source = f"title,text\n{words}\n".encode(codec)
    assert texts(source, Reading(encoding=chosen)) == [words.replace(",", "\n")]


def test_encoding_that_was_guessed_is_told_with_every_row() -> None:
    source = "title;text\r\nFerry;“Café” – so\r\n".encode("cp1252")
    (item,) = read(source)
    assert isinstance(item, ArticleDraft)
    assert (item.text, item.reader) == ("Ferry\n“Café” – so", "csv_file 1, Windows-1252")
    assert item.warnings[0].startswith("Read as Windows-1252, which is a guess.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "The file is empty."),
        (" \n\r\n", "The file is empty."),
        ("\ufeff\n", "There is no header and no row."),
        (HEAD, "There is a header, but no row below it."),
        ("title,text,title\n" + GOOD, "Columns 1 and 3 are both named “title”."),
        ("title,,text\n" + GOOD, "Column 2 has no name."),
        (GOOD * 2, "The first line is no header that is known: “Ferry”, “It sails.”,"),
        ("title,is_staff,text\nA,b,c\n", "Unknown column “is_staff”."),
        ("title,source\nA,b\n", "No column is the text."),
        ('title,te"xt\n', 'Unknown column “te"xt”.'),
        ('"title"x,text\n', "The header cannot be read. In it, a value goes on behind"),
        ("title,te\x00xt\nA,b\n", "The header cannot be read. Line 1 holds a NUL"),
        (b"\xef\xbb\xbftitle,te\xffxt\nA,b\n", "The header cannot be read. Line 1, character 9"),
        (b"\x89PNG\r\n\x1a\n", "This is a PNG picture, not text."),
        ('title,"text\nA,b\n', "The quote that opens on line 1 is never closed."),
    ],
)
def test_file_that_is_no_table_is_refused(source: str | bytes, said: str) -> None:
    assert refused(source).startswith(said)


def test_header_shows_what_is_not_known_and_a_choice_mends_it() -> None:
    source = b"Kopf,Inhalt,Nummer\nFerry,It sails.,1\n"
    columns = csv_file.header(source, HOW).columns
    assert columns == {"Kopf": "", "Inhalt": "", "Nummer": ""}
    how = Reading(columns=columns | {"Kopf": "title", "Inhalt": "text"})
    assert texts(source, how) == ["Ferry\nIt sails."]
    assert csv_file.header(source, how).columns == how.columns


@pytest.mark.parametrize(
    ("row", "row_kept", "said"),
    [
        (
            "A,b, c,S,,x\n",
            {"title": "A", "text": "b", "source": " c", "url": "S,,x"},
            "Values in the row: 6, columns in the header: 4. Put quotes around a value that holds"
            " a comma.",
        ),
        (
            "A,b\n",
            {"title": "A", "text": "b"},
            "Values in the row: 2, columns in the header: 4. Add what is missing: a comma for each"
            " value that is empty.",
        ),
        (
            'A,"x\nb\x00",S,\n',
            {"title": "A", "text": "x\nb\x00", "source": "S", "url": ""},
            "Line 4 holds a NUL, which no text does. Take it out.",
        ),
        (
            'A,"b\nB,"b, c",S,\n',
            {},
            "Lines 3 to 4 are one row, in which a value goes on behind its closing quote. Close the"
            " quote that was left open, or double those that belong to the text.",
        ),
        (
            'A,"b"c,S,\n',
            {},
            "In it, a value goes on behind its closing quote. Close the quote that was left open,"
            " or double those that belong to the text.",
        ),
        (
            "A,b,S,ftp://x\n",
            {"title": "A", "text": "b", "source": "S", "url": "ftp://x"},
            "'ftp://x' is no address on the web. Write it as https://example.org/article, or leave"
            " it empty.",
        ),
    ],
)
def test_row_that_is_wrong_costs_no_other(row: str, row_kept: dict[str, str], said: str) -> None:
    source = HEAD + GOOD + row + GOOD
    found = unread(source)
    assert (found.line, found.why, found.row) == (3, said, row_kept)
    assert len(texts(source)) == 2


def test_values_too_many_stay_with_the_last_column_that_is_not_left_out() -> None:
    row = unread("title,text,note\nA,b, c,d\n", Reading(columns={"note": ""})).row
    assert row == {"title": "A", "text": "b, c,d"}


def test_three_wrong_rows_of_a_thousand_cost_three() -> None:
    rows = [GOOD] * 1_000
    rows[10], rows[500], rows[999] = "A\n", "A,b,c,d,e\n", "A,b,c,d,e,f\n"
    items = read(HEAD + "".join(rows))
    assert [item.line for item in items if isinstance(item, Unread)] == [12, 502, 1_001]
    assert len(items) == 1_000


def test_quote_that_is_never_closed_names_the_line_on_which_it_opens() -> None:
    reading = csv_file.read((HEAD + GOOD + 'A,"b\nc",S,\nB,"open\n' + GOOD * 3).encode(), HOW)
    assert [item.line for item in (next(reading), next(reading))] == [2, 3]
    with pytest.raises(UnreadableText) as caught:
        next(reading)
    assert str(caught.value) == (
        "The quote that opens on line 5 is never closed. Close it, or double it if it belongs to"
        " the text. Nothing is read from line 5 on."
    )


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_wrong_byte_costs_its_row(mark: bytes) -> None:
    good = GOOD.encode() * 40_000  # beyond what is looked at to tell the encoding
    found = unread(mark + HEAD.encode() + good + b"A,caf\xe9 b,S,\n" + GOOD.encode())
    assert (found.line, found.row["text"]) == (40_002, "caf\udce9 b")
    assert found.why == (
        "Line 40,002, character 6 is the byte E9, which is not UTF-8. Mend it, or choose another"
        " encoding."
    )


def test_cell_longer_than_the_csv_module_expects_is_read() -> None:
    assert len(texts(HEAD + "A," + "x" * 131_073 + ",S,\n")[0]) == 131_075


@pytest.mark.parametrize(
    "cell", ["x" * 400_000, f'"{"x" * 9}{LF * 90_000}{"y" * 90_000}"', f'"{QUOTE * 400_000}"']
)
def test_row_too_long_is_refused_by_name_and_the_next_is_read(cell: str) -> None:
    items = read(f"{HEAD}{GOOD}A,{cell},S,\n{GOOD}", Reading(limits=Limits(article_bytes=1_000)))
    found = items[1]
    assert isinstance(found, Unread)
    assert found.why == (
        f"{len(cell) + 6:,} characters in the row of one article: at most 1,000 are taken in."
        " Make it smaller, or have the setting IMPORT_MAX_ARTICLE_BYTES raised."
    )
    assert lines(items) == [2, 3, 4 + cell.count(LF)]


def test_row_of_too_many_lines_ends_the_reading() -> None:
    how = Reading(limits=Limits(article_bytes=1_000))
    source = HEAD + 'A,"' + LF * 300_000
    assert refused(source, how).startswith(
        "The quote that opens on line 2 is never closed within 100,000 lines."
    )


def test_cell_over_the_limit_of_an_article_is_refused_with_its_row() -> None:
    found = unread(
        HEAD + "A," + "x" * 11 + ",S,\n" + GOOD, Reading(limits=Limits(article_bytes=10))
    )
    assert found.why.startswith("11 bytes in one article: at most 10 are taken in.")
    assert found.row == {"title": "A", "text": "x" * 11, "source": "S", "url": ""}


def test_million_columns_are_refused_by_name_and_fast() -> None:
    with no_hang():
        said = refused(",".join(f"c{n}" for n in range(1_000_000)) + "\n")
        assert said.endswith("have the setting IMPORT_MAX_COLUMNS raised.")


@pytest.mark.parametrize("row", ['A,"' + QUOTE * 10_000_000, "," * 2_000_000, '"",' * 300_000])
def test_hostile_rows_are_read_in_linear_time(row: str) -> None:
    with no_hang():
        assert len(list(all_of((HEAD + row + LF + GOOD).encode()))) < 3


def test_more_rows_than_the_limit_are_refused_by_name_behind_those_within() -> None:
    reading = csv_file.read((HEAD + GOOD * 3).encode(), Reading(limits=Limits(items=2)))
    assert [item.line for item in (next(reading), next(reading))] == [2, 3]
    with pytest.raises(UnreadableText, match=r"More than 2 rows: at most 2 .* IMPORT_MAX_ITEMS"):
        next(reading)


def test_memory_does_not_grow_with_the_file() -> None:
    source = (HEAD + f"Ferry,{'It sails. ' * 500},S,\n" * 1_600).encode()
    tracemalloc.start()
    count = sum(1 for _item in csv_file.read(io.BytesIO(source), HOW))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, len(source) > 8_000_000) == (1_600, True)
    assert peak < 5_000_000


def test_template_reads_as_the_article_of_its_example() -> None:
    data = csv_file.template()
    assert csv_file.header(data, HOW).columns == {name: name for name in NAMES}
    (found,) = read(data)
    assert isinstance(found, ArticleDraft)
    assert (found.title, found.byline) == (example()["title"], example()["byline"])
    assert found.text == f"{example()['title']}\n{example()['text']}"


def written(rows: list[list[str]], **how: Any) -> str:
    file = io.StringIO()
    csv.writer(file, **how).writerows(rows)
    return file.getvalue()


def test_report_of_failed_rows_is_read_as_it_is_once_mended() -> None:
    first = unread(HEAD + 'A,"b\n""c""",S,no address\n')
    reported = [["", "2", first.why, *(first.row.get(name, "") for name in NAMES)]]
    source = written([[*REPORTED, *NAMES], *reported]).encode("utf-8-sig")
    again = unread(source)
    assert {name: value for name, value in again.row.items() if value} == first.row
    assert again.why == first.why
    assert texts(source.replace(b"no address", b"")) == ['A\nb\n"c"']


@given(
    st.lists(st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0"))] * 3)),
    st.sampled_from([",", ";", "\t"]),
    # With LF at the end of its rows, Python's writer leaves a CR in a value without quotes.
    st.sampled_from([(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\r\n"), (csv.QUOTE_ALL, "\n")]),
)
def test_values_of_any_rows_come_back_exactly(
    rows: list[tuple[str, str, str]], sign: str, style: tuple[int, str]
) -> None:
    # No row can be read, for its date is none: what is kept of it is what was written.
    table = [["title", "text", "source", "published"], *([*row, "never"] for row in rows)]
    source = written(table, delimiter=sign, quoting=style[0], lineterminator=style[1])
    found = [item for item in all_of(source.encode()) if isinstance(item, Unread)]
    assert [tuple(item.row.values()) for item in found] == [(*row, "never") for row in rows]


@given(st.binary() | st.text(alphabet='ab,;"\t\r\n\0', max_size=80).map(str.encode))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    for source in (data, b"title,text\n" + data):
        for item in all_of(source):
            assert isinstance(item, ArticleDraft) or (item.why and item.why.isprintable())


def all_of(source: bytes) -> Iterator[Item]:
    """What is read before the file is refused, if it is."""
    with suppress(UnreadableText):
        yield from csv_file.read(source, HOW)
