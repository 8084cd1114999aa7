"""Where a claim goes whose article changed, and where a sentence breaks: read and checked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.models import Revision, Sentence
from claims.forms.claim import words_of

MENDED = _("This sentence was mended since you read it. Load the page again.")


class VersionForm(forms.Form):
    """What every decision says: which version of the claim was seen."""

    version = forms.IntegerField(min_value=1)


class FollowForm(VersionForm):
    """Which sentence of the newest revision, by its key; `first` and `last` count its words from 0,
    both or none."""

    sentence = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    first = forms.IntegerField(required=False, min_value=0)
    last = forms.IntegerField(required=False, min_value=0)

    def __init__(self, *args: Any, revision: Revision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.revision = revision

    def clean_sentence(self) -> Sentence:
        found = self.revision.sentences.taggable().select_related("revision__article")
        sentence = found.filter(pk=self.cleaned_data["sentence"]).first()
        if sentence is None:
            raise ValidationError(_("Choose a sentence of the newest revision."))
        return sentence

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        sentence, first, last = (data.get(name) for name in ("sentence", "first", "last"))
        self.words = words_of(sentence) if sentence else []
        if (first is None) != (last is None):
            raise ValidationError(_("A choice of words needs both its first and its last."))
        if first is not None and last is not None and not first <= last < len(self.words):
            raise ValidationError(_("The last word stands before the first. Choose them again."))
        return data

    def span(self) -> tuple[int | None, int | None]:
        """In code points of the revision's text. The first and last word bring what stands beside
        them."""
        sentence, first, last = (self.cleaned_data[name] for name in ("sentence", "first", "last"))
        if first is None:
            return None, None
        start = sentence.start if first == 0 else self.words[first][0]
        end = sentence.end if last == len(self.words) - 1 else self.words[last][1]
        return start, end


class MendForm(forms.Form):
    """`end` is where the sentence ended when it was read: mended since, it is refused.

    `at`: before which of its code points it breaks; only for breaking.
    """

    end = forms.IntegerField(min_value=1)
    at = forms.IntegerField(required=False, min_value=0)

    def __init__(self, *args: Any, sentence: Sentence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sentence = sentence

    def clean_end(self) -> int:
        end: int = self.cleaned_data["end"]
        if end != self.sentence.end:
            raise ValidationError(MENDED)
        return end
