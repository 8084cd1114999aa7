"""What the database itself refuses to believe of a claim."""

from articles.guards import Guard
from articles.search import TextIndex

WORDINGS = TextIndex("claims_claim", "wording")
STATEMENTS = TextIndex("claims_fact", "statement")
INDEXES = (WORDINGS, STATEMENTS)
# Whether the claim's words stand in sentence `s`.
INSIDE = (
    's.start <= NEW.start AND NEW."end" <= s."end"'
    ' AND substr(s.text, NEW.start - s.start + 1, NEW."end" - NEW.start) = NEW.quote'
)
GUARDS = (
    Guard(
        "claim_lies_in_its_sentence",
        "claims_claim",
        ("article_id", "start", "end", "quote"),
        True,
        "NOT EXISTS (SELECT 1 FROM articles_sentence s"
        " JOIN articles_revision r ON r.id = s.revision_id"
        " WHERE s.id = NEW.sentence_id AND r.article_id = NEW.article_id AND s.number IS NOT NULL"
        f" AND {INSIDE})",
        "a claim is a span of a headline or body sentence of its article",
    ),
    Guard(
        # Where two sentences become one, the second's claims are the first's before it has grown.
        "claim_goes_to_its_sentence",
        "claims_claim",
        ("sentence_id",),
        False,
        "NOT EXISTS (SELECT 1 FROM articles_sentence s"
        " JOIN articles_revision r ON r.id = s.revision_id"
        " WHERE s.id = NEW.sentence_id AND r.article_id = NEW.article_id AND s.number IS NOT NULL"
        f" AND {INSIDE}) AND NOT EXISTS (SELECT 1 FROM articles_sentence b"
        " JOIN articles_sentence s ON s.revision_id = b.revision_id AND s.role = b.role"
        ' AND s.paragraph = b.paragraph AND s.start >= b."end"'
        f" WHERE b.id = NEW.sentence_id AND {INSIDE} AND NOT EXISTS (SELECT 1"
        " FROM articles_sentence m WHERE m.revision_id = b.revision_id"
        ' AND m.start >= b."end" AND m.start < s.start))',
        "a claim goes to a sentence that holds its words",
    ),
    Guard(
        "sentence_breaks_no_claim",
        "articles_sentence",
        ("start", "end"),
        False,
        "EXISTS (SELECT 1 FROM claims_claim c WHERE c.sentence_id = NEW.id"
        ' AND ((c.start < NEW."end" AND c."end" > NEW."end")'
        ' OR (c.start < NEW.start AND c."end" > NEW.start)))',
        "a claim lies in one sentence",
    ),
)
