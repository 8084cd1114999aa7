"""Django's tags for translation. Of {% translate "…" %} each text is looked up once a language:
a page has hundreds of them, and Django looks up each anew, which is a tenth of the page's time."""

from typing import Any

from django.template import Library, Node
from django.template.base import Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class Said(Node):
    """A text in which nothing varies but the language."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.known: dict[str | None, Any] = {}

    def render(self, context: Context) -> Any:
        language = get_language()
        if language not in self.known:
            self.known[language] = self.node.render(context)
        return self.known[language]


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    node = i18n.do_translate(parser, token)
    said = node.filter_expression
    varies = said.filters or getattr(said.var, "literal", None) is None
    if varies or node.asvar or node.message_context or node.noop:
        return node
    return Said(node)
