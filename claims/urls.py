"""Addresses of what we say of it, and of the pages where both stand side by side."""

from django.urls import path, register_converter

from claims.views import (
    activity,
    article,
    attach,
    claim,
    claimant,
    desk,
    event,
    evidence,
    export,
    fact,
    queue,
    review,
    undo,
    verdict,
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
    path("activity/", activity.activity, name="activity"),
    path("undo/", undo.undo_latest, name="undo_latest"),
    path("undo/<id:action>/", undo.undo_action, name="undo"),
    path("articles/<id:article>/", article.article_detail, name="article_detail"),
    path("articles/<id:article>/history/", article.article_history, name="article_history"),
    path(
        "articles/<id:article>/revisions/<int:number>/",
        article.revision_detail,
        name="revision_detail",
    ),
    path("sentences/<int:sentence>/", article.sentence_row, name="sentence_row"),
    path("sentences/<int:sentence>/tag/", article.sentence_tag, name="sentence_tag"),
    path("sentences/<int:sentence>/agree/", article.sentence_agree, name="sentence_agree"),
    path("sentences/<int:sentence>/dismiss/", article.sentence_dismiss, name="sentence_dismiss"),
    path("claims/", queue.claim_list, name="claim_list"),
    path("claims/next/", queue.claim_next, name="claim_next"),
    path("claims/bulk/", queue.claim_bulk, name="claim_bulk"),
    path("claims/export/csv/", export.claim_export, {"format": "csv"}, name="claim_export"),
    path("claims/<id:claim>/", claim.claim_detail, name="claim_detail"),
    path("claims/<id:claim>/edit/", claim.claim_edit, name="claim_edit"),
    path("claims/<id:claim>/withdraw/", claim.claim_withdraw, name="claim_withdraw"),
    path("claims/<id:claim>/verdict/", verdict.claim_assess, name="claim_assess"),
    path("claims/<id:claim>/take/", review.claim_take, name="claim_take"),
    path("claims/<id:claim>/assign/", review.claim_assign, name="claim_assign"),
    path("claims/<id:claim>/reopen/", review.claim_reopen, name="claim_reopen"),
    path("claims/<id:claim>/presence/", review.claim_presence, name="claim_presence"),
    path("claims/<id:claim>/facts/new/", attach.evidence_add, name="evidence_add"),
    path("claims/<id:claim>/facts/confirm/", evidence.evidence_confirm, name="evidence_confirm"),
    path("claims/<id:claim>/facts/<id:fact>/", evidence.evidence_edit, name="evidence_edit"),
    path(
        "claims/<id:claim>/facts/<id:fact>/detach/",
        evidence.evidence_detach,
        name="evidence_detach",
    ),
    path("facts/", fact.fact_list, name="fact_list"),
    path("facts/new/", fact.fact_new, name="fact_new"),
    path("facts/suggest/", fact.fact_suggest, name="fact_suggest"),
    path("facts/similar/", fact.fact_similar, name="fact_similar"),
    path("facts/<id:fact>/", fact.fact_detail, name="fact_detail"),
    path("facts/<id:fact>/edit/", fact.fact_edit, name="fact_edit"),
    path(
        "facts/<id:fact>/withdraw/",
        fact.fact_withdraw,
        {"withdrawn": True},
        name="fact_withdraw",
    ),
    path(
        "facts/<id:fact>/restore/",
        fact.fact_withdraw,
        {"withdrawn": False},
        name="fact_restore",
    ),
    path("events/", event.event_list, name="event_list"),
    path("events/suggest/", event.event_suggest, name="event_suggest"),
    path("events/<slug:slug>/", event.event_detail, name="event_detail"),
    path("claimants/suggest/", claimant.claimant_suggest, name="claimant_suggest"),
]
