"""Agency copy is read for what each line is; all of it is kept."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.draft import ArticleDraft, Role
from articles.importers import plain_text
from articles.importers.plain_text import dateline, timestamp
from articles.text import UnreadableText, canonical

ARTICLE = Path(__file__).parents[3] / "fixtures" / "two_sessions" / "article.txt"
COPY = """Ferry service to resume in Northtown

By Ana Weber and Sam Reed
May 3, 2031 4:05 p.m.

NORTHTOWN, May 3 (Reuters) - The ferry will sail again on Monday. Tickets cost $4.

"We waited long," said a harbour worker.

No comment

(End)

Related News
Ten things to do in Northtown
"""


def read(source: str | bytes) -> ArticleDraft:
    data = source if isinstance(source, bytes) else source.encode()
    (draft,) = plain_text.read(data)
    return draft


def roles(text: str) -> list[tuple[Role, str]]:
    draft = read(text)
    return [(block.role, draft.text[block.start : block.end]) for block in draft.blocks]


def test_real_article_is_read_for_what_it_is() -> None:
    draft = read(ARTICLE.read_bytes())
    assert draft.title.startswith("CPC introduces practices")
    assert draft.byline == "Chen Zhuo"
    assert draft.published == datetime(2020, 5, 20, 14, 58, 39)
    assert (draft.dateline_place, draft.dateline_date) == ("BEIJING", "May 19")
    assert (draft.agency, draft.source_name) == ("Xinhua", "Xinhua")
    found = [block.role for block in draft.blocks]
    assert found[:4] == [Role.HEADLINE, Role.BYLINE, Role.TIMESTAMP, Role.DATELINE]
    assert found[4:] == [Role.BODY] * 11 + [Role.FURNITURE]
    assert draft.warnings == ()


def test_copy_with_everything_in_it() -> None:
    assert roles(COPY) == [
        (Role.HEADLINE, "Ferry service to resume in Northtown"),
        (Role.BYLINE, "By Ana Weber and Sam Reed"),
        (Role.TIMESTAMP, "May 3, 2031 4:05 p.m."),
        (Role.DATELINE, "NORTHTOWN, May 3 (Reuters) -"),
        (Role.BODY, "The ferry will sail again on Monday. Tickets cost $4."),
        (Role.BODY, '"We waited long," said a harbour worker.'),
        (Role.BODY, "No comment"),
        (Role.FURNITURE, "(End)"),
        (Role.FURNITURE, "Related News"),
        (Role.FURNITURE, "Ten things to do in Northtown"),
    ]
    assert read(COPY).byline == "Ana Weber and Sam Reed"


def test_plain_paragraphs_are_all_body() -> None:
    text = "A headline\n\nIt Rained Today\n\nThen it stopped. People went out.\n"
    assert [role for role, _words in roles(text)] == [Role.HEADLINE, Role.BODY, Role.BODY]


def test_chinese_copy_has_its_dateline() -> None:
    draft = read(
        "标题在此\n\n新华社北京5月19日电（记者某某）会议将在北京召开。\n\n相关新闻\n别的标题"
    )
    assert (draft.dateline_place, draft.dateline_date) == ("北京", "5月19日")
    assert (draft.source_name, draft.language) == ("Xinhua", "zh")
    assert [block.role for block in draft.blocks][1:] == [
        Role.DATELINE,
        Role.BODY,
        Role.FURNITURE,
        Role.FURNITURE,
    ]


def test_headline_alone_is_kept_with_a_warning() -> None:
    draft = read("Only a headline")
    assert draft.title == "Only a headline"
    assert len(draft.warnings) == 1


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("2020-05-20 14:58:39", datetime(2020, 5, 20, 14, 58, 39)),
        ("2020/5/2", datetime(2020, 5, 2)),
        ("May 20, 2020", datetime(2020, 5, 20)),
        ("Wednesday, May 20, 2020 at 3:05 p.m.", datetime(2020, 5, 20, 15, 5)),
        ("20 May 2020 12:10 a.m.", datetime(2020, 5, 20, 0, 10)),
        ("2020年05月20日 14:58", datetime(2020, 5, 20, 14, 58)),
        (
            "2020-05-20T14:58:39+08:00",
            datetime(2020, 5, 20, 14, 58, 39, tzinfo=timezone(timedelta(hours=8))),
        ),
        (
            "2020-05-20 14:58 -0330",
            datetime(2020, 5, 20, 14, 58, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
        ),
        ("Updated: 2020-05-20 14:58", datetime(2020, 5, 20, 14, 58)),
        ("2020-13-45", None),
        ("The year 2020", None),
        ("May 20", None),
        ("2020-05-20 99:99", None),
    ],
)
def test_timestamp_is_read_in_its_usual_styles(line: str, moment: datetime | None) -> None:
    assert timestamp(line) == moment


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("WASHINGTON (AP) — The president", "The president"),
        ("ST. LOUIS, Mo. (UPI) -- A judge", "A judge"),
        ("BEIJING -- The two", "The two"),
        ("HONG KONG, 3 June (AFP) -- It", "It"),
        ("NATO - a pact - said", None),
        ("The UN -- said", None),
        ("A - b", None),
        ("PARIS (AP) —", None),
    ],
)
def test_dateline_ends_before_the_first_words(line: str, rest: str | None) -> None:
    found = dateline(line)
    assert (line[found.end() :] if found else None) == rest


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\r\n", "empty"),
        (b"One\ntw\x00o", "Line 2, character 3 is a NUL"),
        ("Straße, Köln, Münster, Düren, Jülich, ".encode() * 2 + b"caf\xe9", "Byte 90"),
        (b"ok \xc0\xaf", "Byte 4"),
        (b"%PDF-1.7", "a PDF"),
        ("Täglich".encode("utf-16-le"), "UTF-16 LE"),
        (b"\xed\xa0\x80", "Byte 1"),
        (b"\xff\xfe\x00\xd8", "UTF-16"),
    ],
)
def test_unreadable_file_says_what_and_where(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableText, match=said):
        read(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark_are_read(encoding: str) -> None:
    assert read("Täglich 天\r\n\r\nText.".encode(encoding)).text == "Täglich 天\n\nText."


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_blocks_hold_all_of_any_text(text: str) -> None:
    try:
        draft = plain_text.article(canonical(text))
    except UnreadableText:
        return
    at = 0
    for block in draft.blocks:
        assert at <= block.start < block.end
        assert not draft.text[at : block.start].strip()
        assert "\n" not in draft.text[block.start : block.end]
        at = block.end
    assert not draft.text[at:].strip()


@pytest.mark.parametrize(
    "line", ["A" * 400_000, "A," * 200_000, "A " * 200_000, "By " * 100_000, "(" * 300_000]
)
def test_very_long_lines_are_read(line: str) -> None:
    assert read(f"T\n{line}").blocks[1].role == Role.BODY
