"""What the database itself copies into the rows of what we say; see `articles.derived`."""

from articles.derived import Derived, copied

OF_A_CLAIM = ("claims_claimevent", "claims_evidence", "claims_assessment", "claims_anchoring")
DERIVED = (
    copied("claims_claim", "source_id", of="articles_article", by="article_id"),
    Derived(
        table="claims_claimevent",
        column="tagged_at",
        value="(SELECT c.tagged_at FROM claims_claim c"
        " WHERE c.id = NEW.claim_id AND c.state <> 'withdrawn')",
        columns=("claim_id", "tagged_at"),
        other="claims_claim",
        others=("state", "tagged_at"),
        whose="claim_id = NEW.id",
        then="CASE WHEN NEW.state <> 'withdrawn' THEN NEW.tagged_at END",
    ),
    *(copied(part, "article_id", of="claims_claim", by="claim_id") for part in OF_A_CLAIM),
    copied(
        "claims_reading",
        "article_id",
        of="articles_sentence",
        by="sentence_id",
        # By its revision, too: PostgreSQL does not count as set what its own trigger has set.
        besides=("revision_id",),
    ),
)
