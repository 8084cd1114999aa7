"""What a browser fetches for a page without a click."""

import gzip

from claims.management.benchmarks.visits import Answer
from claims.management.benchmarks.weight import Loading, zipped


def test_loading_is_what_a_browser_fetches_and_no_link() -> None:
    loading = Loading()
    loading.feed(
        '<link rel="icon" href="/i.svg"><link rel="stylesheet" href="/a.css">'
        '<link rel="next" href="/2"><script src="/a.js" defer></script><script>1</script>'
        '<a href="https://gazette.example/">x</a><img src="//gazette.example/i.png">'
    )
    assert loading.found == ["/i.svg", "/a.css", "/a.js", "//gazette.example/i.png"]


def test_zipped_counts_what_was_sent_or_what_a_proxy_would_send() -> None:
    body = b"rain " * 1_000
    sent = gzip.compress(body)
    assert zipped(Answer(200, sent, "gzip")) == len(sent)
    assert zipped(Answer(200, body, "")) < 100
    assert Answer(200, sent, "gzip").plain == body
