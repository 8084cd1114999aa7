"""What the database itself refuses to believe of a claim."""

from articles.guards import Guard
from articles.search import TextIndex

WORDINGS = TextIndex("claims_claim", "wording")
STATEMENTS = TextIndex("claims_fact", "statement")
INDEXES = (WORDINGS, STATEMENTS)
GUARDS = (
    Guard(
        "claim_lies_in_its_sentence",
        "claims_claim",
        ("article_id", "sentence_id", "start", "end", "quote"),
        True,
        "NOT EXISTS (SELECT 1 FROM articles_sentence s"
        " JOIN articles_revision r ON r.id = s.revision_id"
        " WHERE s.id = NEW.sentence_id AND r.article_id = NEW.article_id AND s.number IS NOT NULL"
        ' AND s.start <= NEW.start AND NEW."end" <= s."end"'
        ' AND substr(s.text, NEW.start - s.start + 1, NEW."end" - NEW.start) = NEW.quote)',
        "a claim is a span of a headline or body sentence of its article",
    ),
)
