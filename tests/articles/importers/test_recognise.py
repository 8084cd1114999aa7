"""A file is taken for what its content says; its name decides what the content leaves open."""

import contextlib
import gzip
import io
import json
import pickle
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.encoding import SAMPLE
from articles.importers.recognise import kind_of
from articles.text import UnreadableText
from tests.conftest import no_hang

KINDS = {"plain_text", "html_page", "csv_file", "json_lines", "ninjs", "feed", "archive"}
COPY = "Ferry to sail again\n\nNORTHTOWN, May 3 (Reuters) - The ferry, now mended, will sail.\n"
PAGE = (
    "<!DOCTYPE html>\n<html lang=en><head><title>Ferry</title></head><body><p>It sails.</p></body>"
)
RSS = '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Gazette</title></channel></rss>'
ATOM = (
    '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title></feed>'
)
NINJS = '{"uri": "urn:gazette:1", "headlines": [{"value": "Ferry"}], "bodies": [{"value": "It."}]}'
MHTML = b"From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n x=y\n\n--a"
ROW = '{"title": "Ferry", "text": "It sails.", "source": "Northtown Gazette"}'


def zipped(*names: str, content: bytes = b"words") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


def why(data: bytes | str, name: str = "") -> str:
    with pytest.raises(UnreadableText) as refused:
        kind_of(data if isinstance(data, bytes) else data.encode(), name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (COPY, "plain_text"),
        ("Ferry < bus: 3 <b or more\n\nThe sign “<p>” opens a paragraph, she said.", "plain_text"),
        ("<Northtown> is how the town writes its name.\n\nIt is odd.", "plain_text"),
        ("Ferry, bus and train\n\nThe ferry, the bus, and the train sail.", "plain_text"),
        ("Body, found in the river\nPolice, divers and dogs searched.", "plain_text"),
        ("Time, date and place\n\nNobody knows.", "plain_text"),
        ("[Editor's note: this was mended]\nThe ferry sails.", "plain_text"),
        ("[ ] Buy a ferry\n[ ] Sail it", "plain_text"),
        ("{Northtown} The ferry sails.", "plain_text"),
        ('"We waited long," she said.', "plain_text"),
        (PAGE, "html_page"),
        ("\n\n <!-- saved --> <html><body>It sails.</body></html>", "html_page"),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD" "x"><html></html>', "html_page"),
        ("<article><h1>Ferry</h1><p>It sails.</p></article>", "html_page"),
        ("Warning: a line of the server's\n<html>\n<body>It sails.</body></html>", "html_page"),
        ("Ferry\n<p>It sails.</p>\n<p>On Monday.</p>", "html_page"),
        ("<!--" * 1000, "html_page"),
        ("title,text,source\nFerry,It sails.,Gazette\n", "csv_file"),
        ("Headline;Body;Publisher\nFerry;It sails.;Gazette\n", "csv_file"),
        ("title\ttext\nFerry\tIt sails.\n", "csv_file"),
        ('"id","Full Text"\n"1","It sails, she said."\n', "csv_file"),
        ("title, text, date\nFerry, It sails, 2031-05-03\n", "csv_file"),
        ("sep=;\ntitle;text\nFerry;It sails.\n", "csv_file"),
        ("text,mood\nIt sails.,glad\n", "csv_file"),
        ("text," * 300_000, "csv_file"),
        (ROW, "json_lines"),
        (f"{ROW}\n{ROW}\n", "json_lines"),
        (f"[{ROW}, {ROW}]", "json_lines"),
        ('\n{"id": 1}', "json_lines"),
        ("[]", "json_lines"),
        ("[" * 100_000, "json_lines"),
        ('{"uri": "a", "headline": "Ferry", "body_text": "It."}\n' * 2, "json_lines"),
        (NINJS, "ninjs"),
        (f"[{NINJS}]", "ninjs"),
        (json.dumps(json.loads(NINJS), indent=2), "ninjs"),
        ('{"uri": "a", "version": "1", "headline": "F", "body_text": "It."}', "ninjs"),
        (RSS, "feed"),
        (ATOM, "feed"),
        ('<rdf:RDF xmlns:rdf="x"><item/></rdf:RDF>', "feed"),
        ('<!DOCTYPE rss [<!ENTITY a "b]b">]>\n<rss><channel/></rss>', "feed"),
    ],
)
def test_text_is_recognised_by_its_content(text: str, kind: str) -> None:
    assert kind_of(text.encode()) == kind


