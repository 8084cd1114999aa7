"""Taking claims out."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.http import Request, download, needs
from claims.exporters import EXPORTERS, Options
from claims.filters import chosen
from claims.models import Claim


@needs("claims.view_claim")
@require_safe
def claim_export(request: Request, format: str) -> HttpResponseBase:
    """The claims that the same address without `export` lists, as a file, streamed."""
    exporter = EXPORTERS.get(format)
    if exporter is None:
        raise Http404
    query = chosen(request.GET, Claim.objects.visible_to(request.user))
    if not query.is_valid():
        raise BadRequest(_("A filter in the address cannot be read."))
    options = Options(
        long=request.GET.get("shape") == "long", excel=request.GET.get("excel") == "1"
    )
    name = f"claims-{timezone.localdate().isoformat()}.{exporter.extension}"
    return download(request, exporter.write(query.qs, options), name, exporter.content_type)
