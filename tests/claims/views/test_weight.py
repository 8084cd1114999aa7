"""What a browser has to fetch for its first article."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

from articles.models import Sentence, User
from articles.store import store_draft
from claims import workflow
from tests.conftest import draft

KB = 1000
PARAGRAPH = " ".join(
    f"The ministry said {n}40 schools had reopened by Monday." for n in range(1, 5)
)


def test_article_of_forty_sentences_and_fifteen_claims_is_light(desk: Client, editor: User) -> None:
    article = store_draft(draft(paragraphs=(PARAGRAPH,) * 10), by=None).article
    found = Sentence.objects.taggable().filter(revision=article.current)
    sentences = list(found.select_related("revision__article")[:15])
    for sentence in sentences:
        workflow.add_claim(sentence=sentence, by=editor)
    page = desk.get(article.get_absolute_url(), headers={"Accept-Encoding": "gzip"})
    html = gzip.decompress(page.content).decode()
    assert len(page.content) < 30 * KB
    parts = re.findall(r'(?:src|href)="/static/([^"]+)"', html)
    assert {Path(part).suffix for part in parts} == {".css", ".js", ".svg"}
    sent = [gzip.compress(Path(str(finders.find(part))).read_bytes(), 6) for part in parts]
    assert len(page.content) + sum(map(len, sent)) < 60 * KB


def test_page_names_nothing_from_another_host(desk: Client, sentences: list[Sentence]) -> None:
    page = desk.get(sentences[0].get_absolute_url()).content.decode()
    head = page[: page.index("</head>")]
    assert "//" not in head.replace("<!DOCTYPE", "")
    assert not re.findall(r'<(?:img|script|iframe|link)[^>]+(?:src|href)="(?!/static/)', page)
