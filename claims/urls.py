"""Addresses of what we say of it, and of the pages where both stand side by side."""

from django.urls import path, register_converter

from claims.views import (
    anchoring,
    article,
    claim,
    claimant,
    desk,
    event,
    export,
    mending,
    revision,
    undo,
)


class PublicId:
    """16 letters and digits, as `articles.models.new_public_id` makes them."""

    regex = "[0-9a-hjkmnp-tv-z]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicId, "id")

app_name = "claims"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("search/", desk.search, name="search"),
    path("help/", desk.help_page, name="help"),
    path("preferences/", desk.preferences, name="preferences"),
    path("undo/", undo.undo_latest, name="undo_latest"),
    path("undo/<id:action>/", undo.undo_action, name="undo"),
    path("articles/<id:article>/", article.article_detail, name="article_detail"),
    path("articles/<id:article>/history/", article.article_history, name="article_history"),
    path(
        "articles/<id:article>/revisions/<int:number>/",
        article.revision_detail,
        name="revision_detail",
    ),
    path("articles/<id:article>/revisions/", revision.revision_list, name="revision_list"),
    path(
        "articles/<id:article>/revisions/<int:older>/<int:newer>/",
        revision.revision_compare,
        name="revision_compare",
    ),
    path("revisions/", revision.revision_report, name="revision_report"),
    path("revisions/export/csv/", revision.revision_export, name="revision_export"),
    path("revisions/claims/", anchoring.anchoring_queue, name="anchoring_queue"),
    path("revisions/claims/<id:claim>/", anchoring.anchoring_detail, name="anchoring_detail"),
    path(
        "revisions/claims/<id:claim>/choose/", anchoring.anchoring_choose, name="anchoring_choose"
    ),
    path(
        "revisions/claims/<id:claim>/follow/", anchoring.anchoring_follow, name="anchoring_follow"
    ),
    path("revisions/claims/<id:claim>/split/", anchoring.anchoring_split, name="anchoring_split"),
    path(
        "revisions/claims/<id:claim>/withdraw/",
        anchoring.anchoring_withdraw,
        name="anchoring_withdraw",
    ),
    path(
        "revisions/<id:article>/<int:number>/claims/",
        anchoring.anchoring_list,
        name="anchoring_list",
    ),
    path("sentences/<int:sentence>/break/", mending.sentence_break, name="sentence_break"),
    path("sentences/<int:sentence>/join/", mending.sentence_join, name="sentence_join"),
    path("sentences/<int:sentence>/", article.sentence_row, name="sentence_row"),
    path("sentences/<int:sentence>/tag/", article.sentence_tag, name="sentence_tag"),
    path("sentences/<int:sentence>/agree/", article.sentence_agree, name="sentence_agree"),
    path("sentences/<int:sentence>/dismiss/", article.sentence_dismiss, name="sentence_dismiss"),
    path("claims/", claim.claim_list, name="claim_list"),
    path("claims/export/csv/", export.claim_export, {"format": "csv"}, name="claim_export"),
    path("claims/<id:claim>/", claim.claim_detail, name="claim_detail"),
    path("claims/<id:claim>/edit/", claim.claim_edit, name="claim_edit"),
    path("claims/<id:claim>/withdraw/", claim.claim_withdraw, name="claim_withdraw"),
    path("events/", event.event_list, name="event_list"),
    path("events/suggest/", event.event_suggest, name="event_suggest"),
    path("events/<slug:slug>/", event.event_detail, name="event_detail"),
    path("claimants/suggest/", claimant.claimant_suggest, name="claimant_suggest"),
]
