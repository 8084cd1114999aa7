"""What a sentence, or a span of it, asserts."""

from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Change, Sentence, Source, User, Versioned
from articles.models.article import copied_article
from articles.models.change import Op
from claims.choices import Kind, State, Verdict
from claims.guards import WORDINGS
from claims.models.claimant import Claimant
from claims.models.event import Event
from claims.models.scale import Scale

# What lists of claims are narrowed by. Each index that they are read from, newest first, begins
# with one of these and holds the others: a list narrowed by three is one walk along one index.
NARROWED = ("state", "kind", "verdict", "claimant", "source", "assigned_to", "tagged_by", "scale")
FACETED = (*NARROWED, "article")
LISTED: dict[str, tuple[str, ...]] = {
    "claim_tagged_at": (),
    **{f"claim_{name}": (name,) for name in NARROWED},
}


def rest_of(led: tuple[str, ...]) -> list[str]:
    """The columns that an index led by `led` carries along."""
    return [name for name in FACETED if name not in led]


# What a row of the queue shows: of nine tables with 140 columns.
ROW = (
    *("public_id", "wording", "quote", "kind", "state", "scale", "verdict", "verdict_words"),
    *("claimant__name", "assigned_to__username", "tagged_by__username"),
    *("article__public_id", "article__language", "article__published_at"),
    *("article__source__name", "article__source__time_zone"),
    *("sentence__number", "sentence__start", "sentence__revision__number"),
)
CONTEXT = 32  # code points of prefix and suffix, as W3C's TextQuoteSelector uses them


class ClaimQuerySet(models.QuerySet["Claim"]):
    def get_by_natural_key(self, public_id: str) -> "Claim":
        return self.get(public_id=public_id)

    def visible_to(self, user: Any) -> Self:
        return self.all() if user.has_perm("claims.view_claim") else self.none()

    def standing(self) -> Self:
        """Without those that were withdrawn."""
        return self.exclude(state=State.WITHDRAWN)

    def in_event(self, event: Event) -> Self:
        """Of the event or of any event below it."""
        return self.filter(pk__in=ClaimEvent.objects.under(event).values("claim"))

    def waiting(self) -> Self:
        """Of which a fact changed, was withdrawn or ran out, and nobody has looked since."""
        lists = apps.get_model("claims", "Evidence").objects.waiting_lists()
        (_id, changed), (_id, expired) = lists
        return self.standing().filter(pk__in=changed.union(expired, all=True))

    def queued(self) -> Self:
        """With what a row of the queue shows and nothing else: two queries."""
        beside = apps.get_model("claims", "Evidence").objects.filter(claim=models.OuterRef("pk"))
        number = beside.order_by().values("claim").annotate(n=models.Count("pk")).values("n")
        links = ClaimEvent.objects.select_related("event").only("claim", "event__name")
        people = ("assigned_to", "tagged_by")
        return (
            self.select_related("claimant", *people, "article__source", "sentence__revision")
            .only(*ROW)
            .prefetch_related(models.Prefetch("links", links.order_by("pk")))
            .annotate(
                facts=Coalesce(models.Subquery(number), 0),
                fact_changed=models.Exists(beside.waiting()),
            )
        )

    def worded(self, query: str) -> Self:
        """Whose sentence or normalised wording holds the words; see `articles.search`."""
        found = Q()
        for name, keys in self.worded_lists(query):
            found |= Q(**{f"{name}__in": keys})
        return self.filter(found)

    def worded_lists(self, query: str) -> tuple[tuple[str, "models.QuerySet[Any, Any]"], ...]:
        """The same as lists: the keys that its sentence, or it, may have."""
        from articles.search import SENTENCES

        sentences = Sentence.objects.filter(SENTENCES.matching(query, self.db)).values("pk")
        wordings = Claim.objects.filter(WORDINGS.matching(query, self.db)).values("pk")
        return ("sentence", sentences), ("id", wordings)

    def carded(self) -> Self:
        """With what a card shows beside its sentence: two queries."""
        return self.select_related("claimant", "tagged_by", "article").prefetch_related(
            models.Prefetch("links", ClaimEvent.objects.select_related("event").order_by("pk"))
        )


