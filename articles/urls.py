"""Addresses of what was written. An article's own page stands with its claims."""

from django.urls import path, register_converter

from articles.views import handing_in, import_files, importing
from articles.views.article import article_list


class PublicId:
    """16 letters and digits, as `articles.models.new_public_id` makes them."""

    regex = "[0-9a-hjkmnp-tv-z]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicId, "id")

app_name = "articles"
urlpatterns = [
    path("", article_list, name="article_list"),
    path("import/", handing_in.import_new, name="import_new"),
    path("import/template.csv", import_files.template_csv, name="import_template_csv"),
    path("import/template.jsonl", import_files.template_jsonl, name="import_template_jsonl"),
    path("import/<id:run>/", importing.import_detail, name="import_detail"),
    path("import/<id:run>/options/", importing.import_options, name="import_options"),
    path("import/<id:run>/run/", importing.import_run, name="import_run"),
    path("import/<id:run>/cancel/", importing.import_cancel, name="import_cancel"),
    path("import/<id:run>/resume/", importing.import_resume, name="import_resume"),
    path("import/<id:run>/delete/", importing.import_delete, name="import_delete"),
    path("import/<id:run>/failed.csv", import_files.failed_csv, name="import_failed"),
]
