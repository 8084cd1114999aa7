"""The list of articles."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render

from articles.http import Request, needs
from articles.models import Article, Import, ImportItem, Sentence, Source, changed_since
from articles.paging import count, page
from articles.search import SENTENCES

ORDER = ("-created_at", "-pk")
SIZE = 50


@needs("articles.view_article")
def article_list(request: Request) -> HttpResponse:
    """All articles, newest first, narrowed by words of their text, by source and by import."""
    articles = Article.objects.visible_to(request.user).listed().defer("current__text")
    query, source = request.GET.get("q", "").strip(), request.GET.get("source", "")
    if query:
        held = Sentence.objects.filter(SENTENCES.matching(query))
        articles = articles.filter(current__in=held.values("revision"))
    if source:
        articles = articles.filter(source=Source.objects.filter(public_id=source).first())
    run = None
    if asked := request.GET.get("import", ""):
        run = Import.objects.visible_to(request.user).filter(public_id=asked).first()
        articles = articles.filter(pk__in=ImportItem.objects.filter(of=run).values("article"))
    found = page(articles, ORDER, request.GET.get("page", ""), SIZE)
    total = dict(
        Sentence.objects.filter(revision__in=[a.current_id for a in found.rows])
        .values_list("revision")
        .annotate(n=Count("pk", filter=Q(number__isnull=False)))
    )
    return render(
        request,
        "articles/article_list.html",
        {
            "page": found,
            "articles": [(article, total.get(article.current_id, 0)) for article in found.rows],
            "changed": changed_since(found.rows, request.user),
            "count": count(articles),
            "query": query,
            "source": source,
            "imported": asked,
            "run": run,
        },
    )
