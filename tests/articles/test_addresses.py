"""Which addresses are kept, why the others are not, and how a host is shown."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models, transaction
from hypothesis import given
from hypothesis import strategies as st

from articles import addresses
from articles.models import Source, WebAddressField

FIT = [
    "https://example.org",
    "http://example.org/",
    "https://example.org:8443/a?b=c#d",
    "https://sub_domain.example.org/a%20b",
    "https://gazette.example/Ünïcode/路径",
    "https://münchen.example/",
    "https://аpple.com/",
    "https://example.org./",
    "https://93.184.216.34/",
    "https://[2606:2800:220:1:248:1893:25c8:1946]:8080/",
    "https://example.org/@user",
    "https://example.org/a(b)'c",
    "https://example.org/" + "x" * (2048 - 20),
]
UNFIT = {
    "javascript:alert(1)": "begins with http",
    "JaVaScRiPt:alert(1)": "begins with http",
    "data:text/html,x": "begins with http",
    "ftp://example.org/": "begins with http",
    "HTTPS://example.org/": "small letters",
    "//example.org/": "begins with http",
    "example.org": "begins with http",
    "": "begins with http",
    "http://user:pw@example.org/": "before the host",
    "http://@example.org/": "before the host",
    "http://localhost": "inside a network",
    "http://LOCALHOST:8000/": "inside a network",
    "http://intranet/": "inside a network",
    "http://printer.local/": "inside a network",
    "http://127.0.0.1/": "inside a network",
    "http://10.0.0.1/": "inside a network",
    "http://169.254.169.254/": "inside a network",
    "http://100.64.0.1/": "inside a network",
    "http://0.0.0.0/": "inside a network",
    "http://[::1]/": "inside a network",
    "http://[::ffff:169.254.169.254]/": "inside a network",
    "http://2130706433/": "inside a network",
    "http://127.1/": "not the name",
    "http://0x7f.0x1/": "not the name",
    "http://1.2.3.4.5/": "not the name",
    "http://example.org\\@evil.example/": "“\\”",
    "https://example.org/\u202egpj.exe": "U+202E",
    "https://example.org/\u200b": "U+200B",
    "https://exa\tmple.org/": "U+0009",
    "https://example.org/a b": "U+0020",
    "https://example.org/\x00": "U+0000",
    "https://example.org/\u3000": "U+3000",
    "https://example.org/\ud800": "U+D800",
    "https://example.org:99999/": "up to 65535",
    "https://example.org:0/": "port",
    "https://example.org:/": "port",
    "https://example.org:8a/": "up to 65535",
    "https://[::1/": "cannot be read",
    "https:///path": "no host",
    "https://-example.org/": "not the name",
    "https://exa%6dple.org/": "not the name",
    "https://ｅxample.org/": "not the name",
    "https://example。org/": "inside a network",
    "https://ex..ample.org/": "not the name",
    "https://example.org/" + "x" * (2049 - 20): "2,049 characters",
}


@pytest.mark.parametrize("address", FIT)
def test_address_that_all_can_open_is_kept(address: str) -> None:
    addresses.check(address)


@pytest.mark.parametrize("address", UNFIT)
def test_address_that_hides_where_it_leads_is_refused(address: str) -> None:
    with pytest.raises(addresses.UnfitAddress) as refused:
        addresses.check(address)
    assert UNFIT[address] in str(refused.value)
    assert not addresses.fit(address)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://example.org/a", "example.org"),
        ("https://Example.ORG:443/a", "example.org"),
        ("http://example.org:443/", "example.org:443"),
        ("https://аpple.com/", "xn--pple-43d.com"),
        ("https://münchen.example:8443/", "xn--mnchen-3ya.example:8443"),
        ("https://faß.example/", "xn--fa-hia.example"),
        ("https://例え.jp/", "xn--r8jz45g.jp"),
        ("https://[2606:2800::1]/", "[2606:2800::1]"),
        ("https://user:pw@example.org/", "example.org"),
        ("https://[::1/", ""),
        ("https://example.org:99999/", ""),
        ("", ""),
    ],
)
def test_host_is_shown_as_browsers_send_it(address: str, host: str) -> None:
    assert addresses.host_of(address) == host


def test_whole_address_is_shown_with_its_host_spelled_out() -> None:
    assert addresses.spelled_out("https://аpple.com/раз?а") == "https://xn--pple-43d.com/раз?а"
    assert addresses.spelled_out("https://Example.org/A") == "https://Example.org/A"


@given(st.text(max_size=60) | st.text(max_size=60).map("https://{}".format))
def test_no_text_breaks_the_rule(text: str) -> None:
    if addresses.fit(text):
        assert addresses.host_of(text).isascii()
        assert addresses.host_of(text) != ""
    addresses.spelled_out(text)


def test_every_write_passes_the_rule(db: None) -> None:
    source = Source.objects.create(name="Northtown Gazette", homepage="https://gazette.example/")
    for address in ("javascript:alert(1)", "http://user:pw@x.example/", "http://localhost/"):
        source.homepage = address
        with pytest.raises(ValidationError), transaction.atomic():
            source.save()
        with pytest.raises(ValidationError), transaction.atomic():
            Source.objects.update(homepage=address)
        with pytest.raises(ValidationError), transaction.atomic():
            Source.objects.bulk_create([Source(name="other", homepage=address)])
    assert Source.objects.get().homepage == "https://gazette.example/"
    Source.objects.update(homepage="")
    assert Source.objects.filter(homepage="http://localhost/").count() == 0  # looking is no writing


def test_typed_address_without_a_scheme_is_https_and_is_never_cut() -> None:
    field: models.Field[str, str] = WebAddressField()
    form_field = field.formfield()
    assert form_field is not None
    assert form_field.clean("example.org/a") == "https://example.org/a"
    assert "maxlength" not in form_field.widget.attrs
    with pytest.raises(ValidationError, match="2,049 characters"):
        form_field.clean("https://example.org/" + "x" * 2029)
