"""Curating what was written, and the one way in which the admin writes: versioned and logged."""

from articles.admin.article import ArticleAdmin, RevisionAdmin
from articles.admin.change import ChangeAdmin
from articles.admin.imports import ImportAdmin
from articles.admin.recorded import Part, ReadOnly, Recorded, VersionedForm
from articles.admin.source import SourceAdmin
from articles.admin.user import PeopleAdmin

__all__ = [
    "ArticleAdmin",
    "ChangeAdmin",
    "ImportAdmin",
    "Part",
    "PeopleAdmin",
    "ReadOnly",
    "Recorded",
    "RevisionAdmin",
    "SourceAdmin",
    "VersionedForm",
]
