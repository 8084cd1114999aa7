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
        "assessment_judges_its_article",
        "claims_assessment",
        ("claim_id", "revision_id"),
        True,
        "NOT EXISTS (SELECT 1 FROM claims_claim c JOIN articles_revision r"
        " ON r.article_id = c.article_id WHERE c.id = NEW.claim_id AND r.id = NEW.revision_id)",
        "an assessment judges a claim against a revision of its article",
    ),
    Guard(
        "assessment_is_final",
        "claims_assessment",
        (
            *("claim_id", "reviewer_id", "scale_id", "option_id", "words", "verdict", "rationale"),
            *("revision_id", "made_at"),
        ),
        False,
        "NEW.claim_id <> OLD.claim_id OR NEW.reviewer_id <> OLD.reviewer_id"
        " OR NEW.scale_id <> OLD.scale_id OR NEW.revision_id <> OLD.revision_id"
        " OR COALESCE(NEW.option_id, 0) <> COALESCE(OLD.option_id, 0)"
        " OR NEW.words <> OLD.words OR NEW.verdict <> OLD.verdict"
        " OR NEW.rationale <> OLD.rationale OR NEW.made_at <> OLD.made_at",
        "an assessment is replaced, never edited",
    ),
    Guard(
        "evidence_stays_where_it_is",
        "claims_evidence",
        ("claim_id", "fact_id"),
        False,
        "NEW.claim_id <> OLD.claim_id OR NEW.fact_id <> OLD.fact_id",
        "evidence joins one fact and one claim for good",
    ),
    Guard(
        "option_of_scale_in_use_is_new",
        "claims_scaleoption",
        (),
        True,
        "EXISTS (SELECT 1 FROM claims_assessment a WHERE a.scale_id = NEW.scale_id)",
        "the options of a scale in use are final",
    ),
    Guard(
        "option_of_scale_in_use_is_final",
        "claims_scaleoption",
        ("scale_id", "order", "words", "verdict", "tone"),
        False,
        '(NEW.scale_id <> OLD.scale_id OR NEW."order" <> OLD."order" OR NEW.words <> OLD.words'
        " OR NEW.verdict <> OLD.verdict OR NEW.tone <> OLD.tone)"
        " AND EXISTS (SELECT 1 FROM claims_assessment a WHERE a.scale_id = OLD.scale_id)",
        "the options of a scale in use are final",
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
