"""Handing in: text is pasted or files are uploaded, with the imports so far below."""

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from articles import intake
from articles.forms import ImportForm
from articles.http import Request, needs
from articles.importers import IMPORTERS
from articles.importers.columns import COLUMNS
from articles.models import Import
from articles.paging import page
from articles.text import UnreadableText
from articles.views.upload import Quota, handed_in

RECENT = 20


@csrf_exempt  # only until the quota stands before whatever keeps an upload
@needs("articles.add_article")
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: Request) -> HttpResponse:
    """Paste or upload, with the imports so far below."""
    if request.method != "POST":
        return new_page(request, ImportForm())
    quota = Quota(intake.limits().file_bytes)
    request.upload_handlers.insert(0, quota)
    try:
        return hand_in(request, quota)
    except RequestDataTooBig:
        why = _("That is too much to paste. Save it as a file, and choose that.")
    except TooManyFilesSent:
        why = _("These are too many files at once. Pack them into a ZIP, and choose that.")
    while request.read(1 << 20):  # a browser listens to an answer only when all is sent
        pass
    return refused(request, ImportForm({}), why, status=413)


@csrf_protect
def hand_in(request: Request, quota: Quota) -> HttpResponse:
    """Keeps what was handed in, and leads to its preview."""
    form = ImportForm(request.POST, request.FILES)
    if quota.over:
        most = f"{quota.most:,}"
        why = _(
            "That is more than %(most)s bytes, the most that is taken in. Split it, or have the"
            " setting IMPORT_MAX_FILE_BYTES raised."
        )
        return refused(request, form, why % {"most": most}, status=413)
    if not form.is_valid():
        return new_page(request, form, status=422)
    text, files, said = form.cleaned_data["text"], form.cleaned_data["uploads"], form.said()
    if not files:
        said["encoding"] = "utf-8"
    try:
        with handed_in(text, files) as (name, pieces):
            made = intake.receive(pieces, name=name, by=request.user, **said)
    except UnreadableText as error:
        return refused(request, form, str(error), status=422)
    return redirect(made)


def refused(request: Request, form: ImportForm, why: str, *, status: int) -> HttpResponse:
    """The form again, with why, and with what was typed."""
    form.errors.clear()
    form.add_error(None, why)
    return new_page(request, form, status=status)


def new_page(request: Request, form: ImportForm, *, status: int = 200) -> HttpResponse:
    imports = Import.objects.visible_to(request.user).select_related("created_by").defer("peek")
    context = {
        "form": form,
        "page": page(imports, ("-pk",), request.GET.get("page", ""), RECENT),
        "formats": IMPORTERS.values(),
        "columns": COLUMNS,
        "limits": intake.limits(),
        "sources": intake.source_names(),
    }
    return render(request, "articles/import_new.html", context, status=status)
