"""Form parts that every page shares: text that passed the one boundary."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from articles.text import UnreadableText, canonical


class Line(forms.CharField):
    """Text as it may be stored: what `articles.text.canonical` refuses is a form error."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            return canonical(text).strip()
        except UnreadableText as error:
            raise ValidationError(str(error)) from error
