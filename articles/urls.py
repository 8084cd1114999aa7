"""Addresses of what was written. An article's own page stands with its claims."""

from django.urls import path

from articles.views.article import article_list

app_name = "articles"
urlpatterns = [path("", article_list, name="article_list")]
