"""A text of a template is looked up once a language, and says what Django's own tag says."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from config.translating import Said


def template(source: str) -> Template:
    return Template("{% load i18n %}" + source)


@pytest.mark.parametrize(
    ("source", "english", "german"),
    [
        ('{% translate "Yes" %}', "Yes", "Ja"),
        ('{% translate "100% <b>" %}', "100% <b>", "100% <b>"),
        ('{% translate "Yes" as said %}{{ said }}', "Yes", "Ja"),
        ('{% translate "Yes"|upper %}', "YES", "JA"),
        ('{% translate "Yes" noop %}', "Yes", "Yes"),
        ("{% translate word %}", "No", "Nein"),
        ("{% blocktranslate %}Yes{% endblocktranslate %}", "Yes", "Ja"),
    ],
)
def test_text_is_in_the_language_of_who_reads(source: str, english: str, german: str) -> None:
    page, context = template(source), Context({"word": "No"})
    for language, said in [("en", english), ("de", german), ("en", english)]:
        with override(language):
            assert page.render(context) == said


def test_what_only_varies_by_language_is_looked_up_once() -> None:
    (node,) = template('{% translate "Yes" %}').nodelist.get_nodes_by_type(Said)
    for language in ("en", "de", "de"):
        with override(language):
            node.render(Context())
    assert node.known == {"en": "Yes", "de": "Ja"}
    varying = template('{% translate word %}{% translate "Yes" as said %}{% translate "a"|upper %}')
    assert varying.nodelist.get_nodes_by_type(Said) == []
