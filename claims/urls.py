"""Addresses of what we say of it, and of the pages where both stand side by side."""

from django.urls import path

import articles.urls  # noqa: F401 - it makes the converter "id" known
from claims.views import article, claim, claimant, desk, event, export, undo

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
