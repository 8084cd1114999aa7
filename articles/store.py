"""The only writer of articles: a draft in, an article with its revision and sentences out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import sentences
from articles.changes import Action, action
from articles.draft import TAGGABLE, ArticleDraft, Role
from articles.models import Article, Revision, Sentence, Source, User
from articles.text import digest, fold


class Outcome(StrEnum):
    NEW = "new"
    UNCHANGED = "unchanged"


class Refused(Exception):
    """Why a draft was not stored, in words that say how to mend it."""


@dataclass(frozen=True, slots=True)
class Stored:
    article: Article
    outcome: Outcome


def store_draft(draft: ArticleDraft, *, by: User | None, source: str = "") -> Stored:
    """Stores the draft in one transaction; the same text a second time changes nothing.

    `source` names the publisher, and wins over the one that the text names. Raises Refused.
    """
    name = source or draft.source_name
    if not name:
        raise Refused(_("The text does not say who published it. Name the source with --source."))
    if len(draft.title) > 500:
        raise Refused(_("The title has more than 500 characters. Put it on a line of its own."))
    # Twice, because another import of the same article or the same new source may win the race.
    for last_try in (False, True):
        publisher = Source.objects.filter(key=fold(name)).first() or Source(
            name=name, language=draft.language
        )
        identity = identity_of(draft, publisher)
        if stored := stored_before(identity, draft):
            return stored
        parts = sentences_of(draft)
        try:
            with action("article_imported", by=by) as act:
                return Stored(_insert(act, draft, publisher, identity, by, parts), Outcome.NEW)
        except IntegrityError:
            if last_try:
                raise
    raise AssertionError("unreachable")


def stored_before(identity: str, draft: ArticleDraft) -> Stored | None:
    """The article of this identity, if it is stored. Raises Refused if its wording is another."""
    article = Article.objects.listed().filter(identity=identity).first()
    if article is None:
        return None
    if not article.revisions.filter(sha256=digest(draft.text)).exists():
        raise Refused(
            _("“%(title)s” is stored with another wording. Changed wordings are not taken in.")
            % {"title": article.title}
        )
    return Stored(article, Outcome.UNCHANGED)


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


def published_at(draft: ArticleDraft, source: Source) -> datetime | None:
    """With its zone: the text's own, else the one in which the source prints its times."""
    if draft.published and timezone.is_naive(draft.published):
        return draft.published.replace(tzinfo=source.zone())
    return draft.published


def dateline_of(draft: ArticleDraft) -> str:
    """Place, date and agency in the form "BEIJING, May 19 (Xinhua)"."""
    place = ", ".join(filter(None, [draft.dateline_place, draft.dateline_date]))
    return f"{place} ({draft.agency})" if draft.agency else place


def sentences_of(draft: ArticleDraft) -> list[Sentence]:
    """The draft's blocks as unsaved sentences, in order. Only headline and body are split."""
    found: list[Sentence] = []
    number = 0
    paragraph, last_line = -1, -1
    for block in draft.blocks:
        line = draft.text.rfind("\n", 0, block.start)
        if line != last_line or paragraph < 0:
            paragraph, last_line = paragraph + 1, line
        text = draft.text[block.start : block.end]
        taggable = block.role in TAGGABLE
        spans = (
            sentences.split(text, draft.language or "en")
            if taggable
            else [sentences.Span(0, len(text))]
        )
        for span in spans:
            number += block.role == Role.BODY
            found.append(
                Sentence(
                    paragraph=paragraph,
                    number=(number if block.role == Role.BODY else 0) if taggable else None,
                    start=block.start + span.start,
                    end=block.start + span.end,
                    text=text[span.start : span.end],
                    role=block.role,
                )
            )
    return found


def _insert(
    act: Action,
    draft: ArticleDraft,
    source: Source,
    identity: str,
    by: User | None,
    parts: list[Sentence],
) -> Article:
    if source.pk is None:
        act.create(source)
    article = Article(
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
    )
    act.create(article)
    revision = Revision.objects.create(
        article=article,
        number=1,
        text=draft.text,
        sha256=digest(draft.text),
        fetched_at=act.at,
        reader=draft.reader,
        segmenter=sentences.SEGMENTER,
        created_by=by,
    )
    for part in parts:
        part.revision = revision
    Sentence.objects.bulk_create(parts)
    article.current = revision
    act.save(article, version=1)
    return article
