"""In which wording a person last had an article in hand."""

from collections.abc import Iterable

from django.db.models import Max, Q

from articles.models.article import Article
from articles.models.change import Change
from articles.models.revision import Level, Revision
from articles.models.user import User

ARRIVALS = ("article_imported", "article_revised")  # verbs by which nobody has read anything


def changed_since(articles: Iterable[Article], user: User) -> dict[int, int]:
    """By primary key, the articles whose wording changed since this person last worked on them,
    each with the number of the revision it was then. Typography alone is no change.

    One query for any number of articles, two where one of them may have changed. Each needs
    `current` loaded.
    """
    by_id = {a.public_id: (a.pk, a.current.fetched_at) for a in articles if a.current}
    # Of all that was done to these articles, and not of all that this person ever did.
    mine = Max("at", filter=Q(by=user) & ~Q(verb__in=ARRIVALS))
    changes = Change.objects.filter(context__in=by_id).order_by().values_list("context")
    last = {
        by_id[context][0]: at
        for context, at in changes.annotate(mine=mine)
        if at and at < by_id[context][1]
    }
    if not last:
        return {}
    known: dict[int, int] = {}
    changed: set[int] = set()
    wordings = Revision.objects.filter(article__in=last).order_by("article", "number")
    for pk, number, read_at, level in wordings.values_list(
        "article", "number", "fetched_at", "level"
    ):
        if read_at <= last[pk]:
            known[pk] = number
        elif level in {Level.WORDING, Level.SUBSTANCE}:
            changed.add(pk)
    return {pk: number for pk, number in known.items() if pk in changed}
