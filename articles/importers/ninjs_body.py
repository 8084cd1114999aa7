"""The bodies of a news object: the same text in several forms, of which one is taken."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from articles.importers.markup import paragraphs
from articles.importers.oddities import Oddities
from articles.importers.reading import Limits
from articles.text import UnreadableText

TAG = re.compile(r"</(?:p|div|article|section|li|h[1-6]|body)\s*>|<br\s*/?>", re.IGNORECASE)
ALIKE = 0.7  # of the longest body's length has one that may be the same text


class Body(NamedTuple):
    """A text with its role, what it was said to be, and how it is read: "text", "html" or ""."""

    role: str
    form: str
    kind: str
    value: str

    @classmethod
    def of(cls, said: dict[str, Any], role: str) -> "Body | None":
        """An object of `bodies` or `headlines`, its names in small letters."""
        value = said.get("value")
        form = str(said.get("contenttype") or "").partition(";")[0].strip().lower()
        if not isinstance(value, str):
            return None
        return cls(role.lower(), form, kind_of(form, role.lower(), value), value)


def kind_of(form: str, role: str, value: str) -> str:
    """How a body is read: by its media type, then by its role, then by its tags."""
    if "html" in form:
        return "html"
    if form:
        return "text" if form == "text/plain" else ""
    if "html" in role or TAG.search(value):
        return "html"
    return "" if "nitf" in role or "xml" in role else "text"


def bodies_in(said: dict[str, Any]) -> list[Body]:
    """`bodies` of 2 and 3, and the `body_text`, `body_xhtml` and so on of 1."""
    found: list[Body] = []
    listed = said.get("bodies")
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict):
            small = {name.lower(): value for name, value in one.items()}
            body = Body.of(small, role=str(small.get("role") or small.get("name") or ""))
            if body and body.value.strip():
                found.append(body)
    for name, value in said.items():
        if name.startswith("body_") and isinstance(value, str) and value.strip():
            role = name.removeprefix("body_")
            found.append(Body(role, "", kind_of("", role, value), value))
    return found


def chosen(bodies: Sequence[Body], limits: Limits, odd: Oddities) -> list[str]:
    """The paragraphs of the body to read, and what was left out told.

    Plain text in several lines is taken first: it has no captions in it. Then HTML, then plain
    text in one line, whose paragraphs are lost. Raises UnreadableText for none that can be read.
    """
    if not bodies:
        raise UnreadableText(
            "It has no body. Ask for the full item, or add the text and import it again."
        )
    for body in bodies:
        limits.check("article_bytes", size_of(body.value), "bytes in one article")
    texts = [(body, parts_of(body, limits)) for body in bodies if body.kind]
    texts = [(body, parts) for body, parts in texts if parts]
    if not texts:
        forms = ", ".join(f"“{body.form or body.role}”" for body in bodies[:5] if not body.kind)
        forms = forms or "markup without words"
        raise UnreadableText(f"Its body is {forms}, not plain text or HTML. Add it as text.")
    longest = max(length(parts) for _body, parts in texts)
    alike = [(body, parts) for body, parts in texts if length(parts) >= longest * ALIKE]
    best, parts = min(alike, key=lambda one: rank(*one))
    kept = "\n".join(parts)
    others = [
        body for body, other in texts if body is not best and length(other) < longest * ALIKE
        and "\n".join(other) not in kept
    ]  # fmt: skip
    for body in others[:5]:
        named = body.role or body.form or "body"
        odd.tell(f"A further body “{named}” ({len(body.value):,} characters) was left out.")
    if len(others) > 5:
        odd.tell(f"{len(others) - 5:,} more bodies were left out.")
    return parts


def parts_of(body: Body, limits: Limits) -> list[str]:
    if body.kind == "html":
        return paragraphs(body.value, limits)
    return [line for line in body.value.replace("\r", "\n").split("\n") if line.strip()]


def rank(body: Body, parts: Sequence[str]) -> int:
    """The less, the better."""
    if body.kind == "text":
        return 0 if len(parts) > 1 else 2
    return 1


def length(parts: Sequence[str]) -> int:
    return sum(map(len, parts))


def size_of(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode(errors="surrogatepass"))