def test_archive_is_recognised_even_if_it_is_empty() -> None:
    assert kind_of(zipped("a.txt")) == "archive"
    assert kind_of(zipped()) == "archive"
    assert kind_of(zipped("a.txt")[:20], "a.txt") == "archive"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (PAGE, "ferry.txt", "html_page"),
        (PAGE, "ferry.csv", "html_page"),
        (COPY, "ferry.html", "plain_text"),
        (COPY, "ferry.json", "plain_text"),
        (RSS, "ferry.html", "feed"),
        (NINJS, "ferry.csv", "ninjs"),
        ("title,text\nFerry,It sails.\n", "ferry.txt", "csv_file"),
    ],
)
def test_content_wins_over_extension(text: str, name: str, kind: str) -> None:
    assert kind_of(text.encode(), name) == kind


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Überschrift,Inhalt\nFähre,Sie fährt.\n", "", "plain_text"),
        ("Überschrift,Inhalt\nFähre,Sie fährt.\n", "a.CSV", "csv_file"),
        ("one\ttwo\n1\t2\n", "a.tsv", "csv_file"),
        ("Ferry\n<p>It sails.</p>", "", "plain_text"),
        ("Ferry\n<p>It sails.</p>", "a.htm", "html_page"),
        ("<" * 5000, "a.html", "html_page"),
        ("[nonsense", "a.jsonl", "json_lines"),
    ],
)
def test_extension_decides_what_content_leaves_open(text: str, name: str, kind: str) -> None:
    assert kind_of(text.encode(), name) == kind


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (COPY, "plain_text"),
        (PAGE, "html_page"),
        ("title;text\nFähre;Sie fährt.\n", "csv_file"),
        (ROW, "json_lines"),
        (RSS, "feed"),
    ],
)
def test_byte_order_mark_changes_nothing(codec: str, text: str, kind: str) -> None:
    assert kind_of(text.encode(codec)) == kind


@pytest.mark.parametrize("codec", ["cp1252", "gb18030", "utf-16-le", "shift_jis"])
def test_encodings_without_a_mark_once_chosen(codec: str) -> None:
    text = "title,text\nFerry,It sails to 北.\n" if codec != "cp1252" else "title,text\nÄ,Ö.\n"
    assert kind_of(text.encode(codec), encoding=codec) == "csv_file"
    if codec[:3] != "utf":
        assert kind_of(text.encode(codec)) == "csv_file"


def test_utf_16_without_a_mark_asks() -> None:
    assert why(COPY.encode("utf-16-le")).startswith("This looks like UTF-16 without a mark")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "Die Fähre fährt.\n" + "Zwölf Boxkämpfer jagen über den Sylter Deich. 😀" * 9,
            "plain_text",
        ),
        ("<html><body>" + "<p>Fähre 😀</p>" * 30, "html_page"),
        ("title,text\n" + "Fähre,Sie fährt 😀\n" * 30, "csv_file"),
        ('{"title": "Fähre", "text": "' + "Sie fährt 😀 " * 30, "json_lines"),
        ('{"uri": "a", "bodies": [{"value": "' + "Sie fährt 😀 " * 30, "ninjs"),
        ("<rss version='2.0'><channel>" + "<item>Fähre 😀</item>" * 30, "feed"),
    ],
)
def test_sample_may_be_cut_anywhere(text: str, kind: str) -> None:
    for codec in ("utf-8", "utf-16"):
        data = text.encode(codec)
        assert {kind_of(data[:end]) for end in range(100, len(data))} == {kind}


