"""What goes out compressed, and what must not."""

import gzip

from django.test import Client

from claims.models import Claim

ZIPPED = {"Accept-Encoding": "gzip"}


def test_page_goes_out_compressed_to_whoever_takes_it(desk: Client, claim: Claim) -> None:
    where = claim.article.get_absolute_url()
    answer = desk.get(where, headers=ZIPPED)
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert claim.quote in gzip.decompress(answer.content).decode()
    assert int(answer["Content-Length"]) == len(answer.content)
    assert "Content-Encoding" not in desk.get(where)


def test_length_of_a_page_is_not_the_same_twice(desk: Client, claim: Claim) -> None:
    where = claim.article.get_absolute_url()
    lengths = {len(desk.get(where, headers=ZIPPED).content) for _time in range(20)}
    assert len(lengths) > 1


def test_fragment_goes_out_compressed(desk: Client, claim: Claim) -> None:
    where = f"/sentences/{claim.sentence_id}/"
    answer = desk.get(where, headers={**ZIPPED, "HX-Request": "true"})
    assert answer.status_code == 200
    assert answer["Content-Encoding"] == "gzip"


def test_download_is_sent_as_it_is_made(desk: Client, claim: Claim) -> None:
    answer = desk.get("/claims/export/csv/", headers=ZIPPED)
    assert answer.streaming
    assert "Content-Encoding" not in answer
    assert claim.quote in b"".join(answer).decode()
