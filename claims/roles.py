"""Who may do what: the one table. Each role may do all that the one before it may."""

from django.utils.translation import gettext_lazy as _

VIEWER = (
    *("articles.view_article", "claims.view_claim", "claims.view_event", "claims.view_claimant"),
    "claims.view_fact",
)
EDITOR = (
    *("articles.add_article", "claims.add_claim", "claims.change_claim", "claims.add_claimant"),
    *("claims.add_fact", "claims.change_fact"),
)
REVIEWER = ("claims.review_claim",)
CURATOR = (
    "claims.curate",
    *(
        f"articles.{verb}_{noun}"
        for noun in ("source", "article", "revision", "sentence", "change")
        for verb in ("view",)
    ),
    "articles.add_source",
    "articles.change_source",
    "articles.change_article",
    "claims.change_claimant",
    *("claims.add_event", "claims.change_event"),
    *("claims.view_scale", "claims.add_scale", "claims.change_scale"),
    *("claims.view_scaleoption", "claims.add_scaleoption", "claims.change_scaleoption"),
    "claims.delete_scaleoption",
    *(
        f"claims.{verb}_{noun}"
        for noun in ("claimevent", "claimantalias", "eventalias")
        for verb in ("view", "add", "change", "delete")
    ),
)
ROLES = {
    "viewer": VIEWER,
    "editor": VIEWER + EDITOR,
    "reviewer": VIEWER + EDITOR + REVIEWER,
    "curator": VIEWER + EDITOR + REVIEWER + CURATOR,
}
WORDS = {
    "viewer": _("reads articles, claims and events, and exports them"),
    "editor": _(
        "imports articles, tags claims, adds claimants and facts, puts facts beside claims"
    ),
    "reviewer": _("judges claims, decides and reopens them, edits and withdraws decided ones"),
    "curator": _("curates sources, events, claimants and scales in the administration"),
}
