"""The only writer of articles: drafts in, articles with their revisions and sentences out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from articles import sentences
from articles.changes import Action, write_log
from articles.comparing import Comparison, compare
from articles.draft import ArticleDraft
from articles.models import Article, Outcome, Revision, Sentence, Source, User
from articles.models.insert import insert_rows
from articles.prepared import Prepared, prepare
from articles.text import digest, fold


class Refused(Exception):
    """Why a draft was not stored, in words that say how to mend it."""


@dataclass(frozen=True, slots=True)
class Stored:
    article: Article
    outcome: Outcome


def store_draft(draft: ArticleDraft, *, by: User | None, source: str = "") -> Stored:
    """Stores one draft in one transaction. Raises Refused."""
    (result,) = store_all([prepare(draft)], by=by, source=source)
    if isinstance(result, Refused):
        raise result
    return result


def store_all(
    drafts: Sequence[Prepared], *, by: User | None, source: str = ""
) -> list[Stored | Refused]:
    """Stores the drafts in one transaction; what became of each, in their order.

    A text that is stored already changes nothing; another text of a stored article becomes its
    next revision. `source` names the publisher of all, and wins over the ones that they name.
    Each draft is stored whole or not at all.
    """
    # Again, because another import of the same article or the same new source may win the race.
    for _try in range(3):
        try:
            with transaction.atomic():
                return _store_all(drafts, by=by, source=source)
        except IntegrityError as error:
            lost = error
    if len(drafts) == 1:
        raise lost
    return [result for one in drafts for result in store_all([one], by=by, source=source)]


def refusal(draft: ArticleDraft, source: str = "") -> str:
    """Why a draft cannot be stored, whatever is stored already; nothing if it can."""
    if not (draft.source_name or source):
        return _("The text does not say who published it. Name the source.")
    if len(draft.title) > 500:
        return _("The title has more than 500 characters. Put it on a line of its own.")
    return ""


def identity_of(draft: ArticleDraft, source: Source) -> str:
    """What makes it this article: its id at the source, else its address, else title and date."""
    if draft.external_id:
        parts = ["id", fold(source.name), draft.external_id]
    elif draft.canonical_url:
        parts = ["url", draft.canonical_url]
    else:
        published = published_at(draft, source)
        when = published.isoformat() if published else ""
        parts = ["title", fold(source.name), fold(draft.title), when]
    return digest("\n".join(parts))


def known_by(draft: ArticleDraft) -> str:
    """By what `identity_of` tells this article from others, in words."""
    if draft.external_id:
        return _("its id at the source")
    return _("its address") if draft.canonical_url else _("source, title and date")


def published_at(draft: ArticleDraft, source: Source) -> datetime | None:
    """With its zone: the text's own, else the one in which the source prints its times."""
    if draft.published and timezone.is_naive(draft.published):
        return draft.published.replace(tzinfo=source.zone())
    return draft.published


def dateline_of(draft: ArticleDraft) -> str:
    """Place, date and agency in the form "BEIJING, May 19 (Xinhua)"."""
    place = ", ".join(filter(None, [draft.dateline_place, draft.dateline_date]))
    return f"{place} ({draft.agency})" if draft.agency else place


@dataclass(slots=True)
class Known:
    """An article that is stored, with the digests of its wordings."""

    article: Article
    wordings: set[str] = field(default_factory=set)
    last: int = 0


