"""The closed vocabularies. The code is stored, the words are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What sort of claim, after Full Fact's annotation schema (Konstantinovskiy et al. 2021)."""

    PERSONAL = "personal_experience", _("personal experience")
    QUANTITY = "quantity", _("quantity")
    CORRELATION = "correlation_causation", _("correlation or causation")
    RULE = "rule_law", _("rule or law")
    PREDICTION = "prediction", _("prediction")
    OPINION = "opinion", _("opinion")
    POSITION = "support_policy", _("support or policy position")
    OTHER = "other", _("other")


class State(TextChoices):
    TAGGED = "tagged", _("tagged")
    IN_REVIEW = "in_review", _("in review")
    DECIDED = "decided", _("decided")
    REOPENED = "reopened", _("reopened")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Verdict(TextChoices):
    """AVeriTeC's four labels (Schlichtkrull et al. 2023)."""

    SUPPORTED = "supported", _("supported")
    REFUTED = "refuted", _("refuted")
    NOT_ENOUGH = "not_enough_evidence", _("not enough evidence")
    CONFLICTING = "conflicting_evidence", _("conflicting evidence")


class Stance(TextChoices):
    """What a fact does to the claim beside it."""

    SUPPORTS = "supports", _("supports")
    REFUTES = "refutes", _("refutes")
    CONTEXT = "context", _("context")


class Fate(TextChoices):
    """What became of a claim when its article changed."""

    WAITING = "waiting", _("waits")
    CARRIED = "carried", _("carried over")
    FOLLOWED = "followed", _("followed the new wording")
    CHOSEN = "chosen", _("moved to another sentence")
    SPLIT = "split", _("split to both")
    WITHDRAWN = "withdrawn", _("withdrawn with its statement")
    OVERTAKEN = "overtaken", _("overtaken by a later revision")


class Tone(TextChoices):
    """The colour in which a verdict is shown, always beside its icon and its words."""

    GOOD = "good", _("green")
    BAD = "bad", _("red")
    UNSURE = "unsure", _("amber")
    PLAIN = "plain", _("grey")


class ClaimantKind(TextChoices):
    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")


class Decision(TextChoices):
    """What one editor found in one sentence."""

    CLAIM = "claim", _("claim")
    NO_CLAIM = "no_claim", _("no claim")
