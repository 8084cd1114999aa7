"""The nouns of what was written, one a file."""

from articles.models.article import Article
from articles.models.change import Change
from articles.models.imports import Import, ImportChunk, ImportItem, ImportState, Outcome
from articles.models.revision import Revision
from articles.models.seen import changed_since
from articles.models.sentence import Sentence
from articles.models.source import Source
from articles.models.user import User
from articles.models.versioned import Named, Versioned, WebAddressField, new_public_id, web_address

__all__ = [
    "Article",
    "Change",
    "Import",
    "ImportChunk",
    "ImportItem",
    "ImportState",
    "Named",
    "Outcome",
    "Revision",
    "Sentence",
    "Source",
    "User",
    "Versioned",
    "WebAddressField",
    "changed_since",
    "new_public_id",
    "web_address",
]