def known(identities: Iterable[str]) -> dict[str, Known]:
    """The stored articles of these identities, in two queries."""
    articles = Article.objects.listed().filter(identity__in=set(identities))
    found = {article.pk: Known(article) for article in articles}
    wordings = Revision.objects.filter(article__in=found) if found else Revision.objects.none()
    for pk, sha256, number in wordings.values_list("article", "sha256", "number"):
        found[pk].wordings.add(sha256)
        found[pk].last = max(found[pk].last, number)
    return {one.article.identity: one for one in found.values()}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of a draft, were it stored now; `refused` says why it could not be."""

    outcome: Outcome
    refused: str = ""
    article: Article | None = None


def foresee(
    drafts: Sequence[tuple[ArticleDraft, str]],
    *,
    source: str = "",
    before: dict[str, set[str]] | None = None,
) -> list[Foreseen]:
    """What would become of drafts with these digests, in three queries; nothing is written.

    `before` holds what stood before them in the same import, digests by identity, and is added to.
    """
    before = {} if before is None else before
    publishers = sources_of((draft for draft, _sha256 in drafts), source)
    places: list[tuple[str, str]] = []  # why it is refused, what identifies it
    for draft, _sha256 in drafts:
        why = refusal(draft, source)
        publisher = publishers.get(fold(source or draft.source_name))
        places.append((why, "" if why or publisher is None else identity_of(draft, publisher)))
    stored = known(identity for _why, identity in places if identity)
    found = []
    for (_draft, sha256), (why, identity) in zip(drafts, places, strict=True):
        if why:
            found.append(Foreseen(Outcome.FAILED, why))
            continue
        there = stored.get(identity)
        wordings = before.setdefault(identity, set(there.wordings if there else ()))
        outcome = Outcome.UNCHANGED if sha256 in wordings else Outcome.REVISED
        article = there.article if there else None
        found.append(Foreseen(outcome if wordings else Outcome.NEW, "", article))
        wordings.add(sha256)
    return found


def sources_of(drafts: Iterable[ArticleDraft], given: str = "") -> dict[str, Source]:
    """The publishers that the drafts name, by their key; unsaved where they are new."""
    named = {fold(name): draft for draft in drafts if (name := given or draft.source_name)}
    found = {source.key: source for source in Source.objects.filter(key__in=named)}
    for key, draft in named.items():
        if key not in found:
            found[key] = Source(name=given or draft.source_name, language=draft.language)
    return found


def _store_all(
    drafts: Sequence[Prepared], *, by: User | None, source: str
) -> list[Stored | Refused]:
    results: dict[int, Stored | Refused] = {}
    publishers = sources_of((one.draft for one in drafts), source)
    new: dict[str, int] = {}
    again: list[int] = []  # of an article that stands before in the same batch
    places: dict[int, tuple[str, Source]] = {}
    for n, one in enumerate(drafts):
        if why := refusal(one.draft, source):
            results[n] = Refused(why)
            continue
        publisher = publishers[fold(source or one.draft.source_name)]
        places[n] = identity_of(one.draft, publisher), publisher
    stored = known(identity for identity, _publisher in places.values())
    acts: list[Action] = []
    for n, (identity, _publisher) in places.items():
        there = stored.get(identity)
        if there is None and identity not in new:
            new[identity] = n
        elif there is None:
            again.append(n)
        elif drafts[n].sha256 in there.wordings:
            results[n] = Stored(there.article, Outcome.UNCHANGED)
        else:
            results[n] = Stored(_revise(acts, drafts[n], there, by), Outcome.REVISED)
    fresh = [(drafts[n], *places[n][::-1]) for n in new.values()]
    for n, article in zip(new.values(), _insert(acts, fresh, by), strict=True):
        results[n] = Stored(article, Outcome.NEW)
    write_log(acts)
    if again:
        later = _store_all([drafts[n] for n in again], by=by, source=source)
        results |= zip(again, later, strict=True)
    return [results[n] for n in range(len(drafts))]


def _insert(
    acts: list[Action], drafts: list[tuple[Prepared, Source, str]], by: User | None
) -> list[Article]:
    """New articles, each an action of its own, in as few statements as there are tables."""
    if not drafts:
        return []
    made = [Action("article_imported", by=by) for _draft in drafts]
    articles = []
    for act, (prepared, source, identity) in zip(made, drafts, strict=True):
        draft = prepared.draft
        if source.pk is None:
            act.create(source)
        articles.append(
            Article(
                source=source,
                title=draft.title,
                byline=draft.byline,
                canonical_url=draft.canonical_url,
                external_id=draft.external_id,
                identity=identity,
                published_at=published_at(draft, source),
                dateline=dateline_of(draft),
                language=draft.language or source.language or "en",
                created_by=by,
                created_at=act.at,
                updated_at=act.at,
            )
        )
    insert_rows(Article.objects.all(), articles)
    rows = zip(articles, (prepared for prepared, *_place in drafts), strict=True)
    _insert_revisions([(article, prepared, 1) for article, prepared in rows], by, made[0].at)
    newest = Revision.objects.filter(article=OuterRef("pk")).values("pk")
    Article.objects.filter(pk__in=[article.pk for article in articles]).update(
        current=Subquery(newest)
    )
    for act, article in zip(made, articles, strict=True):
        act.created(article)
    acts += made
    return articles


def _insert_revisions(
    wordings: list[tuple[Article, Prepared, int]], by: User | None, at: datetime
) -> None:
    """The wordings with their sentences; each becomes the current one of its article."""
    revisions = [
        Revision(
            article=article,
            number=number,
            text=prepared.draft.text,
            sha256=prepared.sha256,
            fetched_at=at,
            reader=prepared.draft.reader,
            segmenter=sentences.SEGMENTER,
            created_by=by,
        )
        for article, prepared, number in wordings
    ]
    insert_rows(Revision.objects.all(), revisions)
    Sentence.objects.insert(
        (article.pk, revision.pk, *part)
        for revision, (article, prepared, _number) in zip(revisions, wordings, strict=True)
        for part in prepared.parts
    )
    for revision, (article, _prepared, _number) in zip(revisions, wordings, strict=True):
        article.current = revision


def _revise(acts: list[Action], prepared: Prepared, stored: Known, by: User | None) -> Article:
    """The next wording of a stored article. What the new text says of itself follows it."""
    article, draft = stored.article, prepared.draft
    act = Action("article_revised", by=by)
    stored.last += 1
    stored.wordings.add(prepared.sha256)
    version = article.version
    old = article.current
    _insert_revisions([(article, prepared, stored.last)], by, act.at)
    article.title = draft.title
    article.byline = draft.byline or article.byline
    article.dateline = dateline_of(draft) or article.dateline
    article.canonical_url = article.canonical_url or draft.canonical_url
    article.external_id = article.external_id or draft.external_id
    article.published_at = article.published_at or published_at(draft, article.source)
    act.save(article, version=version)
    if old and article.current:
        _tell(act, compare(old, article.current))
    acts.append(act)
    return article


def _tell(act: Action, change: Comparison) -> None:
    """Notes how much a revision changed, and tells those who hold on to its sentences.

    Who they are, only the settings know: a function (act, comparison) that runs in this
    transaction.
    """
    new = change.new
    new.level, new.changes = change.level, change.counts
    new.flags = "".join(f" {flag} " for flag in sorted(change.flags))
    new.save(update_fields=["level", "changes", "flags"])
    for name in settings.ON_REVISION:
        import_string(name)(act, change)
