"""Where the splitter erred: one sentence broken in two, or two joined. The text is never touched.

Both write rows of `Sentence` through an `Action`, and nothing else: who holds on to a sentence
moves before or after, as each function says. The caller holds a lock on the article.
"""

from django.utils.translation import gettext as _

from articles.changes import Action
from articles.draft import Role
from articles.models import Sentence


class CannotMend(Exception):
    """Why two sentences were not made of one, or one of two, in words for the one who asked."""


def parts(sentence: Sentence, at: int) -> tuple[int, int]:
    """Where the first part ends and the second begins when the sentence breaks at `at`: code
    points of the revision's text, without the white space between. Raises CannotMend."""
    if not sentence.taggable:
        raise CannotMend(_("Only sentences of the headline and the body can be broken."))
    place = at - sentence.start
    first, second = sentence.text[: max(0, place)].rstrip(), sentence.text[max(0, place) :].lstrip()
    if not (first and second):
        raise CannotMend(_("Put the cursor inside the sentence: before and behind it are words."))
    return sentence.start + len(first), sentence.end - len(second)


def following(sentence: Sentence) -> Sentence:
    """The sentence that can be joined to this one: the next of its paragraph. Raises CannotMend."""
    later = sentence.revision.sentences.filter(start__gte=sentence.end).order_by("start").first()
    same = later and (later.paragraph, later.role) == (sentence.paragraph, sentence.role)
    if not (later and same and sentence.taggable):
        raise CannotMend(_("The paragraph ends here: only sentences of one can be joined."))
    later.revision = sentence.revision
    return later


def split(act: Action, sentence: Sentence, end: int, start: int) -> Sentence:
    """Ends the sentence at `end` and makes one from `start` to where it ended; see `parts`.

    Nothing may lie across the two places by then. What lies behind them moves to the new
    sentence afterwards.
    """
    made = Sentence(
        article_id=sentence.revision.article_id,
        revision=sentence.revision,
        paragraph=sentence.paragraph,
        number=sentence.number,
        start=start,
        end=sentence.end,
        text=sentence.text[start - sentence.start :],
        role=sentence.role,
    )
    act.set(sentence, end=end, text=sentence.text[: end - sentence.start])
    if sentence.role == Role.BODY:
        made.number = (sentence.number or 0) + 1
    act.create(made)
    if sentence.role == Role.BODY:
        _count_on(act, made, 1)
    return made


def merge(act: Action, sentence: Sentence, later: Sentence) -> None:
    """Ends the sentence where the later one ends, which goes; see `following`.

    What lay on the later one has moved to the first before.
    """
    if sentence.role == Role.BODY:
        _count_on(act, later, -1)
    act.delete(later)
    text = sentence.revision.text[sentence.start : later.end]
    act.set(sentence, end=later.end, text=text)


def _count_on(act: Action, sentence: Sentence, by: int) -> None:
    """Moves the numbers of all later sentences of the body."""
    later = sentence.revision.sentences.filter(role=Role.BODY, start__gt=sentence.start)
    act.count_on(later.select_related("revision__article").defer("revision__text"), "number", by)