def test_only_the_sample_is_looked_at() -> None:
    assert kind_of(COPY.encode() + b" " * SAMPLE + b"\x00" * SAMPLE) == "plain_text"
    assert kind_of(b" " * (SAMPLE + 1) + COPY.encode()) == "plain_text"


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe \x00"])
def test_empty_file_is_refused(data: bytes) -> None:
    assert why(data) == "The file is empty. Choose one that holds an article."


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (zipped("[Content_Types].xml", "word/a.xml"), "a.html", "a Word, Excel or PowerPoint"),
        (zipped("_rels/.rels"), "a.zip", "a Word, Excel or PowerPoint file"),
        (zipped("mimetype", "content.xml"), "a.txt", "an OpenDocument file or an e-book"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "a.csv", "a PNG picture"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a.jpg", "a WebP picture"),
        (b"\x00\x00\x00\x20ftypisom" + b"\x00" * 50, "a.txt", "a video"),
        (b"wOFF\x00\x01\x00\x00", "a.txt", "a font"),
        (b"%PDF-1.7\n", "a.txt", "a PDF"),
        (b"{\\rtf1\\ansi Ferry}", "a.txt", "an RTF document"),
        (gzip.compress(b"\x00" * 1_000_000), "a.txt", "a gzip file"),
        (b"\xfd7zXZ\x00\x00\x04", "a.txt", "an xz file"),
        (b"a.txt".ljust(257, b"\x00") + b"ustar\x0000", "a.txt", "a tar archive"),
        (pickle.dumps({"title": "Ferry"}), "a.json", "a Python pickle"),
        (pickle.dumps(["Ferry"], protocol=0), "a.txt", "a Python pickle"),
        (pickle.dumps(print, protocol=0) + b"(p1\n", "a.txt", "a Python pickle"),
        (pickle.dumps(["Ferry"], protocol=2), "a.txt", "a Python pickle"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><path/></svg>', "a.html", "an SVG drawing"),
        (b'<?xml version="1.0"?><svg onload="x"/>', "a.xml", "an SVG drawing"),
        (b"- !!python/object:os.system {}\n", "a.txt", "YAML that runs Python"),
        (b"a: 1\nb: !!python/object/apply:os.system [ls]\n", "a.yaml", "YAML that runs Python"),
        (MHTML, "a.mht", "a web archive (MHTML)"),
        (b"body { color: red }", "style.css", "a style sheet"),
        (b"let a = 1;", "code.js", "a script"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_by_content(data: bytes, name: str, words: str) -> None:
    assert why(data, name).startswith(f"This is {words}")


def test_prose_about_programs_is_prose() -> None:
    assert kind_of(b"He typed !!python/object, and it ran.") == "plain_text"
    assert kind_of(b"council\nMeeting\n(End)\n") == "plain_text"


@pytest.mark.parametrize(
    "text",
    [
        '[{"model": "articles.article", "pk": 1, "fields": {"title": "Ferry"}}]',
        '[\n  {"fields": {"title": "Ferry"}, "model": "auth.user"}\n]',
        '{"model": "auth.user", "pk": 1, "fields": {"is_staff": true}}\n',
        "- model: auth.user\n  pk: 1\n  fields: {is_staff: true}\n",
    ],
)
def test_database_dump_is_refused(text: str) -> None:
    assert why(text, "a.jsonl").startswith("This is a database dump, not articles.")


def test_encrypted_archive_is_refused() -> None:
    data = bytearray(zipped("a.txt"))
    data[6] |= 1
    assert why(bytes(data)).startswith("The archive is encrypted.")


def test_xml_that_is_no_feed_is_named_by_its_root() -> None:
    assert why('<?xml version="1.0"?>\n<!-- a --><nitf><body/></nitf>') == (
        "This is XML of <nitf>, which is neither RSS nor Atom. Save the article as text or HTML."
    )
    assert why("<news><item>Ferry</item></news>\n").startswith("This is XML of <news>,")
    assert why('<?xml version="1.0"?><article><p>It.</p></article>').startswith(
        "This is XML of <article>,"
    )
    assert why('<x:news xmlns:x="y"><item>').startswith("This is XML of <x:news>,")
    assert why('<?xml version="1.0"?>').startswith("This is XML without any element")


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE " + b"a" * SAMPLE,
        b"<!DOCTYPE a [" + b"] " * SAMPLE,
        b"<!--" * SAMPLE,
        b"<!---->" * SAMPLE,
        b'{"' + b'\\"' * SAMPLE,
        b'{"a":' * SAMPLE,
        b"[" + b" " * SAMPLE,
        b'"a",' * SAMPLE,
        b"a:\n " * SAMPLE,
        b"</p " * SAMPLE,
        b"!!python/" * SAMPLE,
        b"\xe4" * SAMPLE,
    ],
)
def test_hostile_megabyte_takes_no_time(data: bytes) -> None:
    with no_hang(), contextlib.suppress(UnreadableText):
        kind_of(data[:SAMPLE])


@given(st.binary() | st.text().map(str.encode) | st.text('<>{}[]",:;\t\n !-?abpt').map(str.encode))
def test_any_bytes_are_a_known_kind_or_refused(data: bytes) -> None:
    for name in ("", "a.csv", "a.html", "a.json", "a.js"):
        try:
            answer = kind_of(data, name)
        except UnreadableText as error:
            answer = str(error)[-1:]
        assert answer in KINDS | {"."}