class Claim(Versioned):
    """A claim, anchored by offsets in its revision's text and by its quotation.

    `start` and `end` are code points of `sentence.revision.text`; `quote` is `text[start:end]`,
    with up to 32 code points before and after it, after the W3C Web Annotation model.
    """

    article = models.ForeignKey(
        Article,
        models.PROTECT,
        related_name="claims",
        verbose_name=_("article"),
        db_index=False,
    )
    # Its article's, kept by the database (`claims.derived`): claims of a source are a range.
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    sentence = models.ForeignKey(
        Sentence, models.PROTECT, related_name="claims", verbose_name=_("sentence")
    )
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    quote = models.TextField(_("quotation"))
    prefix = models.CharField(_("before it"), max_length=CONTEXT, blank=True)
    suffix = models.CharField(_("after it"), max_length=CONTEXT, blank=True)
    claimant = models.ForeignKey(
        Claimant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("claimant"),
        db_index=False,
    )
    cue = models.CharField(
        _("cue"),
        max_length=100,
        blank=True,
        help_text=_("the word that reports it, such as “said”"),
    )
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices, blank=True)
    wording = models.TextField(
        _("normalised wording"),
        max_length=2000,
        blank=True,
        help_text=_("the claim in one sentence that stands alone"),
    )
    events = models.ManyToManyField(
        Event, through="ClaimEvent", related_name="claims", verbose_name=_("events")
    )
    note = models.TextField(_("note"), max_length=10_000, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.TAGGED, editable=False
    )
    scale = models.ForeignKey(
        Scale,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("scale"),
        db_index=False,
    )
    verdict = models.CharField(
        _("normalised verdict"),
        max_length=30,
        choices=Verdict.choices,
        blank=True,
        editable=False,
        help_text=_("on AVeriTeC's scale; empty for a conclusion in words"),
    )
    verdict_words = models.CharField(
        _("verdict"),
        max_length=100,
        blank=True,
        editable=False,
        help_text=_("as its scale has it"),
    )
    assigned_to = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="assigned_claims",
        db_index=False,
        verbose_name=_("assigned to"),
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="decided_claims"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    tagged_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="tagged_claims",
        db_index=False,
        verbose_name=_("tagged by"),
    )
    tagged_at = models.DateTimeField(_("tagged"), editable=False)

    derived: ClassVar[frozenset[str]] = frozenset({"source"})
    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        permissions = [
            ("review_claim", _("Can judge claims")),
            ("curate", _("Can enter the administration")),
        ]
        indexes = [
            *(
                models.Index(fields=[*led, "tagged_at", "id", *rest_of(led)], name=name)
                for name, led in LISTED.items()
            ),
            models.Index(fields=["updated_at", "id"], name="claim_updated_at"),
            models.Index(fields=["article", "start", "id"], name="claim_article"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sentence", "start", "end"],
                condition=~Q(state=State.WITHDRAWN),
                name="claim_stands_once",
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="claim_not_empty"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="claim_state_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["", *Kind.values]), name="claim_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", *Verdict.values]), name="claim_verdict_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    scale=None, verdict="", verdict_words="", decided_by=None, decided_at=None
                )
                | Q(scale__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="claim_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DECIDED, decided_at__isnull=False)
                | (~Q(state=State.DECIDED) & Q(decided_at=None)),
                name="claim_decided_is_a_state",
            ),
        ]

    def __str__(self) -> str:
        return self.words if len(self.words) <= 80 else f"{self.words[:79]}…"

    def get_absolute_url(self) -> str:
        return reverse("claims:claim_detail", args=[self.public_id])

    def natural_key(self) -> tuple[str, ...]:
        return (self.public_id,)

    natural_key.dependencies = [  # type: ignore[attr-defined]
        "articles.article",
        "articles.sentence",
        "claims.claimant",
    ]

    def log_place(self) -> tuple[str, str]:
        return self.public_id, self.article.public_id

    def undecide(self) -> None:
        """Takes the verdict off. The assessments that led to it stay."""
        self.scale, self.verdict, self.verdict_words = None, "", ""
        self.decided_by, self.decided_at = None, None

    def withdrawn_values(self) -> dict[str, Any]:
        """What undoing its creation leaves: the row, withdrawn. Its public id was given out.

        Where its sentence was made with it, by breaking one in two, that one goes too: it stands
        on the sentence before, which gets its words back.
        """
        left: dict[str, Any] = {"state": State.WITHDRAWN}
        made = Change.objects.filter(op=Op.CREATE, noun=self._meta.label_lower, row=self.pk)
        with_it = Change.objects.filter(
            op=Op.CREATE,
            noun=Sentence._meta.label_lower,
            row=self.sentence_id,
            action__in=made.values("action"),
        )
        if with_it.exists():
            before = Sentence.objects.filter(
                revision=self.sentence.revision_id, start__lt=self.sentence.start
            )
            left["sentence"] = {"id": before.latest("start").pk}
        return left

    @property
    def words(self) -> str:
        """What it says: the normalised wording, else the quotation."""
        return self.wording or self.quote

    @property
    def permalink(self) -> str:
        """The address of its sentence, in the article that it knows already."""
        return self.sentence.address_in(self.article)

    @property
    def narrowed(self) -> bool:
        """Whether it is less than its whole sentence."""
        return (self.start, self.end) != (self.sentence.start, self.sentence.end)

    @property
    def complete(self) -> bool:
        """Whether an editor has said who claims it and what kind it is."""
        return bool(self.claimant_id and self.kind)

    def place(self, start: int, end: int) -> None:
        """Anchors it at code points `start` to `end` of its revision's text."""
        text = self.sentence.revision.text
        self.start, self.end, self.quote = start, end, text[start:end]
        self.prefix = text[max(0, start - CONTEXT) : start]
        self.suffix = text[end : end + CONTEXT]


class ClaimEventQuerySet(models.QuerySet["ClaimEvent"]):
    def get_by_natural_key(self, claim: str, event: str) -> "ClaimEvent":
        return self.get(claim__public_id=claim, event__public_id=event)

    def under(self, event: Event) -> Self:
        """To the event or any event below it."""
        return self.filter(event__in=event.family())

    def standing(self) -> Self:
        """Of claims that were not withdrawn."""
        return self.filter(tagged_at__isnull=False)


class ClaimEvent(models.Model):
    """That a claim belongs to an event."""

    part_of: ClassVar[str] = "claim"

    article = copied_article()
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="links", db_index=False)
    event = models.ForeignKey(
        Event, models.PROTECT, related_name="links", verbose_name=_("event"), db_index=False
    )

    # Its claim's, none while that is withdrawn; kept by the database (`claims.derived`).
    tagged_at = models.DateTimeField(null=True, editable=False)

    derived: ClassVar[frozenset[str]] = frozenset({"article", "tagged_at"})
    objects = ClaimEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["claim", "event"], name="claim_event_once")]
        indexes = [models.Index(fields=["event", "tagged_at", "claim"], name="claim_event_tagged")]

    def __str__(self) -> str:
        return str(self.event)

    def natural_key(self) -> tuple[str, ...]:
        return (self.claim.public_id, self.event.public_id)

    def log_place(self) -> tuple[str, str]:
        return self.claim.log_place()
